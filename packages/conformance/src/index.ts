export { strategySuite } from './strategy-suite.ts';
export type { KnownDeviation, StrategySuiteOptions, TestRunner } from './strategy-suite.ts';
export { appliesTo, requirements } from './requirements.ts';
export type { Requirement, RequirementCondition, RequirementId } from './requirements.ts';
