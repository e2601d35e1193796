// What a worker needs: a part of index.ts that loads in a fraction of its time.
export { NotTransportableError, execErrorOf, isExecError } from './errors.ts';
export { outputText } from './output-text.ts';
export { readProgressReport } from './progress-report.ts';
export { runTool } from './run-tool.ts';
export { thrownMessage, thrownValueMessage } from './thrown-message.ts';
export { surveyValue } from './value-survey.ts';
