/** Options of Node that make it do something else than run a file, or that two processes cannot share. */
const unfit = /^(?:--?(?:e|p|pe|i|c|v|h)|--(?:eval|print|interactive|check|version|help|input-type|test|watch|inspect|cpu-prof|heap-prof|run|build-snapshot|debug-port)\b.*)$/;
/** Of these, the ones whose value is the next argument. */
const takesValue = /^(?:-e|-p|-pe|--eval|--print|--input-type|--run|--watch-path|--test-name-pattern|--inspect-port|--debug-port)$/;

/** Node's options of the host, without those that are not for a child of it: `--eval`, `--watch`, `--inspect` and the like. */
export function inheritableArguments(execArgv: readonly string[]): string[] {
  const fit: string[] = [];
  for (let index = 0; index < execArgv.length; index++) {
    const argument = execArgv[index] ?? '';
    if (!unfit.test(argument)) fit.push(argument);
    else if (takesValue.test(argument)) index++;
  }
  return fit;
}

/** `NODE_OPTIONS` without those of the inspector, whose port the host has. */
export function inheritableNodeOptions(nodeOptions: string): string {
  return nodeOptions.replace(/(^|\s)--inspect\S*/g, '$1').trim();
}
