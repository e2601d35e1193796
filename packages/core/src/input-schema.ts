import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { JSONSchema7 } from 'json-schema';
import { InvalidArgumentsError, InvalidToolError, isExecError } from './errors.ts';
import type { ArgumentIssue } from './errors.ts';
import { isPromiseLike } from './promise-like.ts';
import { reasonMessage } from './thrown-message.ts';
import type { InputSchema, SelfValidatingSchema } from './tool.ts';
import { formatPath } from './value-path.ts';

/**
 * Makes a check out of a plain JSON Schema: the check returns the faults of a value, none if it fits.
 * `@exec/core/json-schema` has one; bring another validator by writing this function.
 */
export type JsonSchemaCompiler = (schema: JSONSchema7) => (value: unknown) => readonly ArgumentIssue[];

/** Validates inputs; keeps the compiled checks of JSON Schemas for as long as the schemas live. */
export class InputValidator {
  readonly #compile: JsonSchemaCompiler | undefined;
  readonly #checks = new WeakMap<object, (value: unknown) => readonly ArgumentIssue[]>();

  constructor(compile: JsonSchemaCompiler | undefined) {
    this.#compile = compile;
  }

  /**
   * The value that the tool gets: what the schema made of the input, or the input itself where there is no schema.
   *
   * @throws InvalidArgumentsError, InvalidToolError, also as a rejection where the schema is asynchronous
   */
  validate(schema: InputSchema | undefined, input: unknown): unknown {
    if (schema === undefined) return input;
    try {
      const validated = this.#apply(schema, input);
      return isPromiseLike(validated) ? Promise.resolve(validated).catch(rethrowAsOurs) : validated;
    } catch (error) {
      return rethrowAsOurs(error);
    }
  }

  #apply(schema: InputSchema, input: unknown): unknown {
    if (isStandardSchema(schema)) {
      const result = schema['~standard'].validate(input);
      return isPromiseLike(result) ? Promise.resolve(result).then(valueOfStandardResult) : valueOfStandardResult(result);
    }
    if (typeof schema === 'function') return this.#applySelfValidating(schema(), input);
    if (isSelfValidating(schema)) return this.#applySelfValidating(schema, input);
    return this.#applyJsonSchema(schema, input);
  }

  async #applySelfValidating(schema: SelfValidatingSchema, input: unknown): Promise<unknown> {
    if (schema.validate === undefined) return this.#applyJsonSchema(await schema.jsonSchema, input);
    const result = await schema.validate(input);
    if (result.success) return result.value;
    throw new InvalidArgumentsError(`the arguments do not fit: ${result.error.message}`, { cause: result.error });
  }

  #applyJsonSchema(schema: JSONSchema7, input: unknown): unknown {
    let check = this.#checks.get(schema);
    if (check === undefined) {
      if (this.#compile === undefined) {
        throw new InvalidToolError(
          "its inputSchema is plain JSON Schema and this executor has no validator for that. Import { jsonSchemaValidator } from '@exec/core/json-schema' and give it to new Executor({ jsonSchema: jsonSchemaValidator })",
        );
      }
      check = this.#compile(schema);
      this.#checks.set(schema, check);
    }
    const issues = check(input);
    if (issues.length > 0) throw invalidArguments(issues);
    return input;
  }
}

function valueOfStandardResult(result: StandardSchemaV1.Result<unknown>): unknown {
  if (result.issues === undefined) return result.value;
  throw invalidArguments(
    result.issues.map(({ message, path = [] }) => ({
      path: formatPath(path.map((segment) => pathKey(typeof segment === 'object' ? segment.key : segment))),
      message,
    })),
  );
}

const pathKey = (key: PropertyKey): string | number => (typeof key === 'symbol' ? key.toString() : key);

/** The refusal that a model reads: each fault with its path, at most ten of them. */
function invalidArguments(issues: readonly ArgumentIssue[]): InvalidArgumentsError {
  const shown = issues.slice(0, 10).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  const more = issues.length > shown.length ? `; and ${issues.length - shown.length} more` : '';
  return new InvalidArgumentsError(`the arguments do not fit: ${shown.join('; ')}${more}`, { issues });
}

/** What a schema itself throws: a value too deep for its recursion, a schema that its validator does not understand. */
function rethrowAsOurs(error: unknown): never {
  if (isExecError(error)) throw error;
  if (error instanceof RangeError) {
    throw new InvalidArgumentsError(`the arguments cannot be validated: ${error.message}. Send a less deeply nested value`, { cause: error });
  }
  throw new InvalidToolError(`its inputSchema failed while it validated: ${reasonMessage(error)}`, { cause: error });
}

function isStandardSchema(schema: InputSchema): schema is StandardSchemaV1 {
  // arktype's schemas are functions
  return (typeof schema === 'object' || typeof schema === 'function') && '~standard' in schema;
}

function isSelfValidating(schema: JSONSchema7 | SelfValidatingSchema): schema is SelfValidatingSchema {
  return 'jsonSchema' in schema;
}
