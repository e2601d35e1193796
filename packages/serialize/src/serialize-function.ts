import { isProxy } from 'node:util/types';
import { isClass } from './code/class-code.ts';
import { builtinReference } from './reference/builtin-reference.ts';
import { knownByValue, knownFunctions, knownSource } from './reference/known-functions.ts';
import { ownName } from './reference/member-path.ts';
import { captureClosure } from './capture/capture-closure.ts';
import { codeOf } from './code/function-code.ts';
import { asOneMoment } from './inspector/inspector-session.ts';
import { findModuleReference, knownModuleReference, registeredReference, searchCommonJs } from './reference/module-reference.ts';
import { refusal } from './capture/refusal.ts';
import { isBuiltinCode } from './inspector/builtin-code.ts';
import { likelyScriptOf } from './inspector/likely-script.ts';
import { leadsToProxy, originOf } from './inspector/script-location.ts';
import { identified, textHashOf } from './format/serialized-function.ts';
import { checkHmacKey, signed } from './format/signature.ts';
import { captureSource, usesReceiver } from './code/source-function.ts';
import type { KnownFunction } from './reference/known-functions.ts';
import type { ModuleReference, NoReference } from './reference/module-reference.ts';
import type { Problem } from './capture/refusal.ts';
import type { FunctionOrigin } from './inspector/script-location.ts';
import { captureRules } from './capture/capture-rules.ts';
import type { CaptureRule, CaptureRules } from './capture/capture-rules.ts';
import type { BuiltinFunction, ModuleFunction, SerializedFunction } from './format/serialized-function.ts';

/** Settings of {@link serializeFunction}. */
export interface SerializeOptions {
  /** `false`: never by module reference, so that the far side needs none of our files. Default `true`. */
  byReference?: boolean;
  /**
   * The object on which the function is called, if any. A function that uses `this` then travels as a member of this object, where
   * a module exports it, and the far side calls it on the object of its module; else with the object. Without, the far side gives
   * no `this`.
   */
  receiver?: object | undefined;
  /**
   * What must not leave: whoever leads to it is refused. A string stands for every variable, member, #private field and key of a Map
   * of that name, a class for itself and its instances, another function for itself. What travels by reference takes nothing along.
   */
  deny?: readonly CaptureRule[];
  /** The same, but `undefined` travels in the place of the value; what cannot be missing, a prototype, say, is refused. */
  redact?: readonly CaptureRule[];
  /** Signs the data with HMAC-SHA-256; {@link deserializeFunction} with the same key then refuses data of anybody else. */
  hmacKey?: string | Uint8Array;
}

/**
 * Turns a function into plain data from which {@link deserializeFunction} makes the function again, in another thread or process
 * on the same machine.
 *
 * By reference, if the function is an export (or a member of one) of a module that is loaded already and is not the program's
 * entry point; else by value, as source text, if it uses no name from outside but globals. Neither runs the function, and no
 * module is loaded for it. By reference, the far side has its own copy of the module's state; own properties of a function
 * stay behind by value.
 *
 * A function seen before costs about a microsecond; the first time costs 0.2 to 0.4 ms, 3 to 5 ms more for a new script, and once per process 10 ms, or 35 to 50 ms if it is no export.
 *
 * @param fn - the function
 * @param options - see {@link SerializeOptions}
 * @returns data that survives structured clone and JSON; equal code from the same place gives an equal `id`
 * @throws TransportError (as a rejection) that names what keeps the function here, where that is, and what to do about it
 */
export async function serializeFunction(fn: Function, options: SerializeOptions = {}): Promise<SerializedFunction> {
  if (options.hmacKey !== undefined) checkHmacKey('serializeFunction', options.hmacKey);
  const data = await serialize(fn, options);
  return options.hmacKey === undefined ? data : signed(data, options.hmacKey);
}

function serialize(fn: Function, options: SerializeOptions): SerializedFunction | Promise<SerializedFunction> {
  const { byReference = true, receiver, deny = [], redact = [] } = options;
  if (typeof byReference !== 'boolean') throw new TypeError(`serializeFunction: byReference must be a boolean, not ${typeof byReference}`);
  const rules = captureRules(deny, redact);
  if (receiver !== undefined && usesReceiver(fn)) return knownMethod(fn, receiver, byReference, rules).then(({ data }) => data);
  const cache = byReference ? knownFunctions : knownByValue;
  // `get` of a WeakMap takes any value, so what is no function is told from the rest after it, off the fast path.
  const known = cache.get(fn);
  if (known !== undefined && known !== 'closure' && known.isCurrent() && (rules === undefined || known.data.kind !== 'closure')) return known.data;
  const found = isClosure(known) ? captureState(fn, byReference, rules, () => (byReference ? whyNoReference(fn) : undefined)) : asOneMoment(() => capture(fn, byReference, rules));
  const remember = (capturing: KnownFunction): SerializedFunction => {
    const { data } = capturing;
    const isState = data.kind === 'closure' && !data.isConstant;
    if (rules === undefined || data.kind !== 'closure') cache.set(fn, isState ? 'closure' : capturing); // a state is not kept
    return data;
  };
  return found instanceof Promise ? found.then(remember) : remember(found);
}

function isClosure(known: KnownFunction | 'closure' | undefined): boolean {
  return known === 'closure' || known?.data.kind === 'closure';
}

/** What keeps a function that was captured before from going by reference: asks nothing that takes time. */
function whyNoReference(fn: Function): NoReference | undefined {
  const registered = registeredReference(fn);
  if (typeof registered === 'string') return registered;
  const script = originOf(fn)?.location?.script;
  const reference = script === undefined ? undefined : knownModuleReference(fn, script);
  return typeof reference === 'object' ? undefined : reference;
}

/** Nothing is awaited where all that the function reaches was seen before, so that the state is that of the moment of the call. */
function capture(fn: Function, byReference: boolean, rules: CaptureRules | undefined): KnownFunction | Promise<KnownFunction> {
  if (typeof fn !== 'function') throw new TypeError(`serializeFunction: the first argument must be a function, not ${fn === null ? 'null' : typeof fn}`);
  const name = isProxy(fn) ? '' : ownName(fn);
  const unfit = unfitness(fn);
  if (unfit !== undefined) throw refusal(name, [unfit]);
  const registered = byReference ? registeredReference(fn) : undefined;
  if (registered !== undefined && typeof registered === 'object') return fromReference(name, registered);
  if (byReference && registered === undefined) {
    const script = likelyScriptOf(fn);
    const reference = script === undefined ? 'unknown-module' : knownModuleReference(fn, script);
    const orAll = (found: ModuleReference | NoReference): KnownFunction | Promise<KnownFunction> =>
      typeof found === 'object' ? fromReference(name, found, textHashOf(fn)) : captureOfListed(fn, name, byReference, rules);
    return reference === undefined && script !== undefined ? findModuleReference(fn, script).then(orAll) : orAll(reference ?? 'unknown-module');
  }
  return captureOfListed(fn, name, byReference, rules, registered);
}

/** Of a function of which a script is known by the list of all. */
function captureOfListed(fn: Function, name: string, byReference: boolean, rules: CaptureRules | undefined, registered?: NoReference): KnownFunction | Promise<KnownFunction> {
  const origin = originOf(fn);
  if (origin?.isBound === true) return captureState(fn, byReference, rules);
  if (isBuiltinCode(fn)) return fromBuiltin(fn, name, origin);
  if (!byReference) return captureCode(fn, rules, { byReference, origin });
  if (origin?.location === undefined) {
    const reference = searchCommonJs(fn);
    return reference === undefined ? captureCode(fn, rules, { byReference, origin, noReference: 'unknown-module' }) : fromReference(name, reference, textHashOf(fn));
  }
  const { script } = origin.location;
  const orCode = (reference: ModuleReference | NoReference): KnownFunction | Promise<KnownFunction> => {
    const present = (byReference ? knownFunctions : knownByValue).get(fn);
    if (rules === undefined && present !== undefined && present !== 'closure' && present.isCurrent()) return present; // another transport was faster
    if (typeof reference === 'object') return fromReference(name, reference, textHashOf(fn));
    return captureCode(fn, rules, { byReference, origin, noReference: registered ?? reference });
  };
  const known = knownModuleReference(fn, script);
  return known === undefined ? findModuleReference(fn, script).then(orCode) : orCode(known);
}

/** By value: as text if that is all there is to it, else as a closure. */
function captureCode(
  fn: Function,
  rules: CaptureRules | undefined,
  { byReference, origin, noReference }: { byReference: boolean; origin: FunctionOrigin | undefined; noReference?: NoReference },
): KnownFunction | Promise<KnownFunction> {
  // What has names bound outside of it is more than text: that is known of a literal once one function of it was read.
  const mayBeText = (codeOf(fn)?.bindings ?? []).length === 0;
  const source = mayBeText || noReference === 'still-evaluating' ? captureSource(fn, origin?.location) : undefined;
  if (source !== undefined) {
    if ('kind' in source) return knownSource(fn, source);
    // While a module evaluates, a variable of it may be in its dead zone, and its exports may soon be found.
    if (origin === undefined || noReference === 'still-evaluating') throw refusal(ownName(fn), source, noReference);
  }
  return captureState(fn, byReference, rules, () => noReference);
}

function captureState(fn: Function, byReference: boolean, rules: CaptureRules | undefined, noReference?: () => NoReference | undefined): KnownFunction | Promise<KnownFunction> {
  const orRefused = (captured: KnownFunction | readonly [Problem, ...Problem[]]): KnownFunction => {
    if ('data' in captured) return captured;
    throw refusal(ownName(fn), captured, noReference?.());
  };
  const captured = captureClosure(fn, byReference, rules);
  return captured instanceof Promise ? captured.then(orRefused) : orRefused(captured);
}

/** Methods that were captured before, by the object on which they are called; bound ones stand for a method that travels with its object. */
const knownMethods = new WeakMap<object, WeakMap<Function, KnownFunction | Function>>();

async function knownMethod(fn: Function, receiver: object, byReference: boolean, rules: CaptureRules | undefined): Promise<KnownFunction> {
  let methods = knownMethods.get(receiver);
  if (methods === undefined) knownMethods.set(receiver, (methods = new WeakMap()));
  const known = methods.get(fn);
  if (typeof known === 'function') return captureState(known, byReference, rules);
  if (known !== undefined && known.isCurrent()) return known;
  const name = ownName(fn);
  const location = originOf(fn)?.location;
  const reference = !byReference || location === undefined ? 'not-exported' : (knownModuleReference(fn, location.script, receiver) ?? (await findModuleReference(fn, location.script, receiver)));
  if (typeof reference !== 'object') {
    const bound = Object.defineProperty(fn.bind(receiver) as Function, 'name', { value: name, configurable: true });
    if (reference !== 'still-evaluating') methods.set(fn, bound); // its exports may soon be found
    return captureState(bound, byReference, rules, () => (reference === 'still-evaluating' ? reference : undefined));
  }
  const { url, path, isCurrent } = reference;
  const found = { data: identified<ModuleFunction>({ kind: 'module', name, url, path, textHash: textHashOf(fn), onHolder: true }), isCurrent };
  methods.set(fn, found);
  return found;
}

function fromReference(name: string, { url, path, isCurrent }: ModuleReference, textHash?: string): KnownFunction {
  return { data: identified<ModuleFunction>({ kind: 'module', name, url, path, ...(textHash === undefined ? {} : { textHash }) }), isCurrent };
}

function fromBuiltin(fn: Function, name: string, origin: FunctionOrigin | undefined): KnownFunction {
  const isBound = origin?.isBound ?? name.startsWith('bound ');
  const reference = isBound ? undefined : builtinReference(fn);
  if (reference !== undefined) return { data: identified<BuiltinFunction>({ kind: 'builtin', name, ...reference }), isCurrent: () => true };
  const problem = isBound
    ? {
        staysUnfit: true,
        culprit: 'a bound function',
        clause: 'is a bound function, whose target and arguments cannot be read from its text',
        remedy: 'write "(input) => target(argument, input)" instead of "bind"',
      }
    : {
        staysUnfit: true,
        culprit: 'a native function',
        clause: 'is a native function that no global and no loaded built-in module leads to',
        remedy: 'wrap it in a function that calls it by name',
      };
  throw refusal(name, [problem]);
}

/** What no function of that sort can be cured of. Asks nothing that runs code of a proxy. */
function unfitness(fn: Function): Problem | undefined {
  if (isProxy(fn)) {
    return { culprit: 'a Proxy', clause: 'is a Proxy, whose handler cannot be seen', remedy: 'use the function behind the Proxy', staysUnfit: true };
  }
  if (leadsToProxy(fn)) return { culprit: 'a Proxy', clause: 'is a Proxy, whose handler cannot be seen', way: ['(prototype)'], remedy: 'use the object behind the Proxy', staysUnfit: true };
  if (!isClass(fn)) return undefined;
  return { culprit: 'a class', clause: 'is a class, which cannot be called', remedy: 'pass a function that makes the instance', staysUnfit: true };
}
