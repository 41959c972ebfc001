/** How long a server that we sent something to asks us to wait. */
import { SECOND_MS } from './clock.ts';

/** A year: longer than anything here waits. */
const RETRY_AFTER_SECONDS_MAX = 31_536_000;

/**
 * Seconds to wait as a Retry-After header says, null where there is none or it cannot be read.
 *
 * Shape:   a number of seconds or an HTTP date; a date in the past is 0, one beyond a year is a year: the end of what
 *          Date can tell, counted from now, would be no date any more.
 * Source:  RFC 9110 section 10.2.3.
 */
export function parseRetryAfterSeconds(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Math.min(Number(text), RETRY_AFTER_SECONDS_MAX);
  const atMs = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs)
    ? null
    : Math.min(Math.max(0, Math.ceil((atMs - now.getTime()) / SECOND_MS)), RETRY_AFTER_SECONDS_MAX);
}
