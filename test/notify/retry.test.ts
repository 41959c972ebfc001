/** When a delivery is tried again, as tables of cases. */
import { describe, expect, test } from 'vitest';
import { addSeconds } from '../../src/base/clock.ts';
import type { DeliveryOutcome } from '../../src/domain/alert.ts';
import { planRetry, type RetryPlan } from '../../src/notify/retry.ts';

const CREATED_AT = new Date('2026-06-02T12:05:00Z');
const DAY_SECONDS = 86_400;

function later(retryAfterSeconds: number | null): DeliveryOutcome {
  return { kind: 'later', reason: 'busy', message: 'try again', retryAfterSeconds };
}

function planAfter(
  outcome: DeliveryOutcome,
  state: Readonly<{ attemptCount?: number; ageSeconds?: number; chance?: number }> = {},
): RetryPlan & Readonly<{ waitSeconds: number }> {
  const now = addSeconds(CREATED_AT, state.ageSeconds ?? 0);
  const plan = planRetry({
    outcome,
    attemptCount: state.attemptCount ?? 1,
    startedAt: CREATED_AT,
    now,
    random: { next: () => state.chance ?? 0 },
  });
  return { ...plan, waitSeconds: (plan.nextAttemptAt.getTime() - now.getTime()) / 1_000 };
}

describe('planRetry', () => {
  const waits: readonly (readonly [attemptCount: number, chance: number, waitSeconds: number])[] = [
    [1, 0, 15],
    [1, 0.5, 22.5],
    [2, 0, 30],
    [3, 0, 60],
    [5, 0, 240],
    [6, 0, 300],
    [6, 0.999, 599.7],
    [40, 0, 300],
    [1_000, 0.999, 599.7],
  ];
  test.each(waits)('after try %d with chance %d it waits %d s', (attemptCount, chance, waitSeconds) => {
    expect(planAfter(later(null), { attemptCount, chance }).waitSeconds).toBeCloseTo(waitSeconds, 1);
  });

  test('a provider that names its delay gets at least that one', () => {
    expect(planAfter(later(120)).waitSeconds).toBe(120);
  });

  test('a provider that names a shorter delay than ours does not hurry us', () => {
    expect(planAfter(later(1)).waitSeconds).toBe(15);
  });

  test('what is accepted is done, under the name that the provider gave it', () => {
    expect(planAfter({ kind: 'accepted', providerId: 'SM1' })).toMatchObject({
      status: 'accepted',
      providerId: 'SM1',
      failure: null,
      waitSeconds: 0,
    });
  });

  test('what is refused for good is dead at once', () => {
    expect(planAfter({ kind: 'never', reason: 'refused', message: 'no such user' })).toMatchObject({
      status: 'dead',
      failure: { reason: 'refused', message: 'no such user' },
    });
  });

  test('a failed try says why until the next one', () => {
    expect(planAfter(later(null))).toMatchObject({
      status: 'pending',
      failure: { reason: 'busy', message: 'try again' },
    });
  });

  test('a delivery is given up when its next try would come after a day', () => {
    expect(planAfter(later(null), { ageSeconds: DAY_SECONDS - 16 }).status).toBe('pending');
    expect(planAfter(later(null), { ageSeconds: DAY_SECONDS - 14 })).toMatchObject({
      status: 'dead',
      failure: { reason: 'gave-up', message: 'try again' },
    });
  });

  test('a Retry-After beyond the deadline gives up now and not a day later', () => {
    expect(planAfter(later(2 * DAY_SECONDS))).toMatchObject({ status: 'dead', failure: { reason: 'gave-up' } });
  });
});
