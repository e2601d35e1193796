import { noInspectorNote } from '../inspector/no-inspector.ts';
import { TransportError } from '../transport-error.ts';
import type { NoReference } from '../reference/module-reference.ts';

/** One reason why a function cannot travel. */
export interface Problem {
  /** What cannot travel: a name or a construct. */
  culprit: string;
  /** What is wrong with that which the way leads to, or with the function itself: `uses "db", declared outside of it`. */
  clause: string;
  /** Place of the culprit, as people read it. */
  location?: string | undefined;
  /** What the function could be given in its input instead: `"db"`. */
  passable?: string | undefined;
  /** What else the author could do than move the function: `write globalThis.setTimeout`. */
  remedy?: string | readonly string[] | undefined;
  /** The steps from the function to the culprit, neither included. */
  way?: readonly string[];
  /** The reason may pass: by itself, or as the program changes what was captured. */
  mayPass?: boolean;
  /** Exporting the function from a module would not help. */
  staysUnfit?: boolean;
}

const noReferenceNotes: Record<NoReference, string> = {
  'entry-point': 'The function stands in the file that the program was started with, which cannot be imported without running the program again.',
  'not-loaded': "The function's file was not loaded by Node's own module loader (a test runner or bundler transforms it), so the function cannot be found there again.",
  'still-evaluating': "The function's module has not finished evaluating, so its exports cannot be read yet.",
  'unknown-module': '', // no inspector, which is said anyway
  'not-exported': '',
};

/**
 * Builds the error for a function that cannot travel: the first problem in full, the others by name and place.
 *
 * @param noReference - why it could not go by reference; undefined where that is not possible, exported or not
 */
export function refusal(name: string, problems: readonly [Problem, ...Problem[]], noReference?: NoReference): TransportError {
  const [first, ...others] = problems;
  const also = others.length === 0 ? '' : `; also ${listed(others.map(({ culprit, location }) => withPlace(`"${culprit}"`, location)))}`;
  const unseen = problems.some(({ culprit, staysUnfit }) => staysUnfit !== true || culprit === 'a bound function') ? noInspectorNote() : undefined;
  const fix = fixFor(name, problems, noReference);
  const sentences = [
    `cannot transport ${subject(name)}: ${withPlace(`${shownWay(name, first.way ?? [])} ${first.clause}`, first.location)}${also}.`,
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
  return name === '' ? 'an unnamed function' : `function ${JSON.stringify(shortened(name))}`;
}

function withPlace(text: string, location: string | undefined): string {
  return location === undefined ? text : `${text} (${location})`;
}

const maxSteps = 12;
const maxStepLength = 60;

/** `handler → db → .socket`; a long way, and a long step, is cut in the middle. */
function shownWay(name: string, way: readonly string[]): string {
  if (way.length === 0) return 'it';
  const steps = [...(name === '' ? [] : [name]), ...way].map(shortened);
  const left = steps.length - maxSteps;
  return (left <= 1 ? steps : [...steps.slice(0, maxSteps / 2), `… ${left} more …`, ...steps.slice(-maxSteps / 2)]).join(' → ');
}

function shortened(step: string): string {
  return step.length <= maxStepLength ? step : `${step.slice(0, maxStepLength / 2)}…${step.slice(-maxStepLength / 2)}`;
}

function moveFor(name: string, noReference: NoReference | undefined): string | undefined {
  const it = name === '' ? 'it' : JSON.stringify(shortened(name));
  switch (noReference) {
    case 'not-exported':
      return `export ${it} from a module`;
    case 'entry-point':
      return `move ${it} into a module of its own and export it there`;
    case 'still-evaluating':
      return `transport ${it} after its module has finished evaluating`;
    case 'not-loaded':
    case 'unknown-module':
      return `register ${it} with moduleReference where its module exports it`;
    default:
      return undefined;
  }
}

function fixFor(name: string, problems: readonly Problem[], noReference: NoReference | undefined): string {
  const move = problems.some(({ staysUnfit }) => staysUnfit === true) ? undefined : moveFor(name, noReference);
  const passable = [...new Set(problems.flatMap((problem) => problem.passable ?? []))];
  const remedies = [...new Set(problems.flatMap(({ remedy }) => remedy ?? []))];
  const ways = [
    ...remedies.slice(0, maxListed),
    ...(passable.length === 0 ? [] : [`pass ${listed(passable)} in the input`]),
    ...(move === undefined ? [] : [move]),
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
