import type { JsonSchemaCompiler } from '@exec/core';

/** A schema in the leaderboard's dialect: JSON Schema with the names of Python's types. */
export interface PythonSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, PythonSchema>>;
  readonly items?: PythonSchema;
  /** In place of leaving the name out of `required`. */
  readonly optional?: boolean;
  readonly [keyword: string]: unknown;
}

/** Plain JSON Schema. */
export type JsonSchema = Parameters<JsonSchemaCompiler>[0];

const typeNames: Readonly<Record<string, string>> = {
  dict: 'object',
  float: 'number',
  tuple: 'array',
  string: 'string',
  integer: 'integer',
  boolean: 'boolean',
  array: 'array',
};

/** Translates the type names, at every depth; `any` puts no condition. @throws for a type name that it does not know */
export function toJsonSchema(schema: PythonSchema): JsonSchema {
  const { type, properties, items, optional: _, ...others } = schema;
  const translated: Record<string, unknown> = { ...others };
  if (type !== undefined && type !== 'any') {
    const name = typeNames[type];
    if (name === undefined) throw new Error(`no JSON Schema type for ${JSON.stringify(type)}`);
    translated['type'] = name;
  }
  if (properties !== undefined) {
    translated['properties'] = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, toJsonSchema(value)]));
  }
  if (items !== undefined) translated['items'] = toJsonSchema(items);
  return translated;
}
