/** What becomes of a delivery after one try: done, tried again at an hour, or given up. Pure. */
import { addMs, addSeconds, DAY_MS } from '../base/clock.ts';
import { assertNever } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import type { DeliveryFailureReason, DeliveryOutcome, DeliveryStatus } from '../domain/alert.ts';

/** An alert that is a day old is history, not an alert. Counted from when the delivery was made, or sent again by a person. */
export const DELIVERY_DEADLINE_MS = DAY_MS;
export const RETRY_DELAY_MIN_SECONDS = 15;
export const RETRY_DELAY_MAX_SECONDS = 600;

export type RetryPlan = Readonly<{
  status: DeliveryStatus;
  /** When it is tried again; where it is not, the instant at which that was settled. */
  nextAttemptAt: Date;
  /** What the provider calls it; null where it was not accepted or has no name there. */
  providerId: string | null;
  /** Null when it was accepted; message is for a person. */
  failure: Readonly<{ reason: DeliveryFailureReason; message: string }> | null;
}>;

/**
 * The next step of a delivery.
 *
 * The wait doubles and half of it is drawn by lot, so that a thousand mails that failed together when a server went
 * down do not come back together when it is up. A provider that names its own delay gets at least that one. What
 * would only be tried after the deadline is given up now, so that it shows as dead while somebody can still act.
 *
 * Shape:   attemptCount: tries made, this one included, >= 1. The n-th wait lies in [15 s, 30 s] * 2^(n-1), never
 *          above 600 s; from the sixth on in [300 s, 600 s].
 * Errors:  none: total.
 * Source:  "equal jitter", M. Brooker (2015), AWS Architecture Blog, Exponential Backoff and Jitter; RFC 9110
 *          section 10.2.3 (Retry-After).
 *
 * @example planRetry({ outcome: later, attemptCount: 1, startedAt: now, now, random: { next: () => 0 } })
 *          // { status: 'pending', nextAttemptAt: now + 15 s, … }
 */
export function planRetry(
  attempt: Readonly<{
    outcome: DeliveryOutcome;
    attemptCount: number;
    startedAt: Date;
    now: Date;
    random: Pick<Random, 'next'>;
  }>,
): RetryPlan {
  const { outcome, now } = attempt;
  switch (outcome.kind) {
    case 'accepted':
      return { status: 'accepted', nextAttemptAt: now, providerId: outcome.providerId, failure: null };
    case 'never':
      return {
        status: 'dead',
        nextAttemptAt: now,
        providerId: null,
        failure: { reason: outcome.reason, message: outcome.message },
      };
    case 'later': {
      const ownDelaySeconds = backOffSeconds(attempt.attemptCount, attempt.random);
      const nextAttemptAt = addSeconds(now, Math.max(ownDelaySeconds, outcome.retryAfterSeconds ?? 0));
      if (nextAttemptAt > addMs(attempt.startedAt, DELIVERY_DEADLINE_MS)) {
        return {
          status: 'dead',
          nextAttemptAt: now,
          providerId: null,
          failure: { reason: 'gave-up', message: outcome.message },
        };
      }
      return {
        status: 'pending',
        nextAttemptAt,
        providerId: null,
        failure: { reason: outcome.reason, message: outcome.message },
      };
    }
    default:
      return assertNever(outcome);
  }
}

function backOffSeconds(attemptCount: number, random: Pick<Random, 'next'>): number {
  const ceilingSeconds = Math.min(RETRY_DELAY_MAX_SECONDS, RETRY_DELAY_MIN_SECONDS * 2 ** Math.max(1, attemptCount));
  return (ceilingSeconds / 2) * (1 + random.next());
}
