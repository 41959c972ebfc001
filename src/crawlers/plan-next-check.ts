/** When to come back to a source: often where there is news, seldom where there is none, politely after a failure. */
import { addMs, addSeconds, HOUR_MS } from '../base/clock.ts';
import type { FetchFailureReason, SourceKind, SourceWishes } from '../domain/source.ts';

export const INTERVAL_SECONDS_MIN = 300;
export const INTERVAL_SECONDS_MAX = 3_600;
/** A blog that speaks once a month is looked at once a day… */
const QUIET_FEED_INTERVAL_SECONDS_MAX = 86_400;
/** …and in between, eight times in its usual gap. */
const VISITS_PER_GAP = 8;
/** While a brand that it speaks of is in trouble. */
const URGENT_INTERVAL_SECONDS: Readonly<Record<SourceKind, number>> = { search: 60, forum: 120, feed: 120 };
/** What a source may ask for: feeds promise a day (`ttl` 1440) and bring news every hour. */
const WISHED_SECONDS_MAX = 3_600;
const URGENT_WISHED_SECONDS_MAX = 300;
/** Where a hub tells of news, polling is only the safety net. */
const PUSHED_INTERVAL_SECONDS_MIN = 3_600;
const FAILURE_DELAY_SECONDS_MAX = 86_400;
const REFUSED_DELAY_SECONDS_MIN = 3_600;
const GONE_DELAY_SECONDS = 86_400;
const MISSED_RATIO = 0.25;
const SHRINK_RATIO = 0.5;
const GROWTH_RATIO = 1.25;
const JITTER_RATIO = 0.1;
const BACKOFF_DOUBLINGS_MAX = 12;
const HOURS_PER_WEEK = 168;

export type VisitOutcome =
  /** may-have-missed: everything was new, so that something before it may already have dropped out of the source. */
  | Readonly<{ outcome: 'new-documents' | 'nothing-new' | 'may-have-missed' }>
  /** failureCount: failures in a row, this one included. previousReason: of the failure before, null where it succeeded. */
  | Readonly<{
      outcome: 'failed';
      reason: FetchFailureReason;
      failureCount: number;
      previousReason: FetchFailureReason | null;
    }>;

export type PaceOf = Readonly<{
  kind: SourceKind;
  intervalSeconds: number;
  /** Usual time between two arrivals; null: unknown. */
  gapSeconds: number | null;
  wishes: SourceWishes;
  /** Read faster until then; null: no hurry. */
  urgentUntil: Date | null;
  /** Whether a hub tells of its news at the moment. */
  isPushed: boolean;
}>;

export type NextCheck = Readonly<{ nextCheckAt: Date; intervalSeconds: number; isPolled: boolean }>;

/**
 * When a source is due again, and its pace from now on.
 *
 * News halves the interval and silence stretches it by a quarter, so that a feed that wakes up is followed closely
 * within a few visits: five minutes to an hour, for a feed that is known to be quiet up to a day. A visit that may have
 * missed something quarters it. While a brand that the source speaks of is in trouble it is read every minute or two,
 * whatever its interval, which stays; while a hub tells of its news, every hour at most. A failure says nothing about the pace: only the delay doubles with each in a row,
 * up to a day. Who says "not you" (401, 403, 429, robots.txt) is left alone for an hour at least; who says "gone" is
 * asked once more a day later, in case it was a mistake, and then never again.
 *
 * What the source asks is kept: nobody is asked before its Retry-After, nor sooner than it wishes (ttl, Cache-Control:
 * up to an hour, five minutes in trouble), nor in hours and days in which it does not want to be (except in trouble).
 * Jitter keeps sources that were added together from staying together.
 *
 * Shape:   retryAfterSeconds: null where the server said nothing. random: a draw in [0, 1). nextCheckAt: the delay
 *          times 0.9 to 1.1, then what the source asks as a floor.
 * Errors:  none: total.
 */
export function planNextCheck(
  input: VisitOutcome & PaceOf & Readonly<{ retryAfterSeconds: number | null; now: Date; random: number }>,
): NextCheck {
  const isUrgent = input.urgentUntil !== null && input.urgentUntil > input.now;
  // a minute without news in a hurry says nothing of the source's own pace
  const isPaceKept = isUrgent && input.outcome === 'nothing-new';
  const intervalSeconds = isPaceKept ? input.intervalSeconds : toInterval(input);
  const jitter = 1 + JITTER_RATIO * (2 * input.random - 1);
  const floorSeconds = Math.max(input.retryAfterSeconds ?? 0, toWishedSeconds(input.wishes, isUrgent));
  if (input.outcome === 'failed') {
    const waitSeconds = Math.max(toFailureDelay(input, intervalSeconds) * jitter, floorSeconds);
    const isPolled = input.reason !== 'gone' || input.previousReason !== 'gone';
    return { nextCheckAt: addSeconds(input.now, Math.round(waitSeconds)), intervalSeconds, isPolled };
  }
  const dueAt = addSeconds(
    input.now,
    Math.round(Math.max(toDelay(input, intervalSeconds, isUrgent) * jitter, floorSeconds)),
  );
  return {
    nextCheckAt: isUrgent ? dueAt : skipUnwanted(dueAt, input.wishes),
    intervalSeconds,
    isPolled: true,
  };
}

/** Urgency comes first: a hub that is late must not cost the minutes that matter. */
function toDelay(input: Pick<PaceOf, 'kind' | 'isPushed'>, intervalSeconds: number, isUrgent: boolean): number {
  if (isUrgent) return Math.min(intervalSeconds, URGENT_INTERVAL_SECONDS[input.kind]);
  return input.isPushed ? Math.max(intervalSeconds, PUSHED_INTERVAL_SECONDS_MIN) : intervalSeconds;
}

function toInterval(input: Pick<PaceOf, 'kind' | 'intervalSeconds' | 'gapSeconds'> & VisitOutcome): number {
  const quietSeconds = (input.kind === 'feed' ? (input.gapSeconds ?? 0) : 0) / VISITS_PER_GAP;
  const secondsMax = Math.min(Math.max(quietSeconds, INTERVAL_SECONDS_MAX), QUIET_FEED_INTERVAL_SECONDS_MAX);
  const seconds = input.intervalSeconds * toRatio(input.outcome);
  return Math.round(Math.min(Math.max(seconds, INTERVAL_SECONDS_MIN), secondsMax));
}

function toRatio(outcome: VisitOutcome['outcome']): number {
  switch (outcome) {
    case 'new-documents':
      return SHRINK_RATIO;
    case 'may-have-missed':
      return MISSED_RATIO;
    case 'nothing-new':
      return GROWTH_RATIO;
    case 'failed':
      return 1;
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

function toWishedSeconds(wishes: SourceWishes, isUrgent: boolean): number {
  return Math.min(wishes.intervalSecondsMin ?? 0, isUrgent ? URGENT_WISHED_SECONDS_MAX : WISHED_SECONDS_MAX);
}

/** The first hour from then on in which it wants to be read; a source that wants none of a week's is not believed. */
function skipUnwanted(dueAt: Date, wishes: SourceWishes): Date {
  for (let hour = 0; hour < HOURS_PER_WEEK; hour += 1) {
    const at = hour === 0 ? dueAt : addMs(new Date(dueAt.getTime() - (dueAt.getTime() % HOUR_MS)), hour * HOUR_MS);
    const weekday = at.getUTCDay() === 0 ? 7 : at.getUTCDay();
    if (!wishes.skipHours.includes(at.getUTCHours()) && !wishes.skipDays.includes(weekday)) return at;
  }
  return dueAt;
}
