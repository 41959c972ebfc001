/**
 * How soon and how rightly abnormal volumes are told: `npm run bench:buzz -- DIR`, DIR as the Numenta benchmark's.
 *
 * The service's detector at its one fixed threshold, beside two rules in the same run: a count that beats the last five
 * days (a record), and one too many deviations above the mean of the last three weeks (windowed Gaussian, at the
 * threshold that is best for these very series). Then what it does where nothing was chosen on: the score when each
 * setting is a quarter smaller or larger, and with the threshold that the other series would have chosen.
 */
import {
  DETECTOR_SETTINGS,
  type DetectorSettings,
  foldVolume,
  judgeVolume,
  makeVolumeDetector,
  SCORE_THRESHOLD,
} from '../src/analysis/buzz/detect-volume.ts';
import { toStoredModel } from '../src/analysis/buzz/volume-model.ts';
import { BUCKET_MS } from '../src/domain/volume.ts';
import { type NabSeries, readNabFolder } from './nab-folder.ts';
import { NAB_PROFILES, type NabResult, scoreNab } from './nab-score.ts';

const RECORD_ROWS = 5 * 288;
const GAUSSIAN_ROWS = 6_400;
const GAUSSIAN_STEP_ROWS = 100;
const GAUSSIAN_THRESHOLDS = Array.from({ length: 80 }, (_, index) => 2 + index / 4);
const MINUTES_PER_ROW = 5;
const VARIED_RATIOS = [0.75, 1.25];
/** From which each series' threshold is chosen by the other series. */
const SURPRISES = Array.from({ length: 24 }, (_, index) => 0.6 * 1.05 ** index);
const PLATEAU_RATIO = 1.25;
const BRAND_COUNT = 1_000;

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('npm run bench:buzz -- DIR: a folder of timestamp,value files and labels.json\n');
  process.exit(2);
}
const all = readNabFolder(folder);
printScores();
printSpeed();
printVaried();
printLeftOut();

function printScores(): void {
  const startedAt = performance.now();
  const ours = all.map((series) => tellByDetector(series, DETECTOR_SETTINGS));
  const seconds = (performance.now() - startedAt) / 1_000;
  const rowCount = all.reduce((sum, series) => sum + series.rows.length, 0);
  print(
    `score ${NAB_PROFILES.map(({ name }) => name).join(' / ')}; windows found; false rows; hours from a window's start`,
  );
  for (const [index, series] of all.entries())
    print(`  ${series.name.padEnd(20)}${toCells([series], [ours[index] ?? []])}`);
  print(`${'Vigie'.padEnd(22)}${toCells(all, ours)}`);
  print(`${'record of five days'.padEnd(22)}${toCells(all, all.map(tellByRecord))}`);
  const best = GAUSSIAN_THRESHOLDS.map((threshold) => all.map((series) => tellByGaussian(series, threshold)))
    .map((told) => ({ told, score: scoreOf(all, told).score }))
    .reduce((left, right) => (right.score > left.score ? right : left));
  print(`${'windowed Gaussian'.padEnd(22)}${toCells(all, best.told)}`);
  print(`${Math.round(rowCount / seconds)} rows a second`);
}

/** What judging costs once a brand has a history, and what is kept of it. */
function printSpeed(): void {
  const [series] = all;
  if (series === undefined) return;
  const detector = makeVolumeDetector();
  for (const { at, value } of series.rows) foldVolume(detector, { bucket: Math.floor(at / BUCKET_MS), count: value });
  const next = Math.floor((series.rows.at(-1)?.at ?? 0) / BUCKET_MS) + 1;
  const startedAt = performance.now();
  for (let brand = 0; brand < BRAND_COUNT; brand += 1) judgeVolume(detector, { bucket: next, count: brand });
  const ms = performance.now() - startedAt;
  const bytes = toStoredModel(detector.model).length;
  print(`${BRAND_COUNT} brands judged in ${ms.toFixed(1)} ms; ${bytes} bytes of state each`);
}

function printVaried(): void {
  print('\nstandard score with a setting a quarter smaller / larger');
  for (const name of Object.keys(DETECTOR_SETTINGS) as readonly (keyof DetectorSettings)[]) {
    const scores = VARIED_RATIOS.map((ratio) => {
      const settings = { ...DETECTOR_SETTINGS, [name]: DETECTOR_SETTINGS[name] * ratio };
      const told = all.map((series) => tellByDetector(series, settings));
      return toCell(scoreOf(all, told));
    });
    print(`  ${`${name} ${DETECTOR_SETTINGS[name]}`.padEnd(28)}${scores.join('   ')}`);
  }
}

/**
 * Each series with the threshold that the others choose, by the rule by which it was chosen for all: the middle of the
 * highest plateau, where the mean score of all thresholds up to a quarter smaller or larger is greatest.
 */
function printLeftOut(): void {
  print('\nthreshold chosen by the other series');
  const tries = SURPRISES.map((surpriseMin) => ({
    surpriseMin,
    told: all.map((series) => tellByDetector(series, { ...DETECTOR_SETTINGS, surpriseMin })),
  }));
  const told = all.map((series, leftOut) => {
    const others = all.toSpliced(leftOut, 1);
    const scored = tries.map((each) => ({ ...each, score: scoreOf(others, each.told.toSpliced(leftOut, 1)).score }));
    const chosen = pickPlateau(scored);
    print(`  without ${series.name}: ${chosen.surpriseMin.toFixed(2)}`);
    return chosen.told[leftOut] ?? [];
  });
  print(`${'Vigie, left out'.padEnd(22)}${toCells(all, told)}`);
}

function pickPlateau<Try extends Readonly<{ surpriseMin: number; score: number }>>(tries: readonly Try[]): Try {
  const meanNear = (middle: number): number => {
    const near = tries.filter(({ surpriseMin }) => Math.abs(Math.log(surpriseMin / middle)) <= Math.log(PLATEAU_RATIO));
    return near.reduce((sum, { score }) => sum + score, 0) / near.length;
  };
  return tries.reduce((left, right) => (meanNear(right.surpriseMin) > meanNear(left.surpriseMin) ? right : left));
}

function tellByDetector(series: NabSeries, settings: DetectorSettings): readonly boolean[] {
  const detector = makeVolumeDetector();
  return series.rows.map(({ at, value }) => {
    const verdict = foldVolume(detector, { bucket: Math.floor(at / BUCKET_MS), count: value }, settings);
    return verdict.anomalyScore >= SCORE_THRESHOLD;
  });
}

function tellByRecord({ rows }: NabSeries): readonly boolean[] {
  return rows.map(({ value }, index) =>
    rows.slice(Math.max(0, index - RECORD_ROWS), index).every((earlier) => earlier.value < value),
  );
}

function tellByGaussian({ rows }: NabSeries, threshold: number): readonly boolean[] {
  let mean = 0;
  let deviation = Number.POSITIVE_INFINITY;
  const values = rows.map(({ value }) => value);
  return values.map((value, index) => {
    const isTold = value - mean > threshold * deviation;
    if (index < GAUSSIAN_STEP_ROWS || index % GAUSSIAN_STEP_ROWS === 0) {
      const window = values.slice(Math.max(0, index + 1 - GAUSSIAN_ROWS), index + 1);
      mean = window.reduce((sum, each) => sum + each, 0) / window.length;
      deviation = Math.sqrt(window.reduce((sum, each) => sum + (each - mean) ** 2, 0) / window.length);
    }
    return isTold;
  });
}

function scoreOf(
  series: readonly NabSeries[],
  told: readonly (readonly boolean[])[],
  profile = NAB_PROFILES[0],
): NabResult {
  if (profile === undefined) throw new Error('there is no profile to score by');
  return scoreNab(
    series.map(({ windows }, index) => ({ isTold: told[index] ?? [], windows })),
    profile,
  );
}

function toCells(series: readonly NabSeries[], told: readonly (readonly boolean[])[]): string {
  const results = NAB_PROFILES.map((profile) => scoreOf(series, told, profile));
  const scores = results.map(({ score }) => score.toFixed(1).padStart(5)).join(' / ');
  const [result] = results;
  const hours = ((result?.meanDelayRows ?? 0) * MINUTES_PER_ROW) / 60;
  return `${scores}   ${result?.foundCount} of ${result?.windowCount}   ${String(result?.falseCount).padStart(3)} false   ${hours.toFixed(1)} h`;
}

function toCell({ score, foundCount, falseCount }: NabResult): string {
  return `${score.toFixed(1)} (${foundCount} found, ${falseCount} false)`.padEnd(26);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
