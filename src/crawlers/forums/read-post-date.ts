/** Dates as forums write them for people: found in a line of text, in six languages, or left unknown. */
import { parseDate } from '../parse-date.ts';

/** Whether "03/04/2024" is the third of April or the fourth of March; null where the page does not say. */
export type DateOrder = 'day-first' | 'month-first' | null;

const TEXT_CHARS_MAX = 200;
const EVIDENCE_TEXTS_MAX = 2_000;
const YEAR_MIN = 1990;
const YEAR_MAX = 2100;
/** Two-digit years from here on are of the last century. */
const SHORT_YEAR_PIVOT = 70;
const EPOCH_SECONDS_MIN = 631_152_000; // 1990
const EPOCH_SECONDS_MAX = 4_102_444_800; // 2100

/** Names and abbreviations of the months, without accents: English, French, German, Spanish, Italian, Portuguese. */
const MONTH_NAMES: readonly string[] = [
  'jan january janv janvier januar janner ene enero gen gennaio janeiro',
  'feb february fevr fev fevrier februar febrero febbraio fevereiro',
  'mar march mars marz maerz mrz marzo marco',
  'apr april avr avril abr abril aprile',
  'may mai mayo mag maggio maio',
  'jun june juin juni junio giu giugno junho',
  'jul july juil juillet juli julio lug luglio julho',
  'aug august aou aout ago agosto',
  'sep sept september septembre septiembre setiembre set settembre setembro',
  'oct october octobre okt oktober octubre ott ottobre out outubro',
  'nov november novembre noviembre novembro',
  'dec december decembre dez dezember dic diciembre dicembre dezembro',
];
const MONTHS: ReadonlyMap<string, number> = new Map(
  MONTH_NAMES.flatMap((names, at) => names.split(' ').map((name) => [name, at + 1] as const)),
);

const NUMERIC = /(?<![\d.:/-])(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?![\d/-]|\.\d)/;
const NUMERIC_ALL = new RegExp(NUMERIC, 'g');
const YEAR_FIRST = /(?<![\d.:/-])(\d{4})([./-])(\d{1,2})\2(\d{1,2})(?!\d)/;
const DAY_MONTH_NAME =
  /(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|o|a|\.)?[\s,-]{1,3}(?:de |of )?([a-z]{3,10})\.?[\s,-]{1,3}(?:de |del )?(\d{4}|'?\d{2}(?![\d:h]))/;
const MONTH_NAME_DAY = /(?<![a-z])([a-z]{3,10})\.?[\s-]{1,2}(\d{1,2})(?:st|nd|rd|th)?(?:,| |-){1,2}(\d{4}|'\d{2})/;
const TIME =
  /(?<!\d)(\d{1,2})(?:[:h.]|uhr )(\d{2})(?:[:m.](\d{2}))?(?!\d)\s{0,2}(am\b|pm\b|a\.m\.?|p\.m\.?)?\s{0,2}((?:utc|gmt)?\s{0,1}[+-]\d{1,2}:?\d{2}|(?:utc|gmt)[+-]\d{1,2}|utc|gmt|z|cest|cet|bst|e[sd]t|p[sd]t|c[sd]t|m[sd]t)?(?![a-z])/;
const TIME_GAP_CHARS = 24;
/** ISO 8601 and RFC 822 with a time. */
const MACHINE = /^(?:\d{4}-\d{1,2}-\d{1,2}[t ]\d|[a-z]{3}, \d{1,2} [a-z]{3} \d{4} \d)/;

type Day = Readonly<{ year: number; month: number; day: number; start: number; end: number }>;

/**
 * The instant that a line of a page names, or null.
 *
 * A day without its month, a month without its day, "yesterday" and "3 minutes ago" are unknown: they depend on when
 * and where the page was written, and a complaint under a wrong day misleads more than one without. Of a numeric date
 * that could be read both ways and whose order is not known, the same holds.
 *
 * Shape:   text: whatever surrounds the date is skipped; the first 200 characters are read. order: see decideDateOrder.
 *          A time without zone is in UTC (hours off, but not lost), a date without time is midnight UTC.
 * Errors:  none: total.
 *
 * @example readPostDate('Posté le 5 mars 2024 à 21:04', null)  // 2024-03-05T21:04:00.000Z
 */
export function readPostDate(text: string | null | undefined, order: DateOrder): Date | null {
  const plain = toPlain(text ?? '');
  if (plain === '') return null;
  // what is made for programs is known by its looks; in a person's text "Mark 5, 2024" is no day of March
  const machine = MACHINE.test(plain) ? parseDate(plain) : null;
  if (machine !== null) return isInRange(machine) ? machine : null;
  const day = findDay(plain, order);
  if (day === null) return null;
  return toInstant(day, findTime(plain, day));
}

/**
 * The instant of a number of seconds or milliseconds since 1970, as pages keep it in data attributes; null for others.
 *
 * @example readEpoch('1709672640')  // 2024-03-05T21:04:00.000Z
 */
export function readEpoch(text: string | null | undefined): Date | null {
  const digits = (text ?? '').trim();
  if (!/^\d{9,13}$/.test(digits)) return null;
  const number = Number(digits);
  const seconds = digits.length >= 12 ? number / 1_000 : number;
  return seconds >= EPOCH_SECONDS_MIN && seconds < EPOCH_SECONDS_MAX ? new Date(seconds * 1_000) : null;
}

/**
 * How a page writes numeric dates: by what is impossible (a 13 or more in either place), else by its language.
 *
 * "en" alone says nothing, since Britons and Americans share it; "en-US" is month first, every other language day
 * first. A page that contradicts itself is not known.
 *
 * Shape:   texts: what stands near the posts; the first 2,000 are looked at. lang: the page's, or null.
 * Errors:  none: total.
 */
export function decideDateOrder(input: Readonly<{ texts: Iterable<string>; lang: string | null }>): DateOrder {
  let isDayFirst = false;
  let isMonthFirst = false;
  let count = 0;
  for (const text of input.texts) {
    count += 1;
    if (count > EVIDENCE_TEXTS_MAX) break;
    for (const [, first, separator, second] of toPlain(text).matchAll(NUMERIC_ALL)) {
      if (separator === '.') continue; // dots are day first everywhere: they say nothing of slashes
      if (Number(first) > 12 && Number(second) <= 12) isDayFirst = true;
      if (Number(second) > 12 && Number(first) <= 12) isMonthFirst = true;
    }
  }
  if (isDayFirst !== isMonthFirst) return isDayFirst ? 'day-first' : 'month-first';
  if (isDayFirst) return null;
  const lang = (input.lang ?? '').toLowerCase().replace('_', '-');
  if (lang === '' || lang === 'en') return null;
  return lang === 'en-us' ? 'month-first' : 'day-first';
}

function findDay(text: string, order: DateOrder): Day | null {
  return findYearFirst(text) ?? findNamed(text) ?? findNumeric(text, order);
}

function findYearFirst(text: string): Day | null {
  const match = YEAR_FIRST.exec(text);
  return match === null ? null : toDay(match, { year: match[1], month: Number(match[3]), day: match[4] });
}

function findNamed(text: string): Day | null {
  const dayFirst = DAY_MONTH_NAME.exec(text);
  const month = MONTHS.get(dayFirst?.[2] ?? '');
  if (dayFirst !== null && month !== undefined) return toDay(dayFirst, { year: dayFirst[3], month, day: dayFirst[1] });
  // "on March 5, 2024" and "tue march 5, 2024": the word before the number may be no month, so each is tried
  for (const match of text.matchAll(new RegExp(MONTH_NAME_DAY, 'g'))) {
    const named = MONTHS.get(match[1] ?? '');
    if (named !== undefined) return toDay(match, { year: match[3], month: named, day: match[2] });
  }
  return null;
}

function findNumeric(text: string, order: DateOrder): Day | null {
  const match = NUMERIC.exec(text);
  if (match === null) return null;
  const [, first = '', separator, second = '', year] = match;
  const isDayFirst = separator === '.' || Number(first) > 12 || order === 'day-first' || first === second;
  if (isDayFirst) return toDay(match, { year, month: Number(second), day: first });
  if (order === null && Number(second) <= 12) return null;
  return toDay(match, { year, month: Number(first), day: second });
}

function toDay(
  match: RegExpExecArray,
  parts: Readonly<{ year: string | undefined; month: number; day: string | undefined }>,
): Day | null {
  const digits = (parts.year ?? '').replace("'", '');
  const short = Number(digits) + (Number(digits) < SHORT_YEAR_PIVOT ? 2_000 : 1_900);
  const year = digits.length === 2 ? short : Number(digits);
  const day = Number(parts.day);
  if (year < YEAR_MIN || year > YEAR_MAX) return null;
  const wall = new Date(Date.UTC(year, parts.month - 1, day));
  if (wall.getUTCMonth() !== parts.month - 1 || wall.getUTCDate() !== day) return null;
  return { year, month: parts.month, day, start: match.index, end: match.index + match[0].length };
}

/** The time that stands right behind the day, or right before it. */
function findTime(text: string, day: Day): RegExpExecArray | null {
  const behind = TIME.exec(text.slice(day.end));
  if (behind !== null && behind.index <= TIME_GAP_CHARS) return behind;
  return TIME.exec(text.slice(Math.max(0, day.start - TIME_GAP_CHARS), day.start));
}

function toInstant(day: Day, time: RegExpExecArray | null): Date | null {
  const midnight = Date.UTC(day.year, day.month - 1, day.day);
  if (time === null) return new Date(midnight);
  const [, hour = '', minute = '', second = '0', half, zone] = time;
  const isAfternoon = half?.startsWith('p') === true && Number(hour) < 12;
  const isAfterMidnight = half?.startsWith('a') === true && Number(hour) === 12;
  const hours = Number(hour) + (isAfternoon ? 12 : 0) - (isAfterMidnight ? 12 : 0);
  if (hours > 23 || Number(minute) > 59 || Number(second) > 59) return new Date(midnight);
  const wall = new Date(midnight + ((hours * 60 + Number(minute)) * 60 + Number(second)) * 1_000);
  return zone === undefined ? wall : withZone(wall, zone);
}

/** The zone is read by the reader of machines' dates, so that both know the same names. */
function withZone(wall: Date, zone: string): Date {
  const offset = /([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  const spelled = offset === null ? zone : `${offset[1]}${(offset[2] ?? '').padStart(2, '0')}:${offset[3] ?? '00'}`;
  return parseDate(`${wall.toISOString().slice(0, 19)} ${spelled}`) ?? wall;
}

function isInRange(instant: Date): boolean {
  const year = instant.getUTCFullYear();
  return year >= YEAR_MIN && year <= YEAR_MAX;
}

function toPlain(text: string): string {
  const short = text.length > TEXT_CHARS_MAX * 4 ? text.slice(0, TEXT_CHARS_MAX * 4) : text;
  const folded = short.replace(/\s+/g, ' ').trim().slice(0, TEXT_CHARS_MAX);
  return folded
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
}
