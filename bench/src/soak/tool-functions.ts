import { appendFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** What every tool is given. Its first act is to append its id to the file, so that a call that runs twice shows. */
export interface SoakInput {
  id: string;
  file: string;
}

function begin({ id, file }: SoakInput): void {
  appendFileSync(file, `${id}\n`);
}

export const answer = (input: SoakInput): string => {
  begin(input);
  return input.id;
};

export const wait = async (input: SoakInput): Promise<string> => {
  begin(input);
  await sleep(20);
  return input.id;
};

export const compute = (input: SoakInput): string => {
  begin(input);
  const end = performance.now() + 3;
  while (performance.now() < end);
  return input.id;
};

export const fail = (input: SoakInput): never => {
  begin(input);
  throw new Error(`failed ${input.id}`);
};

export const exit = (input: SoakInput): never => {
  begin(input);
  process.exit(3);
};

export const hang = (input: SoakInput): never => {
  begin(input);
  for (;;);
};

export const exhaust = (input: SoakInput): never => {
  begin(input);
  const kept: number[][] = [];
  for (;;) kept.push(new Array<number>(1000).fill(kept.length));
};

export const kill = async (input: SoakInput): Promise<never> => {
  begin(input);
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};
