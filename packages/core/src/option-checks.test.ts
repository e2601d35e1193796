import { Executor, InvalidOptionError } from '@exec/core';
import { describe, expect, it } from 'vitest';

const tools = { add: ({ a }: { a: number }) => a + 1 };
const calls = [{ id: '1', name: 'add', arguments: '{"a":1}' }];
/** What a program without types may pass. */
const untyped = (value: unknown) => value as never;
const boom = (): never => { throw new Error('boom'); };
const throwing = (name: string) => untyped(Object.defineProperty({}, name, { get: boom, enumerable: true }));
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable([], {});
  revoke();
  return untyped(proxy);
};

describe('options of a wrong kind', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['no object', () => new Executor(untyped(null)), /options has to be an object, got null \(null\)/],
    ['a misspelt limit', () => new Executor(untyped({ timeout: 500 })), /options has no option "timeout"\. Did you mean timeoutMs/],
    ['an unknown name', () => new Executor(untyped({ zzz: 1 })), /options has no option "zzz"\. There are: timeoutMs, /],
    ['one strategy, not a list', () => new Executor({ strategies: untyped({ mode: 'x' }) }), /options\.strategies has to be a list of strategies/],
    ['a strategy without capabilities', () => new Executor({ strategies: [untyped({ mode: 'farm', submit: () => 1, close: () => 1 })] }), /the strategy "farm" has to declare capabilities: .* got undefined \(undefined\)/],
    ['no validator', () => new Executor({ jsonSchema: untyped({}) }), /options\.jsonSchema has to be a function, got \{\} \(object\)/],
    ['an unknown fallback', () => new Executor({ fallback: ['process'] }), /each mode of options\.fallback .* got "process"/],
    ['an unknown event', () => new Executor().on(untyped('call-finished'), () => undefined), /the executor has no event "call-finished"\. There are: call-queued, /],
    ['a near event', () => new Executor().on(untyped('call-settle'), () => undefined), /the executor has no event "call-settle"\. Did you mean call-settled/],
    ['a listener without an event', () => new Executor().on(untyped(() => 1), untyped(undefined)), /the name of an event has to be a string, got .* \(function\)/],
    ['no listener', () => new Executor().on('call-settled', untyped(undefined)), /the listener for "call-settled" has to be a function/],
    ['a handle without options', () => new Executor().submit(tools.add, { a: 1 }, untyped({ onProgress: 5 })), /options\.onProgress has to be a function/],
    ['a stream of no list', () => new Executor().stream(tools, untyped({})), /calls has to be a list or an iterable of \{ id, name, arguments \}/],
  ])('%s: are refused by name', (_, act, message) => {
    expect(act).toThrow(InvalidOptionError);
    expect(act).toThrow(message);
  });

  it.each<[string, unknown, unknown, unknown, RegExp]>([
    ['one call', tools, calls[0], {}, /calls has to be a list/],
    ['a promise of calls', tools, Promise.resolve(calls), {}, /calls has to be a list/],
    ['swapped arguments', calls, tools, {}, /tools has to be a record of tools by name/],
    ['a promise of tools', Promise.resolve(tools), calls, {}, /tools has to be a record/],
    ['no tools', undefined, calls, {}, /tools has to be a record.* got undefined/],
    ['a misspelt limit', tools, calls, { timeout: 5 }, /options has no option "timeout"/],
    ['a controller as signal', tools, calls, { signal: new AbortController() }, /options\.signal has to be an AbortSignal.*Pass controller\.signal/],
    ['no signal', tools, calls, { signal: {} }, /options\.signal has to be an AbortSignal/],
    ['no callback', tools, calls, { onResult: 5 }, /options\.onResult has to be a function, got 5 \(number\)/],
    ['an unknown fallback', tools, calls, { fallback: ['gone'] }, /each mode of options\.fallback/],
  ])('of a batch (%s): reject by name', async (_, wrongTools, wrongCalls, options, message) => {
    const run = new Executor().run(untyped(wrongTools), untyped(wrongCalls), untyped(options));
    await expect(run).rejects.toThrow(InvalidOptionError);
    await expect(run).rejects.toThrow(message);
  });

  it.each<[string, (executor: Executor) => unknown, RegExp]>([
    ['an option of an executor', () => new Executor(throwing('maxQueue')), /options\.maxQueue could not be read: boom/],
    ['an option of a batch', (executor) => executor.run(tools, calls, throwing('timeoutMs')), /options\.timeoutMs could not be read: boom/],
    ['an option of a handle', (executor) => executor.submit(tools.add, { a: 1 }, throwing('signal')), /options\.signal could not be read: boom/],
    ['a member of a strategy', () => new Executor({ strategies: [throwing('mode')] }), /options\.strategies could not be read: boom/],
    ['a revoked source', (executor) => executor.run(revoked(), calls), /tools could not be read: .*revoked/],
    ['a revoked source of a stream', (executor) => executor.stream(revoked(), calls), /tools could not be read: .*revoked/],
    ['a revoked list', (executor) => executor.run(tools, revoked()), /calls could not be read: .*revoked/],
    ['a list with an iterator of its own', (executor) => executor.run(tools, Object.assign([...calls], { [Symbol.iterator]: boom })), /calls could not be read: boom/],
    ['an iterable that gives no iterator', (executor) => executor.stream(tools, { [Symbol.iterator]: boom }), /calls could not be read: boom/],
    ['a tool of a handle', (executor) => executor.submit(throwing('name'), {}), /tool could not be read: boom/],
  ])('that throw when they are read (%s): are refused by name, with the reason', async (_, act, message) => {
    const failed = await Promise.resolve(new Executor()).then(act).then(() => undefined, (error: unknown) => error);
    expect(failed).toBeInstanceOf(InvalidOptionError);
    expect(failed).toMatchObject({ message: expect.stringMatching(message) as string, cause: expect.any(Error) as Error });
  });

  it('are read once', async () => {
    let reads = 0;
    const options = { get timeoutMs() { return ++reads === 1 ? 5000 : 'never' as never; } };
    const executor = new Executor(options);
    await executor.run(tools, calls);
    expect(reads).toBe(1);
  });

  it('an iterator that is none is refused', () => {
    expect(() => new Executor().stream(tools, { [Symbol.iterator]: untyped(() => 5) })).toThrow(/calls has to be an iterable, but its iterator is 5 \(number\)/);
  });

  it.each<[string, unknown, RegExp]>([
    ['a misspelt limit', { execute: () => 1, execution: { timeout: 5 } }, /execution has no option "timeout"/],
    ['an exclusive resource that is no name', { execute: () => 1, execution: { exclusive: 5 } }, /execution\.exclusive has to be a name or a list of names, got 5 \(number\)/],
    ["another library's name for the schema", { execute: () => 1, parameters: {} }, /has "parameters" and no "inputSchema"/],
    ['null as its schema', { execute: () => 1, inputSchema: null }, /its inputSchema has to be a schema, got null\. Leave it out/],
    ['a text as its schema', { execute: () => 1, inputSchema: 'object' }, /its inputSchema has to be a schema, got string/],
    ['nothing under the name', null, /the tool "tool" has no execute function \(got null\)/],
  ])('of a tool (%s): are the result of its calls', async (_, tool, message) => {
    const [result] = await new Executor().run({ tool: untyped(tool) }, [{ id: '1', name: 'tool', arguments: '' }]);
    expect(result).toMatchObject({ error: { code: 'INVALID_TOOL' } });
    expect(result?.output).toMatch(message);
  });
});

describe('a call without a name', () => {
  it('is told what a call looks like', async () => {
    const [result] = await new Executor().run(tools, [untyped({ id: 'x', type: 'function', function: { name: 'add', arguments: '{}' } })]);
    expect(result?.output).toContain('of an OpenAI tool call take its id, function.name and function.arguments');
  });
});

describe('a result as JSON', () => {
  it('keeps the name, the message and the cause of its error', async () => {
    const boom = () => { throw new RangeError('too far'); };
    const [result] = await new Executor().run({ boom }, [{ id: '1', name: 'boom', arguments: '' }]);
    expect(JSON.parse(JSON.stringify(result))).toMatchObject({
      error: { name: 'ToolExecutionError', code: 'TOOL_ERROR', message: 'too far', toolName: 'boom', cause: { name: 'RangeError', message: 'too far' } },
    });
  });

  it('bears a cause that defends itself against reading', async () => {
    const refuse = (): never => { throw new Error('do not read me'); };
    const boom = (): never => { throw Object.defineProperty(new Error('readable'), 'name', { get: refuse }); };
    const [result] = await new Executor().run({ boom }, [{ id: '1', name: 'boom', arguments: '' }]);
    expect(JSON.parse(JSON.stringify(result))).toMatchObject({ error: { message: 'readable', cause: 'readable' } });
    const [opaque] = await new Executor().run({ boom: () => { throw new Proxy({}, { getPrototypeOf: refuse, get: refuse }); } }, [{ id: '1', name: 'boom', arguments: '' }]);
    expect(opaque?.status === 'error' && opaque.error.toJSON()['cause']).toBe('an object that cannot be read');
  });
});
