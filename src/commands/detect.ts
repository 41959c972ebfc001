/** detect: a series of counts in, the same rows out with how abnormal each is by what came before it. */

import {
  foldVolume,
  judgeVolume,
  makeVolumeDetector,
  SCORE_THRESHOLD,
  type VolumeDetector,
  type VolumeLevel,
} from '../analysis/buzz/detect-volume.ts';
import { BUCKET_MS, type BucketCount } from '../analysis/buzz/volume-model.ts';
import { AppError } from '../base/errors.ts';
import { type Command, readArguments, refusePositionals, streamLines } from './command.ts';

const VALUE_MAX = 1e12;
const SCORE_DIGITS = 4;
/** The highest score that is shown and tells nobody. */
const BELOW_THRESHOLD = SCORE_THRESHOLD - 10 ** -SCORE_DIGITS;
const TOLD_CHARACTERS_MAX = 60;

export const detectCommand: Command = {
  name: 'detect',
  summary: 'which rows of a series of counts are abnormal, as they come',
  help: `vigie detect < COUNTS

CSV in, one row for each five minutes: timestamp,value[,negative], with or without that header (with one, columns stand
in any order, and others are passed through). Timestamps are "2026-06-01 08:05:00" or ISO 8601, UTC where no offset is
given. The same rows come out, each before the next is read, with two more columns:

  anomaly_score  0 to 1; ${SCORE_THRESHOLD} or more where an episode begins, once for each: it stays below until talk was usual for three
                 hours, and for twelve after it was told
  level          how abnormal talk is now, told or not: 0 as usual, 1 abnormal, 2 very, 3 beyond all that was to be
                 expected, by at least 4, 6 and 10 mentions in a day

A row is judged by those before it alone: by the recent level, the hour of the day and of the week, and by how far the
series strays, in 5 minutes, 1 hour, 6 hours and 24 hours. Where a negative column is given, it is that one which is
judged, and abnormal volume alone is level 1. Rows of the same five minutes are added up. Time without a row is not
known to be silent: write a row of 0 where nothing was said. Rows of hours or days are taken too, each in place of its
first five minutes; rows more than a day apart are never abnormal, nor is the first hour.

Exits 1 at a row that cannot be read, and says which; the rows before it are answered.`,
  run: async (args, io) => {
    const { positionals } = readArguments('detect', args, {});
    refusePositionals('detect', positionals);
    try {
      const judge = makeRowJudge();
      let columns: Columns | null = null;
      let lineNumber = 0;
      for await (const line of streamLines(io.streamStdin())) {
        lineNumber += 1;
        const text = lineNumber === 1 ? line.replace(/^\uFEFF/, '') : line;
        if (text.trim() === '') continue;
        if (columns === null) {
          columns = readHeader(text, lineNumber) ?? columnsOf(text);
          if (columns.isNamed) {
            await io.writeSlowly(`${text},anomaly_score,level`);
            continue;
          }
        }
        const { anomalyScore, level } = judge(readRow(text, columns, lineNumber), lineNumber);
        await io.writeSlowly(`${text},${toCell(anomalyScore)},${level}`);
      }
      return 0;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'INPUT_INVALID') throw error;
      io.tell(`vigie detect: ${error.message}`);
      return 1;
    }
  },
};

/** Where the columns stand. */
type Columns = Readonly<{ timestamp: number; value: number; negative: number | null; count: number; isNamed: boolean }>;

type Row = Readonly<{ at: number; timestamp: string; value: number; negative: number | null }>;

type Answer = Readonly<{ anomalyScore: number; level: VolumeLevel }>;

/** Four digits, never rounded up over the threshold. */
function toCell(anomalyScore: number): string {
  const shown = anomalyScore < SCORE_THRESHOLD ? Math.min(anomalyScore, BELOW_THRESHOLD) : anomalyScore;
  return shown.toFixed(SCORE_DIGITS);
}

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
function readRow(line: string, columns: Columns, lineNumber: number): Row {
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

/** A series that is judged while its last five minutes still fill. */
type OpenSeries = { readonly detector: VolumeDetector; open: BucketCount | null; isTold: boolean };

/** Judges rows in order. Errors: INPUT_INVALID where time does not go forward. */
function makeRowJudge(): (row: Row, lineNumber: number) => Answer {
  const all = makeSeries();
  const negative = makeSeries();
  let last: Row | null = null;
  return (row, lineNumber) => {
    if (last !== null && row.at <= last.at) {
      const place = row.at === last.at ? 'is the instant of' : 'is before';
      throw new AppError(
        'INPUT_INVALID',
        `Line ${lineNumber}: ${row.timestamp} ${place} the row above it (${last.timestamp}): sort the rows by time, each instant once.`,
      );
    }
    last = row;
    const ofAll = judgeNext(all, row.at, row.value);
    if (row.negative === null) return ofAll;
    const ofNegative = judgeNext(negative, row.at, row.negative);
    if (ofNegative.level > 0 || ofAll.level === 0) return ofNegative;
    return { ...ofNegative, level: 1 };
  };
}

function makeSeries(): OpenSeries {
  return { detector: makeVolumeDetector(), open: null, isTold: false };
}

/** What the five minutes of this row hold so far, judged; those before are learned first. */
function judgeNext(series: OpenSeries, at: number, count: number): Answer {
  const bucket = Math.floor(at / BUCKET_MS);
  if (series.open !== null && series.open.bucket !== bucket) {
    foldVolume(series.detector, series.open);
    series.open = null;
    series.isTold = false;
  }
  const open: BucketCount = { bucket, count: (series.open?.count ?? 0) + count };
  series.open = open;
  const verdict = judgeVolume(series.detector, open);
  const isRepeated = verdict.isOnset && series.isTold;
  series.isTold ||= verdict.isOnset;
  return {
    anomalyScore: isRepeated ? Math.min(verdict.anomalyScore, BELOW_THRESHOLD) : verdict.anomalyScore,
    level: verdict.level,
  };
}

function toTold(text: string): string {
  return text.length > TOLD_CHARACTERS_MAX ? `${text.slice(0, TOLD_CHARACTERS_MAX)}…` : text;
}
