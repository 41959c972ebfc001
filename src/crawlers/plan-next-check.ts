/** When to come back to a source: often where there is news, seldom where there is none, politely after a failure. */
import { addSeconds } from '../base/clock.ts';
import type { FetchFailureReason } from '../domain/source.ts';

export const INTERVAL_SECONDS_MIN = 300;
export const INTERVAL_SECONDS_MAX = 3_600;
const FAILURE_DELAY_SECONDS_MAX = 86_400;
const REFUSED_DELAY_SECONDS_MIN = 3_600;
const GONE_DELAY_SECONDS = 604_800;
const SHRINK_RATIO = 0.5;
const GROWTH_RATIO = 1.25;
const JITTER_RATIO = 0.1;
const BACKOFF_DOUBLINGS_MAX = 12;

export type VisitOutcome =
  | Readonly<{ outcome: 'new-documents' | 'nothing-new' }>
  /** failureCount: failures in a row, this one included. */
  | Readonly<{ outcome: 'failed'; reason: FetchFailureReason; failureCount: number }>;

/**
 * When a source is due again, and its pace from now on.
 *
 * News halves the interval and silence stretches it by a quarter, so that a feed that wakes up is followed closely
 * within a few visits and a dead one costs 24 visits a day: a bad buzz may begin on the quietest forum. A failure says nothing about the source's pace: its
 * interval stays, only the delay doubles with each failure in a row, up to a day. Who says "not you" (401, 403, 429,
 * robots.txt) is left alone for an hour at least; who says "gone" is looked at once a week, in case it was a mistake.
 * Nobody is asked before its Retry-After. Jitter keeps sources that were added together from staying together.
 *
 * Shape:   intervalSeconds in: the present pace. Out: between 300 and 3,600. retryAfterSeconds: null where the
 *          server said nothing. random: a draw in [0, 1). nextCheckAt: the delay times 0.9 to 1.1, then Retry-After as
 *          a floor.
 * Errors:  none: total.
 *
 * @example planNextCheck({ outcome: 'new-documents', intervalSeconds: 3600, retryAfterSeconds: null, now, random: 0.5 })
 *          // intervalSeconds 1800, nextCheckAt 30 minutes from now
 */
export function planNextCheck(
  input: VisitOutcome &
    Readonly<{ retryAfterSeconds: number | null; intervalSeconds: number; now: Date; random: number }>,
): Readonly<{ nextCheckAt: Date; intervalSeconds: number }> {
  const intervalSeconds = toInterval(input);
  const delaySeconds = input.outcome === 'failed' ? toFailureDelay(input, intervalSeconds) : intervalSeconds;
  const jittered = delaySeconds * (1 + JITTER_RATIO * (2 * input.random - 1));
  const waitSeconds = Math.round(Math.max(jittered, input.retryAfterSeconds ?? 0));
  return { nextCheckAt: addSeconds(input.now, waitSeconds), intervalSeconds };
}

function toInterval(input: Readonly<{ outcome: VisitOutcome['outcome']; intervalSeconds: number }>): number {
  switch (input.outcome) {
    case 'new-documents':
      return clampInterval(input.intervalSeconds * SHRINK_RATIO);
    case 'nothing-new':
      return clampInterval(input.intervalSeconds * GROWTH_RATIO);
    case 'failed':
      return clampInterval(input.intervalSeconds);
  }
}

function toFailureDelay(
  failure: Readonly<{ reason: FetchFailureReason; failureCount: number }>,
  intervalSeconds: number,
): number {
  if (failure.reason === 'gone') return GONE_DELAY_SECONDS;
  const doublings = Math.min(Math.max(failure.failureCount - 1, 0), BACKOFF_DOUBLINGS_MAX);
  const delaySeconds = Math.min(intervalSeconds * 2 ** doublings, FAILURE_DELAY_SECONDS_MAX);
  return isRefusal(failure.reason)
    ? Math.max(delaySeconds, REFUSED_DELAY_SECONDS_MIN / (1 - JITTER_RATIO))
    : delaySeconds;
}

/** The server, or its owner, does not want us now. */
function isRefusal(reason: FetchFailureReason): boolean {
  return reason === 'rate-limited' || reason === 'not-authorised' || reason === 'robots-refused';
}

function clampInterval(seconds: number): number {
  return Math.round(Math.min(Math.max(seconds, INTERVAL_SECONDS_MIN), INTERVAL_SECONDS_MAX));
}
