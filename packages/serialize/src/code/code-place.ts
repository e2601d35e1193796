import { fileURLToPath } from 'node:url';
import { originalLayout } from './original-layout.ts';
import { placeOf } from './place.ts';
import { placeMapOf } from './source-map.ts';
import { positionIn } from './source-function.ts';
import { offsetBefore } from './text-edits.ts';
import type { FunctionLocation } from '../inspector/script-location.ts';
import type { ClassText } from './class-text.ts';
import type { PlaceInScript } from './original-layout.ts';
import type { Position } from './source-function.ts';
import type { FunctionText } from './source-text.ts';
import type { Edit } from './text-edits.ts';

/** Where code says that it stands, in stack traces. */
export interface ShownPlace {
  line?: number;
  column?: number;
  /** Name of the file, where that is not its URL. */
  file?: string;
}

/**
 * Gives the place of each offset of a function's text in its script.
 *
 * @param start - of the text, as it stands in the script
 */
export function placesInScript(text: FunctionText | ClassText, start: Position | undefined): PlaceInScript {
  if (text.form !== 'class') return (offset) => positionIn(text.text, offset, start);
  return (offset) => {
    const before = offsetBefore(text.edits, offset);
    return before === undefined ? undefined : positionIn(text.original, before, start);
  };
}

/** Gives the place of each offset of a function's text, as people read it. */
export function readablePlaces(places: PlaceInScript, start: Position | undefined, location: FunctionLocation | undefined): (offset: number) => string {
  return (offset) => {
    const [line, column] = places(offset) ?? places(0) ?? [0, 0];
    const original = location === undefined || start === undefined ? undefined : placeMapOf(location.script)?.(line, column);
    return original === undefined ? placeOf(location?.script.url, line, column) : placeOf(original.url, original.line, original.column);
  };
}

/**
 * Makes errors of a function's text show the place that they show here.
 *
 * @param url - of the script, if it is one
 * @param edits - what else is changed in the text
 * @returns `edits`, and those that put the text where it was before it was compiled
 */
export function shownPlace(text: FunctionText | ClassText, start: Position | undefined, location: FunctionLocation | undefined, url: string | undefined, edits: readonly Edit[]): { edits: readonly Edit[]; place: ShownPlace } {
  const map = location === undefined ? undefined : placeMapOf(location.script);
  const layout = map === undefined || start === undefined ? undefined : originalLayout(text.text, placesInScript(text, start), map, edits);
  if (layout !== undefined) return { edits: [...edits, ...layout.edits], place: { line: layout.start.line, column: layout.start.column, file: unmappedName(layout.url) } };
  // Node calls ES modules by their URL, CommonJS modules by their path.
  const file = url?.startsWith('file:') === true && location?.script.isModule === false ? { file: pathOf(url) } : {};
  return { edits, place: { ...(start ?? {}), ...file } };
}

/**
 * The places are those of the original file already, so a process that knows the source map of that file must not apply it to them.
 * Node looks maps up by `file:///path`; `file:/path` is the same URL (RFC 8089) and none of its names.
 */
function unmappedName(url: string): string {
  return url.replace(/^file:\/\/\//, 'file:/');
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url; // a name of another sort: the tool that compiled the code chose it
  }
}
