// What the rows import. Its state starts anew on the far side.
export let rate = 1.5;
export let count = 0;
export const table = { EUR: 1.1, nested: { deep: 'deep' } };
export const list = [1, 2, 3];
export const key = Symbol('rates');
export function countUp() {
  count += 1;
  return count;
}
export const convert = (amount) => amount * rate;
export function receiverOf() {
  return this;
}
/** A function that no export leads to, by way of an export. */
export const holder = new Map([['inner', (n) => n + rate]]);
export { convert as 'a name with spaces', table as default };
