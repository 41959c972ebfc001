/** What a clock on the wall shows, and back. */
import { describe, expect, test } from 'vitest';
import {
  type CalendarPeriod,
  daysLater,
  lastSlot,
  localDayOf,
  nextSlot,
  periodBefore,
  periodsEarlier,
  readWallTime,
  toWallTime,
} from '../../src/base/zoned-time.ts';

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

describe('slots', () => {
  const at = (text: string): Date => new Date(text);
  const slot = (period: CalendarPeriod, hour = 8) => ({ period, timeZone: PARIS, weekday: 1, hour }) as const;

  test.each<[CalendarPeriod, string, string, string]>([
    ['day', '2026-06-03T10:00:00Z', '2026-06-03T06:00:00.000Z', '2026-06-04T06:00:00.000Z'],
    ['week', '2026-06-03T10:00:00Z', '2026-06-01T06:00:00.000Z', '2026-06-08T06:00:00.000Z'],
    ['month', '2026-06-03T10:00:00Z', '2026-06-01T06:00:00.000Z', '2026-07-01T06:00:00.000Z'],
    // at the slot itself it has come, and the next one is the next
    ['day', '2026-06-03T06:00:00Z', '2026-06-03T06:00:00.000Z', '2026-06-04T06:00:00.000Z'],
    ['week', '2026-06-08T05:59:59Z', '2026-06-01T06:00:00.000Z', '2026-06-08T06:00:00.000Z'],
    ['month', '2026-01-01T06:30:00Z', '2025-12-01T07:00:00.000Z', '2026-01-01T07:00:00.000Z'],
    // the clocks change on 25 October
    ['day', '2026-10-24T10:00:00Z', '2026-10-24T06:00:00.000Z', '2026-10-25T07:00:00.000Z'],
  ])('of a %s at %s: the last %s, the next %s', (period, now, last, next) => {
    expect(lastSlot(at(now), slot(period)).toISOString()).toBe(last);
    expect(nextSlot(at(now), slot(period)).toISOString()).toBe(next);
  });

  test('an hour that is skipped comes an hour later, one that comes twice the first time', () => {
    expect(nextSlot(at('2026-03-28T12:00:00Z'), slot('day', 2)).toISOString()).toBe('2026-03-29T01:00:00.000Z');
    expect(nextSlot(at('2026-10-24T12:00:00Z'), slot('day', 2)).toISOString()).toBe('2026-10-25T00:00:00.000Z');
    expect(nextSlot(at('2026-10-25T00:30:00Z'), slot('day', 2)).toISOString()).toBe('2026-10-26T01:00:00.000Z');
  });

  test('what is over before an instant: a day, seven days, a month of the calendar', () => {
    const over = (period: CalendarPeriod) => periodBefore(at('2026-03-01T07:00:00Z'), PARIS, period);
    expect(over('day')).toMatchObject({ startsOn: '2026-02-28', until: at('2026-02-28T23:00:00Z') });
    expect(over('week')).toMatchObject({ startsOn: '2026-02-22', from: at('2026-02-21T23:00:00Z') });
    expect(over('month')).toMatchObject({ startsOn: '2026-02-01', until: at('2026-02-28T23:00:00Z') });
  });

  test('a month earlier is a month, a day earlier the same weekday', () => {
    const earlier = (period: CalendarPeriod, count: number) =>
      periodsEarlier(periodBefore(at('2026-04-01T06:00:00Z'), PARIS, period), { timeZone: PARIS, period }, count);
    expect(earlier('month', 1).from.toISOString()).toBe('2026-01-31T23:00:00.000Z');
    expect(earlier('month', 1).until.toISOString()).toBe('2026-02-28T23:00:00.000Z');
    expect(earlier('day', 1).from.toISOString()).toBe('2026-03-23T23:00:00.000Z'); // a Tuesday too, in winter time
  });

  test('where summer time skips midnight, the same day of the week before has its first hour all the same', () => {
    // Friday 24 April 2026 begins at one in Cairo
    const cut = { timeZone: 'Africa/Cairo', period: 'day' } as const;
    const friday = periodBefore(at('2026-04-25T07:00:00Z'), cut.timeZone, 'day');
    expect(friday).toMatchObject({ startsOn: '2026-04-24', from: at('2026-04-23T22:00:00Z') });
    expect(periodsEarlier(friday, cut, 1)).toEqual({
      from: at('2026-04-16T22:00:00Z'),
      until: at('2026-04-17T22:00:00Z'),
    });
    const weekAfter = periodBefore(at('2026-05-02T07:00:00Z'), cut.timeZone, 'day');
    expect(periodsEarlier(weekAfter, cut, 1)).toEqual({ from: friday.from, until: friday.until });
  });
});
