import { preparationFailed } from './call-errors.ts';
import { inputOf } from './call-input.ts';
import type { CallRequest } from './call-request.ts';
import { isExecError } from './errors.ts';
import type { ExecError } from './errors.ts';
import type { InputValidator } from './input-schema.ts';
import type { CallState } from './live-call.ts';
import { isPromiseLike } from './promise-like.ts';
import { findTool, functionOf, unknownTool } from './tool-source.ts';
import type { FoundTool } from './tool-source.ts';
import type { ToolFunction } from './tool.ts';

/** A call whose tool is looked up and whose input is validated. Nothing of this goes on once it is not `preparing` any more. */
export interface PreparingCall {
  readonly toolName: string;
  readonly state: CallState;
  /** The tool was found. What this throws is the call's result. */
  toolFound(tool: NonNullable<FoundTool>, execute: ToolFunction): void;
  /** The input is valid. The last step. */
  prepared(input: unknown): void;
  /** A step threw, or rejected: that is the call's result. */
  preparationFailed(error: ExecError): void;
}

/** What calls are held to while they are prepared. */
export interface PreparationRules {
  readonly validator: InputValidator;
  readonly maxArgumentBytes: number;
}

/** Look up → validate. In the same tick, where neither the tool source nor the schema has to be awaited. */
export function prepareCall(call: PreparingCall, request: CallRequest, rules: PreparationRules): void {
  try {
    const found = 'tool' in request ? request.tool : findTool(request.tools, call.toolName);
    if (isPromiseLike(found)) whenSettled(call, found, (tool) => { validate(call, request, tool, rules); });
    else if (call.state === 'preparing') validate(call, request, found, rules);
  } catch (error) {
    fail(call, error);
  }
}

function validate(call: PreparingCall, request: CallRequest, tool: FoundTool, { validator, maxArgumentBytes }: PreparationRules): void {
  if (tool === undefined || tool === null) throw unknownTool('tools' in request ? request.tools : {}, call.toolName);
  call.toolFound(tool, functionOf(tool, call.toolName));
  const input = inputOf(request, tool, validator, maxArgumentBytes);
  if (isPromiseLike(input)) whenSettled(call, input, (valid) => { call.prepared(valid); });
  else if (call.state === 'preparing') call.prepared(input);
}

function whenSettled<Value>(call: PreparingCall, value: PromiseLike<Value>, next: (value: Value) => void): void {
  // By a promise of ours, which settles once; a thenable may call back again and again.
  new Promise<Value>((resolve) => { resolve(value); })
    .then((settled) => { if (call.state === 'preparing') next(settled); })
    .catch((error: unknown) => { if (call.state === 'preparing') fail(call, error); });
}

function fail(call: PreparingCall, error: unknown): void {
  call.preparationFailed(isExecError(error) ? error : preparationFailed(error));
}
