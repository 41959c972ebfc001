/** Ids that sort as they were made. */
import { describe, expect, test } from 'vitest';
import { makeManualClock } from '../../src/base/clock.ts';
import { isUuid, makeNewId } from '../../src/base/ids.ts';
import { makeSeededRandom } from '../../src/base/random.ts';

describe('ids', () => {
  test('sort in the order in which they were made, also while the clock stands still or goes back', () => {
    const clock = makeManualClock(new Date('2026-06-01T08:00:00Z'));
    const newId = makeNewId({ clock, random: makeSeededRandom(3) });
    const ids = Array.from({ length: 500 }, (_, index) => {
      if (index % 100 === 99) clock.advanceMs(1);
      if (index === 250) clock.advanceMs(-60_000);
      return newId();
    });
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(500);
    expect(ids.every(isUuid)).toBe(true);
  });

  test('of two processes at the same instant differ', () => {
    const clock = makeManualClock(new Date('2026-06-01T08:00:00Z'));
    const one = makeNewId({ clock, random: makeSeededRandom(1) });
    const other = makeNewId({ clock, random: makeSeededRandom(2) });
    expect(one()).not.toBe(other());
  });
});
