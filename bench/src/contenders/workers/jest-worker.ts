export { runPeerTask as run } from '../../tools/peer-task.ts';
