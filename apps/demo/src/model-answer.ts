import type { ToolCall } from '@exec/core';

/** The calls that a model's answer holds, and where they come from. */
export interface ModelAnswer {
  /** Whose JSON it is, for a person to read. */
  format: string;
  /** The sentence of the user that the model answered, where the document holds it. */
  user?: string;
  calls: ToolCall[];
}

/** The document is no answer of a model that this file knows; `message` says where and what was expected. */
export class ModelAnswerError extends Error {
  override readonly name = 'ModelAnswerError';
}

type Json = Record<string, unknown>;

/**
 * Finds the tool calls in what a model answered, or in a conversation whose last answer has some:
 *
 * - OpenAI chat: `tool_calls` of a message, of a completion, or of the last such message of a conversation
 * - OpenAI responses: items `function_call` of `output`, or of a list of items, those since the user's last message
 * - Anthropic: blocks `tool_use` of a message, or of the last such message of a conversation
 * - Gemini: parts `functionCall` of `candidates`, or of the last such turn of `contents`
 * - a plain list `[{ id, name, arguments }]`, or a list of any of the calls above
 *
 * Arguments that are text stay as the model wrote them, faults and all; objects become their JSON. A call without an id,
 * as Gemini's often are, gets `call_1`, `call_2` …
 *
 * @throws ModelAnswerError
 */
export function readModelAnswer(document: unknown): ModelAnswer {
  const turn = findTurn(document);
  if (turn.items.length === 0) throw new ModelAnswerError('it holds no tool calls');
  const formats = new Set<string>();
  const calls = turn.items.map((item, position) => {
    const { format, id, name, input } = readCall(item, position);
    formats.add(format);
    return { id: id ?? `call_${position + 1}`, name, arguments: argumentText(input) };
  });
  return { format: [...formats].join(' and '), ...(turn.user !== undefined && { user: turn.user }), calls };
}

interface Turn {
  items: unknown[];
  user?: string;
}

function findTurn(document: unknown): Turn {
  if (Array.isArray(document)) {
    if (!document.some(isTurn)) return { items: document };
    return document.some(isCall) ? callsSinceUser(document) : lastTurnWithCalls(document);
  }
  if (!isObject(document)) throw new ModelAnswerError('it is neither an object nor a list');
  if (Array.isArray(document['messages'])) return lastTurnWithCalls(document['messages']);
  if (Array.isArray(document['contents'])) return lastTurnWithCalls(document['contents']);
  if (Array.isArray(document['choices'])) return { items: callsOfTurn(pick(document['choices'], 'choices', 'message')) };
  if (Array.isArray(document['candidates'])) return { items: callsOfTurn(pick(document['candidates'], 'candidates', 'content')) };
  if (Array.isArray(document['output'])) return { items: document['output'].filter(isCall) };
  if (isTurn(document)) return { items: callsOfTurn(document) };
  throw new ModelAnswerError(
    'it has none of the members messages, contents, choices, candidates, output, tool_calls, content, by which the answers of models are known',
  );
}

function pick(list: unknown[], listName: string, member: string): Json {
  const first = list[0];
  const picked = isObject(first) ? first[member] : undefined;
  if (!isObject(picked)) throw new ModelAnswerError(`${listName}[0] has no ${member}`);
  return picked;
}

function lastTurnWithCalls(turns: unknown[]): Turn {
  const last = turns.findLastIndex((turn) => isObject(turn) && callsOfTurn(turn).length > 0);
  const turn = turns[last];
  if (!isObject(turn)) return { items: [] };
  const userTurn = turns.slice(0, last).findLast((earlier) => isObject(earlier) && earlier['role'] === 'user' && textOf(earlier) !== '');
  return { items: callsOfTurn(turn), ...(isObject(userTurn) && { user: textOf(userTurn) }) };
}

/** Items of OpenAI responses: calls stand beside the messages, not in them. */
function callsSinceUser(items: unknown[]): Turn {
  const last = items.findLastIndex((item) => isObject(item) && item['role'] === 'user');
  const user = items[last];
  return { items: items.slice(last + 1).filter(isCall), ...(isObject(user) && { user: textOf(user) }) };
}

function isTurn(value: unknown): value is Json {
  return isObject(value) && ['tool_calls', 'content', 'parts'].some((member) => member in value);
}

/** The calls of a message (OpenAI, Anthropic) or of a content (Gemini). */
function callsOfTurn(turn: Json): unknown[] {
  for (const member of ['tool_calls', 'content', 'parts']) {
    const list = turn[member];
    if (Array.isArray(list) && (member === 'tool_calls' || list.some(isCall))) return member === 'tool_calls' ? list : list.filter(isCall);
  }
  return [];
}

/** Whether a block, part or item is a call at all; the others are text, thoughts and so on. */
function isCall(value: unknown): boolean {
  return isObject(value) && (value['type'] === 'tool_use' || value['type'] === 'function_call' || 'functionCall' in value);
}

function textOf(turn: Json): string {
  const content = turn['content'] ?? turn['parts'];
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content.flatMap((block) => (isObject(block) && typeof block['text'] === 'string' ? [block['text']] : [])).join(' ');
}

interface CallFound {
  format: string;
  id: string | undefined;
  name: string;
  input: unknown;
}

function readCall(item: unknown, position: number): CallFound {
  const where = `call ${position + 1}`;
  if (!isObject(item)) throw new ModelAnswerError(`${where} is not an object`);
  if (isObject(item['function'])) {
    return callFound('OpenAI chat', item['id'], item['function']['name'], item['function']['arguments'], where);
  }
  if (isObject(item['functionCall'])) {
    const call = item['functionCall'];
    return callFound('Gemini', call['id'], call['name'], call['args'], where);
  }
  if (item['type'] === 'tool_use') return callFound('Anthropic', item['id'], item['name'], item['input'], where);
  if (item['type'] === 'function_call') return callFound('OpenAI responses', item['call_id'], item['name'], item['arguments'], where);
  return callFound('plain', item['id'], item['name'], item['arguments'], where);
}

function callFound(format: string, id: unknown, name: unknown, input: unknown, where: string): CallFound {
  if (typeof name !== 'string') throw new ModelAnswerError(`${where} has no name`);
  if (id !== undefined && typeof id !== 'string') throw new ModelAnswerError(`the id of ${where} (${name}) is not a text`);
  return { format, id, name, input };
}

function argumentText(input: unknown): string {
  if (typeof input === 'string') return input;
  return input === undefined || input === null ? '' : JSON.stringify(input);
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
