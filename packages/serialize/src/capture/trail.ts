import { codeOf } from '../code/function-code.ts';
import { boundParts } from '../inspector/captured-scopes.ts';
import { isBuiltinCode } from '../inspector/builtin-code.ts';
import { originOf } from '../inspector/script-location.ts';
import { GraphProblem } from './graph-problem.ts';
import type { FunctionCode } from '../code/function-code.ts';

/** The steps on which a graph was walked, breadth first, so that the way back from any node is a shortest one. */
export class Trail {
  readonly #root: Function;
  readonly #steps: { parent: number; label: string }[] = [];

  constructor(root: Function) {
    this.#root = root;
  }

  /** Notes the step to the next node. The root has no parent and no label. */
  add(parent: number, label: string): void {
    this.#steps.push({ parent, label });
  }

  /** The labels from the root to what lies one step behind a node. A step without a label is none of its own. */
  wayTo(parent: number, label: string): string[] {
    const labels = [label];
    for (let index = parent; index > 0; index = this.#steps[index]?.parent ?? -1) labels.push(this.#steps[index]?.label ?? '');
    return labels.filter((each) => each !== '').reverse();
  }

  /** The problem that a value has which cannot travel. */
  refused(parent: number, label: string, culprit: string, reason: string, remedy: string): GraphProblem {
    const way = this.wayTo(parent, label);
    const [first] = way;
    const location = first === undefined ? undefined : this.#placeOf(first);
    const variable = way.findLast(isVariable);
    return new GraphProblem({
      culprit,
      clause: first === undefined ? `it is ${culprit}: ${reason}` : `it uses ${way.join(' → ')}, ${culprit}: ${reason}`,
      way,
      remedy,
      ...(location === undefined ? {} : { location }),
      ...(variable === undefined ? {} : { passable: `what it needs of "${variable}"` }),
    });
  }

  /** The problems of a function's code, which have places of their own. */
  ofCode({ problems: [problem, ...others] }: FunctionCode, parent: number, label: string): GraphProblem {
    if (problem === undefined) throw new TypeError('a function without a problem cannot be refused');
    return new GraphProblem(parent === -1 ? problem : { ...problem, way: this.wayTo(parent, label), isOfWay: true }, others);
  }

  /** Where the function takes its first step, or else where it stands. */
  #placeOf(step: string): string | undefined {
    const fn = originOf(this.#root)?.isBound === true ? (boundParts(this.#root)?.target ?? this.#root) : this.#root;
    const place = isBuiltinCode(fn) ? '' : codeOf(fn)?.placeOfName(step);
    return place === '' ? undefined : place;
  }
}

/** Whether a step leads to a variable, as opposed to a member and the like. */
function isVariable(step: string): boolean {
  return !/^[.[(]/.test(step);
}
