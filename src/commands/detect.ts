/** detect: a series of counts in, the same rows out with how abnormal each is by what came before it. */

import {
  foldVolume,
  judgeVolume,
  makeVolumeDetector,
  SCORE_THRESHOLD,
  type VolumeDetector,
  type VolumeLevel,
} from '../analysis/buzz/detect-volume.ts';
import type { BucketCount } from '../analysis/buzz/volume-model.ts';
import { AppError } from '../base/errors.ts';
import { BUCKET_MS } from '../domain/volume.ts';
import { type Command, readArguments, refusePositionals } from './command.ts';
import { COUNTS_HELP, type CountRow, readCountLines } from './read-counts.ts';

const SCORE_DIGITS = 4;
/** The highest score that is shown and tells nobody. */
const BELOW_THRESHOLD = SCORE_THRESHOLD - 10 ** -SCORE_DIGITS;

export const detectCommand: Command = {
  name: 'detect',
  summary: 'which rows of a series of counts are abnormal, as they come',
  help: `vigie detect < COUNTS

CSV in, one row for each five minutes: ${COUNTS_HELP}. The same
rows come out, each before the next is read, with two more columns:

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
      for await (const line of readCountLines(io.streamStdin())) {
        if (line.kind === 'header') {
          await io.writeSlowly(`${line.text},anomaly_score,level`);
          continue;
        }
        const { anomalyScore, level } = judge(line.row);
        await io.writeSlowly(`${line.text},${toCell(anomalyScore)},${level}`);
      }
      return 0;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'INPUT_INVALID') throw error;
      io.tell(`vigie detect: ${error.message}`);
      return 1;
    }
  },
};

type Answer = Readonly<{ anomalyScore: number; level: VolumeLevel }>;

/** Four digits, never rounded up over the threshold. */
function toCell(anomalyScore: number): string {
  const shown = anomalyScore < SCORE_THRESHOLD ? Math.min(anomalyScore, BELOW_THRESHOLD) : anomalyScore;
  return shown.toFixed(SCORE_DIGITS);
}

/** A series that is judged while its last five minutes still fill. */
type OpenSeries = { readonly detector: VolumeDetector; open: BucketCount | null; isTold: boolean };

/** Judges rows in order of time. */
function makeRowJudge(): (row: CountRow) => Answer {
  const all = makeSeries();
  const negative = makeSeries();
  return (row) => {
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
