/**
 * The word lists and stemmers of the package `natural`, and the only file that knows it. Imported by path, never at its root,
 * which prints to stdout, loads `.env` into the process, and costs over a second and 119 MB.
 */
import sentiment from 'natural/lib/natural/sentiment/index.js';
import type { Stemmer } from 'natural/lib/natural/stemmers/index.js';
import stemmers from 'natural/lib/natural/stemmers/index.js';
import { foldWord } from '../query/fold-word.ts';

/** ISO 639-1 codes of the languages that have a word list. */
export type LexiconLanguage = 'de' | 'en' | 'es' | 'fr' | 'it' | 'nl' | 'pt';

/** Gives the opinion in one lower-case word (accents as written): -1 to 1, 0 for a word that says nothing. */
export type FindPolarity = (word: string) => number;

type List = Readonly<{
  name: string;
  kind: 'afinn' | 'pattern';
  stemmer: Stemmer | undefined;
  /** What the list calls its strongest word. */
  strongest: number;
}>;

const LISTS: Readonly<Record<LexiconLanguage, List>> = {
  de: { name: 'German', kind: 'pattern', stemmer: stemmers.PorterStemmerDe, strongest: 1 },
  en: { name: 'English', kind: 'afinn', stemmer: undefined, strongest: 5 },
  es: { name: 'Spanish', kind: 'afinn', stemmer: stemmers.PorterStemmerEs, strongest: 5 },
  fr: { name: 'French', kind: 'pattern', stemmer: stemmers.PorterStemmerFr, strongest: 1 },
  it: { name: 'Italian', kind: 'pattern', stemmer: stemmers.PorterStemmerIt, strongest: 1 },
  nl: { name: 'Dutch', kind: 'pattern', stemmer: stemmers.PorterStemmerNl, strongest: 1 },
  pt: { name: 'Portuguese', kind: 'afinn', stemmer: stemmers.PorterStemmerPt, strongest: 5 },
};

/** Words remembered per language. Stemming is nearly all of the cost, and most words of a day are the same few. */
const REMEMBERED_WORD_COUNT_MAX = 50_000;
/** Longer "words" are addresses and noise. */
const WORD_CHARACTER_COUNT_MAX = 40;

const finders = new Map<LexiconLanguage, FindPolarity>();

export function isLexiconLanguage(language: string): language is LexiconLanguage {
  return Object.hasOwn(LISTS, language);
}

/**
 * The word list of a language, made at its first use (about 0.1 s, natural stems its whole list) and kept.
 *
 * natural scores whole texts and divides by their length, which drowns every article; asked for one word at a time it
 * is a plain dictionary with stemming, and counting and negation are ours.
 */
export function getPolarityFinder(language: LexiconLanguage): FindPolarity {
  const known = finders.get(language);
  if (known !== undefined) return known;
  const made = makePolarityFinder(LISTS[language]);
  finders.set(language, made);
  return made;
}

function makePolarityFinder(list: List): FindPolarity {
  const analyser = new sentiment.SentimentAnalyzer(list.name, list.stemmer, list.kind);
  const remembered = new Map<string, number>();
  return (word) => {
    if (word.length > WORD_CHARACTER_COUNT_MAX) return 0;
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const raw = analyser.getSentiment([word]) / list.strongest;
    const polarity = Number.isFinite(raw) ? Math.min(1, Math.max(-1, raw)) : 0;
    if (remembered.size >= REMEMBERED_WORD_COUNT_MAX) remembered.clear();
    remembered.set(word, polarity);
    return polarity;
  };
}

// ----------------------------------------------------------------------------------------------------------------- stems

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
