/** Queries on the wire: saved ones, versions, and what a query would find. */
import { type Static, Type } from 'typebox';
import type { QueryVersion, SavedQuery } from '../../domain/saved-query.ts';
import type { Preview } from '../../intents/preview-query.ts';
import { QueryInput } from './brand.ts';
import {
  changesObject,
  Id,
  IdInput,
  Instant,
  inputObject,
  integerInput,
  NullableText,
  named,
  oneOf,
  textInput,
} from './fields.ts';

const SAVED_NAME_CHARS_MAX = 50;
const MARKS_MAX = 200;
const DAYS_MAX = 400;

export const SavedQueryWire = named(
  'SavedQuery',
  Type.Object({
    id: Id,
    name: Type.String({ description: 'what stands behind the @ in queries that insert it' }),
    query: Type.String(),
    createdAt: Instant,
    updatedAt: Instant,
  }),
);

export const SavedQueryInput = inputObject({
  name: textInput(SAVED_NAME_CHARS_MAX, 'a name of letters a to z, digits, - and _, such as crise'),
  query: QueryInput,
});

export const SavedQueryChanges = changesObject({ query: QueryInput });

export const QueryVersionWire = named(
  'QueryVersion',
  Type.Object({
    version: Type.Integer({ description: 'from 1 up' }),
    query: Type.String(),
    createdAt: Type.Unsafe<string>({ ...Instant, description: 'since when it holds' }),
  }),
);

export const PreviewInput = inputObject({
  query: QueryInput,
  days: Type.Optional(integerInput(1, DAYS_MAX)),
  marks: Type.Optional(
    Type.Array(inputObject({ documentId: IdInput, isAbout: Type.Boolean() }), {
      maxItems: MARKS_MAX,
      description: `at most ${MARKS_MAX} examples with what a reader said of each`,
    }),
  ),
});

export const PreviewWire = named(
  'QueryPreview',
  Type.Object({
    since: Instant,
    until: Instant,
    documentCount: Type.Integer({ description: 'documents that were looked at' }),
    matchCount: Type.Integer(),
    isWhole: Type.Boolean({
      description: 'false where there are more documents than are looked at: "since" says how far',
    }),
    days: Type.Array(Type.Object({ bucketAt: Instant, matchCount: Type.Integer() }), {
      description: "matches by the agency's local days of publication, oldest first; days without one are left out",
    }),
    examples: Type.Array(
      Type.Object({
        documentId: Id,
        isMatch: Type.Boolean({ description: 'false: it holds a word of the query and does not match' }),
        publishedAt: Instant,
        title: NullableText,
        excerpt: Type.String(),
        spans: Type.Array(
          Type.Object({ field: oneOf(['title', 'text']), start: Type.Integer(), end: Type.Integer() }),
          { description: 'where the query matched in title and excerpt, the end excluded' },
        ),
        url: NullableText,
        site: Type.String(),
        author: NullableText,
        clauses: Type.Array(
          Type.Object({
            text: Type.String(),
            start: Type.Integer(),
            end: Type.Integer(),
            isExcluded: Type.Boolean({ description: 'the document must not hold it' }),
            isHeld: Type.Boolean({ description: 'the document holds it' }),
          }),
          { description: 'which clause made it match or miss; places are characters of the query, from 0' },
        ),
      }),
      { description: 'at most twenty that match and ten that nearly do, the newest first' },
    ),
    exclusions: Type.Array(
      Type.Object({ term: Type.String(), wrongCount: Type.Integer(), rightCount: Type.Integer() }),
      {
        description:
          'words that, written as NOT, would keep out so many of the examples marked as wrong, and lose so many right ones',
      },
    ),
  }),
);

export function presentSavedQuery(saved: SavedQuery): Static<typeof SavedQueryWire> {
  const { id, name, query } = saved;
  return { id, name, query, createdAt: saved.createdAt.toISOString(), updatedAt: saved.updatedAt.toISOString() };
}

export function presentQueryVersion(version: QueryVersion): Static<typeof QueryVersionWire> {
  return { ...version, createdAt: version.createdAt.toISOString() };
}

export function presentPreview(preview: Preview): Static<typeof PreviewWire> {
  return {
    ...preview,
    since: preview.since.toISOString(),
    until: preview.until.toISOString(),
    days: preview.days.map((day) => ({ ...day, bucketAt: day.bucketAt.toISOString() })),
    examples: preview.examples.map((example) => ({
      ...example,
      publishedAt: example.publishedAt.toISOString(),
      spans: example.spans.map((span) => ({ ...span })),
      clauses: example.clauses.map((clause) => ({ ...clause })),
    })),
    exclusions: preview.exclusions.map((exclusion) => ({ ...exclusion })),
  };
}
