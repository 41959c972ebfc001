/**
 * The fields that requests and answers are made of. A `description` of a request's field completes the sentence "it
 * must be …": it is what a caller reads when the field was wrong.
 */
import { type Static, type TProperties, type TSchema, Type } from 'typebox';
import { CURSOR_CHARS_MAX, PAGE_ITEMS_DEFAULT, PAGE_ITEMS_MAX } from '../keyset-page.ts';

const NAME_CHARS_MAX = 200;
/** Not `format: uuid` alone: that also lets `urn:uuid:…` through, which PostgreSQL refuses. */
const UUID_PATTERN = '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';
/** Something besides white space, and no zero character, which PostgreSQL's text cannot hold. */
const TEXT_PATTERN = '^(?!\\s*$)[^\\u0000]*$';

/** An id in a request. */
export const IdInput = Type.String({ format: 'uuid', pattern: UUID_PATTERN, description: 'an id: a UUID' });

/** An instant in a request; toInstant makes a Date of it. */
export const InstantInput = Type.String({
  format: 'date-time',
  description: 'an instant in ISO 8601 with its offset, such as 2026-06-01T08:00:00Z',
});

/** Text in a request, at least one character that can be seen. */
export function textInput(charsMax: number, description = `text of 1 to ${charsMax} characters`) {
  return Type.String({ minLength: 1, maxLength: charsMax, pattern: TEXT_PATTERN, description });
}

export const NameInput = textInput(NAME_CHARS_MAX);

const ZONE_CHARS_MAX = 100;

export const ZoneInput = textInput(ZONE_CHARS_MAX, 'an IANA time zone such as Europe/Paris');

/** Monday is 1, as in ISO 8601. */
export const WeekdayField = oneOf([1, 2, 3, 4, 5, 6, 7], { description: 'a weekday: 1 for Monday to 7 for Sunday' });

/** One of a closed vocabulary: texts or whole numbers. */
export function oneOf<const Values extends readonly string[] | readonly number[]>(
  values: Values,
  options: Readonly<{ description?: string; default?: Values[number] }> = {},
) {
  const type = typeof values[0] === 'number' ? 'integer' : 'string';
  return Type.Unsafe<Values[number]>({ type, enum: [...values], ...options });
}

/** A whole number in a request, both ends included. */
export function integerInput(minimum: number, maximum: number) {
  return Type.Integer({ minimum, maximum, description: `a whole number from ${minimum} to ${maximum}` });
}

/** A request's object: fields that it does not name are refused. */
export function inputObject<Properties extends TProperties>(properties: Properties, options: { $id?: string } = {}) {
  return Type.Object(properties, { ...options, additionalProperties: false });
}

/** The changes that a PATCH brings: any of the fields, at least one. */
export function changesObject<Properties extends TProperties>(properties: Properties) {
  return Type.Partial(Type.Object(properties), {
    additionalProperties: false,
    minProperties: 1,
    description: 'an object with at least one field to change',
  });
}

/** A query string of a list: its own filters and where the page begins. */
export function pageQuery<Properties extends TProperties>(filters: Properties) {
  return inputObject({
    ...filters,
    cursor: Type.Optional(
      Type.String({ minLength: 1, maxLength: CURSOR_CHARS_MAX, description: '"nextCursor" of the page before' }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: PAGE_ITEMS_MAX,
        default: PAGE_ITEMS_DEFAULT,
        description: `a whole number from 1 to ${PAGE_ITEMS_MAX}`,
      }),
    ),
  });
}

/** The path's parameters. */
export function pathIds<Name extends string>(...names: readonly Name[]) {
  const properties = Object.fromEntries(names.map((name) => [name, IdInput])) as Record<Name, typeof IdInput>;
  return inputObject(properties);
}

export const Id = Type.String({ format: 'uuid' });

/** ISO 8601 in UTC, always with milliseconds. */
export const Instant = Type.String({ format: 'date-time' });

export const NullableText = Type.Unsafe<string | null>({ type: ['string', 'null'] });
export const NullableId = Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'uuid' });
export const NullableInstant = Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'date-time' });

/** One of a closed vocabulary, or null where there is none. */
export function nullableEnum<const Values extends readonly string[]>(values: Values) {
  return Type.Unsafe<Values[number] | null>({ type: ['string', 'null'], enum: [...values, null] });
}

/** Names a schema that was added to the app (`SCHEMAS`), so that OpenAPI says it once. */
export function ref<Schema extends TSchema & Readonly<{ $id: string }>>(schema: Schema) {
  return Type.Unsafe<Static<Schema>>({ $ref: `${schema.$id}#` });
}

/** A schema with the name that OpenAPI and `ref` know it by. */
export function named<Name extends string, Schema extends TSchema>($id: Name, schema: Schema) {
  return Object.assign(schema, { $id });
}

/** One page of a list. */
export function pageOf<Schema extends TSchema>(item: Schema) {
  return Type.Object({
    items: Type.Array(item),
    nextCursor: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'where the next page begins; null on the last one',
    }),
  });
}
