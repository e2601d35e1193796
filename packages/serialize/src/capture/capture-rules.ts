import { isProxy } from 'node:util/types';

/** What must not leave the process: by the name of a variable, member or key, or by class. */
export type CaptureRule = string | Function;

/** Rules that `serializeFunction` was given. */
export interface CaptureRules {
  deny: readonly CaptureRule[];
  redact: readonly CaptureRule[];
}

/**
 * Puts the rules together.
 *
 * @returns undefined if there are none
 * @throws TypeError for what is no list of names and classes
 */
export function captureRules(deny: unknown, redact: unknown): CaptureRules | undefined {
  const rules = { deny: checkedList('deny', deny), redact: checkedList('redact', redact) };
  return rules.deny.length + rules.redact.length === 0 ? undefined : rules;
}

function checkedList(option: string, list: unknown): readonly CaptureRule[] {
  if (!Array.isArray(list)) throw new TypeError(`serializeFunction: ${option} must be a list of names and classes, not ${list === null ? 'null' : typeof list}`);
  const index = list.findIndex((rule) => typeof rule !== 'string' && typeof rule !== 'function');
  if (index !== -1) throw new TypeError(`serializeFunction: ${option}[${index}] must be a name or a class, not ${list[index] === null ? 'null' : typeof list[index]}`);
  return list as CaptureRule[]; // `as`: just checked
}

/**
 * Tells whether a value may leave. Runs no code of the value.
 *
 * @param label - the step that led to it
 */
export function verdictOn({ deny, redact }: CaptureRules, value: unknown, label: string): 'deny' | 'redact' | undefined {
  const name = nameIn(label);
  const falls = (rule: CaptureRule): boolean => (typeof rule === 'string' ? rule === name || `#${rule}` === name : isOf(value, rule));
  return deny.some(falls) ? 'deny' : redact.some(falls) ? 'redact' : undefined;
}

/** Whether `undefined` can stand for what a step leads to: not for a prototype, a class or the target of a bound function. */
export function mayBeMissing(label: string): boolean {
  return !/^\((?:prototype|class|bound function|key |buffer)|\.constructor$/.test(label) || label === '.constructor';
}

/** The name of the variable, member or key that a step leads to. */
export function nameIn(label: string): string | undefined {
  const [, member, quoted, index, mapKey] = /^(?:\.(.*)|\[(".*")\]|\[(\d+)\]|\(value at (".*") of a Map\))$/s.exec(label.replace(/ \((?:getter|setter)\)$/, '')) ?? [];
  const text = quoted ?? mapKey;
  if (text !== undefined) return JSON.parse(text) as string; // `as`: what JSON.stringify made of a key
  return member ?? index ?? (/^[([]/.test(label) ? undefined : label);
}

function isOf(value: unknown, maker: Function): boolean {
  if (value === maker) return true;
  const prototype: unknown = isProxy(maker) ? undefined : Object.getOwnPropertyDescriptor(maker, 'prototype')?.value;
  if (typeof prototype !== 'object' || prototype === null || ((typeof value !== 'object' || value === null) && typeof value !== 'function')) return false;
  for (let holder: object | null = value; holder !== null && !isProxy(holder); holder = Object.getPrototypeOf(holder) as object | null) if (holder === prototype) return true;
  return false;
}
