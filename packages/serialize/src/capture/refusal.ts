import { noInspectorNote } from '../inspector/no-inspector.ts';
import { TransportError } from '../transport-error.ts';
import type { NoReference } from '../reference/module-reference.ts';

/** One reason why a function cannot travel. */
export interface Problem {
  /** What cannot travel: a name or a construct. */
  culprit: string;
  /** A clause about the function: `it uses "db", declared outside of it`. */
  clause: string;
  /** Place of the culprit, as people read it. */
  location?: string | undefined;
  /** What the function could be given in its input instead: `"db"`. */
  passable?: string | undefined;
  /** What else the author could do than move the function: `write globalThis.setTimeout`. */
  remedy?: string | undefined;
  /** The steps from the function to the culprit, neither included. */
  way?: readonly string[];
  /** The clause is about what the way leads to, a function of its own, and not about the function that travels. */
  isOfWay?: true;
  /** The reason passes by itself. */
  mayPass?: boolean;
  /** Moving the function into a module would not help. */
  staysUnfit?: boolean;
}

const noReferenceNotes: Record<NoReference, string> = {
  'entry-point': 'It stands in the file that the program was started with, which cannot be imported without running the program again.',
  'not-loaded': "Its file was not loaded by Node's own module loader (a test runner or bundler transforms it), so it cannot be found there again.",
  'still-evaluating': 'Its module has not finished evaluating, so its exports cannot be read yet.',
  'not-exported': '',
};

/**
 * Builds the error for a function that cannot travel: the first problem in full, the others by name and place.
 *
 * @param noReference - why it could not go by reference; undefined where that was never the question
 */
export function refusal(name: string, problems: readonly [Problem, ...Problem[]], noReference?: NoReference): TransportError {
  const [first, ...others] = problems;
  const also = others.length === 0 ? '' : `; also ${listed(others.map(({ culprit, location }) => withPlace(`"${culprit}"`, location)))}`;
  const unseen = problems.some(({ culprit, staysUnfit }) => staysUnfit !== true || culprit === 'a bound function') ? noInspectorNote() : undefined;
  const fix = fixFor(name, problems, noReference, unseen !== undefined);
  const sentences = [
    `cannot transport ${subject(name)}${first.isOfWay === true ? ` because of ${(first.way ?? []).join(' → ')}` : ''}: ${withPlace(first.clause, first.location)}${also}.`,
    noReference === undefined ? '' : noReferenceNotes[noReference],
    unseen ?? '',
    fix,
  ];
  return new TransportError(sentences.filter((sentence) => sentence !== '').join(' '), {
    path: [name === '' ? '(unnamed function)' : name, ...(first.way ?? []), first.culprit],
    culprit: first.culprit,
    fix,
    mayPass: noReference === 'still-evaluating' || first.mayPass === true,
    ...(first.location === undefined ? {} : { location: first.location }),
  });
}

function subject(name: string): string {
  return name === '' ? 'an unnamed function' : `function ${JSON.stringify(name)}`;
}

function withPlace(text: string, location: string | undefined): string {
  return location === undefined ? text : `${text} (${location})`;
}

function fixFor(name: string, problems: readonly Problem[], noReference: NoReference | undefined, isUnseen: boolean): string {
  const it = name === '' ? 'it' : JSON.stringify(name);
  const move =
    noReference === 'entry-point'
      ? `Move ${it} into a module of its own and export it there`
      : noReference === 'still-evaluating'
        ? `Transport ${it} after its module has finished evaluating`
        : isUnseen
          ? `Export ${it} from a module and tell where by moduleReference`
          : `Export ${it} from a module of its own`;
  const passable = [...new Set(problems.flatMap((problem) => problem.passable ?? []))];
  const remedies = [...new Set(problems.flatMap(({ remedy }) => remedy ?? []))];
  const ways = [
    ...(problems.some(({ staysUnfit }) => staysUnfit === true) ? [] : [move]),
    ...(passable.length === 0 ? [] : [`pass ${listed(passable)} in the input`]),
    ...remedies.slice(0, maxListed),
    'run it inline',
  ].join(', or ');
  return `${ways.charAt(0).toUpperCase()}${ways.slice(1)}.`;
}

const maxListed = 8;

/** `a, b and c`; a long list is cut short. */
function listed(items: readonly string[]): string {
  const shown = items.slice(0, maxListed);
  const last = items.length > maxListed ? `${items.length - maxListed} more` : shown.pop();
  return shown.length === 0 ? String(last) : `${shown.join(', ')} and ${String(last)}`;
}
