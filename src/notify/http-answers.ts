/** What an HTTP answer means for a delivery: one reading for SMS providers and webhooks. */
import { SECOND_MS } from '../base/clock.ts';
import { assertNever } from '../base/errors.ts';
import type { HttpFailureReason, HttpOutcome } from '../base/http.ts';
import type { DeliveryOutcome } from '../domain/alert.ts';

/** A year: longer than any deadline of a delivery. */
const RETRY_AFTER_SECONDS_MAX = 31_536_000;

/**
 * The outcome of a POST by its status alone.
 *
 * 408, 429 and 5xx speak of the moment and are tried again; every other 4xx, and a 3xx that a POST must not follow,
 * speaks of the request, which will be the same next time.
 *
 * Shape:   description: what the body adds to "answered 400", or null. A 2xx is accepted without provider id.
 * Errors:  none: total.
 * Source:  RFC 9110 sections 15.5, 15.6 and 10.2.3; RFC 6585 section 4 (429).
 */
export function readAnswer(
  answer: Readonly<{ outcome: HttpOutcome; name: string; now: Date; description: string | null }>,
): DeliveryOutcome {
  const { outcome, name } = answer;
  if (outcome.kind === 'failed') return readFailure(outcome.reason, `${name}: ${outcome.message}`);
  const { status } = outcome;
  if (status >= 200 && status < 300) return { kind: 'accepted', providerId: null };
  const message = `${name} answered ${status}${answer.description === null ? '' : `: ${answer.description}`}`;
  if (status !== 408 && status !== 429 && status < 500) return { kind: 'never', reason: 'refused', message };
  return {
    kind: 'later',
    reason: 'busy',
    message,
    retryAfterSeconds: parseRetryAfterSeconds(outcome.headers['retry-after'], answer.now),
  };
}

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

function readFailure(reason: HttpFailureReason, message: string): DeliveryOutcome {
  switch (reason) {
    case 'timed-out':
      return { kind: 'later', reason: 'timed-out', message, retryAfterSeconds: null };
    case 'host-unknown':
    case 'connection-failed':
    case 'too-large':
    case 'encoding-unreadable':
      return { kind: 'later', reason: 'connection-failed', message, retryAfterSeconds: null };
    case 'address-refused':
    case 'too-many-redirects':
      return { kind: 'never', reason: 'refused', message };
    default:
      return assertNever(reason);
  }
}
