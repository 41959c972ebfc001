/** Fields out of JSON that somebody else wrote: whatever is not there, or not what it should be, is null or nothing. */
import { parseDate } from './parse-date.ts';

/** From here on a number of time is in milliseconds: as seconds it would be the year 5138. */
const EPOCH_MS_FROM = 100_000_000_000;
const EPOCH_SECONDS_MAX = 7_258_118_400; // the year 2200, where dates that are read end

/**
 * What stands at a path; undefined where any step of it is missing.
 *
 * Shape:   path: names and places in lists, joined by dots; '' is the value itself. Only own fields are seen, so that
 *          no answer can reach for `constructor`.
 * Errors:  none: total.
 *
 * @example valueAt({ a: { b: [{ c: 1 }] } }, 'a.b.0.c')  // 1
 */
export function valueAt(value: unknown, path: string): unknown {
  if (path === '') return value;
  let current = value;
  for (const name of path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name)) return undefined;
    current = (current as Readonly<Record<string, unknown>>)[name];
  }
  return current;
}

/**
 * Text that says something, as it came; null for anything else. A number is its digits: services change an id's type.
 *
 * @example textAt({ id: 7 }, 'id')  // '7'
 */
export function textAt(value: unknown, path: string): string | null {
  const found = valueAt(value, path);
  if (typeof found === 'number' && Number.isFinite(found)) return String(found);
  return typeof found === 'string' && found.trim() !== '' ? found : null;
}

/** A list; empty for anything else. */
export function listAt(value: unknown, path: string): readonly unknown[] {
  const found = valueAt(value, path);
  return Array.isArray(found) ? found : [];
}

/**
 * A finite number, also one written as text; null for anything else.
 *
 * @example numberAt({ pages: '12' }, 'pages')  // 12
 */
export function numberAt(value: unknown, path: string): number | null {
  const found = valueAt(value, path);
  if (typeof found === 'number') return Number.isFinite(found) ? found : null;
  return typeof found === 'string' && /^\s*-?\d{1,15}(?:\.\d{1,15})?\s*$/.test(found) ? Number(found) : null;
}

/** True only for true. */
export function flagAt(value: unknown, path: string): boolean {
  return valueAt(value, path) === true;
}

/**
 * An instant: a date in any of the ways that `parseDate` reads, or seconds or milliseconds since 1970.
 *
 * Shape:   null for zero, for negative numbers, for what lies beyond 2200, and for anything that is no date.
 * Errors:  none: total.
 *
 * @example dateAt({ at: 1_748_858_400 }, 'at')  // 2025-06-02T10:00:00.000Z
 */
export function dateAt(value: unknown, path: string): Date | null {
  const found = valueAt(value, path);
  if (typeof found === 'number') return toInstant(found);
  if (typeof found !== 'string') return null;
  return /^\s*\d{9,13}(?:\.\d{1,9})?\s*$/.test(found) ? toInstant(Number(found)) : parseDate(found);
}

function toInstant(epoch: number): Date | null {
  const seconds = epoch >= EPOCH_MS_FROM ? epoch / 1_000 : epoch;
  return seconds > 0 && seconds <= EPOCH_SECONDS_MAX ? new Date(Math.round(seconds * 1_000)) : null;
}
