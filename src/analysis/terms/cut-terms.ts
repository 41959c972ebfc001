/** The terms of a text: one to three words that mean something, as people write them next to each other. */
import { foldWord } from '../query/fold-word.ts';
import { scanText } from '../query/scan-text.ts';
import { stemWord } from '../stem-word.ts';
import { isFunctionWord } from './function-words.ts';
import type { OwnWords } from './own-words.ts';

/**
 * key: its stems in order of the alphabet, so that « panne box », « box en panne » and « pannes de la box » are one term.
 * stems: those of the key. start, end: where it stands in the text that was read.
 */
export type Term = Readonly<{ key: string; stems: readonly string[]; start: number; end: number }>;

/**
 * stem null: a function word or the brand's name, which may only stand within a term. isOwn: the brand is found by it.
 * isPart: one character of a script that is written without spaces, which is a term with others only.
 */
type WordKind = Readonly<{ stem: string | null; isOwn: boolean; isPart: boolean }>;

type Word = WordKind & Readonly<{ start: number; end: number }>;

/** A text whose words were read, from which terms can be taken several times. */
export type ReadText = Readonly<{ text: string; runs: readonly (readonly Word[])[] }>;

/** Reads one text after the other: a word is looked up once, however often it is said. */
export type TextReader = (raw: string, language: string | null) => ReadText;

const TERM_WORD_COUNT_MAX = 3;
/** « panne de la box », « box est en panne »; further apart two words are no term. */
const INNER_WORD_COUNT_MAX = 2;
/** Longer "words" are keys and noise. */
const WORD_CHARS_MAX = 40;

/**
 * Addresses, mail addresses and handles, hosts, each with the sign without which there is none: most texts have no such
 * sign, and the patterns cost more than all the rest. Every repetition has a bound, so that time grows with the text.
 */
const NOISE: readonly Readonly<{ sign: RegExp; pattern: RegExp }>[] = [
  { sign: /:\/\/|www\./, pattern: /https?:\/\/\S+|www\.\S+/g },
  { sign: /@/, pattern: /[\p{L}\p{N}._+-]{1,64}@[\p{L}\p{N}.-]+|@[\p{L}\p{N}_][\p{L}\p{N}_.-]*/gu },
  {
    sign: /[\p{L}\p{N}]\.[a-z]/u,
    pattern: /[\p{L}\p{N}-]{1,64}(?:\.[a-z]{2,24}){1,4}(?:\/\S*)?(?![\p{L}\p{N}])/gu,
  },
];
/** What may stand between two words of one term. */
const GAPS = new Set(['', ' ', '\t', '\u00a0', '\u202f', "'", '’', 'ʼ', '‘', '-', '‐', '‑']);
/** A number, an hour, a price: 18, 18h, 18h30, 3e. */
const NUMBER_PATTERN = /^\p{N}+(?:h\p{N}*|e|eme|er|st|nd|rd|th|km|eur|euros?|min|mn|am|pm)?$/u;
const UNSPACED_CHARACTER_PATTERN =
  /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*$/u;
const LATIN_LETTER_PATTERN = /^\p{Script=Latin}$/u;

/**
 * Reads the words of texts. They are kept apart where a sentence ends, at any sign between them, at numbers, addresses and
 * handles; elided articles are words of their own, and cut.
 *
 * Shape:   language: ISO 639-1 or null; where there is no stemmer for it, words are only folded.
 * Errors:  none: total. Time grows with the text.
 */
export function makeTextReader(own: OwnWords): TextReader {
  const known = new Map<string, WordKind | null>();
  const look = (written: string, language: string | null): WordKind | null => {
    const name = `${language ?? ''} ${written}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    const kind = toKind(written, language, own);
    known.set(name, kind);
    return kind;
  };
  return (raw, language) => {
    const text = cutNoise(raw);
    const { starts, ends, emoji } = scanText(text);
    const pictures = new Set(emoji);
    const runs: Word[][] = [];
    let run: Word[] = [];
    const close = (): void => {
      if (run.some(({ stem }) => stem !== null)) runs.push(run);
      run = [];
    };
    for (const [index, start] of starts.entries()) {
      const end = ends[index] ?? start;
      const before = run.at(-1);
      if (before !== undefined && !GAPS.has(text.slice(before.end, start))) close();
      const isWord = !pictures.has(index) && end - start <= WORD_CHARS_MAX;
      const kind = isWord ? look(text.slice(start, end), language) : null;
      if (kind === null) close();
      else run.push({ ...kind, start, end });
    }
    close();
    return { text, runs };
  };
}

function cutNoise(text: string): string {
  return NOISE.reduce((left, { sign, pattern }) => (sign.test(left) ? left.replace(pattern, '\n') : left), text);
}

/** Null for what is no word of a term. */
function toKind(written: string, language: string | null, own: OwnWords): WordKind | null {
  const folded = foldWord(written);
  if (folded === '' || NUMBER_PATTERN.test(folded)) return null;
  if (isFunctionWord(folded, language) || LATIN_LETTER_PATTERN.test(folded))
    return { stem: null, isOwn: false, isPart: false };
  const stem = stemWord(written.toLowerCase(), language ?? '');
  if (own.names.has(folded) || own.names.has(stem)) return { stem: null, isOwn: true, isPart: false };
  const isPart = UNSPACED_CHARACTER_PATTERN.test(written);
  return { stem, isOwn: own.all.has(folded) || own.all.has(stem), isPart };
}

/** The stems of a text's words, each once. */
export function stemsOf({ runs }: ReadText): ReadonlySet<string> {
  return new Set(runs.flatMap((run) => run.flatMap(({ stem }) => stem ?? [])));
}

/**
 * The terms of a text, in order, the same one as often as it stands there. Words that the brand is found by are no term by
 * themselves.
 *
 * Shape:   isWanted: whether terms may hold the stem; where not, its word ends them.
 *
 * @example with « Panne de la box ! » and all stems wanted: « Panne », « Panne de la box », « box »
 */
export function* termsOf({ runs }: ReadText, isWanted: (stem: string) => boolean): Generator<Term> {
  for (const run of runs) {
    for (const [index, first] of run.entries()) {
      if (first.stem === null || !isWanted(first.stem)) continue;
      const stems = [first.stem];
      let isAllOwn = first.isOwn;
      let innerCount = 0;
      if (!isAllOwn && !first.isPart) yield toTerm(stems, first.start, first.end);
      for (let next = index + 1; next < run.length && stems.length < TERM_WORD_COUNT_MAX; next += 1) {
        const word = run[next] as Word;
        if (word.stem === null) {
          innerCount += 1;
          if (innerCount > INNER_WORD_COUNT_MAX) break;
          continue;
        }
        if (!isWanted(word.stem) || stems.includes(word.stem)) break;
        stems.push(word.stem);
        isAllOwn &&= word.isOwn;
        innerCount = 0;
        if (!isAllOwn) yield toTerm(stems, first.start, word.end);
      }
    }
  }
}

function toTerm(stems: readonly string[], start: number, end: number): Term {
  const sorted = stems.length === 1 ? [...stems] : stems.toSorted();
  return { key: sorted.join(' '), stems: sorted, start, end };
}
