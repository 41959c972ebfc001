/** Which words stand for which terms of the queries: the side of the matcher that changes when a query is added. */
import { foldEmoji, foldWord } from './fold-word.ts';
import { pluralForms } from './plural-forms.ts';
import type { Term } from './query.ts';
import { scanText } from './scan-text.ts';
import { makeWordTable } from './word-table.ts';

/** What queries look for: a term, or a word as it is written (composed, NFC). */
export type SoughtTerm = Term | Readonly<{ kind: 'exact'; text: string }>;

/** Places of words: numbers that rise through the document, with a wide gap between two fields. End exclusive. */
export type Interval = Readonly<{ from: number; until: number }>;

/**
 * One term that some query looks for, with what the document in hand says of it. Whatever a document left is told from
 * what this one says by its epoch, so that nothing has to be wiped between two documents.
 */
export type TermEntry = {
  readonly text: string;
  /** In how many clauses it stands. */
  useCount: number;
  /** The numbers of the queries that are looked up by it. */
  filed: number[];
  /** The words that it is, by name; empty for patterns, signs and what is sought as written. */
  readonly forms: Word[];
  /** Whether this document holds it. */
  epoch: number;
  /** Then: words that fit its pattern, and places that are no single folded word; null: none. */
  fitting: Word[] | null;
  own: Interval[] | null;
  /** All its places, once somebody asked for them. */
  placesEpoch: number;
  places: readonly Interval[];
};

/** One folded word, one object for all the ways to write it, so that a new term reaches them all. */
export type Word = {
  readonly text: string;
  /** A term that names this very form, and the others that do: most have one, which is nearer without a list. */
  term: TermEntry | null;
  otherTerms: readonly TermEntry[];
  /** Terms that look for one way to write it, by that way; null where there are none. */
  exactTerms: Map<string, TermEntry> | null;
  /** Those whose pattern it fits. */
  patterns: readonly TermEntry[];
  /** At which state of the lexicon's patterns `patterns` was made; behind it, it is made again. */
  patternsVersion: number;
  /** Where this document says it: which of the words that were found, the first and the last time. */
  epoch: number;
  first: number;
  last: number;
};

export type Lexicon = Readonly<{
  /** Counts the term as used once more. */
  retain: (term: SoughtTerm) => TermEntry;
  /** Counts it as used once less; with the last use it is forgotten. */
  release: (term: SoughtTerm) => TermEntry;
  /** The word text.slice(start, end) of a document, by its hash; undefined where no query seeks it. */
  readWord: (hash: number, text: string, start: number, end: number) => Word | undefined;
  readEmoji: (text: string, start: number, end: number) => Word | undefined;
  /** The term that a hashtag or a handle is, with its sign. */
  findSign: (written: string) => TermEntry | undefined;
  /** How many terms are in use. */
  size: () => number;
}>;

type Pattern = Readonly<{
  entry: TermEntry;
  prefix: string;
  suffix: string;
  hasStar: boolean;
  /** As letters, for words with some beyond the basic plane: two units to JavaScript, one to a question mark. */
  prefixLetters: readonly string[];
  suffixLetters: readonly string[];
}>;

/** Words that nobody names any more or ever did are kept so many: a bound on what hostile pages can fill. */
const UNNAMED_COUNT_MAX = 130_000;
/** Longer ones are tried on the patterns anew each time. */
const UNNAMED_CHARS_MAX = 40;
/** Patterns are told apart by their first letters before they are tried. */
const PATTERN_KEY_CHARS = 6;

/** One list for all terms under which nothing is filed, which are most of them. */
const NOT_FILED: number[] = [];
const NO_PLACES: readonly Interval[] = [];
const NO_TERMS: readonly TermEntry[] = [];

/**
 * The words of one place (body, author, address, site).
 *
 * A word that no query seeks is told by one look at a table. Adding a term touches the forms it has and nothing else.
 */
export function makeLexicon(): Lexicon {
  const used = new Map<string, TermEntry>();
  /** Every form that a term names, and words that were tried on the patterns lately. */
  const words = makeWordTable<Word>();
  const signs = new Map<string, TermEntry>();
  /** By their first letters. */
  const patterns = new Map<string, readonly Pattern[]>();
  let patternsVersion = 0;
  let unnamedCount = 0;

  const name = (text: string): Word => {
    const known = words.findFolded(text);
    if (known !== undefined) return known;
    const word = makeWord(text);
    words.add(word);
    return word;
  };

  /** Forgets what no term names; what is still in use is found again by its patterns. */
  const forget = (): void => {
    words.keepOnly(isNamed, patterns.keys());
    unnamedCount = 0;
  };

  const fitPatterns = (word: Word): Word => {
    if (word.patternsVersion !== patternsVersion) {
      word.patterns = findFitting(patterns, word.text);
      word.patternsVersion = patternsVersion;
    }
    return word;
  };

  const readFolded = (folded: string): Word | undefined => {
    const known = words.findFolded(folded);
    if (known !== undefined) return fitPatterns(known);
    if (patterns.size === 0) return undefined;
    if (folded.length > UNNAMED_CHARS_MAX) return fitPatterns(makeWord(folded));
    if (unnamedCount >= UNNAMED_COUNT_MAX) forget();
    const word = makeWord(toOwnString(folded));
    words.add(word);
    unnamedCount += 1;
    return fitPatterns(word);
  };

  const add = (term: SoughtTerm, entry: TermEntry): void => {
    switch (term.kind) {
      case 'word':
      case 'emoji':
        for (const form of formsOf(term)) {
          const word = name(form);
          if (word.term === null) word.term = entry;
          else word.otherTerms = [...word.otherTerms, entry];
          entry.forms.push(word);
        }
        return;
      case 'sign':
        signs.set(term.text, entry);
        return;
      case 'exact': {
        const word = name(foldExact(term.text));
        word.exactTerms ??= new Map();
        word.exactTerms.set(term.text, entry);
        return;
      }
      case 'wildcard': {
        const key = toPatternKey(term.text);
        const others = patterns.get(key);
        patterns.set(key, [...(others ?? []), toPattern(entry)]);
        patternsVersion += 1;
        if (others === undefined) words.addBeginning(key);
        if (words.isCrowded()) forget();
        return;
      }
    }
  };

  const remove = (term: SoughtTerm, entry: TermEntry): void => {
    switch (term.kind) {
      case 'word':
      case 'emoji':
        for (const word of entry.forms) unname(word, entry);
        unnamedCount += entry.forms.length;
        return;
      case 'sign':
        signs.delete(term.text);
        return;
      case 'exact': {
        const word = words.findFolded(foldExact(term.text));
        word?.exactTerms?.delete(term.text);
        if (word?.exactTerms?.size === 0) word.exactTerms = null;
        unnamedCount += 1;
        return;
      }
      case 'wildcard': {
        const key = toPatternKey(term.text);
        const others = (patterns.get(key) ?? []).filter((pattern) => pattern.entry !== entry);
        if (others.length > 0) patterns.set(key, others);
        else patterns.delete(key);
        patternsVersion += 1;
        return;
      }
    }
  };

  return {
    retain: (term) => {
      const key = `${term.kind} ${term.text}`;
      let entry = used.get(key);
      if (entry === undefined) {
        entry = makeEntry(term.text);
        used.set(key, entry);
        add(term, entry);
      }
      entry.useCount += 1;
      return entry;
    },
    release: (term) => {
      const key = `${term.kind} ${term.text}`;
      const entry = used.get(key);
      if (entry === undefined) throw new Error(`the term "${key}" is not in use`);
      entry.useCount -= 1;
      if (entry.useCount === 0) {
        used.delete(key);
        remove(term, entry);
      }
      return entry;
    },
    readWord: (hash, text, start, end) => {
      const word = words.find(hash, text, start, end);
      if (word === undefined) return undefined;
      return word === null ? readFolded(foldWord(text.slice(start, end))) : fitPatterns(word);
    },
    readEmoji: (text, start, end) => readFolded(foldEmoji(text.slice(start, end))),
    findSign: (written) => (signs.size === 0 ? undefined : signs.get(foldWord(written))),
    size: () => used.size,
  };
}

/** From now on the query of this number is looked up by the term. */
export function fileUnder(term: TermEntry, number: number): void {
  if (term.filed === NOT_FILED) term.filed = [number];
  else term.filed.push(number);
}

/** No longer. */
export function unfile(term: TermEntry, number: number): void {
  const index = term.filed.indexOf(number);
  if (index < 0) throw new Error(`query ${number} is not filed under "${term.text}"`);
  const last = term.filed.pop() as number;
  if (index < term.filed.length) term.filed[index] = last;
}

/** What every document asks of it comes first: it lies together in memory. */
function makeEntry(text: string): TermEntry {
  return {
    epoch: -1,
    filed: NOT_FILED,
    fitting: null,
    own: null,
    placesEpoch: -1,
    places: NO_PLACES,
    forms: [],
    text,
    useCount: 0,
  };
}

function makeWord(text: string): Word {
  return {
    text,
    epoch: -1,
    first: 0,
    last: 0,
    patternsVersion: -1,
    term: null,
    otherTerms: NO_TERMS,
    patterns: NO_TERMS,
    exactTerms: null,
  };
}

function unname(word: Word, entry: TermEntry): void {
  const [first = null, ...others] = termsOf(word).filter((each) => each !== entry);
  word.term = first;
  word.otherTerms = others.length === 0 ? NO_TERMS : others;
}

/** The terms that name this very form. */
export function termsOf({ term, otherTerms }: Word): readonly TermEntry[] {
  return term === null ? otherTerms : [term, ...otherTerms];
}

function isNamed({ term, exactTerms }: Word): boolean {
  return term !== null || exactTerms !== null;
}

function formsOf(term: Readonly<{ kind: 'word' | 'emoji'; text: string }>): readonly string[] {
  return term.kind === 'word' ? pluralForms(term.text) : [term.text];
}

/** What a document's word or picture that is written so is folded to. */
function foldExact(text: string): string {
  return scanText(text).emoji.length > 0 ? foldEmoji(text) : foldWord(text);
}

/** A part of a string keeps the whole of it in memory: what is kept for long must not keep a document. */
function toOwnString(text: string): string {
  return text.length < SLICED_CHARS_MIN ? text : Buffer.from(text, 'utf16le').toString('utf16le');
}

/** V8 copies shorter parts anyway (SlicedString::kMinLength). */
const SLICED_CHARS_MIN = 13;

function toPattern(entry: TermEntry): Pattern {
  const { text } = entry;
  const star = text.indexOf('*');
  const prefix = star < 0 ? text : text.slice(0, star);
  const suffix = star < 0 ? '' : text.slice(star + 1);
  return { entry, prefix, suffix, hasStar: star >= 0, prefixLetters: [...prefix], suffixLetters: [...suffix] };
}

/** The letters before the first star or question mark, a few at most. */
function toPatternKey(pattern: string): string {
  const end = pattern.search(/[*?]/);
  return (end < 0 ? pattern : pattern.slice(0, end)).slice(0, PATTERN_KEY_CHARS);
}

function findFitting(patterns: ReadonlyMap<string, readonly Pattern[]>, word: string): readonly TermEntry[] {
  if (patterns.size === 0) return NO_TERMS;
  const letters = SURROGATE_PATTERN.test(word) ? [...word] : null;
  const fitting: TermEntry[] = [];
  for (let length = 0; length <= Math.min(PATTERN_KEY_CHARS, word.length); length += 1) {
    for (const pattern of patterns.get(word.slice(0, length)) ?? []) {
      if (letters === null ? isFitting(pattern, word) : isFittingByLetters(pattern, letters))
        fitting.push(pattern.entry);
    }
  }
  return fitting;
}

const SURROGATE_PATTERN = /[\ud800-\udfff]/;

/** One star at most, so that this looks at no more characters than the pattern has. */
function isFitting({ prefix, suffix, hasStar }: Pattern, word: string): boolean {
  if (hasStar ? word.length < prefix.length + suffix.length : word.length !== prefix.length) return false;
  return isLiteralAt(prefix, word, 0) && isLiteralAt(suffix, word, word.length - suffix.length);
}

const QUESTION_MARK = 0x3f;

function isLiteralAt(literal: string, word: string, offset: number): boolean {
  for (let index = 0; index < literal.length; index += 1) {
    const code = literal.charCodeAt(index);
    if (code !== QUESTION_MARK && code !== word.charCodeAt(offset + index)) return false;
  }
  return true;
}

function isFittingByLetters({ prefixLetters, suffixLetters, hasStar }: Pattern, letters: readonly string[]): boolean {
  const count = prefixLetters.length + suffixLetters.length;
  if (hasStar ? letters.length < count : letters.length !== count) return false;
  const suffixAt = letters.length - suffixLetters.length;
  const isAt = (offset: number) => (letter: string, index: number) =>
    letter === '?' || letter === letters[offset + index];
  return prefixLetters.every(isAt(0)) && suffixLetters.every(isAt(suffixAt));
}
