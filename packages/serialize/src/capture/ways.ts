import { GraphProblem } from './graph-problem.ts';
import type { FunctionCode } from '../code/function-code.ts';
import type { Problem } from './refusal.ts';

/** How each node of a graph was reached, so that what is refused can be told with the way to it. */
export class Ways {
  readonly #steps: { parent: number; label: string }[] = [];
  /** Of the functions and classes among the nodes. */
  readonly #codes = new Map<number, FunctionCode>();

  /** Notes the step to the next node. The label is empty for the root, and for what only stands for a module. */
  add(parent: number, label: string): void {
    this.#steps.push({ parent, label });
  }

  /** Notes that a node is a function or class. */
  addCode(index: number, code: FunctionCode): void {
    this.#codes.set(index, code);
  }

  /** The labels from the root to a step. */
  way(parent: number, label: string): string[] {
    const labels = [label];
    for (let index = parent; index > 0; index = this.#parentOf(index)) labels.unshift(this.#labelOf(index));
    return labels.filter((step) => step !== '');
  }

  /**
   * Makes the problem of a value that cannot travel.
   *
   * @param parent - the node that holds the value
   * @param label - the step from there to the value
   * @param reason - said behind the culprit
   * @param passable - the function could be given what it needs of the variable through which it leads to the culprit
   */
  refused(parent: number, label: string, culprit: string, reason: string, remedy: string | readonly string[], passable = true): GraphProblem {
    const use = this.#nearestUse(parent, label);
    const problem: Problem = { culprit, clause: `is ${culprit}, ${reason}`, way: this.way(parent, label), remedy, location: use?.code.placeOfName(use.name) };
    if (use === undefined || use.name === '' || !passable) return new GraphProblem(problem);
    const needed = `what it needs of ${JSON.stringify(use.name)}`;
    if (use.index === 0) return new GraphProblem({ ...problem, passable: needed });
    const user = /^\.?([^.[(\s]+)$/.exec(this.#labelOf(use.index))?.[1]; // an accessor, say, takes no arguments
    return new GraphProblem(user === undefined ? problem : { ...problem, remedy: [remedy, `give ${JSON.stringify(user)} ${needed} as an argument`].flat() });
  }

  /** The last code on the way that names a variable which leads on to the culprit; else that of the root, and no name. */
  #nearestUse(parent: number, label: string): { code: FunctionCode; name: string; index: number } | undefined {
    let step = label;
    for (let index = parent; index >= 0; index = this.#parentOf(index)) {
      const code = this.#codes.get(index);
      if (code !== undefined && names(code, step)) return { code, name: step, index };
      step = this.#labelOf(index) || step;
    }
    const root = this.#codes.get(0);
    return root === undefined ? undefined : { code: root, name: '', index: 0 };
  }

  #labelOf(index: number): string {
    return this.#steps[index]?.label ?? '';
  }

  #parentOf(index: number): number {
    return this.#steps[index]?.parent ?? -1;
  }
}

function names({ bindings }: FunctionCode, name: string): boolean {
  return bindings.some((binding) => binding.name === name || ('members' in binding && binding.members?.includes(name) === true));
}
