/** The arithmetic of a digest. Pure; null wherever there is nothing to divide by. */
import type { BuzzLevel } from '../../domain/buzz.ts';
import type { DigestContent, PeriodCounts } from '../../domain/digest.ts';

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
 * Shape:   ratios add up to 1; all null in a week in which nobody was mentioned.
 */
export function sharesOfVoice(
  content: Pick<DigestContent, 'brandName' | 'week' | 'competitors'>,
): readonly VoiceShare[] {
  const voices = [
    { ...content.week, name: content.brandName, isBrand: true },
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
  const others = rest.reduce<VoiceShare | null>(
    (sum, voice) => ({
      ...{ name: '', isBrand: false },
      mentionCount: voice.mentionCount + (sum?.mentionCount ?? 0),
      negativeCount: voice.negativeCount + (sum?.negativeCount ?? 0),
      positiveCount: voice.positiveCount + (sum?.positiveCount ?? 0),
      ratio: voice.ratio === null ? null : voice.ratio + (sum?.ratio ?? 0),
    }),
    null,
  );
  return { shown, others, otherCount: rest.length };
}

/** The highest level among the buzzes; null where there are none. */
export function highestLevel(buzzes: readonly Readonly<{ level: BuzzLevel }>[]): BuzzLevel | null {
  return buzzes.reduce<BuzzLevel | null>((top, buzz) => (top === null || buzz.level > top ? buzz.level : top), null);
}

/** From one instant to a later one, both ISO 8601; null where the later one has not come. */
export function elapsedMs(from: string, until: string | null): number | null {
  return until === null ? null : new Date(until).getTime() - new Date(from).getTime();
}

/** An instant on the last day of the period, whose end is exclusive. */
export function lastInstant(content: Pick<DigestContent, 'periodUntil'>): Date {
  return new Date(new Date(content.periodUntil).getTime() - 1);
}
