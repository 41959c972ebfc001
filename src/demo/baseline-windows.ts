/** Which hours of the past the present hour is compared with. */
import { addMs, HOUR_MS } from '../base/clock.ts';
import { type TimeRange, weeksEarlier } from '../base/zoned-time.ts';

/**
 * The last 60 minutes, moved back by one week, two weeks and so on: what the demo tells as usual.
 *
 * Talk follows the wall clock (nights are silent, Monday morning is not Sunday's), so the weeks are those of the
 * agency's calendar. Each window is 60 minutes long also where summer time began or ended within it, or one week
 * would count for none or for two.
 *
 * Shape:   newest first, weekCount of them; until is exclusive.
 *
 * @example baselineWindows({ now, timeZone: 'Europe/Paris', weekCount: 8 })[0]  // the same hour last week
 */
export function baselineWindows(
  input: Readonly<{ now: Date; timeZone: string; weekCount: number }>,
): readonly TimeRange[] {
  const lastHour: TimeRange = { from: addMs(input.now, -HOUR_MS), until: input.now };
  return Array.from({ length: input.weekCount }, (_, index) => {
    const { from } = weeksEarlier(lastHour, input.timeZone, index + 1);
    return { from, until: addMs(from, HOUR_MS) };
  });
}
