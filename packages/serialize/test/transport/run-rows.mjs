import { isTransportError, serializeFunction } from '@exec/serialize';
import { asAtHome } from './cases/rows.cjs';
import { outcomeOf } from './outcome.mjs';
import { portrait } from './portrait.mjs';

/**
 * Runs rows of the table: each function is transported, called at home and on every far side.
 *
 * @param exact - compares what happens at home with the expected value too; off for code whose names a tool has changed
 * @returns for each row its name and `fault`: undefined, or what is wrong in a sentence
 */
export async function runRows(rows, far, { exact = true } = {}) {
  const report = [];
  for (const [number, row] of rows.entries()) {
    const fault = row.message === undefined ? await faultOfTravel(number, row, far, exact) : await faultOfRefusal(row);
    report.push({ name: row.name, refused: row.message !== undefined, ...fault });
  }
  return report;
}

async function faultOfTravel(number, { args, expected, make, options }, far, exact) {
  const fn = await make();
  let answers = {};
  let fault = {};
  try {
    // First away, then at home: what travels is the state before any call.
    answers = await far.ask({ number, data: await serializeFunction(fn, options), args });
  } catch (error) {
    fault = { fault: 'refused', detail: isTransportError(error) ? error.message : String(error?.stack) };
  }
  const home = await outcomeOf(fn, structuredClone(args));
  if (exact && !isExpected(home, expected)) return { fault: 'the table is wrong', detail: `at home: ${show(home)}` };
  for (const [side, { failed, name, length, outcome }] of Object.entries(answers)) {
    if (failed !== undefined) return { fault: `failed in the ${side}`, detail: failed };
    if (show(outcome) !== show(home)) return { fault: `differs in the ${side}`, detail: `away: ${show(outcome)}\nhome: ${show(home)}` };
    if (name !== fn.name || length !== fn.length) return { fault: `has another name or length in the ${side}`, detail: `${name}, ${length}` };
  }
  return fault;
}

async function faultOfRefusal({ path, message, make, options }) {
  const fn = await make();
  let error;
  try {
    const data = await serializeFunction(fn, options);
    return { fault: 'not refused', detail: JSON.stringify(data)?.slice(0, 500) };
  } catch (caught) {
    error = caught;
  }
  if (!isTransportError(error)) return { fault: 'not refused by us', detail: String(error?.stack) };
  if (!message.test(error.message)) return { fault: 'another message', detail: `${error.message}\nexpected ${message}` };
  if (!isWay(error.path, path)) return { fault: 'another way', detail: `${error.path.join(' → ')}\nexpected ${path.join(' → ')}` };
  if (error.culprit !== error.path.at(-1)) return { fault: 'another culprit', detail: error.culprit };
  if (!error.message.endsWith(error.fix)) return { fault: 'its message does not end in the fix', detail: error.message };
  return {};
}

/** Whether a way has the expected steps; `*` stands for one step or more. */
function isWay(way, expected) {
  const pattern = expected.map((step) => (step === '*' ? '.+' : step.replace(/[^\w ]/g, '\\$&'))).join(' → ');
  return new RegExp(`^${pattern}$`).test(way.join(' → '));
}

function isExpected(home, expected) {
  if (expected === asAtHome) return true;
  const thrown = expected?.[Symbol.for('throws')];
  if (thrown !== undefined) return home.message === thrown.join(': ');
  return (home.gives ?? home.yields) === portrait(expected);
}

const show = ({ gives, yields, throws, message }) => (gives !== undefined ? `gives ${gives}` : yields !== undefined ? `yields ${yields}` : `throws ${message} ${throws}`);
