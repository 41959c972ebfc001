/** The arithmetic of a digest. Pure; null wherever there is nothing to divide by. */
import type { BuzzLevel } from '../../domain/buzz.ts';
import type { BrandDigestContent, DigestContent, PeriodCounts, PeriodMedians } from '../../domain/digest.ts';

export const NO_TALK: PeriodCounts = { mentionCount: 0, negativeCount: 0, positiveCount: 0 };

export function addCounts(counts: readonly PeriodCounts[]): PeriodCounts {
  return counts.reduce(
    (sum, each) => ({
      mentionCount: sum.mentionCount + each.mentionCount,
      negativeCount: sum.negativeCount + each.negativeCount,
      positiveCount: sum.positiveCount + each.positiveCount,
    }),
    NO_TALK,
  );
}

/** Each figure's own median; of ratios, over the periods in which somebody spoke. Null for no periods. */
export function toMedians(periods: readonly PeriodCounts[]): PeriodMedians | null {
  const counted = (name: keyof PeriodCounts): number | null => medianOf(periods.map((counts) => counts[name]));
  const [mentionCount, negativeCount, positiveCount] = [
    counted('mentionCount'),
    counted('negativeCount'),
    counted('positiveCount'),
  ];
  if (mentionCount === null || negativeCount === null || positiveCount === null) return null;
  const ratios = (toRatio: (counts: PeriodCounts) => number | null): number | null =>
    medianOf(periods.flatMap((counts) => toRatio(counts) ?? []));
  return {
    ...{ mentionCount, negativeCount, positiveCount },
    negativeRatio: ratios(negativeRatio),
    netSentimentRatio: ratios(netSentimentRatio),
  };
}

/** The middle value, or halfway between the two middle ones; null for none. */
function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const low = sorted[Math.ceil(sorted.length / 2) - 1];
  const high = sorted[Math.floor(sorted.length / 2)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

/** The part of the mentions that is negative, 0..1; null where there are none. */
export function negativeRatio(counts: Pick<PeriodCounts, 'mentionCount' | 'negativeCount'>): number | null {
  return counts.mentionCount === 0 ? null : counts.negativeCount / counts.mentionCount;
}

/**
 * Positive minus negative over all mentions, -1..1; null where there are none.
 *
 * Over all and not over the judged ones, so that one complaint among a hundred neutral notices stays small.
 *
 * @example netSentimentRatio({ mentionCount: 10, negativeCount: 4, positiveCount: 1 })  // -0.3
 */
export function netSentimentRatio(counts: PeriodCounts): number | null {
  return counts.mentionCount === 0 ? null : (counts.positiveCount - counts.negativeCount) / counts.mentionCount;
}

/** How much more it is than before, as a part of before: 0.5 is half as much again; null where there was nothing. */
export function changeRatio(counts: Readonly<{ now: number; before: number }>): number | null {
  return counts.before === 0 ? null : (counts.now - counts.before) / counts.before;
}

/** A difference of two ratios, null where one of them is. */
export function ratioDifference(ratios: Readonly<{ now: number | null; before: number | null }>): number | null {
  return ratios.now === null || ratios.before === null ? null : ratios.now - ratios.before;
}

export type VoiceShare = PeriodCounts & Readonly<{ name: string; isBrand: boolean; ratio: number | null }>;

/**
 * The brand and its competitors, loudest first, each with its part of all their mentions.
 *
 * Shape:   ratios add up to 1; all null in a period in which nobody was mentioned.
 */
export function sharesOfVoice(
  content: Pick<BrandDigestContent, 'brandName' | 'counts' | 'competitors'>,
): readonly VoiceShare[] {
  const voices = [
    { ...content.counts, name: content.brandName, isBrand: true },
    ...content.competitors.map((competitor) => ({ ...competitor, isBrand: false })),
  ];
  const totalCount = voices.reduce((sum, voice) => sum + voice.mentionCount, 0);
  return voices
    .map((voice) => ({ ...voice, ratio: totalCount === 0 ? null : voice.mentionCount / totalCount }))
    .sort((one, other) => other.mentionCount - one.mentionCount);
}

/**
 * The loudest voices, the brand's own always among them, and what the others come to together; null where there are none.
 *
 * A mail that is longer than a mailbox shows is cut there, and an agency may watch hundreds of competitors.
 */
export function loudestVoices(
  voices: readonly VoiceShare[],
  countMax: number,
): Readonly<{ shown: readonly VoiceShare[]; others: VoiceShare | null; otherCount: number }> {
  const own = voices.findIndex(({ isBrand }) => isBrand);
  const shown = voices.filter((_, index) => index === own || index < (own < countMax ? countMax : countMax - 1));
  const rest = voices.filter((voice) => !shown.includes(voice));
  if (rest.length === 0) return { shown, others: null, otherCount: 0 };
  const ratio = rest.reduce<number | null>(
    (sum, voice) => (voice.ratio === null ? null : (sum ?? 0) + voice.ratio),
    null,
  );
  const others = { ...addCounts(rest), name: '', isBrand: false, ratio };
  return { shown, others, otherCount: rest.length };
}

/** The highest level among the buzzes; null where there are none. */
export function highestLevel(buzzes: readonly Readonly<{ level: BuzzLevel }>[]): BuzzLevel | null {
  return buzzes.reduce<BuzzLevel | null>((top, buzz) => (top === null || buzz.level > top ? buzz.level : top), null);
}

/** The bad buzzes of a digest: brandCount is on how many brands they are. */
export function summariseBuzzes(
  content: DigestContent,
): Readonly<{ count: number; openCount: number; highest: BuzzLevel | null; brandCount: number }> {
  if (content.kind === 'agency') {
    const hit = content.brands.filter(({ buzzCount }) => buzzCount > 0);
    return {
      count: hit.reduce((sum, { buzzCount }) => sum + buzzCount, 0),
      openCount: hit.reduce((sum, { openBuzzCount }) => sum + openBuzzCount, 0),
      highest: highestLevel(hit.flatMap(({ highestLevel: level }) => (level === null ? [] : [{ level }]))),
      brandCount: hit.length,
    };
  }
  const bad = content.buzzes.filter(({ kind }) => kind === 'negative');
  const open = bad.filter(({ resolvedAt }) => resolvedAt === null);
  return { count: bad.length, openCount: open.length, highest: highestLevel(bad), brandCount: Math.min(1, bad.length) };
}

/** From one instant to a later one, both ISO 8601; null where the later one has not come. */
export function elapsedMs(from: string, until: string | null): number | null {
  return until === null ? null : new Date(until).getTime() - new Date(from).getTime();
}

/** An instant on the last day of the period, whose end is exclusive. */
export function lastInstant(content: Pick<DigestContent, 'periodUntil'>): Date {
  return new Date(new Date(content.periodUntil).getTime() - 1);
}
