/** The words of each trade, found in a text in one pass; what a text speaks of. */
import { tokenize } from '../query/tokens.ts';
import { stemWord } from '../stem-word.ts';
import { isFunctionWord } from '../terms/function-words.ts';
import type { ReadDraft } from './read-draft.ts';
import { otherShare, ownShare, TRADES, type Trade } from './trades.ts';
import { VOCABULARY_EN } from './vocabulary-en.ts';
import { VOCABULARY_FR } from './vocabulary-fr.ts';

/** A word of one trade or more, with its first place in the draft. */
export type TradeWord = Readonly<{ key: string; start: number; end: number; weights: ReadonlyMap<Trade, number> }>;

const WEIGHTS: Readonly<Record<string, number>> = { '+': 1.5, '-': 0.5 };
const WORDS_PER_TERM_MAX = 4;
const EMOJI_PATTERN = /^\p{Extended_Pictographic}/u;
/** « Nous surgelons »: an ending that the stemmer leaves. */
const WE_PATTERN = /^(\p{L}{3,}[^i])ons$/u;

type Index = ReadonlyMap<string, ReadonlyMap<Trade, number>>;

const INDEXES = { fr: makeIndex(VOCABULARY_FR, 'fr'), en: makeIndex(VOCABULARY_EN, 'en') } as const;
type IndexLanguage = keyof typeof INDEXES;

function makeIndex(vocabulary: Readonly<Partial<Record<Trade, string>>>, language: string): Index {
  const made = new Map<string, Map<Trade, number>>();
  for (const trade of TRADES) {
    for (const entry of (vocabulary[trade] ?? '').split(',')) addEntry(made, { trade, entry: entry.trim(), language });
  }
  return made;
}

/** « car » and « but » are small words of one language and trade words of the other: the draft's small words decide. */
function chooseLanguages(draft: ReadDraft): readonly IndexLanguage[] {
  const count = (language: string): number => draft.words.filter((word) => isFunctionWord(word, language)).length;
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
  return stemWord(language === 'fr' ? lower.replace(WE_PATTERN, '$1er') : lower, language);
}

/** The trade words of a draft, each once; those at the places of names are none. */
export function findTradeWords(draft: ReadDraft, isTaken: (token: number) => boolean): readonly TradeWord[] {
  const found = new Map<string, TradeWord>();
  for (const language of chooseLanguages(draft)) {
    const index = INDEXES[language];
    const keys = draft.words.map((word, token) =>
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

/** How well the words fit somebody of these trades; each word counts by the trade that it fits best. */
export function scoreTrades(words: readonly TradeWord[], toShare: (trade: Trade) => number): number {
  let score = 0;
  for (const { weights } of words) {
    let best = 0;
    for (const [trade, weight] of weights) best = Math.max(best, weight * toShare(trade));
    score += best;
  }
  return score;
}

/** Whose own words they are, with those of neighbouring trades. */
export function scoreOwn(words: readonly TradeWord[], own: readonly Trade[]): number {
  return scoreTrades(words, (trade) => ownShare(own, trade));
}

/** The same of another, whose neighbouring trades tell less. */
export function scoreOther(words: readonly TradeWord[], trades: readonly Trade[]): number {
  return scoreTrades(words, (trade) => otherShare(trades, trade));
}
