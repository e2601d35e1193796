/** Options of Node that make it do something else than run a file, or that two processes cannot share. */
const unfit = /^(?:--?(?:e|p|pe|i|c|v|h)|--(?:eval|print|interactive|check|version|help|input-type|test|watch|inspect|cpu-prof|heap-prof|run|build-snapshot|debug-port)\b.*)$/;
/** Options whose value may begin with a dash. */
const takesCode = /^(?:-e|-p|-pe|--eval|--print)$/;

/** Node's options of the host, without those that are not for a child of it: `--eval`, `--watch`, `--inspect` and the like. */
export function inheritableArguments(execArgv: readonly string[]): string[] {
  const fit: string[] = [];
  let isFit = true;
  execArgv.forEach((argument, index) => {
    // There are options here and their values only: what is no option belongs to the one before.
    const isValue = !argument.startsWith('-') || takesCode.test(execArgv[index - 1] ?? '');
    if (!isValue) isFit = !unfit.test(argument);
    if (isFit) fit.push(argument);
  });
  return fit;
}

/** `NODE_OPTIONS` without those of the inspector, whose port the host has. */
export function inheritableNodeOptions(nodeOptions: string): string {
  return nodeOptions.replace(/(^|\s)--inspect\S*/g, '$1').trim();
}
