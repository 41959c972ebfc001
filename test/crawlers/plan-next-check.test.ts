/** The pace of a source. */
import { describe, expect, test } from 'vitest';
import {
  INTERVAL_SECONDS_MAX,
  INTERVAL_SECONDS_MIN,
  type PaceOf,
  planNextCheck,
  type VisitOutcome,
} from '../../src/crawlers/plan-next-check.ts';
import { FETCH_FAILURE_REASONS, NO_WISHES } from '../../src/domain/source.ts';

const NOW = new Date('2025-06-02T10:00:00Z');

const BASICS = {
  kind: 'feed',
  gapSeconds: null,
  wishes: NO_WISHES,
  urgentUntil: null,
  isPushed: false,
  intervalSeconds: 3_600,
  retryAfterSeconds: null,
  random: 0.5,
  now: NOW,
} as const;

function plan(
  visit: VisitOutcome,
  given: Partial<PaceOf> & Readonly<{ retryAfterSeconds?: number; random?: number }> = {},
): { waitSeconds: number; intervalSeconds: number } {
  const planned = planNextCheck({ ...BASICS, ...given, ...visit });
  return {
    waitSeconds: (planned.nextCheckAt.getTime() - NOW.getTime()) / 1_000,
    intervalSeconds: planned.intervalSeconds,
  };
}

describe('a source', () => {
  test('with news is asked twice as often, but never more than every five minutes', () => {
    expect(plan({ outcome: 'new-documents' })).toEqual({ waitSeconds: 1_800, intervalSeconds: 1_800 });
    expect(plan({ outcome: 'new-documents' }, { intervalSeconds: 300 }).waitSeconds).toBe(INTERVAL_SECONDS_MIN);
  });

  test('without news is asked a little less often, but at least every hour', () => {
    expect(plan({ outcome: 'nothing-new' }, { intervalSeconds: 1_200 })).toEqual({
      waitSeconds: 1_500,
      intervalSeconds: 1_500,
    });
    expect(plan({ outcome: 'nothing-new' }, { intervalSeconds: 3_500 }).waitSeconds).toBe(INTERVAL_SECONDS_MAX);
  });

  test('that fails waits twice as long each time, up to a day, and keeps its pace for when it is back', () => {
    const waits = [1, 2, 3, 4, 5, 6, 50].map((failureCount) =>
      plan({ outcome: 'failed', reason: 'server-error', failureCount, previousReason: null }),
    );
    expect(waits.map((each) => each.waitSeconds)).toEqual([3_600, 7_200, 14_400, 28_800, 57_600, 86_400, 86_400]);
    expect(new Set(waits.map((each) => each.intervalSeconds))).toEqual(new Set([3_600]));
  });

  test.each(['rate-limited', 'not-authorised', 'robots-refused'] as const)(
    'that says %s is left alone for an hour at least, whatever the jitter',
    (reason) => {
      const visit = { outcome: 'failed', reason, failureCount: 1, previousReason: null } as const;
      expect(plan(visit, { intervalSeconds: 300, random: 0 }).waitSeconds).toBeGreaterThanOrEqual(3_600);
    },
  );

  test('that is gone is asked once more a day later, in case it was a mistake, and then never again', () => {
    const gone = { outcome: 'failed', reason: 'gone' } as const;
    const first = planNextCheck({ ...BASICS, ...gone, failureCount: 3, previousReason: 'server-error' });
    expect(first).toMatchObject({ isPolled: true, nextCheckAt: new Date('2025-06-03T10:00:00Z') });
    expect(planNextCheck({ ...BASICS, ...gone, failureCount: 2, previousReason: 'gone' }).isPolled).toBe(false);
  });

  test('that is known to be quiet is asked eight times in its usual gap, and once a day at least', () => {
    const afterLong = (gapSeconds: number, kind: 'feed' | 'forum' = 'feed') =>
      plan({ outcome: 'nothing-new' }, { intervalSeconds: 1_000_000, gapSeconds, kind }).waitSeconds;
    expect(afterLong(8 * 7_200)).toBe(7_200);
    expect(afterLong(30 * 86_400)).toBe(86_400);
    expect(afterLong(30 * 86_400, 'forum')).toBe(INTERVAL_SECONDS_MAX);
  });

  test('whose every entry was new is asked four times as often: something may have dropped out unseen', () => {
    expect(plan({ outcome: 'may-have-missed' }).intervalSeconds).toBe(900);
  });

  test('of a brand in trouble is asked every minute or two, keeps its pace for afterwards, and only until then', () => {
    const visit = { outcome: 'nothing-new' } as const;
    const urgentUntil = new Date('2025-06-02T10:20:00Z');
    expect(plan(visit, { kind: 'search', urgentUntil })).toEqual({ waitSeconds: 60, intervalSeconds: 3_600 });
    expect(plan(visit, { kind: 'forum', urgentUntil }).waitSeconds).toBe(120);
    expect(plan(visit, { kind: 'search', urgentUntil: NOW }).waitSeconds).toBe(3_600);
  });

  test('whose hub tells of news is asked every hour at most, but in trouble as often as any other', () => {
    const visit = { outcome: 'new-documents' } as const;
    expect(plan(visit, { intervalSeconds: 600, isPushed: true })).toEqual({ waitSeconds: 3_600, intervalSeconds: 300 });
    const quiet = { intervalSeconds: 28_800, gapSeconds: 30 * 86_400 };
    expect(plan(visit, { ...quiet, isPushed: true }).waitSeconds).toBe(14_400);
    const urgentUntil = new Date('2025-06-02T10:20:00Z');
    expect(plan(visit, { urgentUntil, isPushed: true }).waitSeconds).toBe(120);
  });

  test('is not asked sooner than it wishes, up to an hour, and in trouble up to five minutes', () => {
    const wishes = { ...NO_WISHES, intervalSecondsMin: 1_500 };
    expect(plan({ outcome: 'new-documents' }, { wishes, intervalSeconds: 600 }).waitSeconds).toBe(1_500);
    const aDay = { ...NO_WISHES, intervalSecondsMin: 86_400 };
    expect(plan({ outcome: 'new-documents' }, { wishes: aDay, intervalSeconds: 600 }).waitSeconds).toBe(3_600);
    const urgentUntil = new Date('2025-06-02T10:20:00Z');
    expect(plan({ outcome: 'new-documents' }, { wishes: aDay, urgentUntil }).waitSeconds).toBe(300);
  });

  test('is left alone in the hours and days that it excludes, unless it excludes them all', () => {
    const visit = { outcome: 'nothing-new' } as const;
    // it would be due on Monday at 11:00
    expect(plan(visit, { wishes: { ...NO_WISHES, skipHours: [11, 12] } }).waitSeconds).toBe(3 * 3_600);
    expect(plan(visit, { wishes: { ...NO_WISHES, skipDays: [1] } }).waitSeconds).toBe(14 * 3_600);
    expect(plan(visit, { wishes: { ...NO_WISHES, skipDays: [1, 2, 3, 4, 5, 6, 7] } }).waitSeconds).toBe(3_600);
  });

  test('is never asked before its Retry-After, whatever happened and whatever is drawn', () => {
    const visits: VisitOutcome[] = [
      { outcome: 'new-documents' },
      { outcome: 'nothing-new' },
      ...FETCH_FAILURE_REASONS.map(
        (reason) => ({ outcome: 'failed', reason, failureCount: 1, previousReason: null }) as const,
      ),
    ];
    for (const visit of visits) {
      for (const random of [0, 0.5, 0.999]) {
        expect(plan(visit, { retryAfterSeconds: 50_000, random }).waitSeconds).toBeGreaterThanOrEqual(50_000);
      }
    }
  });

  test('is asked a tenth earlier or later, so that a thousand sources added together drift apart', () => {
    expect(plan({ outcome: 'new-documents' }, { random: 0 }).waitSeconds).toBe(1_620);
    expect(plan({ outcome: 'new-documents' }, { random: 0.999_999 }).waitSeconds).toBe(1_980);
  });
});
