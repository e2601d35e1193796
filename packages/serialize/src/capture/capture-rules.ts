import { isProxy } from 'node:util/types';
import { isStructural, namesOfStep } from './steps.ts';

/**
 * What must not leave the process: whatever has a name, as a variable, member, #private field, symbol or key of a Map; or a class, its
 * instances and what inherits from it, or any other function.
 */
export type CaptureRule = string | Function;

/** Rules that {@link serializeFunction} was given. */
export interface CaptureRules {
  deny: readonly CaptureRule[];
  redact: readonly CaptureRule[];
}

/** @throws TypeError if a list of rules is none */
export function checkRules(option: string, rules: unknown): void {
  const isRule = (rule: unknown): boolean => (typeof rule === 'string' && rule !== '') || typeof rule === 'function';
  if (Array.isArray(rules) && rules.every(isRule)) return;
  throw new TypeError(`serializeFunction: ${option} must be a list of names and classes`);
}

/**
 * Tells what becomes of a value. Runs no code of the value.
 *
 * @returns the option that keeps the value here, or `redact` if `undefined` may travel in its place
 */
export function verdictOn({ deny, redact }: CaptureRules, value: unknown, step: string): 'deny' | 'deny for redact' | 'redact' | undefined {
  const isUnder = (rule: CaptureRule): boolean => (typeof rule === 'string' ? namesOfStep(step).includes(rule) : isInstance(value, rule));
  if (deny.some(isUnder)) return 'deny';
  if (!redact.some(isUnder)) return undefined;
  return isStructural(step) ? 'deny for redact' : 'redact';
}

function isInstance(value: unknown, maker: Function): boolean {
  if (value === maker) return true;
  const prototype: unknown = Object.getOwnPropertyDescriptor(maker, 'prototype')?.value;
  if (typeof prototype !== 'object' || prototype === null) return false;
  if (value === prototype) return true;
  let holder = (typeof value === 'object' && value !== null) || typeof value === 'function' ? value : null;
  // A Proxy would run code of its own; it is refused anyway.
  while (holder !== null && !isProxy(holder)) {
    holder = Object.getPrototypeOf(holder) as object | null;
    if (holder === prototype) return true;
  }
  return false;
}
