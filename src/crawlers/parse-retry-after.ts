/** How long a server asks us to stay away. */
import { parseDate } from './parse-date.ts';

/** A server that asks for longer is asked again after this long, so that one bad header can't silence a source. */
export const RETRY_AFTER_SECONDS_MAX = 86_400;

/**
 * Seconds from now, or null where the header is absent or says nothing.
 *
 * Shape:   header: delay in seconds or an HTTP date. Returns a whole number, 0..86,400; a date that is over is 0.
 * Errors:  none: total.
 * Source:  RFC 9110 section 10.2.3.
 *
 * @example parseRetryAfter({ header: '120', now })  // 120
 */
export function parseRetryAfter(input: Readonly<{ header: string | undefined; now: Date }>): number | null {
  const header = input.header?.trim() ?? '';
  if (/^\d{1,10}(?:\.\d+)?$/.test(header)) return clamp(Math.ceil(Number(header)));
  const date = parseDate(header);
  return date === null ? null : clamp(Math.ceil((date.getTime() - input.now.getTime()) / 1_000));
}

function clamp(seconds: number): number {
  return Math.min(Math.max(seconds, 0), RETRY_AFTER_SECONDS_MAX);
}
