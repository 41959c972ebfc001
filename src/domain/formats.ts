/**
 * Numbers, shares, durations and instants as a reader of the language writes them, in the agency's time zone: the same
 * in mails, SMS and pages.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../base/clock.ts';
import type { Language } from './agency.ts';

/** A no-break space: French typography before `: ; ? !` and inside « », and between a number and its noun. */
export const NBSP = '\u00a0';

const MINUS = '\u2212';

/** As French quotes: « panne box ». */
export function quoteFrench(text: string): string {
  return `«${NBSP}${text}${NBSP}»`;
}

/** As English quotes: “router outage”. */
export function quoteEnglish(text: string): string {
  return `“${text}”`;
}

/** What follows a number, itself left out: `{ one: 'mention', other: 'mentions' }`. */
export type CountedForms = Readonly<{ one: string; other: string }>;

export type Formats = Readonly<{
  /** A whole number; fractions are rounded. */
  number: (value: number) => string;
  /** With at most one decimal: the middle of four may lie halfway between two. */
  median: (value: number) => string;
  /** The form of the word that goes with the number, without the number. */
  plural: (count: number, forms: CountedForms) => string;
  /** The number and the form that goes with it, kept together on a line. */
  counted: (count: number, forms: CountedForms) => string;
  /** A part of one as whole per cent. */
  percent: (ratio: number) => string;
  /** The same with its sign, for a change: `−12 %`, with the sign of that width and not a hyphen. */
  signedPercent: (ratio: number) => string;
  /** A difference of two parts of one, in points and with its sign, without unit. */
  signedPoints: (ratio: number) => string;
  /** -1..1 with two decimals and its sign. */
  balance: (ratio: number) => string;
  /** The largest two of days, hours and minutes; never less than one minute. */
  duration: (durationMs: number) => string;
  /** Weekday, day, month and time: `mardi 2 juin à 14 h 05`. */
  longInstant: (instant: Date) => string;
  /** The same with short names. */
  instant: (instant: Date) => string;
  /** Day, short month and time: where there are many below each other. */
  shortInstant: (instant: Date) => string;
  /** Day, short month, year and time: where years meet. */
  datedInstant: (instant: Date) => string;
  /** Day and month. */
  day: (instant: Date) => string;
  /** Day and short month. */
  shortDay: (instant: Date) => string;
  /** Weekday, day and month. */
  weekday: (instant: Date) => string;
  /** Weekday, day, month and year. */
  longDay: (instant: Date) => string;
  /** Month and year. */
  month: (instant: Date) => string;
  /** Weekday and day, short, of an ISO date that has no time zone. */
  shortDate: (isoDate: string) => string;
  /** The weekday alone. */
  dayName: (instant: Date) => string;
  /** Monday is 1, as in ISO 8601. */
  weekdayName: (weekday: number) => string;
  /** A whole hour of the day. */
  hour: (hour: number) => string;
  /** A time of the day, in minutes since midnight. */
  wallMinute: (minuteOfDay: number) => string;
  list: (items: readonly string[]) => string;
}>;

const LOCALES: Readonly<Record<Language, string>> = { fr: 'fr-FR', en: 'en-GB' };
/** 1 January 2024 was a Monday. */
const SOME_MONDAY = Date.UTC(2024, 0, 1);
const DAY_UNIT: Readonly<Record<Language, string>> = { fr: 'j', en: 'd' };

/** Intl's formatters take longer to make than a whole mail to write; there are as many as time zones have names. */
const made = new Map<string, Formats>();

/** Errors: RangeError for a time zone that Intl does not know; agencies are stored with one that it does. */
export function makeFormats(options: Readonly<{ language: Language; timeZone: string }>): Formats {
  const { language, timeZone } = options;
  const name = `${language} ${timeZone}`;
  const formats = made.get(name) ?? makeFormatsAnew(language, timeZone);
  made.set(name, formats);
  return formats;
}

function makeFormatsAnew(language: Language, timeZone: string): Formats {
  const locale = LOCALES[language];
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const oneDecimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const signedPercent = new Intl.NumberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: 0,
    signDisplay: 'exceptZero',
  });
  const signed = new Intl.NumberFormat(locale, { maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  const balance = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: 'exceptZero',
  });
  const plurals = new Intl.PluralRules(locale);
  const toDay = (parts: Intl.DateTimeFormatOptions): ((instant: Date) => string) => {
    const format = new Intl.DateTimeFormat(locale, { ...parts, timeZone });
    return (instant) => format.formatToParts(instant).map(toFrenchFirst(language)).join('');
  };
  const day = toDay({ day: 'numeric', month: 'long' });
  const shortDay = toDay({ day: 'numeric', month: 'short' });
  const weekday = toDay({ weekday: 'long', day: 'numeric', month: 'long' });
  const shortWeekday = toDay({ weekday: 'short', day: 'numeric', month: 'short' });
  const dayName = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone });
  const year = new Intl.DateTimeFormat(locale, { year: 'numeric', timeZone });
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone });
  const shortDate = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', timeZone: 'UTC' });
  const weekdayName = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const clockTime = makeClockTime(language, timeZone);
  const isFrench = language === 'fr';
  const plural: Formats['plural'] = (count, forms) =>
    plurals.select(Math.round(count)) === 'one' ? forms.one : forms.other;

  return {
    number: (value) => whole.format(value),
    median: (value) => oneDecimal.format(value),
    plural,
    counted: (count, forms) => `${whole.format(count)}${NBSP}${plural(count, forms)}`,
    percent: (ratio) => percent.format(ratio),
    signedPercent: (ratio) => withMinus(signedPercent.format(ratio)),
    signedPoints: (ratio) => withMinus(signed.format(ratio * 100)),
    balance: (ratio) => withMinus(balance.format(ratio)),
    duration: (durationMs) => formatDuration(durationMs, DAY_UNIT[language]),
    longInstant: (instant) => `${weekday(instant)}${isFrench ? ' à ' : ' at '}${clockTime(instant)}`,
    instant: (instant) => `${shortWeekday(instant)}${isFrench ? ' à ' : ', '}${clockTime(instant)}`,
    shortInstant: (instant) => `${shortDay(instant)}, ${clockTime(instant)}`,
    datedInstant: (instant) => `${shortDay(instant)} ${year.format(instant)}, ${clockTime(instant)}`,
    day,
    shortDay,
    weekday,
    longDay: (instant) => `${weekday(instant)} ${year.format(instant)}`,
    month: (instant) => month.format(instant),
    shortDate: (isoDate) => {
      const parts = shortDate.formatToParts(new Date(`${isoDate}T00:00:00Z`));
      return parts.map(toFrenchFirst(language)).join('');
    },
    list: (items) => list.format(items),
    dayName: (instant) => dayName.format(instant),
    weekdayName: (weekdayNumber) => weekdayName.format(new Date(SOME_MONDAY + (weekdayNumber - 1) * DAY_MS)),
    wallMinute: (minuteOfDay) => {
      const minute = String(minuteOfDay % 60).padStart(2, '0');
      const hour = Math.floor(minuteOfDay / 60);
      return isFrench ? `${hour}${NBSP}h${NBSP}${minute}` : `${String(hour).padStart(2, '0')}:${minute}`;
    },
    hour: (hour) => (isFrench ? `${hour}${NBSP}h` : `${String(hour).padStart(2, '0')}:00`),
  };
}

/** A number as Intl writes it has a hyphen, at which a line may break and which is narrower than the plus of the line above. */
export function withMinus(formatted: string): string {
  return formatted.replace('-', MINUS);
}

/** The first of a month is `1er` in French, alone among the days. */
function toFrenchFirst(language: Language): (part: Intl.DateTimeFormatPart) => string {
  return (part) => (language === 'fr' && part.type === 'day' && part.value === '1' ? '1er' : part.value);
}

/** `14 h 05` in French (Lexique de l'Imprimerie nationale), `14:05` in English. */
function makeClockTime(language: Language, timeZone: string): (instant: Date) => string {
  const time = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone });
  if (language === 'en') return (instant) => time.format(instant);
  return (instant) => {
    const [hour = '', minute = ''] = time.format(instant).split(':');
    return `${Number(hour)}${NBSP}h${NBSP}${minute}`;
  };
}

function formatDuration(durationMs: number, dayUnit: string): string {
  const minuteCount = Math.max(1, Math.round(durationMs / MINUTE_MS));
  const hourCount = Math.floor(minuteCount / (HOUR_MS / MINUTE_MS));
  if (hourCount === 0) return `${minuteCount}${NBSP}min`;
  if (hourCount < 24) return joinUnits(`${hourCount}${NBSP}h`, minuteCount % 60, 'min');
  return joinUnits(`${Math.floor(hourCount / 24)}${NBSP}${dayUnit}`, hourCount % 24, 'h');
}

function joinUnits(larger: string, smallerCount: number, smallerUnit: string): string {
  return smallerCount === 0 ? larger : `${larger}${NBSP}${smallerCount}${NBSP}${smallerUnit}`;
}
