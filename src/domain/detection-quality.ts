/** How right a brand's alerts were, by what its people said of them, and how soon they came. */
import type { BuzzLevel } from './buzz.ts';
import { type Estimate, estimateShare } from './reliability.ts';

/** From this level on people are told: what is below is no alert, neither a false nor a true one. */
export const ALERT_LEVEL_MIN: BuzzLevel = 2;

/** Over how long it is measured: a brand has few buzzes. */
export const QUALITY_DAYS = 365;

/** Fewer say nothing. */
export const MARKS_MIN = 5;

/** Buzzes of ALERT_LEVEL_MIN and above. delayMinutes: see DetectionQuality. */
export type DetectionCounts = Readonly<{
  confirmedCount: number;
  falseAlarmCount: number;
  missedCount: number;
  delayMinutes: number | null;
}>;

export type DetectionQuality = DetectionCounts &
  Readonly<{
    /** Of the buzzes that somebody marked, the share that were true; null: not measured yet. */
    precision: Estimate | null;
    /** Of the true ones that are known, the share that Vigie told of; null: not measured yet. */
    recall: Estimate | null;
    /** Median minutes from the first negative mention of what was judged to the opening; null: no such buzz. */
    delayMinutes: number | null;
  }>;

/**
 * The shares with their 95 % interval.
 *
 * Errors:  none: total; what rests on fewer than MARKS_MIN is null.
 *
 * @example measureDetection({ confirmedCount: 9, falseAlarmCount: 1, missedCount: 0, delayMinutes: 12 }).precision
 *          // { share: 0.9, from: 0.596, to: 0.982, count: 10 }
 */
export function measureDetection(counts: DetectionCounts): DetectionQuality {
  const { confirmedCount, falseAlarmCount, missedCount } = counts;
  return {
    ...counts,
    precision: estimateShare(confirmedCount, confirmedCount + falseAlarmCount, MARKS_MIN),
    recall: estimateShare(confirmedCount, confirmedCount + missedCount, MARKS_MIN),
  };
}
