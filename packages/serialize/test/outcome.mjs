/** Calls a function and reduces what it gives to plain data, generators to the list of what they yield. */
export async function outcomeOf(fn, args) {
  try {
    let result = await fn(...args);
    if (typeof result === 'object' && result !== null && typeof result.next === 'function') {
      const list = [];
      for await (const item of result) list.push(item);
      result = list;
    }
    return result === undefined ? { nothing: true } : { value: result };
  } catch (error) {
    return { value: { thrown: String(error) } };
  }
}
