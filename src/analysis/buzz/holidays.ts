/**
 * Public holidays: days on which people speak at other hours than the weekday's, so that nothing is to be learned from
 * them for an ordinary one.
 */
import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import { DAY_MS } from '../../base/clock.ts';
import { isTimeZone, type LocalDay, localDayOf } from '../../base/zoned-time.ts';
import { BUCKET_MS } from '../../domain/volume.ts';
import { sundayLike } from './talk-state.ts';

/** Whether the instant falls on a holiday. */
export type HolidayCalendar = (instant: Date) => boolean;

/** Outside these the rules are guesses, and the package does not end on some of them. */
const YEAR_MIN = 1970;
const YEAR_MAX = 2099;
/** Less than the hour that a day loses to summer time, and than the half of half a day. */
const DAY_TOLERANCE_RATIO = 0.1;

/**
 * Tells the public holidays of a country: those on which the whole country has leave, whole days alone.
 *
 * By date-holidays, whose days are the country's own. They begin at midnight of the given time zone, which is that of
 * whoever reads: the days of its talk are cut there too. What only a region keeps, and half days, do not count.
 *
 * Shape:   country: ISO 3166-1 alpha-2 in capitals; null, or one that the package does not know: never. 1970 to 2099.
 * Errors:  RangeError for a time zone that is none, and for an invalid Date.
 *
 * @example makeHolidayCalendar({ country: 'FR', timeZone: 'Europe/Paris' })(new Date('2026-07-14T10:00:00Z'))  // true
 */
export function makeHolidayCalendar(of: Readonly<{ country: string | null; timeZone: string }>): HolidayCalendar {
  const { country, timeZone } = of;
  if (country === null || !listCountries().has(country)) return () => false;
  // asked about one bucket after the other, most of them on the day of the one before
  let day: (LocalDay & Readonly<{ isHoliday: boolean }>) | undefined;
  return (instant) => {
    if (day === undefined || !(instant >= day.from && instant < day.until)) {
      const found = localDayOf(instant, timeZone);
      day = { ...found, isHoliday: isHolidayIn(country, found.date) };
    }
    return day.isHoliday;
  };
}

/**
 * The country whose clocks show this time; null where it is of none that has holidays, as UTC.
 *
 * Shape:   a name of the time zone database, an old one too: Asia/Calcutta as Asia/Kolkata.
 * Errors:  none: total; null for what is no time zone.
 * Source:  which zones a country has is in CLDR, which Intl carries.
 *
 * @example countryOfTimeZone('Europe/Paris')  // 'FR'
 */
export function countryOfTimeZone(timeZone: string): string | null {
  if (!isTimeZone(timeZone)) return null;
  countriesByTimeZone ??= new Map(
    [...listCountries()].flatMap((country) => listTimeZones(country).map((zone) => [toUsualName(zone), country])),
  );
  return countriesByTimeZone.get(toUsualName(timeZone)) ?? null;
}

let countriesByTimeZone: ReadonlyMap<string, string> | undefined;

/** A property on Node 20, a method since; TypeScript knows neither. */
type LocaleZones = Readonly<{ timeZones?: readonly string[]; getTimeZones?: () => readonly string[] | undefined }>;

function listTimeZones(country: string): readonly string[] {
  const locale: Intl.Locale & LocaleZones = new Intl.Locale(`und-${country}`);
  return locale.getTimeZones?.() ?? locale.timeZones ?? [];
}

/** One name for all that the zone has. */
function toUsualName(timeZone: string): string {
  return new Intl.DateTimeFormat('en', { timeZone }).resolvedOptions().timeZone;
}

type CountryDays = Readonly<{ holidays: Holidays; datesByYear: Map<number, ReadonlySet<string>> }>;

const daysByCountry = new Map<string, CountryDays>();

function isHolidayIn(country: string, date: string): boolean {
  const year = Number(date.slice(0, 4));
  if (!(year >= YEAR_MIN && year <= YEAR_MAX)) return false;
  const known = daysByCountry.get(country);
  const days = known ?? { holidays: openHolidays(country), datesByYear: new Map<number, ReadonlySet<string>>() };
  if (known === undefined) daysByCountry.set(country, days);
  const dates = days.datesByYear.get(year) ?? listDates(days.holidays, year);
  days.datesByYear.set(year, dates);
  return dates.has(date);
}

/** With those of the year before, whose last holiday may go on in January. */
function listDates(holidays: Holidays, year: number): ReadonlySet<string> {
  return new Set([year - 1, year].flatMap((each) => holidays.getHolidays(each).flatMap(listDays)));
}

/**
 * The whole days of a holiday, as ISO dates.
 *
 * The date that it is called by counts, not the instant it begins at: the fast ends with the sun, on the evening before.
 *
 * Shape:   date: `2026-05-27 00:00:00 -0600`; the hour is that of the day it begins at.
 */
function listDays({ date, start, end }: Readonly<{ date: string; start: Date; end: Date }>): readonly string[] {
  const midnight = new Date(`${date.slice(0, 10)}T00:00:00Z`).getTime();
  const begins = (new Date(`${date.slice(0, 10)}T${date.slice(11, 19)}Z`).getTime() - midnight) / DAY_MS;
  const ends = begins + (end.getTime() - start.getTime()) / DAY_MS;
  const first = Math.ceil(begins - DAY_TOLERANCE_RATIO);
  const count = Math.max(0, Math.floor(ends + DAY_TOLERANCE_RATIO) - first);
  return Array.from({ length: count }, (_, index) =>
    new Date(midnight + (first + index) * DAY_MS).toISOString().slice(0, 10),
  );
}

let countries: ReadonlySet<string> | undefined;

function listCountries(): ReadonlySet<string> {
  countries ??= new Set(Object.keys(openHolidays().getCountries()));
  return countries;
}

let HolidaysClass: typeof Holidays | undefined;

/** Loaded at first use, because it takes 130 ms, and every command would pay them: main.ts knows all commands. */
function openHolidays(country?: string): Holidays {
  HolidaysClass ??= createRequire(import.meta.url)('date-holidays') as typeof Holidays;
  return country === undefined ? new HolidaysClass() : new HolidaysClass(country, { types: ['public'] });
}

/**
 * For each bucket the one whose hour of the week it is like: on a public holiday of the country that of its Sunday.
 *
 * Shape:   country: null: that of the time zone.
 * Errors:  as makeHolidayCalendar.
 */
export function makeLikeBucket(of: Readonly<{ country: string | null; timeZone: string }>): (bucket: number) => number {
  const isHoliday = makeHolidayCalendar({ ...of, country: of.country ?? countryOfTimeZone(of.timeZone) });
  return (bucket) => (isHoliday(new Date(bucket * BUCKET_MS)) ? sundayLike(bucket) : bucket);
}
