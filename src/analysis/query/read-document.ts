/** One document as the queries see it: which of their terms it holds, and where. */
import type { DocumentFacts } from '../../domain/document-facts.ts';
import type { Span } from '../../domain/mention.ts';
import { NEAR_WORD_COUNT_MAX } from './lex-query.ts';
import type { TextField } from './query.ts';
import { type ScannedText, scanText } from './scan-text.ts';
import { foldWord } from './tokens.ts';
import { type Interval, type Lexicon, makeLexicon, type TermEntry, type Word, type WrittenWord } from './vocabulary.ts';

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
  /** The numbers of the queries that are filed under what the document holds; some more than once. */
  filed: () => readonly number[];
}>;

/** Wider than any NEAR reaches, so that nothing is near anything in another field. */
const FIELD_GAP = NEAR_WORD_COUNT_MAX + 28;

type ReadField = Readonly<{ field: TextField; text: string; scanned: ScannedText; base: number }>;

/**
 * A reader for one set of terms: reading costs what the document's words cost, whatever the number of terms.
 */
export function makeDocumentReader(lexicons: Lexicons): (document: MatchableDocument) => Reading {
  let epoch = 0;
  /** Words that a term names or fits, each once; terms that were met otherwise. */
  let metWords: Word[] = [];
  let metTerms: TermEntry[] = [];
  /** By place. */
  let wordAt: WrittenWord[] = [];
  let fields: ReadField[] = [];
  let read: MatchableDocument = { title: null, text: '' };

  const meet = (term: TermEntry): TermEntry => {
    if (term.epoch !== epoch) {
      term.epoch = epoch;
      term.fitting = [];
      term.own = [];
      metTerms.push(term);
    }
    return term;
  };

  const readWord = (found: WrittenWord, place: number): void => {
    const { word } = found;
    wordAt[place] = found;
    if (word.terms.length > 0 || word.patterns.length > 0) {
      if (word.epoch === epoch) {
        word.places.push(place);
      } else {
        word.epoch = epoch;
        word.places = [place];
        metWords.push(word);
        for (const term of word.patterns) meet(term).fitting.push(word);
      }
    }
    if (found.exact !== undefined) meet(found.exact).own.push({ from: place, until: place + 1 });
  };

  const readText = (field: TextField, text: string, lexicon: Lexicon): void => {
    const last = fields.at(-1);
    const base = last === undefined ? 0 : last.base + last.scanned.starts.length + FIELD_GAP;
    const scanned = scanText(text);
    const { starts, ends, emoji } = scanned;
    let nextEmoji = 0;
    for (let index = 0; index < starts.length; index += 1) {
      const start = starts[index] as number;
      const end = ends[index] as number;
      if (emoji[nextEmoji] === index) {
        nextEmoji += 1;
        readWord(lexicon.readEmoji(text, start, end), base + index);
      } else {
        readWord(lexicon.readWord(text, start, end), base + index);
      }
    }
    fields.push({ field, text, scanned, base });
    readCompounds(lexicon, { text, scanned, base });
  };

  const readCompounds = (lexicon: Lexicon, { text, scanned, base }: Omit<ReadField, 'field'>): void => {
    for (const { kind, from, until, start, end } of scanned.compounds) {
      const interval = { from: base + from, until: base + until };
      const written = text.slice(start, end);
      if (kind !== 'hyphenated') {
        const term = lexicon.findSign(foldWord(written));
        if (term !== undefined) meet(term).own.push(interval);
      }
      if (kind === 'handle' || until - from < 2) continue;
      const joined = foldWord(kind === 'hashtag' ? written.slice(1) : written.replace(HYPHENS_PATTERN, ''));
      for (const term of lexicon.findJoined(joined)) meet(term).own.push(interval);
    }
  };

  const readSite = (site: string): void => {
    if (lexicons.site.size() === 0) return;
    for (let host = site.slice(-HOST_CHARS_MAX); host !== ''; host = host.replace(/^[^.]*\.?/, '')) {
      const term = lexicons.site.findSign(host);
      if (term !== undefined) meet(term);
    }
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
    has: (term) => term.epoch === epoch || term.forms.some((word) => word.epoch === epoch),
    placesOf: (term) => {
      if (term.placesEpoch !== epoch) {
        term.placesEpoch = epoch;
        term.places = gatherPlaces(term, epoch);
      }
      return term.places;
    },
    isAt: (term, place, kind) => {
      const found = wordAt[place];
      if (found === undefined) return false;
      if (kind === 'exact') return found.exact === term;
      return found.word.terms.includes(term) || found.word.patterns.includes(term);
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
      for (const word of metWords) for (const term of word.terms) for (const number of term.filed) numbers.push(number);
      for (const term of metTerms) for (const number of term.filed) numbers.push(number);
      return numbers;
    },
  };

  return (document) => {
    epoch += 1;
    metWords = [];
    metTerms = [];
    wordAt = [];
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

/** The places of all lists by rising start; each list is ordered already, or nearly. */
export function mergePlaces(lists: readonly (readonly Interval[])[]): readonly Interval[] {
  const [first = [], ...others] = lists.filter((list) => list.length > 0);
  if (others.length === 0) return first;
  return [first, ...others].flat().sort((one, other) => one.from - other.from || one.until - other.until);
}

/** By rising start: of the words that it names, of those that fit, and of what is no single word. */
function gatherPlaces(term: TermEntry, epoch: number): readonly Interval[] {
  const isMet = term.epoch === epoch;
  const words = [...term.forms.filter((word) => word.epoch === epoch), ...(isMet ? term.fitting : [])];
  const lists: (readonly Interval[])[] = words.map((word) =>
    word.places.map((place) => ({ from: place, until: place + 1 })),
  );
  if (isMet) lists.push(term.own);
  return mergePlaces(lists);
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
