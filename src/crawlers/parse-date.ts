/** The dates that feeds and pages write, read strictly: what can't be read is null and never "now". */

const YEAR_MIN = 1970;
const YEAR_MAX = 2200;

/**
 * Months by the first letters of their names without accents, in the languages whose publishers write them in feeds:
 * English, French, German, Spanish, Italian, Portuguese, Dutch, Polish, Greek, Russian. Where three letters name two
 * months, four decide.
 */
const MONTHS: ReadonlyMap<string, number> = new Map(
  [
    'jan ene gen sty ιαν янв',
    'feb fev lut φεβ фев',
    'mar mrt maa μαρ мар',
    'apr avr abr kwi απρ апр',
    'may mai mag mei maj μαι мая май',
    'jun juin giu cze ιουν июн',
    'jul juil lug lip ιουλ июл',
    'aug aou ago sie αυγ авг',
    'sep set wrz σεπ сен',
    'oct okt ott out paz οκτ окт',
    'nov lis νοε ноя',
    'dec dez dic gru δεκ дек',
  ].flatMap((names, index) => names.split(' ').map((name): [string, number] => [name, index + 1])),
);

/** Minutes east of Greenwich. RFC 822's American zones, and the European ones that feeds write against the rules. */
const ZONE_MINUTES: ReadonlyMap<string, number> = new Map(
  Object.entries({
    z: 0,
    ut: 0,
    utc: 0,
    gmt: 0,
    wet: 0,
    bst: 60,
    west: 60,
    cet: 60,
    met: 60,
    cest: 120,
    mest: 120,
    eet: 120,
    eest: 180,
    msk: 180,
    ist: 330,
    jst: 540,
    aest: 600,
    est: -300,
    edt: -240,
    cst: -360,
    cdt: -300,
    mst: -420,
    mdt: -360,
    pst: -480,
    pdt: -420,
  }),
);

const TIME = String.raw`(\d{1,2})[:h](\d{2})(?:[:m](\d{2})(?:[.,](\d{1,9}))?s?)?\s*(am|pm)?`;
/** A zone's name or offset, and whatever a publisher adds: only what is understood counts. */
const REST = '(.{0,60})';
const WORD = String.raw`[a-z\u0370-\u04ff]`;
const WEEKDAY = `(?:${WORD}{2,12}\\.?\\s*,?\\s*)?`;

const ISO_PATTERN = new RegExp(String.raw`^(\d{4})(?:([-/]?)(\d{1,2})(?:\2(\d{1,2}))?)?(?:[t ,]+${TIME}\s*${REST})?$`);
const COMPACT_PATTERN = /^(\d{4})(\d{2})(\d{2})[t ]?(\d{2})(\d{2})(\d{2})?(z?|[+-]\d{2}:?\d{2})$/;
const ORDINAL_PATTERN = new RegExp(String.raw`^(\d{4})-?(\d{3})(?:t${TIME}\s*${REST})?$`);
const DAY_FIRST_PATTERN = new RegExp(
  String.raw`^${WEEKDAY}(\d{1,2})(?:er|st|nd|rd|th|\.)?(?:[\s-]|de |of )+(${WORD}{3,12})\.?(?:[\s,-]|de )+(\d{4}|\d{2})(?:(?:[\s,t-]|a |at |um |om )+${TIME})?\s*${REST}$`,
);
const MONTH_FIRST_PATTERN = new RegExp(
  String.raw`^${WEEKDAY}(${WORD}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[\s,-]+(?:at )?${TIME})?\s*${REST}$`,
);
const ASCTIME_PATTERN =
  /^[a-z]{3,9},?\s+([a-z]{3})[a-z]*\s+(\d{1,2}),?\s+(\d{1,2}):(\d{2}):(\d{2})\s+([a-z]{1,5}\s+)?(\d{4})$/;
const NUMERIC_PATTERN = new RegExp(
  String.raw`^${WEEKDAY}(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:(?:[\s,t-]|a |at |um )+${TIME})?\s*${REST}$`,
);
const EPOCH_PATTERN = /^(\d{9,10}|\d{12,13})(?:\.\d{1,9})?$/;

/**
 * The instant that a text names, or null.
 *
 * `new Date(text)` is not used: V8 reads "Chapter 12" as a day of 2001, and the machine's own time zone where the text
 * names none. Here a text without zone is in UTC, as is one with a zone name nobody knows: hours off, but not lost.
 *
 * Shape:   text: RFC 822/1123/2822 (`Tue, 03 Jun 2025 09:39:21 +0200`, the weekday unchecked, two-digit years as in
 *          RFC 5322) with month names in ten languages, ISO 8601 and its W3C profile (`2025-06-03T09:39:21.5Z`,
 *          `2025-06`), asctime, `June 3, 2025 9:39 PM`, `03.06.2025`, seconds or milliseconds since 1970. Where only
 *          the order of two numbers would tell day from month (`1/2/2025`), it is null; so are days that do not exist
 *          and years outside 1970..2200.
 * Errors:  none: total.
 * Source:  RFC 5322 sections 3.3 and 4.3; https://www.w3.org/TR/NOTE-datetime.
 *
 * @example parseDate('mardi 3 juin 2025 à 11h39 +0200')  // 2025-06-03T09:39:00.000Z
 */
export function parseDate(text: string | null | undefined): Date | null {
  const plain = toPlain((text ?? '').slice(0, TEXT_CHARS_MAX));
  if (plain === '') return null;
  for (const read of [readIso, readDayFirst, readEpoch, readMonthFirst, readNumeric]) {
    const parts = read(plain);
    if (parts instanceof Date) return parts;
    if (parts !== null) return toInstant(parts);
  }
  return null;
}

const TEXT_CHARS_MAX = 200;

/** Lower case, single blanks, no accents; the years, months and days of Chinese, Japanese and Korean as in ISO 8601. */
function toPlain(text: string): string {
  const lower = text.trim().toLowerCase().replace(/\s+/g, ' ');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is beyond ASCII is what needs the work
  if (/^[\u0000-\u007f]*$/.test(lower)) return lower.replace(/\b([ap])\.m\./, '$1m');
  return lower
    .replace(/(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]/, '$1-$2-$3')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .trim();
}

type DateParts = Readonly<{
  year: string | undefined;
  /** 1 to 12; 0 where the name is not a month's. */
  month: number;
  day: string | undefined;
  hour?: string | undefined;
  minute?: string | undefined;
  second?: string | undefined;
  fraction?: string | undefined;
  half?: string | undefined;
  zone?: string | undefined;
}>;

function readIso(plain: string): DateParts | Date | null {
  const compact = COMPACT_PATTERN.exec(plain);
  if (compact !== null) {
    const [, year, month, day, hour, minute, second, zone] = compact;
    return { year, month: Number(month), day, hour, minute, second, zone };
  }
  const ordinal = ORDINAL_PATTERN.exec(plain);
  if (ordinal !== null) {
    const [, year, day, ...time] = ordinal;
    const date = new Date(Date.UTC(Number(year), 0, Number(day)));
    if (date.getUTCFullYear() !== Number(year)) return null;
    return { year, month: date.getUTCMonth() + 1, day: String(date.getUTCDate()), ...toTime(time) };
  }
  const iso = ISO_PATTERN.exec(plain);
  if (iso === null) return null;
  const [, year, , month = '1', day = '1', ...time] = iso;
  return { year, month: Number(month), day, ...toTime(time) };
}

function readDayFirst(plain: string): DateParts | null {
  const found = DAY_FIRST_PATTERN.exec(plain);
  if (found === null) return null;
  const [, day, month = '', year = '', ...time] = found;
  return { year: toFullYear(year), month: toMonth(month), day, ...toTime(time) };
}

function readEpoch(plain: string): Date | null {
  const [, digits] = EPOCH_PATTERN.exec(plain) ?? [];
  if (digits === undefined) return null;
  const instant = new Date(Number(digits) * (digits.length > 10 ? 1 : 1_000));
  return instant.getUTCFullYear() > YEAR_MAX ? null : instant;
}

function readMonthFirst(plain: string): DateParts | null {
  const asctime = ASCTIME_PATTERN.exec(plain);
  if (asctime !== null) {
    const [, month = '', day, hour, minute, second, zone, year] = asctime;
    return { year, month: toMonth(month), day, hour, minute, second, zone };
  }
  const found = MONTH_FIRST_PATTERN.exec(plain);
  if (found === null) return null;
  const [, month = '', day, year, ...time] = found;
  return { year, month: toMonth(month), day, ...toTime(time) };
}

/** Dots are European; of slashes and dashes the one above twelve is the day, and where none is, nobody can tell. */
function readNumeric(plain: string): DateParts | null {
  const found = NUMERIC_PATTERN.exec(plain);
  if (found === null) return null;
  const [, first = '', separator, second = '', year, ...time] = found;
  const isDayFirst = separator === '.' || Number(first) > 12;
  if (!isDayFirst && Number(second) <= 12 && first !== second) return null;
  const [day, month] = isDayFirst ? [first, second] : [second, first];
  return { year, month: Number(month), day, ...toTime(time) };
}

function toTime([hour, minute, second, fraction, half, zone]: readonly (string | undefined)[]): Partial<DateParts> {
  return { hour, minute, second, fraction, half, zone };
}

function toMonth(name: string): number {
  return MONTHS.get(name.slice(0, 4)) ?? MONTHS.get(name.slice(0, 3)) ?? 0;
}

function toInstant(parts: DateParts): Date | null {
  const [year, day] = [Number(parts.year), Number(parts.day)];
  const hour = toHour(Number(parts.hour ?? 0), parts.half);
  const minute = Number(parts.minute ?? 0);
  const second = Math.min(Number(parts.second ?? 0), 59); // a leap second is the second before it
  const ms = Number((parts.fraction ?? '').padEnd(3, '0').slice(0, 3));
  if (year < YEAR_MIN || year > YEAR_MAX || hour > 23 || minute > 59) return null;
  const wall = new Date(Date.UTC(year, parts.month - 1, day, hour, minute, second, ms));
  if (wall.getUTCMonth() !== parts.month - 1 || wall.getUTCDate() !== day) return null;
  return new Date(wall.getTime() - toZoneMinutes(parts.zone ?? '') * 60_000);
}

function toHour(hour: number, half: string | undefined): number {
  if (half === undefined || hour > 12) return hour;
  return (hour % 12) + (half === 'pm' ? 12 : 0);
}

/** No zone on Earth is further than fourteen hours from Greenwich: what says so says nothing. */
const ZONE_HOURS_MAX = 14;

function toZoneMinutes(zone: string): number {
  const name = /^\s*\(?([a-z]{1,5})(?![a-z])/.exec(zone)?.[1] ?? 'z';
  const offset = /^[\s(]*(?:gmt|utc?|z)?\s*([+-])\s?(\d{1,2})(?::?(\d{2}))?(?!\d)/.exec(zone);
  if (offset === null) return ZONE_MINUTES.get(name) ?? 0;
  const [hours, minutes] = [Number(offset[2]), Number(offset[3] ?? 0)];
  if (hours > ZONE_HOURS_MAX || minutes > 59) return 0;
  return (offset[1] === '-' ? -1 : 1) * (hours * 60 + minutes);
}

function toFullYear(year: string): string {
  if (year.length !== 2) return year;
  return Number(year) < 50 ? `20${year}` : `19${year}`;
}
