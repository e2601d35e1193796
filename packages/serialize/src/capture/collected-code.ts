import { codeId } from '../format/content-id.ts';
import type { ClosureCode, CodeNode, CodeUnit, ModuleLink } from '../format/closure-data.ts';
import type { FunctionCode } from '../code/function-code.ts';

const maxCodes = 1000;
/** Codes that were captured before, so that each is hashed once; the oldest go first. */
const codes = new Map<string, ClosureCode>();

/** Gathers the code of all functions that one closure can reach. */
export class CollectedCode {
  readonly #units: CodeUnit[] = [];
  readonly #links: ModuleLink[] = [];
  readonly #places = new Map<string, number>();

  /** Adds a unit, if it is not there. @returns its place */
  unitOf({ unit }: FunctionCode): number {
    const place = this.#places.get(unit.id) ?? this.#units.push(unit) - 1;
    this.#places.set(unit.id, place);
    return place;
  }

  /** Adds what has to be imported. @returns a node that stands for it */
  linkTo(link: ModuleLink): CodeNode {
    return { type: 'link', link: this.#links.push(link) - 1 };
  }

  /** All that was added; the same object for equal code. */
  code(): ClosureCode {
    const units = this.#units;
    const links = this.#links;
    const key = units.map(({ id }) => id).join() + (links.length === 0 ? '' : JSON.stringify(links));
    let code = codes.get(key);
    if (code === undefined) {
      code = Object.freeze({ id: codeId({ units, links }), units, links });
      codes.set(key, code);
      const [oldest] = codes.keys();
      if (codes.size > maxCodes && oldest !== undefined) codes.delete(oldest);
    }
    return code;
  }
}
