/** How right the sentiment of a brand's mentions was, by what its readers said. */
import { SENTIMENT_LABELS, type SentimentLabel } from './mention.ts';
import { toShareInterval } from './share-interval.ts';

/** Mentions of one kind: what they were judged, and what their reader said. */
export type Reading = Readonly<{ judged: SentimentLabel; said: SentimentLabel; count: number }>;

/** A share of a sample. from, to: 0 to 1, the 95 % confidence interval. count: of how many it is the share. */
export type Estimate = Readonly<{ share: number; from: number; to: number; count: number }>;

/** null: not measured yet, because too few were read. */
export type LabelReliability = Readonly<{
  label: SentimentLabel;
  /** Of those judged so, the share that their reader calls so. */
  precision: Estimate | null;
  /** Of those that their reader calls so, the share that was judged so. */
  recall: Estimate | null;
}>;

/** readCount: mentions that somebody read. labels: in the order of SENTIMENT_LABELS. */
export type Reliability = Readonly<{ readCount: number; labels: readonly LabelReliability[] }>;

/** The whole of what was measured in parts. */
export function toReliability({ readCount, labels }: Reliability): Reliability {
  return { readCount, labels };
}

/** Fewer say nothing: nine of ten may be anything from 60 to 98 per cent. */
export const READINGS_MIN = 20;

/** The 97.5th percentile of the normal distribution: 95 % lie within. */
const Z = 1.959964;

/**
 * How right the sentiment was, label by label.
 *
 * Errors:  none: total; what rests on fewer than READINGS_MIN is null.
 */
export function measureReliability(readings: readonly Reading[]): Reliability {
  const countOf = (isMeant: (reading: Reading) => boolean): number =>
    readings.filter(isMeant).reduce((sum, { count }) => sum + count, 0);
  return {
    readCount: countOf(() => true),
    labels: SENTIMENT_LABELS.map((label) => {
      const right = countOf(({ judged, said }) => judged === label && said === label);
      const judgedCount = countOf(({ judged }) => judged === label);
      const saidCount = countOf(({ said }) => said === label);
      return { label, precision: estimateShare(right, judgedCount), recall: estimateShare(right, saidCount) };
    }),
  };
}

/**
 * The share with its interval; null where it is one of fewer than countMin.
 *
 * @example estimateShare(18, 20)  // { share: 0.9, from: 0.699, to: 0.972, count: 20 }
 */
export function estimateShare(rightCount: number, count: number, countMin = READINGS_MIN): Estimate | null {
  if (count < countMin) return null;
  const { from, to } = toShareInterval({ partCount: rightCount, wholeCount: count }, Z);
  return { share: round(rightCount / count), from: round(from), to: round(to), count };
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
