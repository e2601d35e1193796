/*
 * How the steps of a way are written: `db` for a variable, `.socket` and `["a b"]` for members, words in brackets for everything else.
 */

/** Whether a key is one that elements of arrays have. */
export const isIndex = (key: PropertyKey): boolean => typeof key === 'string' && /^(?:0|[1-9]\d*)$/.test(key);

/** The step to a property. */
export function propertyStep(key: string | symbol): string {
  if (typeof key === 'symbol') return `[${String(key)}]`;
  if (isIndex(key)) return `[${key}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** The step to the value of a Map under a key. */
export function entryStep(key: unknown): string {
  const shown = typeof key === 'string' ? JSON.stringify(key) : typeof key === 'function' ? 'a function' : typeof key === 'object' && key !== null ? 'an object' : String(key); // `as`: any primitive
  return `(value at ${shown} of a Map)`;
}

/** The names under which people know what a step leads to: of a variable, a member, a symbol, a key of a Map. */
export function namesOfStep(step: string): string[] {
  const entry = /^\(value at (.*) of a Map\)$/s.exec(step)?.[1];
  if (entry !== undefined) return [unquoted(entry)];
  const member = step.replace(/ \((?:getter|setter)\)$/, '');
  if (member.startsWith('(')) return [];
  if (member.startsWith('.#')) return [member.slice(1), member.slice(2)];
  if (member.startsWith('.')) return [member.slice(1)];
  return [member.startsWith('[') ? unquoted(member.slice(1, -1)) : member];
}

function unquoted(text: string): string {
  if (text.startsWith('"')) return String(JSON.parse(text));
  return /^Symbol\((.*)\)$/s.exec(text)?.[1] ?? text;
}

/** Whether a step leads to a variable, as opposed to a member and the like. */
export function isVariable(step: string): boolean {
  return !/^[.[(]/.test(step);
}

/** Whether something else in the place of what a step leads to would not be a value left out, but another object. */
export function isStructural(step: string): boolean {
  return step === '(prototype)' || step === '(class)' || step === '(bound function)' || step.startsWith('(key [');
}
