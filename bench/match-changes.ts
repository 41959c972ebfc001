/**
 * What it takes our matcher to add one query and to change one, for bench/match.ts: each followed by one document, so
 * that work put off counts too. What comes of it is held against the RegExps.
 */
import type { Matcher } from '../src/analysis/query/compile-matcher.ts';
import type { MatchableDocument } from '../src/analysis/query/read-document.ts';
import { type Brand, type Entry, toEntry } from './match-brands.ts';
import { foldDocument } from './match-fold.ts';
import { toRegExpTest } from './match-regexp.ts';

/**
 * Milliseconds of the clock, one figure a query, with the reading of its text. The best of three: the same is done and
 * undone, so that what another program did meanwhile does not count.
 */
export type ChangeTimes = Readonly<{ additions: readonly number[]; changes: readonly number[] }>;

export type ChangeInput = Readonly<{
  matcher: Matcher<number>;
  /** Those that it holds. */
  entries: readonly Entry[];
  added: readonly Brand[];
  changed: readonly Brand[];
  makeDocument: () => MatchableDocument;
}>;

const ROUND_COUNT = 3;
const CHECKED_DOCUMENT_COUNT = 200;

/** Leaves the matcher with the added and the changed queries. */
export function measureChanges(input: ChangeInput): ChangeTimes {
  const { matcher, entries, added, changed } = input;
  const documents = added.map(input.makeDocument);
  const placeOf = (index: number): number => Math.floor((index * entries.length) / changed.length) % entries.length;
  const put = (brand: Brand, place: Readonly<{ number: number; index: number }>): number => {
    const document = documents[place.index] as MatchableDocument;
    const start = performance.now();
    matcher.set(toEntry(brand, place.number));
    matcher.match(document);
    return performance.now() - start;
  };
  const rounds = Array.from({ length: ROUND_COUNT }, () => {
    for (const index of added.keys()) matcher.delete(String(entries.length + index));
    for (const index of changed.keys()) matcher.set(entries[placeOf(index)] as Entry);
    return {
      additions: added.map((brand, index) => put(brand, { number: entries.length + index, index })),
      changes: changed.map((brand, index) => put(brand, { number: placeOf(index), index })),
    };
  });
  const best = (kind: 'additions' | 'changes'): readonly number[] =>
    added.map((_, index) => Math.min(...rounds.map((round) => round[kind][index] ?? Number.POSITIVE_INFINITY)));
  return { additions: best('additions'), changes: best('changes') };
}

export type Checked = Readonly<{
  brands: readonly Brand[];
  documents: readonly MatchableDocument[];
  /** The numbers of the brands that match, one list a document: what the matcher says, and what the RegExps say. */
  ours: readonly (readonly number[])[];
  regExps: readonly (readonly number[])[];
}>;

/** The queries that were added and changed, on documents that speak of them. */
export function checkChanges({ matcher, entries, added, changed, makeDocument }: ChangeInput): Checked {
  const now = new Map<number, Brand>();
  for (const [index, brand] of added.entries()) now.set(entries.length + index, brand);
  // where there are fewer queries than changes, the last one stays
  for (const [index, brand] of changed.entries()) {
    now.set(Math.floor((index * entries.length) / changed.length) % entries.length, brand);
  }
  const numbers = [...now.keys()].sort((one, other) => one - other);
  const brands = numbers.map((number) => now.get(number) as Brand);
  const tests = brands.map((brand) => toRegExpTest(toEntry(brand, 0).query));
  const documents = Array.from({ length: CHECKED_DOCUMENT_COUNT }, makeDocument);
  return {
    brands,
    documents,
    ours: documents.map((document) =>
      matcher
        .match(document)
        .map(({ key }) => numbers.indexOf(key))
        .filter((index) => index >= 0),
    ),
    regExps: documents.map((document) => {
      const folded = foldDocument(document);
      return tests.flatMap((test, index) => (test(folded) ? [index] : []));
    }),
  };
}
