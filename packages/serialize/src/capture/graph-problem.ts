import type { Problem } from './refusal.ts';

/** What keeps a function here, found on the shortest way to it. */
export class GraphProblem extends Error {
  readonly problem: Problem;
  /** What stands beside the problem in the same function. */
  readonly others: readonly Problem[];
  constructor(problem: Problem, others: readonly Problem[] = []) {
    super(problem.clause);
    this.problem = problem;
    this.others = others;
  }
}
