/** The terms of a text: one to three words that mean something, as people write them next to each other. */
import { foldWord } from '../query/fold-word.ts';
import { scanText } from '../query/scan-text.ts';
import { stemWord } from '../stem-word.ts';
import { isFunctionWord } from './function-words.ts';
import type { OwnWords } from './own-words.ts';

/**
 * key: its stems in order of the alphabet, so that « panne box », « box en panne » and « pannes de la box » are one term.
 * stems: those of the key. text: as it stands there.
 */
export type Term = Readonly<{ key: string; stems: readonly string[]; text: string }>;

/** A word in its place; stem null: a function word or the brand's name, which may only stand within a term. */
type Word = Readonly<{ stem: string | null; isOwn: boolean; start: number; end: number }>;

/** A text whose words were read, from which terms can be taken several times. */
export type ReadText = Readonly<{ text: string; runs: readonly (readonly Word[])[] }>;

const TERM_WORD_COUNT_MAX = 3;
/** « panne de la box », « box est en panne »; further apart two words are no term. */
const INNER_WORD_COUNT_MAX = 2;
/** Longer "words" are keys and noise. */
const WORD_CHARS_MAX = 40;

/** Addresses, hosts and handles; every repetition has a bound, so that time grows with the text. */
const NOISE_PATTERN =
  /https?:\/\/\S+|www\.\S+|[\p{L}\p{N}._+-]{1,64}@[\p{L}\p{N}.-]+|@[\p{L}\p{N}_][\p{L}\p{N}_.-]*|[\p{L}\p{N}-]{1,64}(?:\.[a-z]{2,24}){1,4}(?:\/\S*)?(?![\p{L}\p{N}])/gu;
/** What may stand between two words of one term. */
const GAP_PATTERN = /^(?:[ \t\u00a0\u202f]{0,2}|['’ʼ‘\-‐‑])$/u;
/** A number, an hour, a price: 18, 18h, 18h30, 3e. */
const NUMBER_PATTERN = /^\p{N}+(?:h\p{N}*|e|eme|er|st|nd|rd|th|km|eur|euros?|min|mn|am|pm)?$/u;
const LATIN_LETTER_PATTERN = /^\p{Script=Latin}$/u;

/**
 * Reads the words of a text. They are kept apart where a sentence ends, at any sign between them, at numbers, addresses and
 * handles; elided articles are words of their own, and cut.
 *
 * Shape:   language: ISO 639-1 or null; where there is no stemmer for it, words are only folded.
 * Errors:  none: total. Time grows with the text.
 */
export function readText(raw: string, language: string | null, own: OwnWords): ReadText {
  const text = raw.replace(NOISE_PATTERN, '\n');
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
    if (before !== undefined && !GAP_PATTERN.test(text.slice(before.end, start))) close();
    const word = pictures.has(index) ? null : readWord(text, { start, end, language, own });
    if (word === null) close();
    else run.push(word);
  }
  close();
  return { text, runs };
}

/** Null for what is no word of a term. */
function readWord(
  text: string,
  at: Readonly<{ start: number; end: number; language: string | null; own: OwnWords }>,
): Word | null {
  const { start, end, language, own } = at;
  if (end - start > WORD_CHARS_MAX) return null;
  const written = text.slice(start, end);
  const folded = foldWord(written);
  if (folded === '' || NUMBER_PATTERN.test(folded)) return null;
  const place = { start, end };
  if (isFunctionWord(folded, language) || LATIN_LETTER_PATTERN.test(folded)) {
    return { stem: null, isOwn: false, ...place };
  }
  const stem = stemWord(written.toLowerCase(), language ?? '');
  if (own.names.has(folded) || own.names.has(stem)) return { stem: null, isOwn: true, ...place };
  return { stem, isOwn: own.all.has(folded) || own.all.has(stem), ...place };
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
export function* termsOf({ text, runs }: ReadText, isWanted: (stem: string) => boolean): Generator<Term> {
  for (const run of runs) {
    for (const [index, first] of run.entries()) {
      if (first.stem === null || !isWanted(first.stem)) continue;
      const stems = [first.stem];
      let isAllOwn = first.isOwn;
      let innerCount = 0;
      if (!isAllOwn) yield toTerm(stems, text.slice(first.start, first.end));
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
        if (!isAllOwn) yield toTerm(stems, text.slice(first.start, word.end));
      }
    }
  }
}

function toTerm(stems: readonly string[], text: string): Term {
  const sorted = stems.length === 1 ? [...stems] : stems.toSorted();
  return { key: sorted.join(' '), stems: sorted, text: text.replace(/\s+/g, ' ') };
}
