/** The dates that feeds and pages write, read strictly: what can't be read is null and never "now". */

const YEAR_MIN = 1970;
const YEAR_MAX = 2200;

const MONTHS: readonly string[] = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Minutes east of Greenwich. RFC 822's American zones, and the European ones that feeds write against the rules. */
const ZONE_MINUTES: Readonly<Record<string, number>> = {
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
};

const ISO_PATTERN =
  /^(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?(?:[t ]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([a-z]{1,5}|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?$/;
const RFC_822_PATTERN =
  /^(?:[a-z]{2,9}\.?\s*,?\s*)?(\d{1,2})[\s-]+([a-z]{3})[a-z]*\.?[\s,-]+(\d{4}|\d{2})(?:[\s,t]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?\s*([a-z]{1,5}|(?:gmt|utc)?\s*[+-]\d{1,2}:?\d{2})?(?:\s*\([^)]*\))?$/;
const ASCTIME_PATTERN =
  /^[a-z]{3,9},?\s+([a-z]{3})[a-z]*\s+(\d{1,2}),?\s+(\d{1,2}):(\d{2}):(\d{2})\s+([a-z]{1,5}\s+)?(\d{4})$/;

/**
 * The instant that a text names, or null.
 *
 * `new Date(text)` is not used: V8 reads "Chapter 12" as a day of 2001, and the machine's own time zone where the text
 * names none. Here a text without zone is in UTC, as is one with a zone name nobody knows: hours off, but not lost.
 *
 * Shape:   text: RFC 822/1123/2822 (`Tue, 03 Jun 2025 09:39:21 +0200`, the weekday unchecked, two-digit years as in
 *          RFC 5322), ISO 8601 and its W3C profile (`2025-06-03T09:39:21.5Z`, `2025-06`), or asctime. Days that do
 *          not exist and years outside 1970..2200 are null.
 * Errors:  none: total.
 * Source:  RFC 5322 sections 3.3 and 4.3; https://www.w3.org/TR/NOTE-datetime.
 *
 * @example parseDate('Tue, 03 Jun 2025 09:39:21 +0200')  // 2025-06-03T07:39:21.000Z
 */
export function parseDate(text: string | null | undefined): Date | null {
  const plain = (text ?? '').trim().toLowerCase().replace(/\s+/g, ' ').slice(0, 100);
  if (plain === '') return null;

  const iso = ISO_PATTERN.exec(plain);
  if (iso !== null) {
    const [, year, month = '1', day = '1', hour, minute, second, fraction = '', zone] = iso;
    const ms = Number(fraction.padEnd(3, '0').slice(0, 3));
    return toInstant({ year, month: Number(month), day, hour, minute, second, zone }, ms);
  }
  const rfc = RFC_822_PATTERN.exec(plain);
  if (rfc !== null) {
    const [, day, month = '', year = '', hour, minute, second, zone] = rfc;
    return toInstant({ year: toFullYear(year), month: MONTHS.indexOf(month) + 1, day, hour, minute, second, zone }, 0);
  }
  const asctime = ASCTIME_PATTERN.exec(plain);
  if (asctime !== null) {
    const [, month = '', day, hour, minute, second, zone, year] = asctime;
    return toInstant({ year, month: MONTHS.indexOf(month) + 1, day, hour, minute, second, zone: zone?.trim() }, 0);
  }
  return null;
}

type DateParts = Readonly<{
  year: string | undefined;
  /** 1 to 12; 0 where the name is not a month's. */
  month: number;
  day: string | undefined;
  hour: string | undefined;
  minute: string | undefined;
  second: string | undefined;
  zone: string | undefined;
}>;

function toInstant(parts: DateParts, ms: number): Date | null {
  const [year, day] = [Number(parts.year), Number(parts.day)];
  const [hour, minute] = [Number(parts.hour ?? 0), Number(parts.minute ?? 0)];
  const second = Math.min(Number(parts.second ?? 0), 59); // a leap second is the second before it
  if (year < YEAR_MIN || year > YEAR_MAX || hour > 23 || minute > 59) return null;
  const wall = new Date(Date.UTC(year, parts.month - 1, day, hour, minute, second, ms));
  if (wall.getUTCMonth() !== parts.month - 1 || wall.getUTCDate() !== day) return null;
  return new Date(wall.getTime() - toZoneMinutes(parts.zone) * 60_000);
}

function toZoneMinutes(zone: string | undefined): number {
  const offset = /([+-])(\d{1,2}):?(\d{2})?$/.exec(zone ?? '');
  if (offset === null) return ZONE_MINUTES[zone ?? 'z'] ?? 0;
  const minutes = Number(offset[2]) * 60 + Number(offset[3] ?? 0);
  return offset[1] === '-' ? -minutes : minutes;
}

function toFullYear(year: string): string {
  if (year.length !== 2) return year;
  return Number(year) < 50 ? `20${year}` : `19${year}`;
}
