/** Rows of counts as people write them down: CSV of timestamp,value[,negative], which detect and backtest read. */
import { AppError } from '../base/errors.ts';
import { streamLines } from './command.ts';

/** negative: null where the rows have no such column. at: milliseconds since 1970. */
export type CountRow = Readonly<{ at: number; value: number; negative: number | null }>;

/** text: as it came, without a byte order mark. */
export type CountLine =
  | Readonly<{ kind: 'header'; text: string }>
  | Readonly<{ kind: 'row'; text: string; row: CountRow }>;

const VALUE_MAX = 1e12;
const TOLD_CHARACTERS_MAX = 60;

/** For help texts: what readCountLines takes. */
export const COUNTS_HELP = `timestamp,value[,negative], with or without that header (with one, columns stand
in any order, and others do not matter). Timestamps are "2026-06-01 08:05:00" or ISO 8601, UTC where no offset is
given`;

/**
 * The rows of a CSV that is still coming, each before the next line is read; empty lines are left out.
 *
 * Shape:   a header, where there is one, comes first; rows are in order of time, each instant once.
 * Errors:  INPUT_INVALID with the line's number for a row that is none, and for one that is not later than the row above.
 */
export async function* readCountLines(input: AsyncIterable<Uint8Array>): AsyncGenerator<CountLine> {
  let columns: Columns | null = null;
  let last: Readonly<{ at: number; timestamp: string }> | null = null;
  let lineNumber = 0;
  for await (const line of streamLines(input)) {
    lineNumber += 1;
    const text = lineNumber === 1 ? line.replace(/^\uFEFF/, '') : line;
    if (text.trim() === '') continue;
    if (columns === null) {
      columns = readHeader(text, lineNumber) ?? columnsOf(text);
      if (columns.isNamed) {
        yield { kind: 'header', text };
        continue;
      }
    }
    const { timestamp, ...row } = readRow(text, columns, lineNumber);
    if (last !== null && row.at <= last.at) {
      const place = row.at === last.at ? 'is the instant of' : 'is before';
      throw new AppError(
        'INPUT_INVALID',
        `Line ${lineNumber}: ${timestamp} ${place} the row above it (${last.timestamp}): sort the rows by time, each instant once.`,
      );
    }
    last = { at: row.at, timestamp };
    yield { kind: 'row', text, row };
  }
}

/** Where the columns stand. */
type Columns = Readonly<{ timestamp: number; value: number; negative: number | null; count: number; isNamed: boolean }>;

/** Null where the first line is a row already. Errors: INPUT_INVALID where it is neither. */
function readHeader(line: string, lineNumber: number): Columns | null {
  const names = line.split(',').map((cell) => cell.trim().toLowerCase());
  if (!names.includes('timestamp')) return null;
  const value = names.indexOf('value');
  const negative = names.indexOf('negative');
  if (value < 0) {
    throw new AppError(
      'INPUT_INVALID',
      `Line ${lineNumber} is a header without "value": name the column of counts so.`,
    );
  }
  return {
    timestamp: names.indexOf('timestamp'),
    value,
    negative: negative < 0 ? null : negative,
    count: names.length,
    isNamed: true,
  };
}

function columnsOf(line: string): Columns {
  const count = line.split(',').length;
  return { timestamp: 0, value: 1, negative: count > 2 ? 2 : null, count, isNamed: false };
}

/** Errors: INPUT_INVALID with the line's number. */
function readRow(line: string, columns: Columns, lineNumber: number): CountRow & Readonly<{ timestamp: string }> {
  const cells = line.split(',').map((cell) => cell.trim());
  if (cells.length !== columns.count || cells.length < 2 || (!columns.isNamed && cells.length > 3)) {
    const wanted = columns.isNamed ? `${columns.count} columns as the header has` : 'timestamp,value[,negative]';
    throw new AppError('INPUT_INVALID', `Line ${lineNumber}, "${toTold(line)}", is no row: give ${wanted}.`);
  }
  const timestamp = cells[columns.timestamp] ?? '';
  const at = parseInstant(timestamp);
  if (Number.isNaN(at)) {
    throw new AppError(
      'INPUT_INVALID',
      `Line ${lineNumber}: "${toTold(timestamp)}" is no instant: write it as 2026-06-01 08:05:00 or in ISO 8601.`,
    );
  }
  const value = readCount(cells[columns.value] ?? '', lineNumber);
  const negative = columns.negative === null ? null : readCount(cells[columns.negative] ?? '', lineNumber);
  if (negative !== null && negative > value) {
    throw new AppError(
      'INPUT_INVALID',
      `Line ${lineNumber} counts ${negative} negative mentions among ${value}: the second number is that of all mentions.`,
    );
  }
  return { at, timestamp, value, negative };
}

function readCount(cell: string, lineNumber: number): number {
  const count = /^\d+(\.\d*)?(e\+?\d+)?$/i.test(cell) ? Number(cell) : Number.NaN;
  if (Number.isFinite(count) && count <= VALUE_MAX) return count;
  throw new AppError(
    'INPUT_INVALID',
    `Line ${lineNumber}: "${toTold(cell)}" is no count: write a number from 0 to ${VALUE_MAX}, and leave the row out where it is not known.`,
  );
}

const INSTANT = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/** Milliseconds since 1970; NaN where there is no such instant: the 30th of February is none. */
function parseInstant(text: string): number {
  const parts = INSTANT.exec(text);
  if (parts === null) return Number.NaN;
  const [, year, month, day, hour, minute, second = '00', zone = 'Z'] = parts;
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  const wallClock = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  const asUtc = Date.parse(`${wallClock}Z`);
  const isReal = !Number.isNaN(asUtc) && new Date(asUtc).toISOString().startsWith(wallClock);
  return isReal ? Date.parse(`${wallClock}${offset}`) : Number.NaN;
}

function toTold(text: string): string {
  return text.length > TOLD_CHARACTERS_MAX ? `${text.slice(0, TOLD_CHARACTERS_MAX)}…` : text;
}
