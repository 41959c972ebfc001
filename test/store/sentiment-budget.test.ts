/** The day's budget of a plugged-in model holds, whoever asks. */
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/base/clock.ts';
import { takeFromSentimentBudget } from '../../src/store/sentiment-budget.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

function take(world: TestWorld, wantedCount: number, budgetCount = 10): Promise<number> {
  return takeFromSentimentBudget(world.db, { now: world.clock.now(), wantedCount, budgetCount });
}

async function readSpent(world: TestWorld) {
  return await world.db.selectFrom('sentiment_budget_days').selectAll().orderBy('day').execute();
}

describe('the budget of a day', () => {
  test('grants what is left of it, and no more', async () => {
    const world = await makeTestWorld();
    expect([await take(world, 4), await take(world, 4), await take(world, 4), await take(world, 4)]).toEqual([
      4, 4, 2, 0,
    ]);
    expect(await readSpent(world)).toEqual([{ day: '2026-06-01', asked_count: 10, granted_count: 0 }]);
  });

  test('is whole again on the next day in UTC', async () => {
    const world = await makeTestWorld({ startAt: new Date('2026-06-01T23:59:59Z') });
    expect(await take(world, 10)).toBe(10);
    world.clock.advanceMs(1_000);
    expect(await take(world, 3)).toBe(3);
    expect((await readSpent(world)).map((row) => [row.day, row.asked_count])).toEqual([
      ['2026-06-01', 10],
      ['2026-06-02', 3],
    ]);
  });

  test('that was lowered below what is spent grants nothing, and forgets nothing', async () => {
    const world = await makeTestWorld();
    await take(world, 8);
    expect(await take(world, 1, 5)).toBe(0);
    expect(await take(world, 9, 10)).toBe(2);
  });

  test('of nothing grants nothing', async () => {
    const world = await makeTestWorld();
    expect([await take(world, 4, 0), await take(world, 4, 0)]).toEqual([0, 0]);
    world.clock.advanceMs(DAY_MS);
    expect(await take(world, 1, 0)).toBe(0);
  });

  test('is not gone beyond by many that ask at once', async () => {
    const world = await makeTestWorld();
    const granted = await Promise.all(Array.from({ length: 20 }, () => take(world, 3)));
    expect(granted.reduce((sum, count) => sum + count, 0)).toBe(10);
  });
});
