/** When people talk: by the hour of the day and by the day of the week, in a zone one hour east of Greenwich. */
import { DAY_MS, HOUR_MS } from '../src/base/clock.ts';

/** From midnight on. The deepest night has a twelfth of noon; the evening is the second summit. */
const HOUR_WEIGHTS = [3, 2, 1, 1, 1, 2, 4, 7, 9, 10, 11, 12, 12, 11, 10, 10, 10, 11, 11, 11, 11, 10, 8, 5] as const;
/** From Monday on. */
const DAY_WEIGHTS = [1.1, 1.15, 1.1, 1.1, 1.05, 0.8, 0.7] as const;

const ZONE_MS = HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** A Monday at midnight, in that zone. */
const MONDAY_MS = 4 * DAY_MS - ZONE_MS;

/** The 168 hours of the week; their mean is 1. */
const WEIGHTS = toMeanOne(DAY_WEIGHTS.flatMap((day) => HOUR_WEIGHTS.map((hour) => day * hour)));
/** Mean hours of talk before each hour of the week. */
const HOURS_BEFORE = WEIGHTS.map((_, hour) => WEIGHTS.slice(0, hour).reduce((sum, weight) => sum + weight, 0));

/** How much is said at this instant, in multiples of the mean hour. */
export function rhythmAt(at: number): number {
  return WEIGHTS[hourOfWeek(at)] ?? 1;
}

/** How many mean days of talk lie between two instants: 7 in a whole week. */
export function countTalkDays({ from, until }: Readonly<{ from: number; until: number }>): number {
  return (hoursUntil(until) - hoursUntil(from)) / 24;
}

/** 0 to 23, in the zone of the talk. */
export function hourOfDay(at: number): number {
  return hourOfWeek(at) % 24;
}

function hourOfWeek(at: number): number {
  return Math.floor(mod(at - MONDAY_MS, WEEK_MS) / HOUR_MS);
}

function hoursUntil(at: number): number {
  const weeks = Math.floor((at - MONDAY_MS) / WEEK_MS);
  const hours = mod(at - MONDAY_MS, WEEK_MS) / HOUR_MS;
  const hour = Math.floor(hours);
  return weeks * 168 + (HOURS_BEFORE[hour] ?? 0) + (hours - hour) * (WEIGHTS[hour] ?? 1);
}

function mod(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

function toMeanOne(weights: readonly number[]): readonly number[] {
  const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
  return weights.map((weight) => weight / mean);
}
