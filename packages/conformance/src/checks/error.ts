import assert from 'node:assert/strict';
import { isExecError } from '@exec/core';
import type { RecordedCall } from '../recorded-call.ts';
import type { ChecksOf } from '../subject.ts';
import { echo, throwAggregate, throwBuiltIn, throwExecError, throwHostileError, throwPaymentError, throwValue } from '../tools.ts';

/** That what a tool threw can still be worked with. */
export const errorChecks: ChecksOf<'error'> = {
  'error:fidelity': async (subject) => {
    const thrown = await thrownBy(subject.call(throwPaymentError));
    assert.ok(thrown instanceof Error);
    assert.equal(thrown.name, 'PaymentError');
    assert.equal(thrown.message, 'the card was declined');
    assert.match(thrown.stack ?? '', /throwPaymentError/, 'the stack leads to the tool');
    assert.deepEqual(Reflect.get(thrown, 'code'), 'DECLINED');
    assert.deepEqual(Reflect.get(thrown, 'attempts'), [{ at: 'terminal 3' }]);
    assert.ok(thrown.cause instanceof RangeError, `cause: ${String(thrown.cause)}`);
    assert.equal(thrown.cause.message, 'over the limit');
    assert.equal(thrown.cause.cause, 'limit 100');
  },

  'error:class': async (subject) => {
    for (const errorClass of [TypeError, RangeError, SyntaxError]) {
      const thrown = await thrownBy(subject.call(throwBuiltIn, { name: errorClass.name }));
      assert.ok(thrown instanceof errorClass, `${String(thrown)} is no ${errorClass.name}`);
      assert.equal(thrown.name, errorClass.name);
    }
  },

  'error:aggregate': async (subject) => {
    const thrown = await thrownBy(subject.call(throwAggregate));
    assert.ok(thrown instanceof AggregateError, String(thrown));
    assert.equal(thrown.message, 'both failed');
    assert.deepEqual(thrown.errors.map(String), ['TypeError: first', 'Error: second']);
  },

  'error:non-error': async (subject) => {
    for (const value of ['a text', '', 0, false, null, { code: 5, why: ['a', 'b'] }]) {
      assert.deepEqual(await thrownBy(subject.call(throwValue, { value })), value);
    }
    assert.equal(await thrownBy(subject.call(throwValue, {})), undefined);
  },

  'error:exec-error': async (subject) => {
    const error = await subject.call(throwExecError).error();
    assert.ok(isExecError(error) && error.code === 'TOOL_ERROR', `taken for an error of the strategy: ${String(error)}`);
    const { cause } = error;
    assert.ok(isExecError(cause) && cause.code === 'NOT_TRANSPORTABLE', `cause: ${String(cause)}`);
    assert.equal(cause.message, 'a call of the tool itself could not travel');
    assert.deepEqual([cause.toolName, cause.toolCallId, Reflect.get(cause, 'path')], ['inner', 'inner call', ['socket']]);
  },

  'error:hostile': async (subject) => {
    await subject.call(throwHostileError).error();
    assert.equal(await subject.call(echo, 'next').value(), 'next');
  },
};

/** What the tool threw: a strategy rejects with it, or with a ToolExecutionError around it. */
async function thrownBy(call: RecordedCall): Promise<unknown> {
  const error = await call.error();
  if (!isExecError(error)) return error;
  assert.equal(error.code, 'TOOL_ERROR', String(error));
  return error.cause;
}
