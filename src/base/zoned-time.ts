/**
 * Calendar arithmetic in an agency's own time zone: weeks, hours of the week and the digest's weekly slot, right
 * across changes to and from summer time.
 *
 * Temporal is the language's own calendar API; the polyfill goes the day Node ships it (ADR 0003).
 */
import { Temporal } from 'temporal-polyfill';

/** 1 is Monday, 7 is Sunday (ISO 8601). */
export type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export type TimeRange = Readonly<{ from: Date; until: Date }>;

const LOCAL_DAYS_MAX = 400;

/** A name, not an offset: an offset knows no summer time, and PostgreSQL reads its sign the other way round. */
export function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false; // Intl has no other question for "is this a zone"
  }
}

/**
 * The first instant after `after` at which a clock on the agency's wall shows this weekday and hour.
 *
 * An hour that summer time skips becomes the next one that exists; one that comes twice is taken the first time.
 */
export function nextWeeklySlot(
  slot: Readonly<{ after: Date; timeZone: string; weekday: Weekday; hour: number }>,
): Date {
  const start = toZoned(slot.after, slot.timeZone);
  const daysAhead = (slot.weekday - start.dayOfWeek + 7) % 7;
  let candidate = atHour(start.toPlainDate().add({ days: daysAhead }), slot.hour, slot.timeZone);
  if (candidate.epochMilliseconds <= slot.after.getTime()) {
    candidate = atHour(start.toPlainDate().add({ days: daysAhead + 7 }), slot.hour, slot.timeZone);
  }
  return toDate(candidate);
}

/** The seven local days before the day that the instant falls in; startsOn is the first of them, as an ISO date. */
export function sevenDaysBefore(at: Date, timeZone: string): TimeRange & Readonly<{ startsOn: string }> {
  const day = toZoned(at, timeZone).toPlainDate();
  const first = day.subtract({ days: 7 });
  return {
    from: toDate(first.toZonedDateTime(timeZone)),
    until: toDate(day.toZonedDateTime(timeZone)),
    startsOn: first.toString(),
  };
}

/** The local days of a range that starts at a local midnight, oldest first. */
export function localDays(range: TimeRange, timeZone: string): readonly (TimeRange & Readonly<{ date: string }>)[] {
  const days: (TimeRange & Readonly<{ date: string }>)[] = [];
  let day = toZoned(range.from, timeZone).toPlainDate();
  while (toDate(day.toZonedDateTime(timeZone)) < range.until && days.length < LOCAL_DAYS_MAX) {
    const next = day.add({ days: 1 });
    days.push({
      date: day.toString(),
      from: toDate(day.toZonedDateTime(timeZone)),
      until: toDate(next.toZonedDateTime(timeZone)),
    });
    day = next;
  }
  return days;
}

/** The range moved back by whole weeks on the wall clock: 09:00 stays 09:00 though an hour was skipped between. */
export function weeksEarlier(range: TimeRange, timeZone: string, weekCount: number): TimeRange {
  const back = (instant: Date): Date => toDate(toZoned(instant, timeZone).subtract({ weeks: weekCount }));
  return { from: back(range.from), until: back(range.until) };
}

/** Midnight of the day that the instant falls in. */
export function startOfDay(at: Date, timeZone: string): Date {
  return toDate(toZoned(at, timeZone).startOfDay());
}

/** As an <input type="datetime-local"> sends it; seconds are dropped. */
const LOCAL_TIME_PATTERN = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(:\d{2}(\.\d{1,3})?)?$/;

/**
 * The instant at which a clock on the agency's wall shows this; null for what is no such time.
 *
 * An hour that summer time skips is the one after it; one that comes twice is taken the first time.
 *
 * @example readLocalTime('2026-06-01T09:05', 'Europe/Paris')  // 2026-06-01T07:05:00.000Z
 */
export function readLocalTime(text: string, timeZone: string): Date | null {
  const minutes = LOCAL_TIME_PATTERN.exec(text)?.[1];
  if (minutes === undefined) return null;
  try {
    return toDate(Temporal.PlainDateTime.from(minutes).toZonedDateTime(timeZone));
  } catch (error) {
    if (error instanceof RangeError) return null; // the 31st of April
    throw error;
  }
}

function toZoned(instant: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
}

function atHour(day: Temporal.PlainDate, hour: number, timeZone: string): Temporal.ZonedDateTime {
  return day.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from({ hour }) });
}

function toDate(zoned: Temporal.ZonedDateTime): Date {
  return new Date(zoned.epochMilliseconds);
}
