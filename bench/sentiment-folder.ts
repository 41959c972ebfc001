/** The folder that sentiment is trained and measured on: labelled texts by language, and word lists beside natural's. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { foldWord } from '../src/analysis/query/fold-word.ts';
import type { SentimentLanguage } from '../src/analysis/sentiment/find-model.ts';
import { findOtherNames, type Place } from '../src/analysis/sentiment/find-names.ts';
import { LABELS } from '../src/analysis/sentiment/model-file.ts';
import { markNames } from '../src/analysis/sentiment/own-clauses.ts';
import type { LabelledText, OpinionList } from '../src/analysis/sentiment/train-model.ts';
import { stemWord } from '../src/analysis/stem-word.ts';
import { makeSeededRandom } from '../src/base/random.ts';
import type { SentimentLabel } from '../src/domain/mention.ts';
import { shuffle } from './shuffle.ts';

/** ISO 639-1 codes, and what the folder calls the languages. */
export const LANGUAGES: Readonly<Record<SentimentLanguage, string>> = {
  de: 'german',
  en: 'english',
  es: 'spanish',
  fr: 'french',
  it: 'italian',
  pt: 'portuguese',
};

export type Language = SentimentLanguage;

/** The strongest word of a list of whole numbers (AFINN). */
const AFINN_STRONGEST = 5;
const VADER_STRONGEST = 4;
/** Stems of shorter words are the words of another meaning. */
const STEMMED_CHARS_MIN = 4;

const require = createRequire(import.meta.url);

/**
 * The labelled texts of a part.
 *
 * Errors:  Error where the folder lacks the part, or where texts and labels are not as many.
 */
export function readTexts(folder: string, language: Language, part: string): readonly LabelledText[] {
  const place = path.join(folder, 'umsab', LANGUAGES[language], part);
  const [textsPath, labelsPath] = [`${place}_text.txt`, `${place}_labels.txt`];
  if (!existsSync(textsPath)) throw new Error(`there is no ${textsPath}: name a folder of the form of umsab`);
  const texts = readFileSync(textsPath, 'utf8').split('\n');
  const labels = readFileSync(labelsPath, 'utf8').trim().split(/\s+/).map(Number);
  if (texts.length < labels.length) throw new Error(`${textsPath} has fewer lines than ${labelsPath}`);
  return labels.map((label, index) => ({ text: texts[index] ?? '', label }));
}

/** The folder's tweets are what the goals are measured on, and fewer than Vigie's own texts in some languages. */
const TWEET_WEIGHT = 2;
const SEED = 2026;

/** The published order has the labels in runs. */
export function toTrainingOrder<Text>(texts: readonly Text[]): readonly Text[] {
  return shuffle(texts, makeSeededRandom(SEED));
}

/** Vigie's own texts, which are part of the project. */
const OWN_FOLDER = path.join(import.meta.dirname, '../test/fixtures/analysis/sentiment');

/** Short texts on brands, of our own writing: what the models are trained on beside the folder; part "test": never. */
export function readOwnTexts(language: Language, part: 'train' | 'test' = 'train'): readonly LabelledText[] {
  const names = part === 'test' ? [`talk-test-${language}`] : [`talk-${language}`, 'talk-emoji'];
  return names
    .flatMap((name) => readOwn<{ text: string; label: SentimentLabel }>(name))
    .map(({ text, label }) => ({ text, label: LABELS.indexOf(label) }));
}

/** Texts on one brand in its community's own words. */
export function readJargon(set: string): readonly Readonly<{ text: string; label: SentimentLabel }>[] {
  return readOwn(`jargon-${set}`);
}

/** A text of several brands, and the label of one of them; marked: with marks in place of its names. */
export type BrandText = Readonly<{ text: string; place: Place; marked: string; label: number }>;

/** Texts of two brands, of our own writing, each once for each of its brands, whose names are marked. */
export function readTwoBrands(part: 'train' | 'dev' | 'test', language: Language): readonly (readonly BrandText[])[] {
  return readOwn<{ text: string; brands: readonly Readonly<{ name: string; label: SentimentLabel }>[] }>(
    `two-brands-${part}-${language}`,
  ).map(({ text, brands }) =>
    brands.map(({ name, label }) => {
      const start = text.indexOf(name);
      const place = { start, end: start + name.length };
      const marked = markNames({ text, own: [place], others: findOtherNames(text, [place], language) });
      return { text, place, marked, label: LABELS.indexOf(label) };
    }),
  );
}

/** A text, a place in it, and what is said of what stands there. */
export type TargetText = Omit<BrandText, 'marked'>;

type TargetRow = Readonly<{ sentence: string; polarity: number }> &
  (Readonly<{ target: string; left: string }> | Readonly<{ from: number; to: number }>);

/** A public set of sentences with a target each, one a line. */
export function readTargets(file: string): readonly TargetText[] {
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const row = JSON.parse(line) as TargetRow;
      const text = row.sentence;
      const start = 'from' in row ? row.from : Math.max(0, text.indexOf(row.target, row.left.length - 1));
      const end = 'to' in row ? row.to : start + row.target.length;
      return { text, place: { start, end }, label: row.polarity + 1 };
    });
}

/** English news sentences that name several: whoever is in the news is mostly neither praised nor blamed. */
export function readNews(folder: string): readonly BrandText[] {
  return readTargets(path.join(folder, 'newsmtsc/rw-train.jsonl')).flatMap((target) => {
    const { text, place } = target;
    const others = findOtherNames(text, [place], 'en');
    return others.length === 0 ? [] : [{ ...target, marked: markNames({ text, own: [place], others }) }];
  });
}

function readOwn<Row>(name: string): readonly Row[] {
  const file = path.join(OWN_FOLDER, `${name}.ndjson`);
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): Row => JSON.parse(line));
}

/** The folder's tweets, as models are trained on them. */
export function readTweets(folder: string, language: Language, parts: readonly string[]): readonly LabelledText[] {
  return parts.flatMap((part) => readTexts(folder, language, part).map((text) => ({ ...text, weight: TWEET_WEIGHT })));
}

/** The word lists of a language: natural's, those of the folder, and VADER's in English. */
export function readLists(folder: string, language: Language): readonly OpinionList[] {
  const lexicon = (name: string) => readFileSync(path.join(folder, 'lexicons', name), 'utf8');
  const lists: Readonly<Record<Language, () => readonly Entry[][]>> = {
    de: () => [readNatural('German/pattern-sentiment-de.json', 'polarity')],
    en: () => [
      readNatural('English/pattern-sentiment-en.json', 'polarity'),
      readNatural('English/senticon_en.json', 'pol'),
      readLines(readFileSync(require.resolve('vader-sentiment/vader_lexicon.txt'), 'utf8'), '\t', VADER_STRONGEST),
    ],
    es: () => [
      readNatural('Spanish/afinnShortSortedSpanish.json', null),
      readNatural('Spanish/senticon_es.json', 'pol'),
    ],
    fr: () => [
      readNatural('French/pattern-sentiment-fr.json', 'polarity'),
      readLines(lexicon('AFINN-fr-165.txt'), '\t', AFINN_STRONGEST),
      readLines(lexicon('vader_fr_lexicon.txt'), '->', VADER_STRONGEST),
    ],
    it: () => [readNatural('Italian/pattern-sentiment-it.json', 'polarity')],
    pt: () => [readNatural('Portuguese/afinnShortSortedPortuguese.json', null)],
  };
  return lists[language]().map((entries) => toList(entries, language));
}

type Entry = readonly [word: string, opinion: number];

/** key: what the list calls the opinion of a word; null: a whole number stands right there. */
function readNatural(name: string, key: string | null): Entry[] {
  const file = require.resolve(`natural/lib/natural/sentiment/${name}`);
  const words: Record<string, Record<string, unknown> | number> = JSON.parse(readFileSync(file, 'utf8'));
  return Object.entries(words)
    .map(([word, told]): Entry => {
      const opinion = typeof told === 'number' ? told / AFINN_STRONGEST : Number(told[key ?? '']);
      return [word.replaceAll('_', ' '), opinion];
    })
    .filter(([, opinion]) => Number.isFinite(opinion));
}

function readLines(text: string, separator: string, strongest: number): Entry[] {
  return text
    .split('\n')
    .map((line): Entry => {
      const [word = '', opinion = ''] = line.split(separator);
      return [word, Number.parseFloat(opinion) / strongest];
    })
    .filter(([word, opinion]) => word !== '' && Number.isFinite(opinion));
}

/** What several entries say of one form, or one stem, is their mean. */
function toList(entries: readonly Entry[], language: string): OpinionList {
  const byForm = new Map<string, number[]>();
  const byStem = new Map<string, number[]>();
  const put = (words: Map<string, number[]>, word: string, opinion: number): void => {
    words.set(word, [...(words.get(word) ?? []), opinion]);
  };
  for (const [word, opinion] of entries) {
    const lower = word.toLowerCase().replaceAll('’', "'");
    put(byForm, foldWord(lower), opinion);
    if (lower.length >= STEMMED_CHARS_MIN && /^\p{L}+$/u.test(lower)) put(byStem, stemWord(lower, language), opinion);
  }
  const toMeans = (words: ReadonlyMap<string, readonly number[]>) =>
    new Map([...words].map(([word, all]) => [word, all.reduce((sum, each) => sum + each, 0) / all.length]));
  return { byForm: toMeans(byForm), byStem: toMeans(byStem) };
}
