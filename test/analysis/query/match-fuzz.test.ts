/**
 * Random queries against random documents: the matcher, the explainer and the parser are held against a slow evaluator
 * that is plainly right (slow-evaluator.ts).
 *
 * A case is a query and a document. Every run is the same; MATCH_FUZZ_CASES=100000 asks for more of them.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileMatcher, type MatcherEntry } from '../../../src/analysis/query/compile-matcher.ts';
import { isMet } from '../../../src/analysis/query/conditions.ts';
import { makeExplainer } from '../../../src/analysis/query/explain-match.ts';
import { parseQuery } from '../../../src/analysis/query/parse-query.ts';
import { partsOf, type Query } from '../../../src/analysis/query/query.ts';
import { AppError } from '../../../src/base/errors.ts';
import type { Span } from '../../../src/domain/mention.ts';
import {
  type Draft,
  documentArbitrary,
  draftArbitrary,
  factsArbitrary,
  savedArbitrary,
  writeDraft,
} from './random-queries.ts';
import {
  findMarked,
  isTrueSlowly,
  type KnownDocument,
  readSlowly,
  type SlowReading,
  toSpansSlowly,
} from './slow-evaluator.ts';
import { withoutPlaces } from './without-places.ts';

const CASE_COUNT = Number(process.env.MATCH_FUZZ_CASES ?? 30_000);
const TIMEOUT_MS = 60_000 + CASE_COUNT * 20;
const QUERY_COUNT = 16;
const DOCUMENT_COUNT = 8;
const SEED = 20_261_126;
const SPAN_COUNT_MAX = 50;

type Saved = Readonly<Record<string, string>>;
type Asked = Readonly<{ text: string; query: Query }>;

const savedBy = (saved: Saved) => (name: string) => (Object.hasOwn(saved, name) ? (saved[name] ?? null) : null);

/** The queries of the drafts that are not refused. */
function parseAll(drafts: readonly Draft[], saved: Saved): readonly Asked[] {
  return drafts.flatMap((draft) => {
    const text = writeDraft(draft);
    try {
      return [{ text, query: parseQuery(text, savedBy(saved)) }];
    } catch (error) {
      if (error instanceof AppError && error.code === 'QUERY_INVALID') return [];
      throw error;
    }
  });
}

const batchArbitrary = fc.record({
  saved: savedArbitrary,
  drafts: fc.array(draftArbitrary, { minLength: QUERY_COUNT, maxLength: QUERY_COUNT }),
  documents: fc.array(documentArbitrary, { minLength: DOCUMENT_COUNT, maxLength: DOCUMENT_COUNT }),
});

/** Runs with one batch each until about so many cases were seen. */
const runsFor = (caseCount: number) => ({
  seed: SEED,
  numRuns: Math.max(1, Math.ceil(caseCount / (QUERY_COUNT * DOCUMENT_COUNT))),
});

function withoutFacts({ facts: _, ...document }: KnownDocument): Omit<KnownDocument, 'facts'> {
  return document;
}

function toEntries(queries: readonly Asked[]): readonly MatcherEntry<string>[] {
  return queries.map(({ text, query }, index) => ({ id: String(index), key: `${index} ${text}`, query }));
}

describe('the matcher', () => {
  test(
    'finds what the slow evaluator finds, with the facts at hand and with facts that come later',
    () => {
      const heldCounts: Record<string, number> = {};
      const missedCounts: Record<string, number> = {};
      let askedCount = 0;
      let acceptedCount = 0;
      let caseCount = 0;
      let matchCount = 0;
      let conditionCount = 0;
      fc.assert(
        fc.property(batchArbitrary, fc.array(factsArbitrary, { minLength: 2, maxLength: 2 }), (batch, otherFacts) => {
          const queries = parseAll(batch.drafts, batch.saved);
          const entries = toEntries(queries);
          const matcher = compileMatcher(entries);
          askedCount += batch.drafts.length;
          acceptedCount += queries.length;
          for (const document of batch.documents) {
            const reading = readSlowly(document);
            const expected = entries.filter(({ query }) => isTrueSlowly(query, reading));
            const matches = matcher.match(document);
            expect(matches.map(({ key }) => key)).toEqual(expected.map(({ key }) => key));
            for (const { condition } of matches) expect(condition).toBeNull();

            const open = matcher.match(withoutFacts(document));
            for (const facts of [document.facts, ...otherFacts]) {
              const known: SlowReading = { ...reading, document: { ...document, facts } };
              const met = open.filter(({ condition }) => condition === null || isMet(condition, facts));
              const trueNow = entries.filter(({ query }) => isTrueSlowly(query, known));
              expect(met.map(({ key }) => key)).toEqual(trueNow.map(({ key }) => key));
            }

            caseCount += entries.length;
            matchCount += matches.length;
            conditionCount += open.filter(({ condition }) => condition !== null).length;
            for (const entry of entries) {
              countKinds(entry.query, reading, { heldCounts, missedCounts });
            }
          }
        }),
        runsFor(CASE_COUNT),
      );
      // the cases are worth something: most queries are read, and every kind of clause is found and is missed
      expect(acceptedCount / askedCount).toBeGreaterThan(0.8);
      expect(caseCount).toBeGreaterThan(0.8 * CASE_COUNT);
      expect(matchCount / caseCount).toBeGreaterThan(0.1);
      expect(matchCount / caseCount).toBeLessThan(0.9);
      expect(conditionCount / caseCount).toBeGreaterThan(0.02);
      const missing = KINDS.filter((kind) => (heldCounts[kind] ?? 0) < 20 || (missedCounts[kind] ?? 0) < 20);
      expect(missing).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'changed query by query, it finds what one that is compiled anew finds, in the same order',
    () => {
      const stepArbitrary = fc.tuple(fc.nat({ max: 7 }), fc.option(fc.nat({ max: QUERY_COUNT - 1 }), { nil: null }));
      const sequence = fc.array(stepArbitrary, { minLength: 4, maxLength: 24, size: 'max' });
      fc.assert(
        fc.property(batchArbitrary, sequence, fc.nat({ max: 6 }), (batch, steps, givenCount) => {
          const queries = parseAll(batch.drafts, batch.saved);
          const entries = toEntries(queries.slice(0, givenCount));
          const stepped = compileMatcher(entries);
          const current = new Map(entries.map((entry) => [entry.id, entry]));
          for (const [index, [id, queryIndex]] of steps.entries()) {
            const asked = queryIndex === null ? undefined : queries[queryIndex % Math.max(1, queries.length)];
            if (asked === undefined) {
              stepped.delete(String(id));
              current.delete(String(id));
            } else {
              const entry = { id: String(id), key: `${index} ${asked.text}`, query: asked.query };
              stepped.set(entry);
              current.set(entry.id, entry);
            }
            // it is also used between two changes, so that what it keeps of a document is there to go wrong
            const document = batch.documents[index % batch.documents.length];
            const matches = document === undefined ? [] : stepped.match(document);
            if (document === undefined || index % 8 !== 7) continue;
            expect(matches).toEqual(compileMatcher([...current.values()]).match(document));
          }
          expect(stepped.queryCount()).toBe(current.size);
          const anew = compileMatcher([...current.values()]);
          for (const document of batch.documents) {
            expect(stepped.match(document)).toEqual(anew.match(document));
            expect(stepped.match(withoutFacts(document))).toEqual(anew.match(withoutFacts(document)));
          }
        }),
        runsFor(CASE_COUNT / 2),
      );
    },
    TIMEOUT_MS,
  );

  test(
    'marks the words that its clauses look for, by rising place, none twice, fifty at most',
    () => {
      let spanCount = 0;
      fc.assert(
        fc.property(batchArbitrary, (batch) => {
          const entries = toEntries(parseAll(batch.drafts, batch.saved));
          const matcher = compileMatcher(entries);
          for (const document of batch.documents) {
            const reading = readSlowly(document);
            for (const { key, spans } of matcher.match(document)) {
              const query = entries.find((entry) => entry.key === key)?.query;
              expect(query).toBeDefined();
              if (query === undefined) continue;
              spanCount += spans.length;
              checkSpans({ text: key, query, spans, reading });
            }
          }
        }),
        runsFor(CASE_COUNT / 5),
      );
      expect(spanCount).toBeGreaterThan(100);
    },
    TIMEOUT_MS,
  );
});

test(
  'the explainer says of each query what the slow evaluator says, and of each clause whether it is held',
  () => {
    fc.assert(
      fc.property(batchArbitrary, (batch) => {
        for (const { text, query } of parseAll(batch.drafts, batch.saved)) {
          const explain = makeExplainer(query);
          const clauses = listClauses(query, false).slice(0, 100);
          for (const document of batch.documents) {
            const reading = readSlowly(document);
            const explanation = explain(document);
            expect({ text, isMatch: explanation.isMatch }).toEqual({ text, isMatch: isTrueSlowly(query, reading) });
            expect(explanation.clauses).toEqual(
              clauses.map(({ part, isExcluded }) => ({
                start: part.start,
                end: part.end,
                isExcluded,
                isHeld: isTrueSlowly(part, reading),
              })),
            );
          }
        }
      }),
      runsFor(CASE_COUNT / 5),
    );
  },
  TIMEOUT_MS,
);

test(
  'a query means what its parts mean, put together by its operators',
  () => {
    let readCount = 0;
    fc.assert(
      fc.property(draftArbitrary, savedArbitrary, (draft, saved) => {
        const [asked] = parseAll([draft], saved);
        if (asked === undefined) return;
        readCount += 1;
        expect(withoutPlaces(asked.query)).toEqual(assemble(draft, saved));
        expect(asked.query.start).toBeGreaterThanOrEqual(0);
        checkPlaces(asked.query, asked.text);
      }),
      { seed: SEED, numRuns: Math.ceil(CASE_COUNT / 20) },
    );
    expect(readCount).toBeGreaterThan((0.8 * CASE_COUNT) / 20);
  },
  TIMEOUT_MS,
);

const KINDS = [
  'term',
  'word',
  'wildcard',
  'sign',
  'emoji',
  'phrase',
  'hyphenated',
  'raw',
  'near',
  'near of near',
  'all',
  'any',
  'not',
  'within title',
  'within text',
  'within author',
  'within url',
  'site',
  'fact lang',
  'fact country',
  'fact source',
  'fact type',
  'fact engine',
  'fact tag',
  'saved',
];

type Counts = Readonly<{ heldCounts: Record<string, number>; missedCounts: Record<string, number> }>;

/** How often each kind of part was held, and was not; parts of fields are looked at as a whole. */
function countKinds(query: Query, reading: SlowReading, counts: Counts): void {
  const isHeld = isTrueSlowly(query, reading);
  const target = isHeld ? counts.heldCounts : counts.missedCounts;
  const names: string[] = [query.kind];
  if (query.kind === 'term') names.push(query.term.kind);
  if (query.kind === 'near' && (query.left.kind === 'near' || query.right.kind === 'near')) names.push('near of near');
  if (query.kind === 'within' || query.kind === 'fact') names.push(`${query.kind} ${query.field}`);
  for (const name of names) target[name] = (target[name] ?? 0) + 1;
  if (query.kind !== 'within') for (const part of partsOf(query)) countKinds(part, reading, counts);
}

type Marked = Readonly<{ text: string; query: Query; spans: readonly Span[]; reading: SlowReading }>;

function checkSpans({ text, query, spans, reading }: Marked): void {
  expect(spans.length).toBeLessThanOrEqual(SPAN_COUNT_MAX);
  for (const [index, span] of spans.entries()) {
    expect(span.end).toBeGreaterThan(span.start);
    const next = spans[index + 1];
    if (next === undefined) continue;
    if (next.field === span.field) expect(next.start).toBeGreaterThanOrEqual(span.end);
    else expect([span.field, next.field]).toEqual(['title', 'text']);
  }
  if (!hasNearOfNear(query)) {
    const marked = toSpansSlowly(findMarked(query, reading, { isNearOnly: true }), reading);
    expect({ text, spans }).toEqual({ text, spans: marked });
    return;
  }
  // which words of a stretch of stretches are marked is left open, but they are words that are looked for
  const lookedFor = toSpansSlowly(findMarked(query, reading, { isNearOnly: false }), reading);
  for (const span of spans) {
    const isWithin = lookedFor.some(
      ({ field, start, end }) => field === span.field && start <= span.start && end >= span.end,
    );
    expect({ text, span, isWithin }).toEqual({ text, span, isWithin: true });
  }
}

function hasNearOfNear(query: Query): boolean {
  return (query.kind === 'near' && partsOf(query).some(hasNear)) || partsOf(query).some(hasNearOfNear);
}

function hasNear(query: Query): boolean {
  return query.kind === 'near' || partsOf(query).some(hasNear);
}

function listClauses(query: Query, isExcluded: boolean): readonly Readonly<{ part: Query; isExcluded: boolean }>[] {
  if (query.kind === 'not') return listClauses(query.part, !isExcluded);
  if (query.kind !== 'all' && query.kind !== 'any') return [{ part: query, isExcluded }];
  return query.parts.flatMap((part) => listClauses(part, isExcluded));
}

/** The tree of a draft, of leaves that are parsed one by one beside a word that makes each a query. */
function assemble(draft: Draft, saved: Saved): unknown {
  switch (draft.kind) {
    case 'leaf':
      return withoutPlaces(parseLeaf(draft.text, saved));
    case 'near': {
      const [first, ...others] = draft.operands.map((operand) => assemble(operand, saved));
      return others.reduce((left, right, index) => {
        const [name, wordCount] = (draft.joints[index] ?? '').split('/');
        return { kind: 'near', isOrdered: name === 'ONEAR', wordCountMax: Number(wordCount), left, right };
      }, first);
    }
    case 'field':
      return { kind: 'within', field: draft.name.toLowerCase(), part: assemble(draft.part, saved) };
    case 'all':
    case 'any':
      return { kind: draft.kind, parts: draft.parts.map((part) => assemble(part, saved)) };
    case 'not':
      return draft.sign === 'NOT NOT '
        ? assemble(draft.part, saved)
        : { kind: 'not', part: assemble(draft.part, saved) };
    case 'group':
      return assemble(draft.part, saved);
  }
}

function parseLeaf(text: string, saved: Saved): Query {
  const query = parseQuery(`zz AND ${text}`, savedBy(saved));
  if (query.kind !== 'all' || query.parts[1] === undefined) throw new Error(`${text} is no leaf`);
  return query.parts[1];
}

/** Parts stand within what they are part of, in the order in which they were written. */
function checkPlaces(query: Query, text: string): void {
  expect(query.start).toBeLessThan(query.end);
  expect(query.end).toBeLessThanOrEqual(text.length);
  if (query.kind === 'saved') {
    expect(text.slice(query.start, query.end).toLowerCase()).toContain(`@${query.name}`);
    checkPlaces(query.part, query.text);
    return;
  }
  let behind = query.start;
  for (const part of partsOf(query)) {
    expect(part.start).toBeGreaterThanOrEqual(behind);
    expect(part.end).toBeLessThanOrEqual(query.end);
    behind = part.end;
    checkPlaces(part, text);
  }
}
