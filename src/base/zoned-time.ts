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

/** What the calendar is cut into. */
export type CalendarPeriod = 'day' | 'week' | 'month';

/** An hour of each day, of one weekday of each week, or of the first day of each month; weekday counts for weeks alone. */
export type Slot = Readonly<{ period: CalendarPeriod; timeZone: string; weekday: Weekday; hour: number }>;

/**
 * The first instant after this one at which a clock on the wall shows the slot.
 *
 * An hour that summer time skips becomes the next one that exists; one that comes twice is taken the first time.
 */
export function nextSlot(after: Date, slot: Slot): Date {
  const day = slotDayUpTo(toZoned(after, slot.timeZone).toPlainDate(), slot);
  const isLater = (at: Date): boolean => at > after;
  const [today, next, afterNext] = [0, 1, 2].map((count) =>
    toDate(atHour(day.add(toSpan(slot.period, count)), slot.hour, slot.timeZone)),
  );
  const found = [today, next, afterNext].find((at) => at !== undefined && isLater(at));
  if (found === undefined) throw new Error(`no slot after ${after.toISOString()} in ${slot.timeZone}`);
  return found;
}

/** The last instant up to this one at which a clock on the wall showed the slot; hours that are skipped as nextSlot. */
export function lastSlot(upTo: Date, slot: Slot): Date {
  const day = slotDayUpTo(toZoned(upTo, slot.timeZone).toPlainDate(), slot);
  const today = toDate(atHour(day, slot.hour, slot.timeZone));
  return today <= upTo ? today : toDate(atHour(day.subtract(toSpan(slot.period, 1)), slot.hour, slot.timeZone));
}

/** As nextSlot, of a weekday and hour. */
export function nextWeeklySlot(
  slot: Readonly<{ after: Date; timeZone: string; weekday: Weekday; hour: number }>,
): Date {
  return nextSlot(slot.after, { ...slot, period: 'week' });
}

/** A part of the calendar that is over; startsOn is its first day, as an ISO date. */
export type PastPeriod = TimeRange & Readonly<{ startsOn: string }>;

/** The local day before the one that the instant falls in, the seven days before it, or the month before its month. */
export function periodBefore(at: Date, timeZone: string, period: CalendarPeriod): PastPeriod {
  const day = toZoned(at, timeZone).toPlainDate();
  const end = period === 'month' ? day.with({ day: 1 }) : day;
  const first = end.subtract(toSpan(period, 1));
  return {
    from: toDate(first.toZonedDateTime(timeZone)),
    until: toDate(end.toZonedDateTime(timeZone)),
    startsOn: first.toString(),
  };
}

/**
 * The range moved back by so many months for a month, by so many weeks for a week, and for a day too: weekends differ.
 *
 * Shape:   from and until begin local days, and so do those that come back: where summer time skips midnight, a day begins
 *          at one, and the same day of the week before does not.
 */
export function periodsEarlier(
  range: TimeRange,
  cut: Readonly<{ timeZone: string; period: CalendarPeriod }>,
  count: number,
): TimeRange {
  const span = toSpan(cut.period === 'month' ? 'month' : 'week', count);
  const back = (instant: Date): Date =>
    toDate(toZoned(instant, cut.timeZone).toPlainDate().subtract(span).toZonedDateTime(cut.timeZone));
  return { from: back(range.from), until: back(range.until) };
}

function toSpan(period: CalendarPeriod, count: number): Temporal.DurationLike {
  return { day: { days: count }, week: { weeks: count }, month: { months: count } }[period];
}

function slotDayUpTo(day: Temporal.PlainDate, { period, weekday }: Slot): Temporal.PlainDate {
  if (period === 'day') return day;
  if (period === 'month') return day.with({ day: 1 });
  return day.subtract({ days: (day.dayOfWeek - weekday + 7) % 7 });
}

/** A day of somebody's calendar; date is ISO text, such as 2026-06-01. */
export type LocalDay = TimeRange & Readonly<{ date: string }>;

/** The local days of a range that starts at a local midnight, oldest first. */
export function localDays(range: TimeRange, timeZone: string): readonly LocalDay[] {
  const days: LocalDay[] = [];
  let day = toZoned(range.from, timeZone).toPlainDate();
  while (toDate(day.toZonedDateTime(timeZone)) < range.until && days.length < LOCAL_DAYS_MAX) {
    days.push(toLocalDay(day, timeZone));
    day = day.add({ days: 1 });
  }
  return days;
}

/** The day that the instant falls in. */
export function localDayOf(at: Date, timeZone: string): LocalDay {
  return toLocalDay(toZoned(at, timeZone).toPlainDate(), timeZone);
}

/** The day of this ISO date. Errors: RangeError for what isDay refuses. */
export function localDayOn(date: string, timeZone: string): LocalDay {
  return toLocalDay(Temporal.PlainDate.from(date), timeZone);
}

/** The ISO date so many days later, earlier below 0. Errors: RangeError for what isDay refuses. */
export function addDays(date: string, dayCount: number): string {
  return Temporal.PlainDate.from(date).add({ days: dayCount }).toString();
}

/** Days from one ISO date to another, below 0 where it is earlier. Errors: RangeError for what isDay refuses. */
export function countDays(from: string, until: string): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(until), { largestUnit: 'days' }).days;
}

/** The same time on the wall clock so many days later: 09:00 stays 09:00 though an hour came twice between. */
export function daysLater(at: Date, timeZone: string, dayCount: number): Date {
  return toDate(toZoned(at, timeZone).add({ days: dayCount }));
}

/** What a clock on the wall shows, to the minute: `2026-06-01T09:30`, as a form's datetime-local field has it. */
export function toWallTime(at: Date, timeZone: string): string {
  return toZoned(at, timeZone).toPlainDateTime().toString({ smallestUnit: 'minute' });
}

/**
 * The instant at which a clock on the wall shows this; null for what is no such text.
 *
 * A time that summer time skips is taken an hour later; one that comes twice, the first time.
 *
 * Shape:   as toWallTime writes it, seconds allowed, four digits of a year.
 */
export function readWallTime(text: string, timeZone: string): Date | null {
  if (!WALL_TIME.test(text)) return null;
  try {
    return toDate(Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(timeZone));
  } catch (error) {
    if (error instanceof RangeError) return null; // the 31st of June, 25 o'clock
    throw error;
  }
}

const WALL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/;

/** The range moved back by whole weeks on the wall clock: 09:00 stays 09:00 though an hour was skipped between. */
export function weeksEarlier(range: TimeRange, timeZone: string, weekCount: number): TimeRange {
  const back = (instant: Date): Date => toDate(toZoned(instant, timeZone).subtract({ weeks: weekCount }));
  return { from: back(range.from), until: back(range.until) };
}

/** Midnight of the day that the instant falls in. */
export function startOfDay(at: Date, timeZone: string): Date {
  return toDate(toZoned(at, timeZone).startOfDay());
}

/** Minutes since midnight on the wall clock, 0..1439. */
export function wallMinuteOf(at: Date, timeZone: string): number {
  const { hour, minute } = toZoned(at, timeZone);
  return hour * 60 + minute;
}

/**
 * The first instant after this one at which the wall clock shows so many minutes after midnight.
 *
 * A time that summer time skips comes an hour later; one that comes twice is the next of the two.
 */
export function nextWallMinute(at: Date, timeZone: string, minuteOfDay: number): Date {
  const plainTime = Temporal.PlainTime.from({ hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60 });
  const day = toZoned(at, timeZone).toPlainDate();
  const today = day.toPlainDateTime(plainTime);
  const tomorrow = day.add({ days: 1 }).toZonedDateTime({ timeZone, plainTime });
  const candidates = [
    today.toZonedDateTime(timeZone),
    today.toZonedDateTime(timeZone, { disambiguation: 'later' }),
    tomorrow,
  ];
  return toDate(candidates.find(({ epochMilliseconds }) => epochMilliseconds > at.getTime()) ?? tomorrow);
}

/** Whether the text is a day of the calendar between 2000 and 2100, as an ISO date. */
export function isDay(text: string): boolean {
  if (!DAY.test(text)) return false;
  try {
    Temporal.PlainDate.from(text, { overflow: 'reject' });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false; // the 31st of June
    throw error;
  }
}

/** A year of two digits, typed into a form, is one of antiquity. */
const DAY = /^(20\d{2}|2100)-\d{2}-\d{2}$/;

const WALL_MINUTE = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** `22:30` as minutes since midnight; null for what is no such text. */
export function readWallMinute(text: string): number | null {
  const [, hour, minute] = WALL_MINUTE.exec(text) ?? [];
  return hour === undefined || minute === undefined ? null : Number(hour) * 60 + Number(minute);
}

/** `22:30`, as readWallMinute and a form's time field have it. */
export function toWallMinuteText(minuteOfDay: number): string {
  const [hour, minute] = [Math.floor(minuteOfDay / 60), minuteOfDay % 60];
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}

/** The first day of this weekday that is not before the given one; both ISO dates. */
export function firstDayOnOrAfter(date: string, weekday: Weekday): string {
  const day = Temporal.PlainDate.from(date);
  return day.add({ days: (weekday - day.dayOfWeek + 7) % 7 }).toString();
}

/** Whole weeks on the wall clock from a day's hour to an instant; below 0 before it. */
export function weeksBetween(from: Readonly<{ date: string; hour: number }>, at: Date, timeZone: string): number {
  const start = Temporal.PlainDate.from(from.date).toPlainDateTime({ hour: from.hour });
  const { days } = toZoned(at, timeZone).toPlainDateTime().since(start, { largestUnit: 'days' });
  const isBefore = Temporal.PlainDateTime.compare(toZoned(at, timeZone).toPlainDateTime(), start) < 0;
  return isBefore ? Math.min(-1, Math.floor(days / 7)) : Math.floor(days / 7);
}

function toLocalDay(day: Temporal.PlainDate, timeZone: string): LocalDay {
  return {
    date: day.toString(),
    from: toDate(day.toZonedDateTime(timeZone)),
    until: toDate(day.add({ days: 1 }).toZonedDateTime(timeZone)),
  };
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
