import { parseExpressionAt } from 'acorn';
import { lenientOptions, lineBreak, moveOffsets } from './source-text.ts';
import { applyEdits } from './text-edits.ts';
import type { Edit } from './text-edits.ts';
import type { ClassExpression, Expression, MethodDefinition, PropertyDefinition } from 'acorn';

/** A public method, getter or setter of a class. */
export interface ClassMethod {
  isStatic: boolean;
  part: 'value' | 'get' | 'set';
  /** Where in the original text the inspector says that the method begins. */
  offset: number;
}

/** A key that the text computes. Such an expression ran once, when the class was made, and does not run again. */
type ComputedKey =
  /** Seen on the class, at the method that begins there. */
  | { of: 'method'; method: ClassMethod }
  /** The key of an instance's field shows nowhere, but a variable may still have it. */
  | { of: 'field'; name: string | undefined; offset: number };

/**
 * The text of a class, parsed, and rewritten so that evaluating it runs nothing of the program: what ran when the class was made has
 * left its traces on the class, and those travel as they are now.
 *
 * - The base class is `null`, static fields have no values, and there are no static blocks.
 * - A computed key is `keys[n]`.
 * - If instances have #private members, `restore.on` makes an instance without running constructor or field initialisers, but for
 *   functions that belong to the instance; `restore.get`, `restore.set` and `restore.setStatic` read and write the #private fields of an
 *   instance and of the class.
 *
 * Lines stay where they were, and columns too wherever nothing had to be put in.
 */
export interface ClassText {
  form: 'class';
  /** As the function gives it. */
  original: string;
  /** The text that is evaluated. */
  text: string;
  /** What made the text of the original. */
  edits: readonly Edit[];
  /** Of `text`. */
  node: ClassExpression;
  /** Where in the original text the inspector says that the class begins. */
  locationOffset: number;
  isDerived: boolean;
  methods: ClassMethod[];
  computedKeys: ComputedKey[];
  /** Instances have #private fields, methods or accessors. */
  marksInstances: boolean;
  /** #private fields of instances, in the order in which they are made. */
  privateFields: string[];
  staticPrivateFields: string[];
  keysName: string | undefined;
  restoreName: string | undefined;
}

/**
 * Parses and rewrites what `Function.prototype.toString` gave for a class.
 *
 * @param unusedName - gives a name that a text does not use
 * @throws SyntaxError if the text is no class
 */
export function parseClassText(original: string, unusedName: (text: string) => string): ClassText {
  const node = parseClass(original);
  const body = node.body.body;
  const privateFields: string[] = [];
  const staticPrivateFields: string[] = [];
  let marksInstances = false;
  let locationOffset = 0;
  for (const member of body) {
    if (member.type === 'MethodDefinition' && member.kind === 'constructor') locationOffset = member.value.start;
    if (member.type === 'StaticBlock' || member.key.type !== 'PrivateIdentifier') continue;
    if (!member.static) marksInstances = true;
    if (member.type === 'PropertyDefinition') (member.static ? staticPrivateFields : privateFields).push(member.key.name);
  }
  const keysName = body.some((member) => member.type !== 'StaticBlock' && member.computed && !isPlainKey(member)) ? unusedName(original) : undefined;
  const restoreName = marksInstances || staticPrivateFields.length > 0 ? unusedName(original + (keysName ?? '')) : undefined;

  const edits: Edit[] = [];
  const methods: ClassMethod[] = [];
  const computedKeys: ComputedKey[] = [];
  const isDerived = node.superClass != null;
  if (node.superClass != null) edits.push(blanked(original, bracketed(original, node.superClass, node.id?.end ?? node.start + 'class'.length), 'null'));
  for (const member of body) {
    if (member.type === 'StaticBlock') {
      edits.push(blanked(original, member));
      continue;
    }
    const key = member.key;
    const isPrivate = key.type === 'PrivateIdentifier';
    let method: ClassMethod | undefined;
    if (member.type === 'MethodDefinition' && member.kind !== 'constructor' && !isPrivate) {
      method = { isStatic: member.static, part: member.kind === 'get' || member.kind === 'set' ? member.kind : 'value', offset: member.value.start };
      methods.push(method);
    }
    const isStaticField = member.type === 'PropertyDefinition' && member.static;
    if (isStaticField && !isPrivate) {
      edits.push(blanked(original, member));
      continue;
    }
    if (isStaticField) {
      edits.push(blanked(original, { start: key.end, end: member.end }, ';'));
      continue;
    }
    if (member.computed && !isPlainKey(member)) {
      edits.push({ ...blanked(original, key, `${keysName ?? ''}[${computedKeys.length}]`) });
      computedKeys.push(method === undefined ? { of: 'field', name: key.type === 'Identifier' ? key.name : undefined, offset: key.start } : { of: 'method', method });
    }
    if (!marksInstances || restoreName === undefined) continue;
    if (member.type === 'PropertyDefinition' && member.value != null && !isNamedByField(member.value)) {
      const { start } = bracketed(original, member.value, key.end);
      edits.push({ start, end: start, text: `${restoreName}.on?void 0:` });
    }
    if (member.type === 'MethodDefinition' && member.kind === 'constructor') edits.push(...constructorEdits(original, member, isDerived, restoreName));
  }
  if (restoreName !== undefined) edits.push({ start: node.body.end - 1, end: node.body.end - 1, text: privateWriters(restoreName, privateFields, staticPrivateFields) });

  const text = applyEdits(original, edits);
  return {
    form: 'class',
    original,
    text,
    edits,
    node: parseClass(text),
    locationOffset,
    isDerived,
    methods,
    computedKeys,
    marksInstances,
    privateFields,
    staticPrivateFields,
    keysName,
    restoreName,
  };
}

function parseClass(text: string): ClassExpression {
  const node = parseExpressionAt(`(${text})`, 0, { ...lenientOptions, preserveParens: false });
  if (node.type !== 'ClassExpression') throw new SyntaxError('it is no class');
  moveOffsets(node, -1); // the bracket
  return node;
}

/** Whether a key is the same wherever it is evaluated: a literal, or for a field, whose key shows nowhere, a symbol of the language. */
function isPlainKey({ type, key }: MethodDefinition | PropertyDefinition): boolean {
  if (key.type === 'Literal') return true;
  if (type !== 'PropertyDefinition' || key.type !== 'MemberExpression' || key.computed || key.property.type !== 'Identifier') return false;
  return key.object.type === 'Identifier' && key.object.name === 'Symbol' && typeof Reflect.get(Symbol, key.property.name) === 'symbol';
}

/** An anonymous function takes the field's name, and making it runs nothing. */
function isNamedByField(value: Expression): boolean {
  return value.type === 'ArrowFunctionExpression' || (value.type === 'FunctionExpression' && value.id == null);
}

/** An expression with the brackets around it, which the parser does not show. */
function bracketed(text: string, { start, end }: { start: number; end: number }, from: number): { start: number; end: number } {
  const range = { start, end };
  for (let before = previous(text, start); before >= from && text[before] === '('; before = previous(text, before)) {
    const after = next(text, range.end);
    if (text[after] !== ')') break;
    range.start = before;
    range.end = after + 1;
  }
  return range;
}

function previous(text: string, position: number): number {
  return text.slice(0, position).replace(/(?:\s|\/\*[^]*?\*\/)*$/, '').length - 1;
}

function next(text: string, position: number): number {
  return position + (/^(?:\s|\/\*[^]*?\*\/)*/.exec(text.slice(position))?.[0].length ?? 0);
}

/** Puts another text, or nothing, in a place without moving what follows, as far as there is room. */
function blanked(text: string, { start, end }: { start: number; end: number }, replacement = ''): Edit {
  const old = text.slice(start, end);
  const lines = old.split(lineBreak);
  const last = lines.at(-1)?.length ?? 0;
  return { start, end, text: lines.length === 1 ? replacement.padEnd(last) : replacement + '\n'.repeat(lines.length - 1) + ' '.repeat(last) };
}

function constructorEdits(text: string, { value }: MethodDefinition, isDerived: boolean, restoreName: string): Edit[] {
  const guard = isDerived ? `if(${restoreName}.on){super();return}` : `if(${restoreName}.on)return;`;
  const insert = (at: number, inserted: string): Edit => ({ start: at, end: at, text: inserted });
  if (value.params.every((parameter) => parameter.type === 'Identifier')) return [insert(value.body.start + 1, guard)];
  // Default values and patterns would run before the guard: an arrow takes them, with the constructor's `this`, `super` and `new.target`.
  const parameters = `...${restoreName}$`;
  return [
    insert(value.start, `(${parameters}){${guard}return(`),
    insert(closingBracket(text, value.params.at(-1)?.end ?? value.start + 1) + 1, '=>'),
    insert(value.body.end, `)(${parameters})}`),
  ];
}

/** Where the bracket after the last parameter stands: there may be a comma before it. */
function closingBracket(text: string, from: number): number {
  const position = next(text, from);
  return text[position] === ',' ? next(text, position + 1) : position;
}

function privateWriters(restoreName: string, fields: readonly string[], statics: readonly string[]): string {
  const write = (names: readonly string[], holder: string): string => names.map((name, index) => `${holder}.#${name}=v[${index}];`).join('');
  // A block of its own is the only place besides methods where #private names are known, and it leaves nothing behind.
  const read = fields.map((name) => `o.#${name}`).join(',');
  return `;static{${restoreName}.get=o=>[${read}];${restoreName}.set=(o,v)=>{${write(fields, 'o')}};${restoreName}.setStatic=v=>{${write(statics, 'this')}}}`;
}
