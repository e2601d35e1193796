/** A call in Python's syntax, with keyword arguments only: `name(arg=value, …)`. */
export interface PythonCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/**
 * Parses a call whose arguments are literals: numbers, strings, `True`, `False`, `None`, lists, tuples and dicts; tuples
 * become arrays, since JSON has none.
 *
 * @throws Error that says where the text is something else
 */
export function parsePythonCall(text: string): PythonCall {
  return new PythonCallParser(text).parse();
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"' };
const names: ReadonlyMap<string, unknown> = new Map<string, unknown>([['True', true], ['False', false], ['None', null]]);

class PythonCallParser {
  readonly #text: string;
  #position = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): PythonCall {
    const name = this.#match(/[A-Za-z_][\w.]*/y) ?? this.#fail('a function name');
    const call: Record<string, unknown> = {};
    this.#expect('(');
    this.#list(')', () => {
      const key = this.#match(/[A-Za-z_]\w*/y) ?? this.#fail('the name of an argument');
      if (Object.hasOwn(call, key)) this.#fail(`another argument than ${key} again`);
      this.#expect('=');
      call[key] = this.#value();
    });
    this.#skipSpace();
    if (this.#position < this.#text.length) this.#fail('the end');
    return { name, arguments: call };
  }

  #value(): unknown {
    this.#skipSpace();
    const next = this.#text[this.#position];
    if (next === '[') return this.#sequence('[', ']').items;
    if (next === '(') {
      const { items, hasComma } = this.#sequence('(', ')');
      return items.length === 1 && !hasComma ? items[0] : items; // (1) is a number in brackets, (1,) a tuple
    }
    if (next === '{') return this.#dict();
    if (next === '"' || next === "'") return this.#string(next);
    const number = this.#match(/[+-]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y);
    if (number !== undefined) return this.#number(number);
    const name = this.#match(/[A-Za-z_]\w*/y);
    if (name === undefined || !names.has(name)) this.#fail('a literal');
    return names.get(name);
  }

  #number(text: string): number {
    const value = Number(text.replaceAll('_', ''));
    const isInteger = /^[+-]?[\d_]+$/.test(text);
    if (!Number.isFinite(value) || (isInteger && !Number.isSafeInteger(value))) this.#fail('a number that JavaScript can hold');
    return value;
  }

  #string(quote: string): string {
    let value = '';
    for (this.#position++; this.#text[this.#position] !== quote; this.#position++) {
      let character = this.#text[this.#position];
      if (character === '\\') {
        character = escapes[this.#text[++this.#position] ?? ''];
        if (character === undefined) this.#fail('a known escape');
      }
      if (character === undefined) this.#fail('the end of a string');
      value += character;
    }
    this.#position++;
    return value;
  }

  #sequence(open: string, close: string): { items: unknown[]; hasComma: boolean } {
    const items: unknown[] = [];
    this.#expect(open);
    const hasComma = this.#list(close, () => items.push(this.#value()));
    return { items, hasComma };
  }

  #dict(): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.#expect('{');
    this.#list('}', () => {
      const key = this.#value();
      if (typeof key !== 'string') this.#fail('a string as a key');
      this.#expect(':');
      entries.push([key, this.#value()]);
    });
    return Object.fromEntries(entries);
  }

  /** Items with commas between them, and maybe one after the last, up to `close`. Returns whether there was a comma. */
  #list(close: string, item: () => void): boolean {
    let hasComma = false;
    while (!this.#accept(close)) {
      item();
      if (this.#accept(',')) hasComma = true;
      else {
        this.#expect(close);
        break;
      }
    }
    return hasComma;
  }

  #match(pattern: RegExp): string | undefined {
    this.#skipSpace();
    pattern.lastIndex = this.#position;
    const found = pattern.exec(this.#text)?.[0];
    this.#position += found?.length ?? 0;
    return found;
  }

  #accept(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#position] !== character) return false;
    this.#position++;
    return true;
  }

  #expect(character: string): void {
    if (!this.#accept(character)) this.#fail(JSON.stringify(character));
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#position] ?? '')) this.#position++;
  }

  #fail(expected: string): never {
    const rest = this.#text.slice(this.#position, this.#position + 20);
    throw new Error(`expected ${expected} at character ${this.#position}, got ${rest === '' ? 'the end' : JSON.stringify(rest)}`);
  }
}
