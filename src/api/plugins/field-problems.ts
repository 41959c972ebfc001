/** One sentence for what a schema refused: which field, and what would be right. */
import type { FastifySchemaValidationError } from 'fastify/types/schema.js';

export type FieldProblem = Readonly<{ field: string; message: string }>;

/** With `verbose: true` Ajv also hands over the schema that refused. */
type RefusingSchema = Readonly<{ description?: unknown; properties?: unknown }>;

const PLACES: Readonly<Record<string, string>> = {
  body: 'body',
  querystring: 'query string',
  params: 'path',
  headers: 'headers',
};

/**
 * Shape:   field: dotted, such as `channels.0.address`; the place itself (`body`) when all of it is wrong.
 */
export function toFieldProblem(error: FastifySchemaValidationError, context: string | undefined): FieldProblem {
  const place = PLACES[context ?? ''] ?? 'request';
  const parent = error.instancePath.split('/').slice(1).map(unescapePointer);
  const schema: RefusingSchema = 'parentSchema' in error ? toSchema(error.parentSchema) : {};
  switch (error.keyword) {
    case 'additionalProperties': {
      const field = [...parent, String(error.params.additionalProperty)].join('.');
      return { field, message: `The ${place} has no field "${field}": ${listAllowed(schema)}.` };
    }
    case 'required': {
      const field = [...parent, String(error.params.missingProperty)].join('.');
      return { field, message: `The ${place} lacks "${field}": add it.` };
    }
    default: {
      const field = parent.length === 0 ? place : parent.join('.');
      const name = parent.length === 0 ? `The ${place}` : `"${field}" in the ${place}`;
      return { field, message: `${name} is not right: it must be ${toWanted(error, schema)}.` };
    }
  }
}

function listAllowed(schema: RefusingSchema): string {
  const names =
    typeof schema.properties === 'object' && schema.properties !== null ? Object.keys(schema.properties) : [];
  if (names.length === 0) return 'it takes none, leave it out';
  return `leave it out, or use one of ${names.map((name) => `"${name}"`).join(', ')}`;
}

function toWanted(error: FastifySchemaValidationError, schema: RefusingSchema): string {
  if (error.keyword === 'enum' && Array.isArray(error.params.allowedValues)) {
    return `one of ${error.params.allowedValues.map((value) => JSON.stringify(value)).join(', ')}`;
  }
  if (typeof schema.description === 'string') return schema.description;
  if (error.keyword === 'type') return toTypeWords(String(error.params.type));
  return (error.message ?? 'as its schema says').replace(/^must (be )?/, '');
}

function toTypeWords(type: string): string {
  const first = type.split(',')[0] ?? '';
  const words = `${/^[aeio]/.test(first) ? 'an' : 'a'} ${first}`;
  return type.includes('null') ? `${words} or null` : words;
}

/** RFC 6901 section 4. */
function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function toSchema(value: unknown): RefusingSchema {
  return typeof value === 'object' && value !== null ? value : {};
}
