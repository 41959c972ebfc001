/** What is said of a buzz, as a language has to provide it, and the numbers that both languages round alike. */
import type { Buzz, BuzzFigures, BuzzReason, NextLevel } from './buzz.ts';

/** A buzz as it was judged. */
export type JudgedBuzz = Pick<Buzz, 'kind' | 'level' | 'reasons' | 'figures'>;

export type ToldBuzz = Pick<Buzz, 'kind' | 'figures'> &
  Readonly<{
    /** When it was judged: the weekday of the usual; null where that is not known. */
    at: Date | null;
    /** When it opened; null: told elsewhere. */
    since: Date | null;
    /** What it is suddenly about; empty: nothing stands out, or told elsewhere. */
    terms: readonly string[];
  }>;

export type BuzzWords = Readonly<{
  /** Each signal that is abnormal, in one sentence with its numbers. */
  reasons: Readonly<Record<BuzzReason, (figures: BuzzFigures) => string>>;
  /** Observed against usual with the interval, the record, how rare, the share, who: all in one sentence. */
  sentence: (told: ToldBuzz) => string;
  /** How rare such a number is; null where it is not rare, or not known. */
  rarity: (buzz: Pick<Buzz, 'kind' | 'figures'>) => string | null;
  whyLevel: (buzz: JudgedBuzz) => string;
  /** What the next level asks for and is not so; null where there is none, or it is not known. */
  whyNotNext: (buzz: JudgedBuzz) => string | null;
  /** What the usual numbers rest on. */
  basis: (figures: BuzzFigures) => string;
}>;

/** Below half a mention a usual count is said in words: "usually 0" reads like a fault. */
export function isUsuallyNone(expectedCount: number): boolean {
  return expectedCount < 0.5;
}

/** Width of the window that spoke loudest. */
export function windowMs({ windowMinutes }: Pick<BuzzFigures, 'windowMinutes'>): number {
  return windowMinutes * 60_000;
}

/** Figures from before intervals, records and rarities were kept: those of their numbers are nothing but zeros. */
export function isFromBefore(figures: BuzzFigures): boolean {
  return figures.hourlyNegativeCounts.length === 0;
}

/** Above it the number says nothing that a reader could tell apart. */
export const ONE_IN_MAX = 1_000_000;
/** What is less rare is not called rare. */
const ONE_IN_MIN = 10;

/** How rare what is told is, one in so many; null where it is not rare, or not known. At most ONE_IN_MAX. */
export function toRarity({ kind, figures }: Pick<Buzz, 'kind' | 'figures'>): number | null {
  const probability = kind === 'positive' ? figures.mentionProbability : figures.probability;
  if (isFromBefore(figures) || probability > 1 / ONE_IN_MIN) return null;
  return toOneIn(probability);
}

/** Shape:   probability: 0..1. Returns a number of one digit and zeros, 1 to ONE_IN_MAX. */
export function toOneIn(probability: number): number {
  if (probability * ONE_IN_MAX <= 1) return ONE_IN_MAX;
  const digits = 10 ** Math.floor(Math.log10(1 / probability));
  return Math.min(ONE_IN_MAX, Math.round(1 / probability / digits) * digits);
}

/** Weekday of most of the window: six hours that end at one in the morning are the evening before. */
export function middleOf(told: Readonly<{ at: Date; figures: BuzzFigures }>): Date {
  return new Date(told.at.getTime() - windowMs(told.figures) / 2);
}

/** The level that a rule of the agency's own asked for, which the talk alone does not have. */
export function isLiftedByRule({ level, reasons, figures }: JudgedBuzz): boolean {
  if (!figures.metRules.some((rule) => rule.level === level)) return false;
  if (level === 1) return reasons.length === 1;
  return figures.nextLevel !== null && figures.nextLevel.level <= level;
}

/** What is missing, each thing once: who has too few authors has them too few for both conditions that count them. */
export function listMissing({ missing }: NextLevel): NextLevel['missing'] {
  const needOf = (name: 'authors' | 'spread') => missing.find(({ condition }) => condition === name)?.need ?? 0;
  const told = needOf('authors') >= needOf('spread') ? 'spread' : 'authors';
  return missing.filter(({ condition }) => condition !== told);
}
