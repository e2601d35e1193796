import { setTimeout as delay } from 'node:timers/promises';

/** Resolves as `promise` does, or rejects after `limitMs` with an error that says what was waited for. */
export async function within<T>(limitMs: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${what}: still not so after ${limitMs} ms`));
    }, limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again and again until `condition` holds, at most for `limitMs`. @returns whether it did */
export async function becomes(limitMs: number, condition: () => boolean): Promise<boolean> {
  const endAtMs = performance.now() + limitMs;
  while (!condition()) {
    if (performance.now() > endAtMs) return false;
    await delay(10);
  }
  return true;
}
