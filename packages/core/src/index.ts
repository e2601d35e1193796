export { Executor } from './executor.ts';
export type { CallLimits, ExecuteOptions, ExecutorOptions, StreamOptions } from './options.ts';
export type { FailedAttempt, RetryOptions } from './retry.ts';
export type { ExecutionHandle, ExecutionStatus } from './execution-handle.ts';
export type { FallbackStep, ToolCallResult, ValueDegradation } from './result.ts';
export type { CallIdentity, CallProgress, ExecutorEventName, ExecutorEvents, WorkerEvent } from './events.ts';
export type { CallTrace } from './call-tracer.ts';
export type { FallbackRule } from './fallback.ts';

export type { ToolCall } from './tool-call.ts';
export type { FoundTool, ToolSource } from './tool-source.ts';
export type {
  InputSchema,
  ListedTool,
  ProgressReport,
  SelfValidatingSchema,
  SelfValidation,
  Tool,
  ToolContext,
  ToolExecutionOptions,
  ToolFunction,
} from './tool.ts';
export { defineTool } from './define-tool.ts';
export type { JsonSchemaCompiler } from './input-schema.ts';

export {
  ExecError,
  ExecutorClosedError,
  QueueFullError,
  InvalidArgumentsError,
  InvalidOptionError,
  InvalidToolError,
  NotTransportableError,
  StrategyUnavailableError,
  ToolCancelledError,
  ToolExecutionError,
  ToolTimeoutError,
  UnknownToolError,
  WorkerCrashedError,
  isExecError,
} from './errors.ts';
export type { ArgumentIssue, ExecErrorCode, ExecErrorOptions, TimeoutPhase, WorkerExit } from './errors.ts';

// For authors of strategies
export type { ExecutionStrategy, Invocation, RunClock, StrategyCapabilities, StrategyEvent } from './strategy.ts';
export { InlineStrategy } from './inline-strategy.ts';
export { runInPlace } from './run-in-place.ts';
export { InvocationContext } from './invocation-context.ts';
export { CarriedValue, isCarriedValue } from './carried-value.ts';
export { runTool } from './run-tool.ts';
export { toolThrew } from './call-errors.ts';
export { thrownMessage } from './thrown-message.ts';
export { outputText } from './output-text.ts';
export { surveyValue } from './value-survey.ts';
export type { ValueSurvey } from './value-survey.ts';
export { checkNumberOption, checkOptionNames, quoteOption, readOptions } from './option-checks.ts';
export { optionNames } from './option-names.ts';
export { longestTimerMs } from './deadline.ts';
