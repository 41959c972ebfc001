/**
 * Stems, by the stemmers of the package `natural`; the only file that knows it. Imported by path, never at its root,
 * which prints to stdout, loads `.env` into the process, and costs over a second and 119 MB.
 */
import type { Stemmer } from 'natural/lib/natural/stemmers/index.js';
import stemmers from 'natural/lib/natural/stemmers/index.js';
import { foldWord } from './query/fold-word.ts';

/** Longer "words" are addresses and noise. */
const WORD_CHARACTER_COUNT_MAX = 40;

const STEMMERS: Readonly<Record<string, Stemmer>> = {
  de: stemmers.PorterStemmerDe,
  en: stemmers.PorterStemmer,
  es: stemmers.PorterStemmerEs,
  fr: stemmers.PorterStemmerFr,
  it: stemmers.PorterStemmerIt,
  pt: stemmers.PorterStemmerPt,
};

const REMEMBERED_STEM_COUNT_MAX = 100_000;
const rememberedStems = new Map<string, string>();

/**
 * The folded stem of a word in lower case; the word itself, folded, where the language has no stemmer.
 *
 * @example stemWord('scandaleuses', 'fr')  // 'scandal'
 */
export function stemWord(word: string, language: string): string {
  const stemmer = Object.hasOwn(STEMMERS, language) ? STEMMERS[language] : undefined;
  if (stemmer === undefined || word.length > WORD_CHARACTER_COUNT_MAX) return foldWord(word);
  const key = `${language} ${word}`;
  const known = rememberedStems.get(key);
  if (known !== undefined) return known;
  const stem = foldWord(stemmer.stem(word) || word);
  if (rememberedStems.size >= REMEMBERED_STEM_COUNT_MAX) rememberedStems.clear();
  rememberedStems.set(key, stem);
  return stem;
}
