import { internalProperties, withInspector } from '../inspector/inspector-session.ts';

/**
 * Lists the names that the scopes around a function declare, the global scope left out.
 *
 * V8 keeps only the names that some function in the scope mentions, so a name that the function itself uses is in the list exactly
 * if it is declared around it: that tells an import called `setTimeout` from the global of that name.
 *
 * @returns undefined where there is no inspector
 */
export function namesAround(fn: Function): Set<string> | undefined {
  return withInspector((ask) => {
    const scopes = internalProperties(ask, fn).find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
    if (scopes === undefined) return new Set();
    const answer = ask<{ result: { value: string[] } }>('Runtime.callFunctionOn', {
      objectId: scopes,
      returnByValue: true,
      functionDeclaration: listNames,
    });
    return new Set(answer.result.value);
  });
}

/** Runs inside the inspector, on an array of scopes. Keys alone are read: a variable not yet initialised does no harm. */
const listNames = `function () {
  return Array.from(this).flatMap((scope) => (scope.description === 'Global' ? [] : Object.keys(scope.object)));
}`;
