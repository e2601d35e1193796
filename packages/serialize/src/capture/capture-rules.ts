/** What must not leave the process: by the name of a variable or member, or by class. */
export type CaptureRule = string | Function;

/** Rules that {@link serializeFunction} was given. */
export interface CaptureRules {
  deny: readonly CaptureRule[];
  redact: readonly CaptureRule[];
}

/** Finds the rule that a value falls under. Runs no code of the value. */
export function ruleFor(rules: readonly CaptureRule[], value: unknown, label: string): CaptureRule | undefined {
  const name = label.replace(/^\.|^\["(.*)"\]$|^\(value at "(.*)" of a Map\)$/, '$1$2');
  return rules.find((rule) => (typeof rule === 'string' ? rule === name : isInstance(value, rule)));
}

function isInstance(value: unknown, maker: Function): boolean {
  const prototype: unknown = Object.getOwnPropertyDescriptor(maker, 'prototype')?.value;
  return value === maker || (typeof value === 'object' && value !== null && typeof prototype === 'object' && prototype !== null && Object.prototype.isPrototypeOf.call(prototype, value));
}
