import type { StrategyCapabilities } from '@exec/core';

/** What a strategy declares that makes a requirement apply to it; see {@link appliesTo}. */
export type RequirementCondition = 'always' | 'preemptive' | 'isolated' | 'isolated-on-this-machine' | 'process';

/** A promise that a strategy makes by implementing `ExecutionStrategy`. */
export interface Requirement {
  /** What holds, in one sentence. */
  readonly statement: string;
  readonly when: RequirementCondition;
}

/** All requirements by their ids: a subject and an aspect. Data: print it, count it, link to it. */
export const requirements = {
  'declare:capabilities': { when: 'always', statement: 'mode is a word and the capabilities are among those that core knows' },

  'submit:value': { when: 'always', statement: 'what a sync or async tool returns is what submit resolves with' },
  'submit:input': { when: 'always', statement: 'JSON input reaches the tool exactly, own keys named __proto__ included' },
  'submit:rich-input': { when: 'always', statement: 'input that JSON cannot carry arrives exactly or is refused as NOT_TRANSPORTABLE before the start' },
  'submit:large': { when: 'always', statement: 'ten megabytes of text go to the tool and come back, ten megabytes of bytes come back' },
  'submit:context': { when: 'always', statement: 'the tool sees the id and the name of its own call' },
  'submit:receiver': { when: 'always', statement: 'a tool that is an object has itself as this, or is refused as NOT_TRANSPORTABLE before the start' },
  'submit:throws': { when: 'always', statement: 'what a sync tool throws rejects submit' },
  'submit:async-throws': { when: 'always', statement: 'what an async tool throws rejects submit' },
  'submit:async-generator': { when: 'always', statement: 'an async generator is run to its end: yields are progress, the last one is the value' },
  'submit:many': { when: 'always', statement: 'many calls submitted in one tick each settle with their own result, also under one id' },

  'start:once': { when: 'always', statement: 'onStart is called exactly once, for calls that fail too' },
  'start:before-run': { when: 'always', statement: 'onStart is called before anything of the tool can be seen' },
  'start:clock': { when: 'always', statement: 'a clock that is given with onStart tells no more than the time since then, and goes on while the tool runs' },
  'start:move': { when: 'always', statement: 'onMove is called only between the start of a call and its end, and the call runs once all the same' },

  'overlap:async': { when: 'always', statement: 'waiting calls of a tool that has completed cleanly overlap' },

  'progress:order': { when: 'always', statement: 'reports arrive in the order in which they were made, the last one before the result' },
  'progress:data': { when: 'always', statement: 'fraction, message and detail of a report arrive as they were' },
  'progress:flood': { when: 'always', statement: 'of ten thousand reports made without a pause the last one arrives, and what arrives is in order' },
  'progress:unprintable': { when: 'always', statement: 'a report that cannot be carried harms neither the call nor the worker' },
  'progress:none-after-result': { when: 'always', statement: 'reports made after the tool returned reach nobody' },

  'abort:before-start': { when: 'always', statement: 'a call that is aborted before onStart never begins, alone or behind others' },
  'abort:running-async': { when: 'always', statement: 'a running tool sees the abort on its signal, with the message of the reason' },
  'abort:late': { when: 'always', statement: 'an abort after the result changes nothing' },
  'abort:running-cpu': { when: 'preemptive', statement: 'an abort ends a tool that never yields; submit settles only then, and the next call runs' },
  'abort:ignored': { when: 'preemptive', statement: 'an abort ends an async tool that does not listen to its signal' },
  'abort:neighbours': { when: 'preemptive', statement: 'an abort that has to end a worker costs the other calls nothing' },
  'abort:overlapping': { when: 'preemptive', statement: 'of calls that overlap, the abort of one that does not listen costs the others nothing' },

  'crash:exit': { when: 'isolated', statement: 'a tool that ends its worker gives WORKER_CRASHED with the exit code' },
  'crash:uncaught': { when: 'isolated', statement: 'an exception that nobody catches gives WORKER_CRASHED with the exception as its cause' },
  'crash:unhandled-rejection': { when: 'isolated', statement: 'a rejection that nobody handles gives WORKER_CRASHED with the rejection as its cause' },
  'crash:signal': { when: 'process', statement: 'a worker that is killed gives WORKER_CRASHED with the signal' },
  'crash:after-return': { when: 'isolated', statement: 'a tool that ends its worker after it has returned keeps its value; later calls run' },
  'crash:heals': { when: 'isolated', statement: 'after a crash calls run as before' },
  'crash:neighbours': { when: 'isolated', statement: 'a crash costs the other calls nothing' },
  'crash:overlapping': { when: 'isolated', statement: 'the crash of a tool that completed cleanly before leaves each call with its value or with WORKER_CRASHED' },
  'crash:at-most-once': { when: 'isolated-on-this-machine', statement: 'a call that crashed its worker is not begun again' },
  'crash:event': { when: 'isolated', statement: 'a strategy that has subscribe tells of the crash' },

  'result:fidelity': { when: 'always', statement: 'a value that structured clone carries exactly arrives exactly' },
  'result:text': { when: 'always', statement: 'the text of a value is what core would make of the original' },
  'result:uncloneable': { when: 'always', statement: 'a value that cannot be carried arrives as readable text, and the worker lives on' },
  'result:degraded': { when: 'isolated', statement: 'a value that lost something on its way says so' },

  'error:fidelity': { when: 'always', statement: 'name, message, own data, cause and a stack that leads to the tool survive' },
  'error:class': { when: 'always', statement: "the language's own error classes stay what they are" },
  'error:aggregate': { when: 'always', statement: 'the errors of an AggregateError survive' },
  'error:non-error': { when: 'always', statement: 'a tool may throw anything; plain data survives' },
  'error:exec-error': { when: 'always', statement: 'a tool that throws an ExecError of its own gives TOOL_ERROR with that error as its cause' },
  'error:hostile': { when: 'always', statement: 'an error that defends itself against reading rejects submit all the same' },

  'fallback:before-start-only': { when: 'always', statement: 'a function that cannot be carried is refused as NOT_TRANSPORTABLE before onStart, or runs' },
  'fallback:not-after-start': { when: 'always', statement: 'a call that began and failed is not tried in another mode' },

  'close:unused': { when: 'always', statement: 'a strategy that was never used closes' },
  'close:idempotent': { when: 'always', statement: 'a second close resolves too' },
  'close:in-flight': { when: 'preemptive', statement: 'close ends running calls, begins none that wait, and settles them all' },
  'handle:none-when-idle': { when: 'always', statement: 'without a call in flight nothing keeps the program alive' },
  'handle:none-after-close': { when: 'always', statement: 'after close nothing is left that keeps the program alive' },
} as const;

/** Names a requirement. */
export type RequirementId = keyof typeof requirements;

/** Whether a requirement holds for a strategy with these capabilities. */
export function appliesTo(id: RequirementId, { isolation, preemptive }: StrategyCapabilities): boolean {
  const { when }: Requirement = requirements[id];
  switch (when) {
    case 'always':
      return true;
    case 'preemptive':
      return preemptive;
    case 'isolated':
      return isolation !== 'none';
    case 'isolated-on-this-machine':
      return isolation === 'thread' || isolation === 'process';
    case 'process':
      return isolation === 'process';
  }
}
