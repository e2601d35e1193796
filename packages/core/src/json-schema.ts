/**
 * `@exec/core/json-schema`: plain JSON Schema as a tool's `inputSchema`. An entry of its own, so that only those who
 * import it need the validator: @cfworker/json-schema, which has no dependencies, interprets in place of compiling (no
 * `new Function`, which many hosts forbid) and needs 35 ms for 1 241 real calls where ajv needs 808 ms for the first pass.
 *
 * @module
 */
import { Validator } from '@cfworker/json-schema';
import type { Schema, ValidationResult } from '@cfworker/json-schema';
import type { JSONSchema7 } from 'json-schema';
import type { ArgumentIssue } from './errors.ts';
import { formatPath } from './value-path.ts';

/**
 * Compiles a JSON Schema for `new Executor({ jsonSchema: jsonSchemaValidator })`. A schema that names its draft in
 * `$schema` is read by that draft (4, 7, 2019-09, 2020-12), others by draft 2020-12, which reads draft 7 as well.
 *
 * @returns a check that gives each fault with its path, none if the value fits
 */
export function jsonSchemaValidator(schema: JSONSchema7): (value: unknown) => readonly ArgumentIssue[] {
  // Its type is of draft 2020-12 and wider; a JSONSchema7 is read as such.
  const validator = new Validator(schema as Schema, draftOf(schema), false);
  return (value) => {
    const { valid, errors } = validated(validator, value);
    if (valid) return [];
    // For a fault inside, the validator reports each enclosing keyword too; those deepest inside say what is wrong.
    const issues = errors.map(({ instanceLocation, keyword, error }) => ({
      pointer: instanceLocation,
      // What a schema `false` refuses, as in additionalProperties: false; the validator's own words do not say that.
      message: keyword === 'false' ? 'is not allowed here' : error.replace(/\.$/, ''),
    }));
    const deepest = issues.filter(({ pointer }) => !issues.some((other) => other.pointer.startsWith(`${pointer}/`)));
    return deepest.map(({ pointer, message }) => ({ path: formatPath(keysOf(pointer)), message }));
  };
}

/** The validator writes each key as a part of a URI, which a key with half a surrogate pair in it cannot be. */
function validated(validator: Validator, value: unknown): ValidationResult {
  try {
    return validator.validate(value);
  } catch (error) {
    if (!(error instanceof URIError)) throw error;
    return { valid: false, errors: [{ keyword: 'properties', keywordLocation: '#', instanceLocation: '#', error: 'a key is not well-formed Unicode' }] };
  }
}

function draftOf(schema: JSONSchema7): '4' | '7' | '2019-09' | '2020-12' {
  const named = schema.$schema ?? '';
  if (named.includes('draft-04')) return '4';
  if (named.includes('draft-07') || named.includes('draft-06')) return '7';
  return named.includes('2019-09') ? '2019-09' : '2020-12';
}

/** `#/orders/2/a~1b` → `['orders', 2, 'a/b']` (RFC 6901). */
function keysOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
