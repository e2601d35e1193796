import * as core from '@exec/core';
import {
  ExecError, ExecutorClosedError, InvalidArgumentsError, InvalidOptionError, InvalidToolError, NotTransportableError, QueueFullError, StrategyUnavailableError,
  ToolCancelledError, ToolExecutionError, ToolTimeoutError, UnknownToolError, WorkerCrashedError, isExecError,
} from '@exec/core';
import type { ExecErrorCode } from '@exec/core';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';

const copy = (await import(`${new URL('../dist/errors.js', import.meta.url).href}?copy`)) as typeof core;

/** One error of each code. A record, so that the compiler names a code that is missing here. */
const make: Record<ExecErrorCode, (from: typeof core) => ExecError> = {
  UNKNOWN_TOOL: (from) => new from.UnknownToolError('m', { suggestions: ['near'] }),
  INVALID_ARGUMENTS: (from) => new from.InvalidArgumentsError('m', { issues: [{ path: 'a', message: 'b' }] }),
  INVALID_TOOL: (from) => new from.InvalidToolError('m'),
  INVALID_OPTION: (from) => new from.InvalidOptionError('m'),
  TOOL_ERROR: (from) => new from.ToolExecutionError('m', { cause: 'c' }),
  TIMEOUT: (from) => new from.ToolTimeoutError('m', { phase: 'run', timeoutMs: 5 }),
  CANCELLED: (from) => new from.ToolCancelledError('m'),
  WORKER_CRASHED: (from) => new from.WorkerCrashedError('m', { exitCode: 1, signal: 'SIGKILL', outOfMemory: true }),
  NOT_TRANSPORTABLE: (from) => new from.NotTransportableError('m', { path: ['a'] }),
  STRATEGY_UNAVAILABLE: (from) => new from.StrategyUnavailableError('m'),
  QUEUE_FULL: (from) => new from.QueueFullError('m', { maxQueue: 5 }),
  EXECUTOR_CLOSED: (from) => new from.ExecutorClosedError('m'),
};
const codes = Object.keys(make) as ExecErrorCode[];
const classes = {
  UNKNOWN_TOOL: UnknownToolError, INVALID_ARGUMENTS: InvalidArgumentsError, INVALID_TOOL: InvalidToolError, INVALID_OPTION: InvalidOptionError,
  TOOL_ERROR: ToolExecutionError, TIMEOUT: ToolTimeoutError, CANCELLED: ToolCancelledError, WORKER_CRASHED: WorkerCrashedError,
  NOT_TRANSPORTABLE: NotTransportableError, STRATEGY_UNAVAILABLE: StrategyUnavailableError, QUEUE_FULL: QueueFullError, EXECUTOR_CLOSED: ExecutorClosedError,
} satisfies Record<ExecErrorCode, unknown>;

describe.each(codes)('the error of %s', (code) => {
  const error = make[code](core);
  const foreign = make[code](copy);

  it('has its code, name, message and stack', () => {
    expect(error).toMatchObject({ code, message: 'm', name: classes[code].name, toolName: undefined, toolCallId: undefined });
    expect(error).toBeInstanceOf(Error);
    expect(error.stack).toContain('errors.test.ts');
    expect(String(error)).toBe(`${classes[code].name}: m`);
    expect(inspect(error)).toContain(classes[code].name);
  });

  it('is known across copies of the package, and only as what it is', () => {
    expect(foreign.constructor).not.toBe(classes[code]);
    for (const one of [error, foreign]) {
      expect(isExecError(one)).toBe(true);
      expect(copy.isExecError(one)).toBe(true);
      expect(one).toBeInstanceOf(ExecError);
      expect(one).toBeInstanceOf(copy.ExecError);
      expect(codes.filter((other) => one instanceof classes[other])).toEqual([code]);
    }
  });
});

describe('ExecError', () => {
  it('says which errors may be worth another try', () => {
    const retryable = codes.filter((code) => make[code](core).retryable);
    expect(retryable).toEqual(['TIMEOUT', 'WORKER_CRASHED', 'STRATEGY_UNAVAILABLE', 'QUEUE_FULL']);
    expect(new WorkerCrashedError('m', { retryable: false }).retryable).toBe(false);
  });

  it('carries what it was given: the call, a cause only if there is one, and its own data', () => {
    const cause = new Error('deeper');
    expect(new ToolExecutionError('m', { toolName: 't', toolCallId: '1', cause })).toMatchObject({ toolName: 't', toolCallId: '1', cause });
    expect('cause' in new ToolExecutionError('m')).toBe(false);
    expect('cause' in new ToolExecutionError('m', { cause: undefined })).toBe(true);
    expect(make.UNKNOWN_TOOL(core)).toMatchObject({ suggestions: ['near'] });
    expect(make.INVALID_ARGUMENTS(core)).toMatchObject({ issues: [{ path: 'a', message: 'b' }] });
    expect(make.TIMEOUT(core)).toMatchObject({ phase: 'run', timeoutMs: 5 });
    expect(make.WORKER_CRASHED(core)).toMatchObject({ exitCode: 1, signal: 'SIGKILL', outOfMemory: true });
    expect(make.NOT_TRANSPORTABLE(core)).toMatchObject({ path: ['a'] });
  });

  it('is nothing else: not a look-alike, not a hostile object', () => {
    const hostile = new Proxy({}, { get() { throw new Error('trap'); } });
    for (const value of [new Error('m'), { code: 'TIMEOUT', message: 'm' }, null, undefined, 'TIMEOUT', hostile]) {
      expect(isExecError(value)).toBe(false);
      expect(value instanceof ExecError).toBe(false);
      expect(value instanceof ToolTimeoutError).toBe(false);
    }
  });

  it('may be extended: an instance of the subclass is one of its parents, not the other way round', () => {
    class QuotaError extends ToolExecutionError {}
    const quota = new QuotaError('m');
    expect([quota instanceof QuotaError, quota instanceof ToolExecutionError, quota instanceof ExecError]).toEqual([true, true, true]);
    expect(new ToolExecutionError('m') instanceof QuotaError).toBe(false);
  });

  it('of a tool’s own making is the cause of a TOOL_ERROR, as it is', async () => {
    const refusal = new InvalidArgumentsError('the account does not exist');
    const [result] = await new core.Executor().run({ pay: () => { throw refusal; } }, [{ id: '1', name: 'pay', arguments: '' }]);
    expect(result).toMatchObject({ error: { code: 'TOOL_ERROR', toolCallId: '1' }, output: 'Error executing pay: the account does not exist' });
    expect(result?.status === 'error' && result.error.cause).toBe(refusal);
    expect(refusal.toolCallId).toBeUndefined();
  });
});

describe('docs/errors.md', () => {
  it('has one section a code', () => {
    const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    const sections = [...text.matchAll(/^## `([A-Z_]+)`(?: .*)?$/gm)].map(([, code]) => code);
    expect(sections.sort()).toEqual([...codes].sort());
  });

  it('names each code’s class and says whether it is retryable', () => {
    const text = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8');
    for (const section of text.split(/^## /m).slice(1)) {
      const code = /^`([A-Z_]+)`/.exec(section)?.[1] as ExecErrorCode;
      expect(section).toContain(`\`${classes[code].name}\``);
      expect(section).toContain(make[code](core).retryable ? '`retryable`: `true`' : '`retryable`: `false`');
    }
  });
});
