/** Instants and ranges of a query string. */
import { addMs, DAY_MS } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import type { TimeRange } from '../base/zoned-time.ts';

/** What is listed when nothing is said about when. */
export const RANGE_DEFAULT_MS = 30 * DAY_MS;

/** The schema has seen to its form; what has the form and is no instant (a 61st second) is refused here. Errors: INPUT_INVALID. */
export function toInstant(field: string, text: string): Date {
  const instant = new Date(text);
  if (!Number.isNaN(instant.getTime())) return instant;
  throw new AppError('INPUT_INVALID', `"${field}" is no instant: give one such as 2026-06-01T08:00:00Z.`);
}

/** As toInstant; undefined stays undefined. */
export function toOptionalInstant(field: string, text: string | undefined): Date | undefined {
  return text === undefined ? undefined : toInstant(field, text);
}

/** `since` included, `until` not; until now and the last thirty days, or widthMs, where nothing is said. Errors: INPUT_INVALID. */
export function toRange(
  query: Readonly<{ since?: string; until?: string }>,
  now: Date,
  widthMs = RANGE_DEFAULT_MS,
): TimeRange {
  const until = toOptionalInstant('until', query.until) ?? now;
  const from = toOptionalInstant('since', query.since) ?? addMs(until, -widthMs);
  if (from < until) return { from, until };
  throw new AppError('INPUT_INVALID', '"since" must be before "until", which is now where it is not given.');
}
