/** A time to come that must end: a silence, a stand-in. */
import { addMs, DAY_MS } from '../base/clock.ts';
import { daysLater, type TimeRange } from '../base/zoned-time.ts';

/** Why it cannot be one. */
export type BoundedTimeProblem = 'is-over' | 'ends-before-start' | 'too-far' | 'too-long';

/** Who plans for later than that has mistyped the year. */
const AHEAD_DAYS_MAX = 366;

/** Days are those of the calendar: a fortnight is not too long because an hour came twice. */
export function findBoundedTimeProblem(
  time: TimeRange,
  rule: Readonly<{ now: Date; daysMax: number; timeZone: string }>,
): BoundedTimeProblem | null {
  if (time.until <= rule.now) return 'is-over';
  if (time.until <= time.from) return 'ends-before-start';
  if (time.from > addMs(rule.now, AHEAD_DAYS_MAX * DAY_MS)) return 'too-far';
  return time.until > daysLater(time.from, rule.timeZone, rule.daysMax) ? 'too-long' : null;
}
