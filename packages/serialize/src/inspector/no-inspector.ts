import { withInspector } from './inspector-session.ts';

/**
 * Says why this process cannot see what functions capture, and how to start it so that it can.
 *
 * @returns undefined where there is an inspector
 */
export function noInspectorNote(): string | undefined {
  if (withInspector(() => true) === true) return undefined;
  // `as`: newer than the declarations
  if ((process as { permission?: object }).permission === undefined) return 'This process has no inspector, which alone shows what a function captures.';
  const cause = 'The permission model keeps the inspector from this process, which alone shows what a function captures';
  return process.allowedNodeEnvironmentFlags.has('--allow-inspector')
    ? `${cause}: start Node with --allow-inspector.`
    : `${cause}, and this version of Node has no flag that allows it (later ones have --allow-inspector).`;
}
