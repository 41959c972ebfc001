/**
 * Which words stand for which terms of the queries: the side of the matcher that changes when a query is added, and the
 * only one that looks at letters.
 */
import { pluralForms } from './plural-forms.ts';
import type { Term } from './query.ts';
import { composeWord, foldEmoji, foldWord } from './tokens.ts';
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
  readonly filed: number[];
  /** The words that it is, by name; empty for patterns, signs and what is sought as written. */
  readonly forms: Word[];
  /** In this document: words that fit its pattern, and places that are no single folded word. */
  epoch: number;
  fitting: Word[];
  own: Interval[];
  /** All its places, once somebody asked for them. */
  placesEpoch: number;
  places: readonly Interval[];
};

/** One folded word, one object for all the ways to write it, so that a new term reaches them all. */
export type Word = {
  readonly text: string;
  /** Terms that name this very form. */
  terms: readonly TermEntry[];
  /** Those whose pattern it fits. */
  patterns: readonly TermEntry[];
  /** At which state of the lexicon's patterns `patterns` was made; behind it, it is made again. */
  patternsVersion: number;
  /** Where this document says it. */
  epoch: number;
  places: number[];
};

/** One way to write a word; exact: the term that looks for just that. */
export type WrittenWord = Readonly<{ written: string; word: Word; exact: TermEntry | undefined }>;

export type Lexicon = Readonly<{
  /** Counts the term as used once more. */
  retain: (term: SoughtTerm) => TermEntry;
  /** Counts it as used once less; with the last use it is forgotten. */
  release: (term: SoughtTerm) => TermEntry;
  /** What the word text.slice(start, end) of a document means, as written. */
  readWord: (text: string, start: number, end: number) => WrittenWord;
  readEmoji: (text: string, start: number, end: number) => WrittenWord;
  /** The term that a hashtag or a handle is, folded, with its sign. */
  findSign: (folded: string) => TermEntry | undefined;
  /** The terms that a hyphenated word or a hashtag of several words is when it is written as one, folded. */
  findJoined: (folded: string) => readonly TermEntry[];
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

/** Ways of writing that are kept: more than a month of a language's words, and a bound on what hostile pages can fill. */
const WRITTEN_COUNT_MAX = 130_000;
/** Longer words are read anew each time. */
const WRITTEN_CHARS_MAX = 40;
/** Patterns are told apart by their first letters before they are tried. */
const PATTERN_KEY_CHARS = 3;

const NO_TERMS: readonly TermEntry[] = [];

/**
 * The words of one place (body, author, address, site).
 *
 * A language's words follow Zipf's law: nearly every word of a document was read before, so that what it means is
 * looked up by the word as written, without folding it. Adding a term touches the forms it has and nothing else.
 */
export function makeLexicon(): Lexicon {
  const used = new Map<string, TermEntry>();
  /** Every form that a term names, and every folded word that was read lately. */
  const words = new Map<string, Word>();
  const written = makeWordTable<WrittenWord>(WRITTEN_COUNT_MAX);
  const exactTerms = new Map<string, TermEntry>();
  const signs = new Map<string, TermEntry>();
  const patterns = new Map<string, readonly Pattern[]>();
  let patternsVersion = 0;
  /** Words since the last time that some were forgotten. */
  let learnedCount = 0;

  const learn = (text: string): Word => {
    let found = words.get(text);
    if (found === undefined) {
      found = makeWord(toOwnString(text));
      words.set(found.text, found);
      learnedCount += 1;
    }
    return found;
  };

  const fitPatterns = (word: Word): Word => {
    if (word.patternsVersion !== patternsVersion) {
      word.patterns = findFitting(patterns, word.text);
      word.patternsVersion = patternsVersion;
    }
    return word;
  };

  /** Forgets what was read; what a term names stays. */
  const forget = (): void => {
    written.clear();
    learnedCount = 0;
    for (const [text, word] of words) if (word.terms.length === 0) words.delete(text);
  };

  const read = (text: string, start: number, end: number, fold: (text: string) => string): WrittenWord => {
    const known = written.find(text, start, end);
    if (known !== undefined) {
      fitPatterns(known.word);
      return known;
    }
    const piece = text.slice(start, end);
    const folded = fold(piece);
    const exact = exactTerms.size === 0 ? undefined : exactTerms.get(composeWord(piece));
    if (piece.length > WRITTEN_CHARS_MAX) {
      return { written: piece, word: fitPatterns(words.get(folded) ?? makeWord(folded)), exact };
    }
    if (written.count() >= WRITTEN_COUNT_MAX || learnedCount >= WRITTEN_COUNT_MAX) forget();
    const found: WrittenWord = { written: toOwnString(piece), word: fitPatterns(learn(folded)), exact };
    written.add(found);
    return found;
  };

  const add = (term: SoughtTerm, entry: TermEntry): void => {
    switch (term.kind) {
      case 'word':
      case 'emoji':
        for (const form of formsOf(term)) {
          const word = learn(form);
          word.terms = [...word.terms, entry];
          entry.forms.push(word);
        }
        return;
      case 'sign':
        signs.set(term.text, entry);
        return;
      case 'exact':
        exactTerms.set(term.text, entry);
        written.clear(); // one word has several ways to be written that read the same (K and the Kelvin sign)
        return;
      case 'wildcard': {
        const pattern = toPattern(entry);
        const key = toPatternKey(pattern.prefix);
        patterns.set(key, [...(patterns.get(key) ?? []), pattern]);
        patternsVersion += 1;
        return;
      }
    }
  };

  const remove = (term: SoughtTerm, entry: TermEntry): void => {
    switch (term.kind) {
      case 'word':
      case 'emoji':
        for (const word of entry.forms) word.terms = word.terms.filter((each) => each !== entry);
        return;
      case 'sign':
        signs.delete(term.text);
        return;
      case 'exact':
        exactTerms.delete(term.text);
        written.clear(); // one word has several ways to be written that read the same (K and the Kelvin sign)
        return;
      case 'wildcard': {
        const key = toPatternKey(toPattern(entry).prefix);
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
    readWord: (text, start, end) => read(text, start, end, foldWord),
    readEmoji: (text, start, end) => read(text, start, end, foldEmoji),
    findSign: (folded) => signs.get(folded),
    findJoined: (folded) => {
      const word = words.get(folded);
      if (word === undefined) return findFitting(patterns, folded);
      return [...word.terms, ...fitPatterns(word).patterns];
    },
    size: () => used.size,
  };
}

function makeEntry(text: string): TermEntry {
  return {
    text,
    useCount: 0,
    filed: [],
    forms: [],
    epoch: -1,
    fitting: [],
    own: [],
    placesEpoch: -1,
    places: [],
  };
}

function makeWord(text: string): Word {
  return { text, terms: NO_TERMS, patterns: NO_TERMS, patternsVersion: -1, epoch: -1, places: [] };
}

function formsOf(term: Readonly<{ kind: 'word' | 'emoji'; text: string }>): readonly string[] {
  return term.kind === 'word' ? pluralForms(term.text) : [term.text];
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

/** The letters before the first star or question mark, three at most. */
function toPatternKey(prefix: string): string {
  const question = prefix.indexOf('?');
  return (question < 0 ? prefix : prefix.slice(0, question)).slice(0, PATTERN_KEY_CHARS);
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
