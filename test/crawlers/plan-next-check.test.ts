/** The pace of a source. */
import { describe, expect, test } from 'vitest';
import {
  INTERVAL_SECONDS_MAX,
  INTERVAL_SECONDS_MIN,
  planNextCheck,
  type VisitOutcome,
} from '../../src/crawlers/plan-next-check.ts';
import { FETCH_FAILURE_REASONS } from '../../src/domain/source.ts';

const NOW = new Date('2025-06-02T10:00:00Z');

function plan(
  visit: VisitOutcome,
  given: Readonly<{ intervalSeconds?: number; retryAfterSeconds?: number; random?: number }> = {},
): { waitSeconds: number; intervalSeconds: number } {
  const planned = planNextCheck({
    intervalSeconds: 3_600,
    retryAfterSeconds: null,
    random: 0.5,
    ...given,
    ...visit,
    now: NOW,
  });
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
      plan({ outcome: 'failed', reason: 'server-error', failureCount }),
    );
    expect(waits.map((each) => each.waitSeconds)).toEqual([3_600, 7_200, 14_400, 28_800, 57_600, 86_400, 86_400]);
    expect(new Set(waits.map((each) => each.intervalSeconds))).toEqual(new Set([3_600]));
  });

  test.each(['rate-limited', 'not-authorised', 'robots-refused'] as const)(
    'that says %s is left alone for an hour at least, whatever the jitter',
    (reason) => {
      const visit = { outcome: 'failed', reason, failureCount: 1 } as const;
      expect(plan(visit, { intervalSeconds: 300, random: 0 }).waitSeconds).toBeGreaterThanOrEqual(3_600);
    },
  );

  test('that is gone is looked at once a week', () => {
    expect(plan({ outcome: 'failed', reason: 'gone', failureCount: 1 }).waitSeconds).toBe(604_800);
  });

  test('is never asked before its Retry-After, whatever happened and whatever is drawn', () => {
    const visits: VisitOutcome[] = [
      { outcome: 'new-documents' },
      { outcome: 'nothing-new' },
      ...FETCH_FAILURE_REASONS.map((reason) => ({ outcome: 'failed', reason, failureCount: 1 }) as const),
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
