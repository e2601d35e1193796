import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * @typedef {object} InputSurvey
 * @property {string} toolName
 * @property {string} toolCallId
 * @property {unknown} input what the tool got
 * @property {string} digest SHA-256 of the input with its keys in order
 * @property {number} sum of all numbers in the input
 * @property {number} characters in all strings of the input, keys included
 */

/**
 * Stands for any tool: tells what it was called with, and what only code that saw the whole input can compute.
 *
 * @param {unknown} input
 * @param {import('@exec/core').ToolContext} context
 * @returns {InputSurvey}
 */
export function surveyInput(input, { toolName, toolCallId }) {
  const totals = { sum: 0, characters: 0 };
  count(input, totals);
  return { toolName, toolCallId, input, digest: digestOf(input), ...totals };
}

/**
 * The same as an async tool. It waits for a time that depends on the input, so that calls end in another order than they began.
 *
 * @param {unknown} input
 * @param {import('@exec/core').ToolContext} context
 * @returns {Promise<InputSurvey>}
 */
export async function surveyInputLater(input, context) {
  const survey = surveyInput(input, context);
  await delay(Number.parseInt(survey.digest.slice(0, 2), 16) % 16);
  return survey;
}

/** @param {unknown} value */
function digestOf(value) {
  return createHash('sha256').update(JSON.stringify(withSortedKeys(value))).digest('hex');
}

/**
 * @param {unknown} value
 * @returns {unknown}
 */
function withSortedKeys(value) {
  if (Array.isArray(value)) return value.map(withSortedKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, withSortedKeys(inner)]));
}

/**
 * @param {unknown} value
 * @param {{ sum: number, characters: number }} totals
 */
function count(value, totals) {
  if (typeof value === 'number') totals.sum += value;
  else if (typeof value === 'string') totals.characters += value.length;
  else if (typeof value === 'object' && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value)) totals.characters += key.length;
      count(inner, totals);
    }
  }
}
