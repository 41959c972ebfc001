/** Public holidays by country, on the clock of whoever reads. */
import { describe, expect, test } from 'vitest';
import { countryOfTimeZone, makeHolidayCalendar } from '../../../src/analysis/buzz/holidays.ts';
import { addMs, DAY_MS } from '../../../src/base/clock.ts';

/** The holidays of a year, as a reader in that time zone sees them: asked at noon in UTC. */
function listHolidays(country: string, timeZone: string, year = 2026): readonly string[] {
  const isHoliday = makeHolidayCalendar({ country, timeZone });
  const noons = Array.from({ length: 365 }, (_, index) => addMs(new Date(`${year}-01-01T12:00:00Z`), index * DAY_MS));
  return noons.filter(isHoliday).map((noon) => noon.toISOString().slice(5, 10));
}

describe('the holidays of a country', () => {
  test('are the eleven that France keeps', () => {
    expect(listHolidays('FR', 'Europe/Paris')).toEqual(
      '01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25'.split(' '),
    );
  });

  test('move with Easter, the moon and the law: other years, other days', () => {
    expect(listHolidays('FR', 'Europe/Paris', 2027)).toContain('03-29');
    expect(listHolidays('GB', 'Europe/London')).toEqual('01-01 04-03 04-06 05-04 05-25 12-25 12-26 12-28'.split(' '));
    // the end of the fast, three days, by the date it is called by and not by the evening before
    expect(listHolidays('AE', 'Asia/Dubai')).toEqual(expect.arrayContaining(['03-20', '03-21', '03-22']));
    expect(listHolidays('AE', 'Asia/Dubai')).not.toContain('03-19');
  });

  test('begin and end at midnight of the reader’s clock', () => {
    const inParis = makeHolidayCalendar({ country: 'FR', timeZone: 'Europe/Paris' });
    const inReunion = makeHolidayCalendar({ country: 'FR', timeZone: 'Indian/Reunion' });
    const cases: readonly (readonly [string, boolean, boolean])[] = [
      ['2026-07-13T19:59:59.999Z', false, false],
      ['2026-07-13T20:00:00Z', false, true],
      ['2026-07-13T21:59:59.999Z', false, true],
      ['2026-07-13T22:00:00Z', true, true],
      ['2026-07-14T19:59:59.999Z', true, true],
      ['2026-07-14T20:00:00Z', true, false],
      ['2026-07-14T21:59:59.999Z', true, false],
      ['2026-07-14T22:00:00Z', false, false],
    ];
    for (const [at, paris, reunion] of cases) {
      expect([at, inParis(new Date(at)), inReunion(new Date(at))]).toEqual([at, paris, reunion]);
    }
  });

  test('are the same in whatever order one asks', () => {
    const isHoliday = makeHolidayCalendar({ country: 'FR', timeZone: 'Europe/Paris' });
    const days = ['2026-12-25', '2026-01-02', '2027-12-25', '2026-12-24', '2025-12-25', '2026-12-25'];
    expect(days.map((day) => isHoliday(new Date(`${day}T10:00:00Z`)))).toEqual([true, false, true, false, true, true]);
  });

  test('go on over the turn of the year', () => {
    // Incwala in Eswatini: six days from 28 December
    expect(listHolidays('SZ', 'Africa/Mbabane', 2025).slice(0, 2)).toEqual(['01-01', '01-02']);
  });

  test('are whole days: half a day of leave is a day of work', () => {
    // International Women's Day, from noon, for women
    expect(listHolidays('CN', 'Asia/Shanghai')).not.toContain('03-08');
    expect(listHolidays('CN', 'Asia/Shanghai')).toContain('10-01');
  });

  test.each([
    ['no country', null],
    ['one that is not known', 'QA'],
    ['one that is none', 'XX'],
    ['one in small letters', 'fr'],
    ['an empty text', ''],
    ['a name that every object has', 'constructor'],
    ['a region', 'FR.A'],
  ])('are never, for %s', (_, country) => {
    const isHoliday = makeHolidayCalendar({ country, timeZone: 'Europe/Paris' });
    expect(['2026-01-01', '2026-12-25'].map((day) => isHoliday(new Date(`${day}T10:00:00Z`)))).toEqual([false, false]);
  });

  test('end where the rules do: no year hangs or fails', () => {
    const isHoliday = makeHolidayCalendar({ country: 'SA', timeZone: 'Asia/Riyadh' });
    const far = ['-271820-01-01', '0000-01-01', '0001-12-25', '1969-12-25', '2100-01-01', '+010000-12-25'];
    expect(far.map((day) => isHoliday(new Date(`${day}T10:00:00Z`)))).toEqual(far.map(() => false));
    expect(listHolidays('FR', 'Europe/Paris', 1970)).toContain('12-25');
    expect(listHolidays('FR', 'Europe/Paris', 2099)).toContain('12-25');
  });
});

describe('the country of a time zone', () => {
  test.each([
    ['Europe/Paris', 'FR'],
    ['Europe/London', 'GB'],
    ['America/Los_Angeles', 'US'],
    ['America/Toronto', 'CA'],
    ['America/Montreal', 'CA'],
    ['Indian/Reunion', 'RE'],
    ['Asia/Kolkata', 'IN'],
    ['Asia/Calcutta', 'IN'],
    ['Europe/Kyiv', 'UA'],
    ['europe/brussels', 'BE'],
    ['UTC', null],
    ['Etc/GMT+5', null],
    ['Asia/Qatar', null],
    ['Europe/Nowhere', null],
    ['+02:00', null],
    ['', null],
  ])('of %s is %s', (timeZone, country) => {
    expect(countryOfTimeZone(timeZone)).toBe(country);
  });
});
