/**
 * A second reading of docs/query-language.md, slow and plainly right: every clause is looked for at every word of every
 * field, without an index. What the matcher says is held against it.
 *
 * Only the cutting of a text into words, the folding of one word and its plural forms are shared with the matcher; how
 * words make phrases, patterns, NEAR, fields and facts is written anew.
 */

import { foldEmoji, foldWord } from '../../../src/analysis/query/fold-word.ts';
import { pluralForms } from '../../../src/analysis/query/plural-forms.ts';
import type { Query, Term, TextField } from '../../../src/analysis/query/query.ts';
import type { MatchableDocument } from '../../../src/analysis/query/read-document.ts';
import { scanText } from '../../../src/analysis/query/scan-text.ts';
import type { DocumentFacts } from '../../../src/domain/document-facts.ts';
import type { Span } from '../../../src/domain/mention.ts';

/** A document whose facts are known. */
export type KnownDocument = MatchableDocument & Readonly<{ facts: DocumentFacts }>;

/** Words of one field, by number, end exclusive. */
export type SlowPlace = Readonly<{ field: TextField; from: number; until: number }>;

type SaidWord = Readonly<{ written: string; folded: string; isEmoji: boolean; start: number; end: number }>;

/** Several words that are one more thing together: a hashtag or a handle, or a word in one piece. */
type SaidTogether = Readonly<{ from: number; until: number; sign: string | null; joined: string | null }>;

type SaidField = Readonly<{ text: string; words: readonly SaidWord[]; together: readonly SaidTogether[] }>;

export type SlowReading = Readonly<{ document: KnownDocument; fields: Readonly<Record<TextField, SaidField>> }>;

/** Where a word is looked for that no field is named for. */
const BODY: readonly TextField[] = ['title', 'text'];
const SPAN_COUNT_MAX = 50;

export function readSlowly(document: KnownDocument): SlowReading {
  return {
    document,
    fields: {
      title: readField(document.title ?? ''),
      text: readField(document.text),
      author: readField(document.author ?? ''),
      url: readField(toUrlText(document.url ?? '')),
    },
  };
}

/** Whether the document fulfils the query. */
export function isTrueSlowly(query: Query, reading: SlowReading, fields: readonly TextField[] = BODY): boolean {
  switch (query.kind) {
    case 'term':
    case 'phrase':
    case 'hyphenated':
    case 'raw':
    case 'near':
      return findPlaces(query, reading, fields).length > 0;
    case 'all':
      return query.parts.every((part) => isTrueSlowly(part, reading, fields));
    case 'any':
      return query.parts.some((part) => isTrueSlowly(part, reading, fields));
    case 'not':
      return !isTrueSlowly(query.part, reading, fields);
    case 'within':
      return isTrueSlowly(query.part, reading, [query.field]);
    case 'saved':
      return isTrueSlowly(query.part, reading, fields);
    case 'site': {
      const site = reading.document.site ?? '';
      return site === query.host || site.endsWith(`.${query.host}`);
    }
    case 'fact':
      return hasFactSlowly(query, reading.document);
  }
}

function hasFactSlowly(fact: Extract<Query, { kind: 'fact' }>, document: KnownDocument): boolean {
  const { facts } = document;
  switch (fact.field) {
    case 'lang':
      return document.language === fact.value;
    case 'country':
      return facts.countries.some((each) => each === fact.value);
    case 'source':
      return facts.sources.some((each) => each === fact.value);
    case 'type':
      return facts.types.some((each) => each === fact.value);
    case 'engine':
      return facts.engines.some((each) => each === fact.value);
    case 'tag':
      return facts.tags.some((each) => each === fact.value);
  }
}

/** Every place of what the query looks for; what is true without standing anywhere has none. */
function findPlaces(query: Query, reading: SlowReading, fields: readonly TextField[]): readonly SlowPlace[] {
  switch (query.kind) {
    case 'term':
      return fields.flatMap((field) => findTerm(query.term, field, reading));
    case 'phrase':
      return fields.flatMap((field) => findRow(query.terms, field, reading));
    case 'hyphenated':
      return fields.flatMap((field) => [
        ...findRow(query.terms, field, reading),
        ...findTerm({ kind: 'word', text: query.joined }, field, reading),
      ]);
    case 'raw':
      return fields.flatMap((field) => findRaw(query, field, reading));
    case 'near':
      return findNear(query, findPlaces(query.left, reading, fields), findPlaces(query.right, reading, fields));
    case 'any':
      return query.parts.flatMap((part) => findPlaces(part, reading, fields));
    case 'within':
      return findPlaces(query.part, reading, [query.field]);
    case 'saved':
      return findPlaces(query.part, reading, fields);
    case 'all':
    case 'not':
    case 'site':
    case 'fact':
      return [];
  }
}

function findTerm(term: Term, field: TextField, reading: SlowReading): readonly SlowPlace[] {
  const { words, together } = reading.fields[field];
  const places: SlowPlace[] = [];
  for (const [index, word] of words.entries()) {
    if (isTermAt(term, word)) places.push({ field, from: index, until: index + 1 });
  }
  for (const { from, until, sign, joined } of together) {
    const isSign = term.kind === 'sign' && sign === term.text;
    const isWord = joined !== null && isTermAt(term, { folded: joined, written: joined, isEmoji: false });
    if (isSign || isWord) places.push({ field, from, until });
  }
  return places;
}

function isTermAt(term: Term, word: Pick<SaidWord, 'folded' | 'written' | 'isEmoji'>): boolean {
  switch (term.kind) {
    case 'word':
      return !word.isEmoji && pluralForms(term.text).includes(word.folded);
    case 'emoji':
      return word.isEmoji && foldEmoji(word.written) === term.text;
    case 'wildcard':
      return !word.isEmoji && toRegExp(term.text).test(word.folded);
    case 'sign':
      return false; // signs stand over their words, see findTerm
  }
}

/** `?` is one character, `*` any number of them. */
function toRegExp(pattern: string): RegExp {
  const source = [...pattern].map((character) =>
    character === '*' ? '[^]*' : character === '?' ? '[^]' : character.replace(/[.+^${}()|[\]\\]/u, '\\$&'),
  );
  return new RegExp(`^${source.join('')}$`, 'u');
}

function findRow(terms: readonly Term[], field: TextField, reading: SlowReading): readonly SlowPlace[] {
  const { words } = reading.fields[field];
  const places: SlowPlace[] = [];
  for (let from = 0; from + terms.length <= words.length; from += 1) {
    const row = words.slice(from, from + terms.length);
    const isHere = row.every((word, index) => isTermAt(terms[index] as Term, word));
    if (isHere) places.push({ field, from, until: from + terms.length });
  }
  return places;
}

/** The signs before and behind are looked for in what stands between the row and its neighbours. */
function findRaw(raw: Extract<Query, { kind: 'raw' }>, field: TextField, reading: SlowReading): readonly SlowPlace[] {
  const { text, words } = reading.fields[field];
  const count = raw.words.length;
  const before = raw.gaps[0] ?? '';
  const behind = raw.gaps[count] ?? '';
  const sought = raw.words.map((word, index) => (index === 0 ? word : `${raw.gaps[index]}${word}`)).join('');
  const places: SlowPlace[] = [];
  for (let from = 0; from + count <= words.length; from += 1) {
    const until = from + count;
    const start = words[from]?.start ?? 0;
    const end = words[until - 1]?.end ?? 0;
    const isHere =
      foldSigns(text.slice(start, end)) === foldSigns(sought) &&
      foldSigns(text.slice(words[from - 1]?.end ?? 0, start)).endsWith(before) &&
      foldSigns(text.slice(end, words[until]?.start ?? text.length)).startsWith(behind);
    if (isHere) places.push({ field, from, until });
  }
  return places;
}

/** What is alike even as written: blanks, apostrophes, and the two ways to write an accent. */
function foldSigns(text: string): string {
  return text.normalize('NFC').replace(/\s+/gu, ' ').replaceAll('’', "'").replaceAll('‘', "'");
}

/**
 * Each place is joined to the nearest of the other side before it and to the nearest behind it, to all of them where
 * several are as near. Of the stretches that begin or end at one word the shortest counts.
 */
function findNear(
  near: Readonly<{ isOrdered: boolean; wordCountMax: number }>,
  left: readonly SlowPlace[],
  right: readonly SlowPlace[],
): readonly SlowPlace[] {
  const inOrder = { firsts: left, seconds: right };
  const orders = near.isOrdered ? [inOrder] : [inOrder, { firsts: right, seconds: left }];
  const stretches: SlowPlace[] = [];
  for (const { firsts, seconds } of orders) {
    for (const first of firsts) {
      for (const second of seconds) {
        const wordCount = countBetween(first, second);
        if (wordCount > near.wordCountMax) continue;
        const isNearest =
          seconds.every((other) => countBetween(first, other) >= wordCount) ||
          firsts.every((other) => countBetween(other, second) >= wordCount);
        if (isNearest) stretches.push({ field: first.field, from: first.from, until: second.until });
      }
    }
  }
  return stretches.filter(
    (stretch) =>
      !stretches.some((other) => isAlso(stretch, other, 'from') && other.until < stretch.until) ||
      !stretches.some((other) => isAlso(stretch, other, 'until') && other.from > stretch.from),
  );
}

function isAlso(one: SlowPlace, other: SlowPlace, end: 'from' | 'until'): boolean {
  return one.field === other.field && one[end] === other[end];
}

/** Words and emoji between the two; without end where the second does not stand behind the first. */
function countBetween(first: SlowPlace, second: SlowPlace): number {
  return first.field === second.field && second.from >= first.until
    ? second.from - first.until
    : Number.POSITIVE_INFINITY;
}

/**
 * Where everything stands that the query looks for and that is not under NOT, whether it made the query true or not; of
 * NEAR, what stands in a stretch of it (isNearOnly), or every word of it.
 */
export function findMarked(
  query: Query,
  reading: SlowReading,
  options: Readonly<{ isNearOnly: boolean; fields?: readonly TextField[] }>,
): readonly SlowPlace[] {
  const { fields = BODY } = options;
  switch (query.kind) {
    case 'term':
    case 'phrase':
    case 'hyphenated':
    case 'raw':
      return findPlaces(query, reading, fields);
    case 'near': {
      const stretches = findPlaces(query, reading, fields);
      const words = [query.left, query.right].flatMap((part) => findMarked(part, reading, options));
      return words.filter((word) => !options.isNearOnly || stretches.some((stretch) => isWithin(word, stretch)));
    }
    case 'all':
    case 'any':
      return query.parts.flatMap((part) => findMarked(part, reading, options));
    case 'saved':
      return findMarked(query.part, reading, options);
    case 'within':
      return findMarked(query.part, reading, { ...options, fields: [query.field] });
    case 'not':
    case 'site':
    case 'fact':
      return [];
  }
}

function isWithin(inner: SlowPlace, outer: SlowPlace): boolean {
  return inner.field === outer.field && inner.from >= outer.from && inner.until <= outer.until;
}

/** The places as spans of title and text: title first, by rising start, overlapping ones joined, the first 50. */
export function toSpansSlowly(places: readonly SlowPlace[], reading: SlowReading): readonly Span[] {
  const spans: Span[] = [];
  for (const field of ['title', 'text'] as const) {
    const { words } = reading.fields[field];
    const isCovered = words.map((_, index) => places.filter((place) => isIn(place, field, index)));
    let from = 0;
    while (from < words.length) {
      let until = from;
      // a place that begins within what is covered so far carries it on
      for (let index = from; index < words.length && (index === from || index < until); index += 1) {
        for (const place of isCovered[index] ?? []) until = Math.max(until, place.until);
      }
      if (until > from) spans.push({ field, start: words[from]?.start ?? 0, end: words[until - 1]?.end ?? 0 });
      from = Math.max(until, from + 1);
    }
  }
  return spans.slice(0, SPAN_COUNT_MAX);
}

function isIn(place: SlowPlace, field: TextField, index: number): boolean {
  return place.field === field && place.from <= index && index < place.until;
}

function readField(text: string): SaidField {
  const { starts, ends, emoji, compounds } = scanText(text);
  const words = starts.map((start, index): SaidWord => {
    const end = ends[index] ?? start;
    const written = text.slice(start, end);
    return { written, folded: foldWord(written), isEmoji: emoji.includes(index), start, end };
  });
  const together = compounds.map(({ kind, from, until, start, end }): SaidTogether => {
    const written = text.slice(start, end);
    const isOneWord = until - from === 1;
    return {
      from,
      until,
      sign: kind === 'hyphenated' ? null : foldWord(written),
      joined: isOneWord || kind === 'handle' ? null : foldWord(written.replace(/^[#＃]/u, '').replace(/[-‐‑]/gu, '')),
    };
  });
  return { text, words, together };
}

/** The address without what all addresses have, its letters instead of their percent signs. */
function toUrlText(url: string): string {
  const bare = url.replace(/^https?:\/\/(?:www\.)?/iu, '');
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}
