/** The words of each trade, found in a text in one pass; what a text speaks of. */
import { foldWord } from '../query/fold-word.ts';
import { tokenize } from '../query/tokens.ts';
import { stemWord } from '../stem-word.ts';
import { isFunctionWord } from '../terms/function-words.ts';
import type { ReadDraft } from './read-draft.ts';
import { looseShare, otherShare, ownShare, TRADES, type Trade } from './trades.ts';
import { VOCABULARY_EN } from './vocabulary-en.ts';
import { VOCABULARY_FR } from './vocabulary-fr.ts';

/** A word of one trade or more, with its first place in the draft. */
export type TradeWord = Readonly<{ key: string; start: number; end: number; weights: ReadonlyMap<Trade, number> }>;

const WEIGHTS: Readonly<Record<string, number>> = { '+': 1.5, '-': 0.5 };
const WORDS_PER_TERM_MAX = 4;
const EMOJI_PATTERN = /^\p{Extended_Pictographic}/u;
/** « Nous surgelons »: an ending that the stemmer leaves. */
/** What a text speaks of shows in its first pages; names are looked for in all of it. */
const TRADE_WORDS_MAX = 1_200;
const LANGUAGE_WORDS_MAX = 300;
const STEM_CHARS_MIN = 4;
const PLURAL_PATTERN = /(?<=\p{L}{3})[sx]$/u;
const WE_PATTERN = /^(\p{L}{3,}[^i])ons$/u;

type Index = ReadonlyMap<string, ReadonlyMap<Trade, number>>;

/** Phrases that hold a word of some trade and tell of none. */
const NEUTRAL: Readonly<Record<string, string>> = {
  fr: `on compte, compte sur, comptez sur, compter sur, sur le compte, son compte, le compte à rebours, par la suite, tout de suite, à la suite, tenir compte, en ligne, mise à jour, en main, prise en main, sur place, à la une, rendez-vous, à la carte de, en route, bonne route, mise en place, en place, en série, au bout du fil, en cours, en direct, point de vue, à point, tout court, de suite, en tête, pièce d’identité, fête des mères, fête des pères, mise en vente, carte de vœux, jour de l’an, à table, en vue, place aux, à la carte, en jeu, pièce par pièce, mise en service, la saison, de saison, cette saison, ligne par ligne, les yeux fermés, sous les yeux, en piste, dernière ligne droite`,
  en: `on board, in store, at home, stay tuned, sign up, check out, in the bag, on the table, by the way, in the air, across the board, in touch, on hold, free of charge`,
};

const INDEXES = { fr: makeIndex(VOCABULARY_FR, 'fr'), en: makeIndex(VOCABULARY_EN, 'en') } as const;
type IndexLanguage = keyof typeof INDEXES;

function makeIndex(vocabulary: Readonly<Partial<Record<Trade, string>>>, language: string): Index {
  const made = new Map<string, Map<Trade, number>>();
  for (const trade of TRADES) {
    for (const entry of (vocabulary[trade] ?? '').split(',')) addEntry(made, { trade, entry: entry.trim(), language });
  }
  for (const phrase of (NEUTRAL[language] ?? '').split(',')) made.set(toKey(phrase.trim(), language), new Map());
  return made;
}

/** « car » and « but » are small words of one language and trade words of the other: the draft's small words decide. */
function chooseLanguages(draft: ReadDraft): readonly IndexLanguage[] {
  const words = draft.words.slice(0, LANGUAGE_WORDS_MAX);
  const count = (language: string): number => words.filter((word) => isFunctionWord(word, language)).length;
  const french = count('fr');
  const english = count('en');
  if (french === english) return ['fr', 'en'];
  return french > english ? ['fr'] : ['en'];
}

type Entry = Readonly<{ trade: Trade; entry: string; language: string }>;

function addEntry(made: Map<string, Map<Trade, number>>, { trade, entry, language }: Entry): void {
  if (entry === '') return;
  const sign = /^[+-]/.exec(entry)?.[0] ?? '';
  const key = toKey(entry.slice(sign.length), language);
  const weights = made.get(key) ?? new Map<Trade, number>();
  weights.set(trade, Math.max(weights.get(trade) ?? 0, WEIGHTS[sign] ?? 1));
  made.set(key, weights);
}

function toKey(written: string, language: string): string {
  if (EMOJI_PATTERN.test(written)) return written.replaceAll('\u{fe0f}', '');
  return tokenize(written)
    .map(({ start, end }) => toStem(written.slice(start, end), language))
    .join(' ');
}

/** Both sides lose their endings: « surgelé », « surgelons », « surgelées » are one. */
function toStem(written: string, language: string): string {
  const lower = written.toLowerCase();
  const stem = stemWord(language === 'fr' ? lower.replace(WE_PATTERN, '$1er') : lower, language);
  // « pari » and « par », « série » and « sera » would be one
  return stem.length < STEM_CHARS_MIN ? foldWord(lower).replace(PLURAL_PATTERN, '') : stem;
}

/** The trade words of a draft, each once; those at the places of names are none. */
export function findTradeWords(draft: ReadDraft, isTaken: (token: number) => boolean): readonly TradeWord[] {
  const found = new Map<string, TradeWord>();
  for (const language of chooseLanguages(draft)) {
    const index = INDEXES[language];
    const keys = draft.words
      .slice(0, TRADE_WORDS_MAX)
      .map((word, token) =>
        draft.isEmoji.has(token) ? word : toStem(draft.text.slice(draft.starts[token], draft.ends[token]), language),
      );
    for (let from = 0; from < keys.length; ) {
      const length = longestAt(draft, { index, keys, from, isTaken, found });
      from += Math.max(1, length);
    }
  }
  return [...found.values()];
}

type Search = Readonly<{
  index: Index;
  keys: readonly string[];
  from: number;
  isTaken: (token: number) => boolean;
  found: Map<string, TradeWord>;
}>;

/** How many tokens the longest term from here has; it is put among those found. */
function longestAt(draft: ReadDraft, { index, keys, from, isTaken, found }: Search): number {
  let key = '';
  let length = 0;
  let best: string | undefined;
  for (let until = from; until < Math.min(keys.length, from + WORDS_PER_TERM_MAX); until += 1) {
    if (isTaken(until) || (until > from && draft.breaks[until] === true)) break;
    key = until === from ? (keys[until] ?? '') : `${key} ${keys[until]}`;
    if (!index.has(key)) continue;
    best = key;
    length = until - from + 1;
  }
  const weights = best === undefined ? undefined : index.get(best);
  if (best !== undefined && weights !== undefined && !found.has(best)) {
    found.set(best, {
      key: best,
      start: draft.starts[from] ?? 0,
      end: draft.ends[from + length - 1] ?? 0,
      weights,
    });
  }
  return length;
}

/** What a word weighs for whoever has the share of each trade; it counts by the trade that it fits best. */
function weigh(weights: ReadonlyMap<Trade, number>, toShare: (trade: Trade) => number): number {
  let best = 0;
  for (const [trade, weight] of weights) best = Math.max(best, weight * toShare(trade));
  return best;
}

/** How well the words fit somebody of these trades; neighbouring ones tell less. */
export function scoreOther(words: readonly TradeWord[], trades: readonly Trade[]): number {
  return words.reduce((sum, { weights }) => sum + weigh(weights, (trade) => otherShare(trades, trade)), 0);
}

/** How much better the words fit another than the account, and how well they fit the account. */
export function compareTrades(
  words: readonly TradeWord[],
  trades: Readonly<{ own: readonly Trade[]; other: readonly Trade[] }>,
): Readonly<{ lead: number; own: number }> {
  let lead = 0;
  let ofAccount = 0;
  for (const { weights } of words) {
    const other = weigh(weights, (trade) => otherShare(trades.other, trade));
    const own = weigh(weights, (trade) => ownShare(trades.own, trade));
    const loose = weigh(weights, (trade) => otherShare(trades.other, trade) * looseShare(trades.own, trade));
    lead += other - Math.max(own, loose);
    ofAccount += own;
  }
  return { lead, own: ofAccount };
}
