export type AnyFunction = (...parameters: never[]) => unknown;

/** Three variables that change: they are read anew for each transport. */
export function counters(): () => number {
  let first = 1;
  let second = 2;
  let third = 3;
  return () => (first += second += third += 1);
}

/** Three constants, one of them an object, of which the contents may change. */
export function withConfiguration(): (amount: number) => string {
  const factor = 2;
  const currency = 'EUR';
  const configuration = { region: 'eu', retries: 3, hosts: ['a', 'b'] };
  return (amount) => `${amount * factor} ${currency} ${configuration.hosts[0] ?? ''} ${configuration.retries}`;
}

/** Nothing in it can change. */
export function constant(by: number, text: string): (amount: number) => string {
  return (amount) => `${amount * by} ${text}`;
}

/** Twenty functions, each of which uses the next; the innermost uses three variables that change. */
export function nested(): () => number {
  let next = counters();
  for (let depth = 0; depth < 19; depth++) {
    const inner = next;
    next = () => inner() + 1;
  }
  return next;
}

/** A closure of its own: equal code, and a number that no other one has. */
export function distinct(number: number): () => number {
  let own = number;
  return () => (own += 1);
}

/** A closure over a variable that changes at home, and over what would be noticed if it stayed anywhere. */
export function withVariable(): { read: () => number; change: () => number } {
  let value = 0;
  const ballast = 'x'.repeat(1000);
  return { read: () => value + ballast.length - 1000, change: () => (value += 1) };
}

/** Heap in use after a collection, in bytes. */
export async function usedHeap(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 5)); // finalizers run between turns
  }
  return process.memoryUsage().heapUsed;
}
