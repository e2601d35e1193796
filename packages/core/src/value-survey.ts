import { types } from 'node:util';
import { errorMessage } from './error-message.ts';
import { builtInName, cannotBeCloned, className, hasOwnProperties, isBareError, isInstanceOfBuiltIn, isPlainObject } from './object-class.ts';
import { isPlainJson, longText } from './plain-json.ts';
import { formatPath } from './value-path.ts';

/** What can carry a value without changing it. */
export interface ValueSurvey {
  /** `JSON.parse(JSON.stringify(value))` gives the same value. */
  readonly exactJson: boolean;
  /** `JSON.stringify` gives a text that leaves nothing out: dates and objects with `toJSON` count, `Map` and `bigint` do not. */
  readonly jsonText: boolean;
  /** Structured clone gives the same value, but for the prototypes of {@link bare}; a similar one that lost its class, say; or throws. */
  readonly cloneable: 'exact' | 'altered' | 'no';
  /** The first place, as `orders[2].customer`, where structured clone changes the value or fails; empty: the whole. */
  readonly path: string;
  /** What is there, e.g. `a function`; empty if `cloneable` is `exact`. */
  readonly reason: string;
  /** It has more parts than are looked at; a shared part counts each time it is met. */
  readonly oversized: boolean;
  /** It has a text so long that writing it as JSON, which looks at each character, takes several times as long as copying it. */
  readonly hasLongText: boolean;
  /** Objects without a prototype, which structured clone gives one; one that is met twice may be there twice. */
  readonly bare: readonly object[];
  /** Its ArrayBuffers themselves, as opposed to those that its typed arrays are views of; the same one may be there twice. */
  readonly arrayBuffers: readonly ArrayBuffer[];
}

/** Deeper values are left to `inspect`, which cuts them; `JSON.stringify` and clone would overflow the stack far below. */
const maxDepth = 400;
/** Shared parts are counted each time they are met, as JSON writes them out each time: the bound on exponential values. */
const maxNodes = 5_000_000;

/**
 * Looks through a value once, without running more of its code than `JSON.stringify` would, and never throws: what
 * throws while it is looked at (a getter, a trap of a proxy) is reported as not cloneable.
 */
export function surveyValue(value: unknown): ValueSurvey {
  try {
    if (isPlainJson(value)) return exact;
  } catch {
    // What throws is found again, with its place.
  }
  const walk = new Walk();
  try {
    walk.visit(value, 0);
  } catch (error) {
    walk.fail('no', `a part that throws when it is read (${errorMessage(error)})`);
    walk.exactJson = false;
    walk.jsonText = false;
  }
  return walk;
}

/** What most values are: JSON and nothing else. */
const exact: ValueSurvey = Object.freeze({ exactJson: true, jsonText: true, cloneable: 'exact', path: '', reason: '', oversized: false, hasLongText: false, bare: Object.freeze([]), arrayBuffers: Object.freeze([]) });

class Walk implements ValueSurvey {
  exactJson = true;
  jsonText = true;
  cloneable: ValueSurvey['cloneable'] = 'exact';
  path = '';
  reason = '';
  oversized = false;
  hasLongText = false;
  readonly bare: object[] = [];
  readonly arrayBuffers: ArrayBuffer[] = [];
  readonly #keys: (string | number)[] = [];
  readonly #ancestors: object[] = [];
  #nodes = 0;

  /** Keeps the worst finding, and of equally bad ones the first. */
  fail(cloneable: 'altered' | 'no', reason: string): void {
    if (this.cloneable === 'no' || this.cloneable === cloneable) return;
    this.cloneable = cloneable;
    this.reason = reason;
    this.path = formatPath(this.#keys);
  }

  visit(value: unknown, depth: number): void {
    switch (typeof value) {
      case 'string':
        if (value.length >= longText) this.hasLongText = true;
        return;
      case 'boolean':
        return;
      case 'number':
        if (!Number.isFinite(value)) this.#notJson();
        else if (value === 0 && 1 / value < 0) this.exactJson = false; // -0
        return;
      case 'object':
        if (value !== null) this.#visitObject(value, depth);
        return;
      case 'undefined':
        this.exactJson = false;
        // JSON leaves an undefined property out, which loses nothing; at the top or in an array it becomes something else.
        if (depth === 0 || Array.isArray(this.#ancestors.at(-1))) this.jsonText = false;
        return;
      case 'bigint':
        this.#notJson();
        return;
      default:
        this.#notJson();
        this.fail('no', typeof value === 'function' ? 'a function' : 'a symbol');
    }
  }

  #notJson(): void {
    this.exactJson = false;
    this.jsonText = false;
  }

  #visitObject(value: object, depth: number): void {
    if (types.isProxy(value)) {
      this.#notJson();
      this.fail('no', 'a Proxy');
      return;
    }
    if (this.#ancestors.includes(value)) {
      this.#notJson(); // a cycle, which structured clone keeps
      // V8 of Node 20 writes such an error and cannot read it again.
      if (types.isNativeError(value)) this.fail('no', 'an error that is part of its own cause');
      return;
    }
    if (depth >= maxDepth || ++this.#nodes > maxNodes) {
      this.#notJson();
      this.oversized = this.#nodes > maxNodes;
      this.fail('no', depth >= maxDepth ? `a value nested deeper than ${maxDepth} levels` : 'a value of too many parts');
      return;
    }
    this.#ancestors.push(value);
    if (Array.isArray(value)) this.#visitArray(value, depth);
    else if (isPlainObject(value)) this.#visitPlainObject(value as Record<string, unknown>, depth); // any object without a class
    else this.#visitExotic(value, depth);
    this.#ancestors.pop();
  }

  #visitArray(value: readonly unknown[], depth: number): void {
    // The prototype of arrays is an array itself, in every realm; that of a subclass is not.
    if (!Array.isArray(Object.getPrototypeOf(value))) {
      this.exactJson = false;
      this.fail('altered', `a ${className(value)}, which arrives as a bare array`);
    }
    if (typeof (value as { toJSON?: unknown }).toJSON === 'function') this.exactJson = false; // its text is what that says
    // Extra properties, as on the result of a regular expression. Not looked for in long arrays, where it would cost most.
    if (value.length <= 1000 && Object.keys(value).length > value.length) this.#visitExtraKeys(value, depth);
    for (let index = 0; index < value.length; index++) {
      const item = value[index];
      if (typeof item === 'boolean' || (typeof item === 'string' && item.length < longText)) continue;
      if (item === undefined && !Object.hasOwn(value, index)) {
        this.#visitSparseArray(value, depth); // its length may be in the billions
        return;
      }
      this.#keys.push(index);
      this.visit(item, depth + 1);
      this.#keys.pop();
    }
    this.#nodes += value.length / 16; // items that are no objects cost little, but not nothing
  }

  #visitSparseArray(value: readonly unknown[], depth: number): void {
    this.#notJson();
    this.#visitKeys(value, Object.keys(value), depth);
  }

  #visitExtraKeys(value: readonly unknown[], depth: number): void {
    this.exactJson = false;
    const { jsonText } = this;
    this.#visitKeys(value, Object.keys(value).filter((key) => !/^\d+$/.test(key)), depth);
    this.jsonText = jsonText; // JSON leaves them out, and what counts of such an array is its items
  }

  #visitKeys(value: object, keys: readonly string[], depth: number): void {
    // By index here and below: on the far side a tool may have replaced what `for of` relies on.
    for (let index = 0; index < keys.length; index++) this.#visitKey(value, keys[index] as string, depth); // the index is in range
  }

  #visitKey(value: object, key: string, depth: number): void {
    this.#keys.push(key);
    this.visit((value as Record<string, unknown>)[key], depth + 1); // one of its own keys, whatever its type
    this.#keys.pop();
  }

  #visitPlainObject(value: Record<string, unknown>, depth: number): void {
    if (typeof value['toJSON'] === 'function') {
      // Its text is what toJSON says; the function itself cannot be cloned.
      this.exactJson = false;
      this.fail('no', 'an object with a toJSON function');
      return;
    }
    if (Object.getPrototypeOf(value) === null) {
      this.exactJson = false;
      this.bare.push(value);
    }
    if (Object.getOwnPropertySymbols(value).length > 0) {
      this.exactJson = false;
      this.fail('altered', 'an object with symbol keys, which are left out');
    }
    this.#visitKeys(value, Object.keys(value), depth);
  }

  #visitExotic(value: object, depth: number): void {
    this.exactJson = false;
    if (types.isDate(value)) {
      if (Number.isNaN(Date.prototype.getTime.call(value))) this.jsonText = false;
      this.#checkBuiltIn(value, 'Date');
      return;
    }
    if (types.isMap(value) || types.isSet(value)) {
      this.jsonText = false;
      this.#checkBuiltIn(value, types.isMap(value) ? 'Map' : 'Set');
      // A subclass may have an iterator of its own, which is not run. An entry is an array of key and value.
      const entries: Iterable<unknown> = types.isMap(value) ? Map.prototype.entries.call(value) : Set.prototype.values.call(value);
      for (const entry of entries) this.visit(entry, depth + 1);
      return;
    }
    if (ArrayBuffer.isView(value) || types.isArrayBuffer(value) || types.isRegExp(value)) {
      this.jsonText = false;
      this.#checkBuiltIn(value, builtInName(value));
      if (types.isArrayBuffer(value)) this.arrayBuffers.push(value);
      if (types.isRegExp(value) && value.lastIndex !== 0) this.fail('altered', 'a regular expression, which starts anew');
      return;
    }
    if (types.isBoxedPrimitive(value)) {
      this.jsonText = false;
      if (types.isSymbolObject(value)) this.fail('no', 'a symbol');
      else this.#checkBuiltIn(value, builtInName(value));
      return;
    }
    if (cannotBeCloned(value)) {
      this.jsonText = false;
      this.fail('no', `a ${className(value)}`);
      return;
    }
    if (types.isNativeError(value)) {
      this.jsonText = false;
      if (!isBareError(value)) this.fail('altered', `a ${className(value)}, which arrives as a bare Error`);
      if (Object.hasOwn(value, 'cause')) this.#visitKey(value, 'cause', depth);
      return;
    }
    // typeof, since a class may declare toJSON in any way.
    if (typeof (value as { toJSON?: unknown }).toJSON !== 'function') this.jsonText = false;
    this.fail('altered', `a ${className(value)}, which arrives without its class`);
    const { jsonText } = this;
    this.#visitKeys(value, Object.keys(value), depth);
    if (jsonText) this.jsonText = true; // what toJSON returns is its text, whatever the fields hold
  }

  /** An instance of a subclass loses its class, and properties of its own are left out. */
  #checkBuiltIn(value: object, name: string): void {
    if (!isInstanceOfBuiltIn(value)) this.fail('altered', `a ${className(value)}, which arrives as a bare ${name}`);
    else if (hasOwnProperties(value)) this.fail('altered', `a ${name} with properties of its own, which are left out`);
  }
}
