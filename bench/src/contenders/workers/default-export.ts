export { runPeerTask as default } from '../../tools/peer-task.ts';
