/** Which queries a document matches, and where; checked against a slow evaluator that is plainly right. */
import { describe, expect, test } from 'vitest';
import { compileMatcher, SPAN_COUNT_MAX } from '../../../src/analysis/query/compile-matcher.ts';
import { parseQuery, type Query } from '../../../src/analysis/query/parse-query.ts';
import { tokenize } from '../../../src/analysis/query/tokens.ts';
import { makeSeededRandom, type Random } from '../../../src/base/random.ts';
import type { Span } from '../../../src/domain/mention.ts';

type Fields = Readonly<{ title: string | null; text: string }>;

function matchOne(expression: string, document: Fields): readonly Span[] | null {
  const matcher = compileMatcher([{ key: 'only', query: parseQuery(expression) }]);
  return matcher.match(document)[0]?.spans ?? null;
}

describe('compileMatcher', () => {
  test('a name is found behind an elision, whatever its case and accents', () => {
    const text = 'Les clients de l’ORÀNGE attendent';
    const spans = matchOne('orange', { title: null, text });
    expect(spans?.map((span) => text.slice(span.start, span.end))).toEqual(['ORÀNGE']);
  });

  test('a phrase is found only where its words follow each other in one field', () => {
    expect(matchOne('"Orange Bank"', { title: 'Avec Orange', text: 'Bank holiday' })).toBeNull();
    expect(matchOne('"Orange Bank"', { title: null, text: 'Orange, une Bank' })).toBeNull();
    expect(matchOne('"Orange Bank"', { title: 'Orange-Bank ferme', text: '' })).toEqual([
      { field: 'title', start: 0, end: 11 },
    ]);
  });

  test('AND and NOT look at title and text together', () => {
    expect(matchOne('orange panne', { title: 'Orange', text: 'Une panne' })).toEqual([
      { field: 'title', start: 0, end: 6 },
      { field: 'text', start: 4, end: 9 },
    ]);
    expect(matchOne('orange -fruit', { title: 'Orange', text: 'le fruit' })).toBeNull();
  });

  test('words under NOT give no span and overlapping ones are joined', () => {
    expect(
      matchOne('("le grand soir" OR "grand soir rouge") -matin', { title: null, text: 'le grand soir rouge' }),
    ).toEqual([{ field: 'text', start: 0, end: 19 }]);
  });

  test('a phrase that repeats a word is found', () => {
    expect(matchOne('"la la land"', { title: null, text: 'la la la land' })).toEqual([
      { field: 'text', start: 3, end: 13 },
    ]);
  });

  test('matches come in the order of the queries', () => {
    const queries = ['panne', 'orange', 'sosh', 'orange OR panne'].map((expression, key) => ({
      key,
      query: parseQuery(expression),
    }));
    const matches = compileMatcher(queries).match({ title: null, text: 'Orange en panne' });
    expect(matches.map((match) => match.key)).toEqual([0, 1, 3]);
  });

  test('a name said a thousand times gives a bounded number of places', () => {
    expect(matchOne('orange', { title: null, text: 'orange '.repeat(1000) })).toHaveLength(SPAN_COUNT_MAX);
  });

  test('no query and an empty document match nothing', () => {
    expect(compileMatcher([]).match({ title: 'Orange', text: 'x' })).toEqual([]);
    expect(matchOne('orange', { title: null, text: '' })).toBeNull();
  });

  test('600 random queries match as a slow evaluator says, on 60 random documents', () => {
    const random = makeSeededRandom(7);
    const queries = Array.from({ length: 600 }, (_, key) => ({ key, query: makeQuery(random, 3) })).filter(
      ({ query }) => !isTrueSlowly(query, { title: null, text: '' }),
    );
    expect(queries.length).toBeGreaterThan(300);
    const matcher = compileMatcher(queries);
    let matchCount = 0;
    for (let count = 0; count < 60; count += 1) {
      const document = { title: random.next() < 0.3 ? null : makeText(random, 4), text: makeText(random, 12) };
      const expected = queries.filter(({ query }) => isTrueSlowly(query, document));
      const actual = matcher.match(document);
      expect(actual.map((match) => match.key)).toEqual(expected.map(({ key }) => key));
      for (const [index, match] of actual.entries()) {
        expect(wordsOf(match.spans, document)).toEqual(wordsFoundSlowly(expected[index]?.query, document));
      }
      matchCount += actual.length;
    }
    expect(matchCount).toBeGreaterThan(1_000);
  });
});

const WORDS = ['orange', 'bank', 'Été', 'cœur', 'la', 'panne', 'lg', 'free', 'box', 'h', 'm', 'rouge'];

function pick(random: Random): string {
  return WORDS[Math.floor(random.next() * WORDS.length)] ?? 'orange';
}

function makeText(random: Random, wordCountMax: number): string {
  const count = Math.floor(random.next() * (wordCountMax + 1));
  return Array.from({ length: count }, () => pick(random) + (random.next() < 0.3 ? ', ' : ' ')).join('');
}

function makeQuery(random: Random, depth: number): Query {
  const draw = random.next();
  if (depth === 0 || draw < 0.35) {
    const count = 1 + Math.floor(random.next() * 3);
    return { kind: 'phrase', words: Array.from({ length: count }, () => tokenize(pick(random))[0]?.text ?? '') };
  }
  if (draw < 0.5) return { kind: 'not', part: makeQuery(random, depth - 1) };
  const parts = Array.from({ length: 2 + Math.floor(random.next() * 2) }, () => makeQuery(random, depth - 1));
  return draw < 0.75 ? { kind: 'all', parts } : { kind: 'any', parts };
}

/** Every field, every place, every word, no index. */
function isTrueSlowly(query: Query, document: Fields): boolean {
  switch (query.kind) {
    case 'phrase':
      return placesSlowly(query.words, document).length > 0;
    case 'not':
      return !isTrueSlowly(query.part, document);
    case 'all':
      return query.parts.every((part) => isTrueSlowly(part, document));
    case 'any':
      return query.parts.some((part) => isTrueSlowly(part, document));
  }
}

/** As "field:index" of each word that belongs to an occurrence. */
function placesSlowly(words: readonly string[], document: Fields): readonly string[] {
  const places: string[] = [];
  for (const field of ['title', 'text'] as const) {
    const said = tokenize(document[field] ?? '').map((token) => token.text);
    for (let start = 0; start + words.length <= said.length; start += 1) {
      if (words.join(' ') !== said.slice(start, start + words.length).join(' ')) continue;
      for (let index = start; index < start + words.length; index += 1) places.push(`${field}:${index}`);
    }
  }
  return places;
}

function wordsFoundSlowly(query: Query | undefined, document: Fields): readonly string[] {
  const found = new Set<string>();
  const visit = (node: Query): void => {
    if (node.kind === 'phrase') for (const place of placesSlowly(node.words, document)) found.add(place);
    else if (node.kind !== 'not') for (const part of node.parts) visit(part);
  };
  if (query !== undefined) visit(query);
  return [...found].sort();
}

function wordsOf(spans: readonly Span[], document: Fields): readonly string[] {
  const places: string[] = [];
  for (const span of spans) {
    for (const [index, token] of tokenize(document[span.field] ?? '').entries()) {
      if (token.start >= span.start && token.end <= span.end) places.push(`${span.field}:${index}`);
    }
  }
  return places.sort();
}
