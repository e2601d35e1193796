import { describe, expect, it } from 'vitest';
import { readModelAnswer } from './model-answer.ts';

const primes = { name: 'find_primes', arguments: '{"below":100}' };
const openAiCall = { id: 'call_1', type: 'function', function: { name: 'find_primes', arguments: '{"below":100}' } };
const anthropicCall = { type: 'tool_use', id: 'call_1', name: 'find_primes', input: { below: 100 } };
const geminiCall = { functionCall: { name: 'find_primes', args: { below: 100 } } };
const responsesCall = { type: 'function_call', call_id: 'call_1', name: 'find_primes', arguments: '{"below":100}' };
const question = 'How many?';

describe('readModelAnswer reads', () => {
  it.each([
    ['a list of OpenAI calls', 'OpenAI chat', [openAiCall]],
    ['an OpenAI message', 'OpenAI chat', { role: 'assistant', content: null, tool_calls: [openAiCall] }],
    ['an OpenAI completion', 'OpenAI chat', { choices: [{ message: { role: 'assistant', tool_calls: [openAiCall] } }] }],
    ['an OpenAI response', 'OpenAI responses', { output: [{ type: 'reasoning' }, responsesCall] }],
    ['an Anthropic message', 'Anthropic', { role: 'assistant', content: [{ type: 'text', text: 'Let me see.' }, anthropicCall] }],
    ['a list of Anthropic blocks', 'Anthropic', [anthropicCall]],
    ['a Gemini answer', 'Gemini', { candidates: [{ content: { role: 'model', parts: [{ text: 'Let me see.' }, geminiCall] } }] }],
    ['a Gemini content', 'Gemini', { role: 'model', parts: [geminiCall] }],
    ['plain calls', 'plain', [{ id: 'call_1', name: 'find_primes', arguments: '{"below":100}' }]],
    ['plain calls with arguments as an object', 'plain', [{ id: 'call_1', name: 'find_primes', arguments: { below: 100 } }]],
  ])('%s', (_, format, document) => {
    expect(readModelAnswer(document)).toEqual({ format, calls: [{ id: 'call_1', ...primes }] });
  });

  it.each([
    ['OpenAI', { messages: [{ role: 'user', content: question }, { role: 'assistant', tool_calls: [openAiCall] }] }],
    ['OpenAI items', [{ role: 'user', content: [{ type: 'input_text', text: question }] }, responsesCall]],
    ['Anthropic', { messages: [{ role: 'user', content: [{ type: 'text', text: question }] }, { role: 'assistant', content: [anthropicCall] }] }],
    ['Anthropic, as a list', [{ role: 'user', content: question }, { role: 'assistant', content: [anthropicCall] }]],
    ['Gemini', { contents: [{ role: 'user', parts: [{ text: question }] }, { role: 'model', parts: [geminiCall] }] }],
  ])('the user and the calls of a conversation: %s', (_, document) => {
    expect(readModelAnswer(document)).toMatchObject({ user: question, calls: [{ id: 'call_1', ...primes }] });
  });

  it('the last turn with calls only', () => {
    const earlier = { role: 'assistant', tool_calls: [{ ...openAiCall, id: 'earlier' }] };
    const messages = [
      { role: 'user', content: 'First.' },
      earlier,
      { role: 'tool', tool_call_id: 'earlier', content: '25' },
      { role: 'user', content: 'Second.' },
      { role: 'assistant', tool_calls: [openAiCall] },
      { role: 'tool', tool_call_id: 'call_1', content: '25' },
      { role: 'assistant', content: 'There are 25.' },
    ];
    expect(readModelAnswer({ messages })).toMatchObject({ user: 'Second.', calls: [{ id: 'call_1' }] });
  });

  it('arguments as the model wrote them, faults and all', () => {
    const broken = { ...openAiCall, function: { name: 'find_primes', arguments: '{"below": 1' } };
    expect(readModelAnswer([broken]).calls[0]?.arguments).toBe('{"below": 1');
    expect(readModelAnswer([{ functionCall: { name: 'now' } }]).calls[0]).toEqual({ id: 'call_1', name: 'now', arguments: '' });
  });

  it('ids that repeat, and gives ids by position to calls without one', () => {
    const ids = readModelAnswer([{ id: 'a', ...primes }, { id: 'a', ...primes }, { ...primes }]).calls.map(({ id }) => id);
    expect(ids).toEqual(['a', 'a', 'call_3']);
  });

  it('formats that are mixed', () => {
    expect(readModelAnswer([openAiCall, anthropicCall]).format).toBe('OpenAI chat and Anthropic');
  });
});

describe('readModelAnswer refuses', () => {
  it.each([
    ['a number', 5, 'it is neither an object nor a list'],
    ['null', null, 'it is neither an object nor a list'],
    ['an object of another kind', { tools: [] }, 'it has none of the members messages, contents'],
    ['an empty list', [], 'it holds no tool calls'],
    ['an answer in text', { role: 'assistant', content: 'There are 25.' }, 'it holds no tool calls'],
    ['a conversation without calls', { messages: [{ role: 'user', content: question }] }, 'it holds no tool calls'],
    ['choices without a message', { choices: [{}] }, 'choices[0] has no message'],
    ['candidates without content', { candidates: [{ finishReason: 'SAFETY' }] }, 'candidates[0] has no content'],
    ['a call that is a text', ['find_primes'], 'call 1 is not an object'],
    ['a call without a name', [openAiCall, { id: 'x', arguments: '{}' }], 'call 2 has no name'],
    ['an id that is a number', [{ id: 7, name: 'find_primes' }], 'the id of call 1 (find_primes) is not a text'],
  ])('%s', (_, document, message) => {
    expect(() => readModelAnswer(document)).toThrow(message);
  });
});
