import { contenders } from './contenders/index.ts';
import type { ContenderModule } from './contenders/contender.ts';
import { scenarios } from './scenarios/index.ts';

/**
 * One round of one contender in one scenario, in a process of its own (round-process.ts). Answers with the measured values as its
 * only message.
 */
const [scenarioName, contenderName, effort] = process.argv.slice(2);
const scenario = scenarios.find(({ name }) => name === scenarioName);
const contender = contenders.find(({ name }) => name === contenderName);
if (scenario === undefined || contender === undefined) throw new Error(`no scenario ${String(scenarioName)} or no contender ${String(contenderName)}`);
// Only the contender that is measured is loaded. The file exports that; the list of contenders names no other.
const module = (await import(`./contenders/${contender.module}.js`)) as ContenderModule;
const values = await scenario.measure(() => module.open(contender.settings ?? {}), { quick: effort === 'quick' });
// Not closed: after faults some pools never would. round-process.ts ends this process with all that it started.
process.send?.(values);
