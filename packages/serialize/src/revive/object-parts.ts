import { attribute } from '../format/closure-data.ts';
import { keepOnly } from './private-marks.ts';
import { mapped } from '../untampered.ts';
import type { Datum, ObjectParts, PropertyDatum } from '../format/closure-data.ts';

/** Gives the value that a datum stands for. */
export type Read = (datum: Datum) => unknown;

// A tool may replace these on the far side.
const { defineProperty, getPrototypeOf, setPrototypeOf } = Reflect;

/** Gives an object its prototype and properties. */
export function fillParts(value: object, { prototype, properties, exact }: ObjectParts, read: Read): void {
  if (exact === true) keepOnly(value, mapped(properties ?? [], ([key]) => read(key) as PropertyKey), (key) => key === 'prototype' && typeof value === 'function');
  if (prototype !== undefined) {
    const wanted = read(prototype) as object | null;
    if (getPrototypeOf(value) !== wanted) setPrototypeOf(value, wanted);
  }
  for (const property of properties ?? []) define(value, property, read);
}

function define(value: object, property: PropertyDatum, read: Read): void {
  const key = read(property[0]) as PropertyKey;
  if (property.length === 4) {
    const [, get, set, attributes] = property;
    const descriptor = { get: read(get) as () => unknown, set: read(set) as (value: unknown) => void, ...flags(attributes, false) };
    if (!defineProperty(value, key, descriptor)) throw new Error(`property ${String(key)} cannot be defined`);
    return;
  }
  const [, datum, attributes = attribute.writable | attribute.enumerable | attribute.configurable] = property;
  if (!defineProperty(value, key, { value: read(datum), ...flags(attributes, true) })) throw new Error(`property ${String(key)} cannot be defined`);
}

function flags(attributes: number, isData: boolean): PropertyDescriptor {
  return {
    enumerable: (attributes & attribute.enumerable) !== 0,
    configurable: (attributes & attribute.configurable) !== 0,
    ...(isData ? { writable: (attributes & attribute.writable) !== 0 } : {}),
  };
}
