/** One document as the queries see it: which of their terms it holds, and where. */
import type { DocumentFacts } from '../../domain/document-facts.ts';
import type { Span } from '../../domain/mention.ts';
import { composeWord } from './fold-word.ts';
import { NEAR_WORD_COUNT_MAX } from './lex-query.ts';
import { holdsPlace, mergePlaces } from './places.ts';
import type { TextField } from './query.ts';
import { makeScanner, type PassingScan } from './scan-text.ts';
import { type Interval, type Lexicon, makeLexicon, type TermEntry, termsOf, type Word } from './vocabulary.ts';
import { hashWord } from './word-hash.ts';

/** What is read of a document. What is left out is not known: a query that asks for it does not match. */
export type MatchableDocument = Readonly<{
  title: string | null;
  text: string;
  url?: string | null;
  /** The host, without www. */
  site?: string;
  author?: string | null;
  /** ISO 639-1. */
  language?: string | null;
  /** Left out: settled later, see QueryMatch.condition. */
  facts?: DocumentFacts;
}>;

/** The terms of each place of a document. */
export type Lexicons = Readonly<{ body: Lexicon; author: Lexicon; url: Lexicon; site: Lexicon }>;

export function makeLexicons(): Lexicons {
  return { body: makeLexicon(), author: makeLexicon(), url: makeLexicon(), site: makeLexicon() };
}

/** A document that was read. Valid until the next one is read by the same reader. */
export type Reading = Readonly<{
  document: MatchableDocument;
  has: (term: TermEntry) => boolean;
  /** Where the term stands, by rising start; empty where it does not. */
  placesOf: (term: TermEntry) => readonly Interval[];
  /** Whether the word at this place alone is that term. */
  isAt: (term: TermEntry, place: number, kind: 'folded' | 'exact') => boolean;
  windowOf: (field: TextField) => Interval;
  /** What stands right before a place, back to its neighbour or the beginning. */
  gapBefore: (place: number) => string;
  gapAfter: (place: number) => string;
  toSpan: (places: Interval) => Span;
  /** The numbers of the queries that are filed under what the document holds, rising. */
  filed: () => readonly number[];
}>;

const PLACE_COUNT_FIRST = 1_024;
const NONE = -1;
/** Wider than any NEAR reaches, so that nothing is near anything in another field. */
const FIELD_GAP = NEAR_WORD_COUNT_MAX + 28;

type ReadField = Readonly<{ field: TextField; text: string; scanned: PassingScan; base: number }>;

/**
 * A reader for one set of terms: reading costs what the document's words cost, whatever the number of terms.
 */
export function makeDocumentReader(lexicons: Lexicons): (document: MatchableDocument) => Reading {
  const scanners = { title: makeScanner(), text: makeScanner(), author: makeScanner(), url: makeScanner() };
  let epoch = 0;
  /** Terms that the document holds, each once. */
  let metTerms: TermEntry[] = [];
  /** Words that are sought, by rising place: which, where, and where the same word is said again (NONE: nowhere). */
  const foundWords: Word[] = [];
  const foundPlaces: number[] = [];
  const foundAgain: number[] = [];
  let foundCount = 0;
  /** By place: which of them stands there, if foundPlaces says so too. */
  let foundAt = new Int32Array(PLACE_COUNT_FIRST);
  let fields: ReadField[] = [];
  let read: MatchableDocument = { title: null, text: '' };

  const meet = (term: TermEntry): void => {
    if (term.epoch !== epoch) {
      term.epoch = epoch;
      term.fitting = null;
      term.own = null;
      metTerms.push(term);
    }
  };

  const meetAt = (term: TermEntry, place: Interval): void => {
    meet(term);
    if (term.own === null) term.own = [place];
    else term.own.push(place);
  };

  const readWord = (word: Word, place: number): void => {
    const index = foundCount;
    foundCount += 1;
    foundAt[place] = index;
    foundWords[index] = word;
    foundPlaces[index] = place;
    foundAgain[index] = NONE;
    if (word.epoch === epoch) {
      foundAgain[word.last] = index;
    } else {
      word.epoch = epoch;
      word.first = index;
      if (word.term !== null) meet(word.term);
      for (const term of word.otherTerms) meet(term);
      for (const term of word.patterns) {
        meet(term);
        if (term.fitting === null) term.fitting = [word];
        else term.fitting.push(word);
      }
    }
    word.last = index;
  };

  const makeRoom = (placeCount: number): void => {
    if (foundAt.length >= placeCount) return;
    const grown = new Int32Array(2 * placeCount);
    grown.set(foundAt);
    foundAt = grown;
  };

  const readText = (field: TextField, text: string, lexicon: Lexicon): void => {
    const last = fields.at(-1);
    const base = last === undefined ? 0 : last.base + last.scanned.starts.length + FIELD_GAP;
    const scanned = scanners[field](text);
    const { starts, ends, hashes, emoji } = scanned;
    makeRoom(base + starts.length);
    let nextEmoji = 0;
    for (let index = 0; index < starts.length; index += 1) {
      const start = starts[index] as number;
      const end = ends[index] as number;
      const isEmoji = emoji[nextEmoji] === index;
      if (isEmoji) nextEmoji += 1;
      const word = isEmoji
        ? lexicon.readEmoji(text, start, end)
        : lexicon.readWord(hashes[index] as number, text, start, end);
      if (word === undefined) continue;
      readWord(word, base + index);
      const exact = word.exactTerms?.get(composeWord(text.slice(start, end)));
      if (exact !== undefined) meetAt(exact, { from: base + index, until: base + index + 1 });
    }
    fields.push({ field, text, scanned, base });
    readCompounds(lexicon, { text, scanned, base });
  };

  const readCompounds = (lexicon: Lexicon, { text, scanned, base }: Omit<ReadField, 'field'>): void => {
    for (const { kind, from, until, start, end } of scanned.compounds) {
      const interval = { from: base + from, until: base + until };
      if (kind !== 'hyphenated') {
        const term = lexicon.findSign(text.slice(start, end));
        if (term !== undefined) meetAt(term, interval);
      }
      if (kind === 'handle' || until - from < 2) continue;
      const joined =
        kind === 'hashtag' ? text.slice(start + 1, end) : text.slice(start, end).replace(HYPHENS_PATTERN, '');
      const word = lexicon.readWord(hashWord(joined, 0, joined.length), joined, 0, joined.length);
      if (word === undefined) continue;
      for (const term of termsOf(word)) meetAt(term, interval);
      for (const term of word.patterns) meetAt(term, interval);
    }
  };

  const readSite = (site: string): void => {
    if (lexicons.site.size() === 0) return;
    for (let host = site.slice(-HOST_CHARS_MAX); host !== ''; host = host.replace(/^[^.]*\.?/, '')) {
      const term = lexicons.site.findSign(host);
      if (term !== undefined) meet(term);
    }
  };

  const placesOfWord = (word: Word): readonly Interval[] => {
    const places: Interval[] = [];
    for (let index = word.first; index !== NONE; index = foundAgain[index] as number) {
      const from = foundPlaces[index] as number;
      places.push({ from, until: from + 1 });
    }
    return places;
  };

  /** By rising start: of the words that it names, of those that fit, and of what is no single word. */
  const gatherPlaces = (term: TermEntry): readonly Interval[] => {
    if (term.epoch !== epoch) return [];
    const lists: (readonly Interval[])[] = [];
    for (const word of term.forms) if (word.epoch === epoch) lists.push(placesOfWord(word));
    for (const word of term.fitting ?? []) lists.push(placesOfWord(word));
    if (term.own !== null) lists.push(term.own);
    return mergePlaces(lists);
  };

  const fieldAt = (place: number): ReadField => {
    const found = fields.findLast(({ base }) => place >= base);
    if (found === undefined) throw new Error(`there is no place ${place} in this document`);
    return found;
  };

  const reading: Reading = {
    get document() {
      return read;
    },
    has: (term) => term.epoch === epoch,
    placesOf: (term) => {
      if (term.placesEpoch !== epoch) {
        term.placesEpoch = epoch;
        term.places = gatherPlaces(term);
      }
      return term.places;
    },
    isAt: (term, place, kind) => {
      if (kind === 'exact') return term.epoch === epoch && holdsPlace(term.own ?? [], place);
      const index = foundAt[place] ?? NONE;
      if (index < 0 || index >= foundCount || foundPlaces[index] !== place) return false;
      const word = foundWords[index] as Word;
      return word.term === term || word.otherTerms.includes(term) || word.patterns.includes(term);
    },
    windowOf: (field) => {
      const found = fields.find((each) => each.field === field);
      if (found === undefined) return NOWHERE;
      return { from: found.base, until: found.base + found.scanned.starts.length };
    },
    gapBefore: (place) => {
      const { text, scanned, base } = fieldAt(place);
      return text.slice(scanned.ends[place - base - 1] ?? 0, scanned.starts[place - base]);
    },
    gapAfter: (place) => {
      const { text, scanned, base } = fieldAt(place);
      return text.slice(scanned.ends[place - base], scanned.starts[place - base + 1] ?? text.length);
    },
    toSpan: ({ from, until }) => {
      const { field, scanned, base } = fieldAt(from);
      const start = scanned.starts[from - base] ?? 0;
      return { field: field === 'title' ? 'title' : 'text', start, end: scanned.ends[until - 1 - base] ?? start };
    },
    filed: () => {
      const numbers: number[] = [];
      for (const { filed } of metTerms) for (const number of filed) numbers.push(number);
      return numbers.length < 2 ? numbers : [...new Set(numbers)].sort((left, right) => left - right);
    },
  };

  return (document) => {
    epoch += 1;
    metTerms = [];
    foundCount = 0;
    fields = [];
    read = document;
    const { title, text, author, url, site } = document;
    if (title !== null && title !== '') readText('title', title, lexicons.body);
    readText('text', text, lexicons.body);
    if (lexicons.author.size() > 0) readText('author', author ?? '', lexicons.author);
    if (lexicons.url.size() > 0) readText('url', toUrlWords(url ?? ''), lexicons.url);
    readSite(site ?? '');
    return reading;
  };
}

/** RFC 1035 section 2.3.4. */
const HOST_CHARS_MAX = 253;
const NOWHERE: Interval = { from: 0, until: 0 };
const HYPHENS_PATTERN = /[-‐‑]/gu;

/** An address as it is read: without what all of them have, its letters instead of their percent signs. */
function toUrlWords(url: string): string {
  const bare = url.replace(/^[a-z]+:\/\/(?:www\.)?/i, '');
  if (!bare.includes('%')) return bare;
  try {
    return decodeURIComponent(bare);
  } catch (error) {
    if (error instanceof URIError) return bare; // half of an escape: read as it stands
    throw error;
  }
}
