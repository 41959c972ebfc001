/** What a clock on the wall shows, and back. */
import { describe, expect, test } from 'vitest';
import { daysLater, localDayOf, readWallTime, toWallTime } from '../../src/base/zoned-time.ts';

const PARIS = 'Europe/Paris';

describe('the time on the wall', () => {
  test.each([
    ['2026-06-01T09:30', '2026-06-01T07:30:00.000Z'],
    ['2026-01-01T00:00', '2025-12-31T23:00:00.000Z'],
    ['2026-06-01T09:30:45', '2026-06-01T07:30:45.000Z'],
    // 25 October 2026: 02:30 comes twice, the first time counts
    ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z'],
    // 29 March 2026: 02:30 does not come
    ['2026-03-29T02:30', '2026-03-29T01:30:00.000Z'],
  ])('%s in Paris is %s', (text, instant) => {
    expect(readWallTime(text, PARIS)?.toISOString()).toBe(instant);
  });

  test.each([
    '',
    '2026-06-31T09:30',
    '2026-06-01T25:00',
    '2026-06-01T09:60',
    '2026-06-01',
    '2026-06-01 09:30',
    'demain',
  ])('%j is none', (text) => {
    expect(readWallTime(text, PARIS)).toBeNull();
  });

  test.each(['+002026-06-01T09:30', '2026-06-01T09:30Z', '2026-06-01T09:30[u-ca=hebrew]', '-000001-01-01T00:00'])(
    '%j, which a calendar could read, is none',
    (text) => {
      expect(readWallTime(text, PARIS)).toBeNull();
    },
  );

  test('is shown to the minute, as a form has it', () => {
    expect(toWallTime(new Date('2026-06-01T07:30:59.999Z'), PARIS)).toBe('2026-06-01T09:30');
    expect(toWallTime(new Date('2025-12-31T23:00:00Z'), PARIS)).toBe('2026-01-01T00:00');
  });
});

describe('days', () => {
  test('are as long as the clock makes them', () => {
    const { date, from, until } = localDayOf(new Date('2026-10-25T12:00:00Z'), PARIS);
    expect([date, from.toISOString(), until.toISOString()]).toEqual([
      '2026-10-25',
      '2026-10-24T22:00:00.000Z',
      '2026-10-25T23:00:00.000Z',
    ]);
  });

  test('are counted on the wall: the same time later, though an hour came twice', () => {
    expect(daysLater(new Date('2026-08-01T07:00:00Z'), PARIS, 92).toISOString()).toBe('2026-11-01T08:00:00.000Z');
  });
});
