/**
 * Many queries against one document at a time: an inverted index over the queries, so that a document's cost follows
 * its own length and not the number of brands.
 */
import type { Span } from '../../domain/mention.ts';
import type { Query } from './parse-query.ts';
import { type Token, tokenize } from './tokens.ts';

/** What is read of a document. */
export type MatchableDocument = Readonly<{ title: string | null; text: string }>;

/** A query that matched. spans: where its words stand, title first, by rising start, never overlapping. */
export type QueryMatch<Key> = Readonly<{ key: Key; spans: readonly Span[] }>;

export type Matcher<Key> = Readonly<{
  /** The queries that match, in the order in which they were given. */
  match: (document: MatchableDocument) => readonly QueryMatch<Key>[];
}>;

/** Places kept of one match; a page that says a name ten thousand times is highlighted ten thousand times by nobody. */
export const SPAN_COUNT_MAX = 50;

/**
 * Compiles a set of queries once for many documents.
 *
 * Every query that can match needs certain words: each of its alternatives is filed under one of them, the one that
 * the fewest queries use (between equals, the longest). A document looks up its own words and evaluates only what is
 * filed there: 10,000 queries cost little more than ten, where one RegExp per brand costs hundreds of times as much.
 *
 * Shape:   words of a phrase must follow each other within the title or within the text. AND, OR and NOT look at both
 *          together. Words under NOT give no span.
 * Errors:  Error when a query would match a document without words, which parseQuery refuses.
 *
 * @example compileMatcher([{ key: 'b1', query: parseQuery('orange -fruit') }]).match({ title: null, text: 'L’Orange' })
 *          // [{ key: 'b1', spans: [{ field: 'text', start: 2, end: 8 }] }]
 */
export function compileMatcher<Key>(queries: readonly Readonly<{ key: Key; query: Query }>[]): Matcher<Key> {
  const vocabulary = new Map<string, number>();
  const compiled = queries.map(({ key, query }) => ({ key, root: toNode(query, vocabulary) }));
  const words = [...vocabulary.keys()];
  const useCounts = countUses(
    compiled.map(({ root }) => root),
    words.length,
  );
  const filed: number[][] = words.map(() => []);
  for (const [index, { root }] of compiled.entries()) {
    const anchors = chooseAnchors(root, { useCounts, words });
    if (anchors === null) throw new Error('a query that needs no word at all cannot be filed under one');
    for (const wordId of new Set(anchors.wordIds)) filed[wordId]?.push(index);
  }

  return {
    match: (document) => {
      const read = readDocument(document, vocabulary);
      const candidates = new Set<number>();
      for (const wordId of read.positionsByWord.keys()) for (const index of filed[wordId] ?? []) candidates.add(index);
      const matches: QueryMatch<Key>[] = [];
      for (const index of [...candidates].sort((left, right) => left - right)) {
        const query = compiled[index];
        if (query === undefined || !isTrue(query.root, read)) continue;
        matches.push({ key: query.key, spans: collectSpans(query.root, read) });
      }
      return matches;
    },
  };
}

/** A query with words as numbers. */
type Node =
  | Readonly<{ kind: 'phrase'; wordIds: readonly number[] }>
  | Readonly<{ kind: 'all'; parts: readonly Node[] }>
  | Readonly<{ kind: 'any'; parts: readonly Node[] }>
  | Readonly<{ kind: 'not'; part: Node }>;

function toNode(query: Query, vocabulary: Map<string, number>): Node {
  switch (query.kind) {
    case 'phrase':
      return { kind: 'phrase', wordIds: query.words.map((word) => toWordId(word, vocabulary)) };
    case 'not':
      return { kind: 'not', part: toNode(query.part, vocabulary) };
    case 'all':
    case 'any':
      return { kind: query.kind, parts: query.parts.map((part) => toNode(part, vocabulary)) };
  }
}

function toWordId(word: string, vocabulary: Map<string, number>): number {
  const known = vocabulary.get(word);
  if (known !== undefined) return known;
  vocabulary.set(word, vocabulary.size);
  return vocabulary.size - 1;
}

/** In how many phrases each word is used, over all queries. */
function countUses(roots: readonly Node[], wordCount: number): readonly number[] {
  const counts = new Array<number>(wordCount).fill(0);
  const visit = (node: Node): void => {
    if (node.kind === 'phrase') for (const wordId of node.wordIds) counts[wordId] = (counts[wordId] ?? 0) + 1;
    else if (node.kind === 'not') visit(node.part);
    else for (const part of node.parts) visit(part);
  };
  for (const root of roots) visit(root);
  return counts;
}

type Anchors = Readonly<{ wordIds: readonly number[]; cost: number }>;

/**
 * Words of which a document must hold at least one to make the node true (to make it false under an odd number of
 * NOTs); null where it may hold none.
 */
function chooseAnchors(
  node: Node,
  known: Readonly<{ useCounts: readonly number[]; words: readonly string[] }>,
  isNegated = false,
): Anchors | null {
  if (node.kind === 'not') return chooseAnchors(node.part, known, !isNegated);
  if (node.kind === 'phrase') {
    if (isNegated) return null;
    return cheapest(
      node.wordIds.map((wordId) => ({
        wordIds: [wordId],
        // The second term only decides between equals: a long word is rarer in documents than "la".
        cost: (known.useCounts[wordId] ?? 0) + 1 / (1 + (known.words[wordId] ?? '').length),
      })),
    );
  }
  const parts = node.parts.map((part) => chooseAnchors(part, known, isNegated));
  const found = parts.filter((part) => part !== null);
  const needsEveryPart = (node.kind === 'all') !== isNegated; // De Morgan
  if (needsEveryPart) return cheapest(found);
  if (found.length < parts.length) return null;
  return {
    wordIds: found.flatMap((anchors) => anchors.wordIds),
    cost: found.reduce((sum, anchors) => sum + anchors.cost, 0),
  };
}

function cheapest(candidates: readonly Anchors[]): Anchors | null {
  return candidates.reduce<Anchors | null>(
    (best, candidate) => (best === null || candidate.cost < best.cost ? candidate : best),
    null,
  );
}

/** A document as the queries see it: both fields in one row of places, a gap between them that no phrase crosses. */
type ReadDocument = Readonly<{
  /** Word id by place; -1 for a word that no query uses. */
  wordIds: readonly number[];
  positionsByWord: ReadonlyMap<number, readonly number[]>;
  titleTokens: readonly Token[];
  textTokens: readonly Token[];
}>;

const NO_WORD = -1;

function readDocument(document: MatchableDocument, vocabulary: ReadonlyMap<string, number>): ReadDocument {
  const titleTokens = tokenize(document.title ?? '');
  const textTokens = tokenize(document.text);
  const wordIds: number[] = [];
  const positionsByWord = new Map<number, number[]>();
  const add = (token: Token): void => {
    const wordId = vocabulary.get(token.text) ?? NO_WORD;
    if (wordId !== NO_WORD) {
      const positions = positionsByWord.get(wordId);
      if (positions === undefined) positionsByWord.set(wordId, [wordIds.length]);
      else positions.push(wordIds.length);
    }
    wordIds.push(wordId);
  };
  for (const token of titleTokens) add(token);
  wordIds.push(NO_WORD);
  for (const token of textTokens) add(token);
  return { wordIds, positionsByWord, titleTokens, textTokens };
}

function isTrue(node: Node, read: ReadDocument): boolean {
  switch (node.kind) {
    case 'phrase':
      return findPhrase(node.wordIds, read, 1).length > 0;
    case 'all':
      return node.parts.every((part) => isTrue(part, read));
    case 'any':
      return node.parts.some((part) => isTrue(part, read));
    case 'not':
      return !isTrue(node.part, read);
  }
}

/** The first places where the words follow each other, looked for from the word that the document says least often. */
function findPhrase(wordIds: readonly number[], read: ReadDocument, countMax: number): readonly number[] {
  let rarest: readonly number[] | undefined;
  let rarestIndex = 0;
  for (const [index, wordId] of wordIds.entries()) {
    const positions = read.positionsByWord.get(wordId);
    if (positions === undefined) return [];
    if (rarest === undefined || positions.length < rarest.length) {
      rarest = positions;
      rarestIndex = index;
    }
  }
  const found: number[] = [];
  for (const position of rarest ?? []) {
    const start = position - rarestIndex;
    if (start >= 0 && wordIds.every((wordId, index) => read.wordIds[start + index] === wordId)) found.push(start);
    if (found.length >= countMax) break;
  }
  return found;
}

function collectSpans(root: Node, read: ReadDocument): readonly Span[] {
  const ranges: { from: number; until: number }[] = [];
  const visit = (node: Node): void => {
    if (node.kind === 'phrase') {
      for (const from of findPhrase(node.wordIds, read, SPAN_COUNT_MAX)) {
        ranges.push({ from, until: from + node.wordIds.length });
      }
    } else if (node.kind !== 'not') {
      for (const part of node.parts) visit(part);
    }
  };
  visit(root);
  ranges.sort((left, right) => left.from - right.from);
  const merged: { from: number; until: number }[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last !== undefined && range.from < last.until) last.until = Math.max(last.until, range.until);
    else if (merged.length < SPAN_COUNT_MAX) merged.push(range);
    else break;
  }
  return merged.map((range) => toSpan(range, read));
}

function toSpan(range: Readonly<{ from: number; until: number }>, read: ReadDocument): Span {
  const gap = read.titleTokens.length;
  const isInTitle = range.from < gap;
  const tokens = isInTitle ? read.titleTokens : read.textTokens;
  const shift = isInTitle ? 0 : gap + 1;
  return {
    field: isInTitle ? 'title' : 'text',
    start: tokens[range.from - shift]?.start ?? 0,
    end: tokens[range.until - 1 - shift]?.end ?? 0,
  };
}
