import { portrait } from './portrait.mjs';

/** Calls a function and draws what comes of it: what it gives, yields or throws. */
export async function outcomeOf(fn, args) {
  try {
    let value = fn(...args);
    if (typeof value?.then === 'function') value = await value;
    return isGenerator(value) ? { yields: portrait(await listOf(value)) } : { gives: portrait(value) };
  } catch (error) {
    return { throws: portrait(error), message: error instanceof Error ? `${error.name}: ${error.message}` : 'not an error' };
  }
}

const isGenerator = (value) => /^\[object (?:Async)?Generator\]$/.test(Object.prototype.toString.call(value));

async function listOf(generator) {
  const list = [];
  for await (const item of generator) list.push(item);
  return list;
}
