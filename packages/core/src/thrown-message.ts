import { outputText } from './output-text.ts';

const emptyString = 'an empty string';

/** One line about anything that a tool threw. Never throws itself, whatever getters it meets. */
export function thrownMessage(thrown: unknown): string {
  return ownMessage(thrown) ?? thrownValueMessage(outputText(thrown));
}

/** The same about a value that says nothing of itself, by its text. */
export function thrownValueMessage(text: string): string {
  return `the tool threw ${text || emptyString}`;
}

/** One line about what code of the host threw, or gave as a reason. Never throws itself, whatever getters it meets. */
export function reasonMessage(reason: unknown): string {
  return ownMessage(reason) ?? (outputText(reason) || emptyString);
}

/** What an error or a text says of itself. */
function ownMessage(thrown: unknown): string | undefined {
  try {
    if (thrown instanceof Error) {
      const message: unknown = thrown.message;
      return typeof message === 'string' && message !== '' ? message : String(thrown.name);
    }
  } catch {
    return undefined; // an error whose getters throw: described as a value
  }
  return typeof thrown === 'string' && thrown !== '' ? thrown : undefined;
}
