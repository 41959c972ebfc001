/**
 * Is a series of counts abnormal now, and was it told already? The rule for volumes, one count after the other.
 *
 * No single width will do. Five minutes are loud every day (one post that is shared), a day is abnormal long after
 * everybody knows. What people call an anomaly is strange in the last six hours and in the last day together, so their
 * surprises are averaged; a burst that is strange beyond doubt in an hour or in five minutes need not wait for them.
 */

import { type CountAndExpectation, logLowerTail, logUpperTail } from './negative-binomial.ts';
import {
  BUCKETS_PER_HOUR,
  type BucketCount,
  foldCount,
  knownHoursAt,
  MODEL_SETTINGS,
  type ModelSettings,
  makeVolumeModel,
  readWindows,
  type VolumeModel,
  type WindowVolume,
} from './volume-model.ts';

export type DetectorSettings = ModelSettings &
  Readonly<{
    /** Orders of magnitude: from this mean surprise of the long widths on, talk is abnormal. 1.2: once in 16 at both. */
    surpriseMin: number;
    /** How many times as surprising an hour must be to speak alone: it is looked at six times as often as six hours are, and bursts are heavier than the tail reckons. */
    hourBar: number;
    /** The same of five minutes. */
    bucketBar: number;
    /** An episode ends after this long without an abnormal count. */
    calmHours: number;
    /** …and not sooner than this after it was told: talk comes in waves. A day would hide the next day's worse news behind today's. */
    quietHours: number;
  }>;

/** Source: as MODEL_SETTINGS. */
export const DETECTOR_SETTINGS: DetectorSettings = {
  ...MODEL_SETTINGS,
  surpriseMin: 1.2,
  hourBar: 4,
  bucketBar: 8,
  calmHours: 3,
  quietHours: 12,
};

/** 0: as usual. 1: abnormal. 2: so far from usual, and so many, that someone should look. 3: nothing like it was to be expected in this brand's life. */
export type VolumeLevel = 0 | 1 | 2 | 3;

/** From how many times surpriseMin on a level holds, and from how many mentions in a day: one or two are never an episode. */
const LEVELS: readonly Readonly<{ level: VolumeLevel; surpriseTimes: number; countMin: number }>[] = [
  { level: 3, surpriseTimes: 3, countMin: 10 },
  { level: 2, surpriseTimes: 2, countMin: 6 },
  { level: 1, surpriseTimes: 1, countMin: 4 },
];

/** Mentions an hour that the quietest brand is granted: five a day surprise nobody. */
const EXPECTED_PER_HOUR_MIN = 0.2;
/**
 * How many more mentions one brings along, replies and copies: the variance is at least three times the mean. Without it a
 * brand of 50 even mentions a day has an episode every four days, with it one a month.
 */
const CLUSTER_EXTRA_COUNT = 2;
/** In the first hour of a series there is nothing to be surprised against. */
const KNOWN_HOURS_MIN = 1;
/** Above any surprise there is; keeps a billion where five were expected a number that can be averaged and printed. */
const SURPRISE_MAX = 300;
/** anomalyScore where surprise is exactly surpriseMin: the one threshold. */
export const SCORE_THRESHOLD = 0.5;
/** What the score of a surprise is multiplied by that is not told, being known already or of too few: below the threshold. */
const UNTOLD_RATIO = 0.499;

/** One width, explained. */
export type WindowSurprise = WindowVolume &
  Readonly<{
    /** Probability of so many or more, 0..1, where the brand is as usual. */
    tailProbability: number;
    /** The same in orders of magnitude: 3 is once in a thousand. */
    surprise: number;
  }>;

export type VolumeVerdict = Readonly<{
  /** 0..1; at 0.5 or more an episode begins with this count. */
  anomalyScore: number;
  /** How abnormal talk is now, told before or not. */
  level: VolumeLevel;
  /** This count opens an episode: the one moment to tell people. */
  isOnset: boolean;
  /** Orders of magnitude, of the widths together. */
  surprise: number;
  /** 5 minutes, 1 hour, 6 hours, 24 hours. */
  windows: readonly WindowSurprise[];
  /**
   * Probability of so few or fewer in the last 24 hours, of what was looked at: a source that broke, or a brand that nobody
   * speaks of any more. Nobody is woken for it.
   */
  silenceProbability: number;
}>;

/** What is kept of a series: its model and its episode. */
export type VolumeDetector = {
  readonly model: VolumeModel;
  /** The last count that was abnormal, and the last that opened an episode; null where there was none. */
  lastAbnormalBucket: number | null;
  lastOnsetBucket: number | null;
};

/** A series of which nothing is known. */
export function makeVolumeDetector(): VolumeDetector {
  return { model: makeVolumeModel(), lastAbnormalBucket: null, lastOnsetBucket: null };
}

/**
 * What a count means for its series, by what came before it.
 *
 * Reads only: a bucket that is still filling is judged at each new mention, and folded when it is over. Its surprise
 * only grows meanwhile, so folding the whole bucket opens the episode that its parts have opened.
 *
 * Shape:   bucket: later than the last one folded. In a series' first hour nothing is abnormal; in its first two days
 *          the expectation is doubted, and takes about ten times the usual to be refuted.
 * Errors:  RangeError where the bucket is not later.
 */
export function judgeVolume(
  detector: VolumeDetector,
  row: BucketCount,
  settings: DetectorSettings = DETECTOR_SETTINGS,
): VolumeVerdict {
  const { windows, surprise, level } = readSurprises(detector.model, row, settings);
  const day = windows.at(-1);
  const isOnset = level > 0 && !isWithinEpisode(detector, row.bucket, settings);
  const score = 1 - 2 ** (-surprise / settings.surpriseMin);
  return {
    anomalyScore: isOnset || surprise < settings.surpriseMin ? score : UNTOLD_RATIO * score,
    level,
    isOnset,
    surprise,
    windows,
    silenceProbability: day === undefined ? 1 : Math.exp(logLowerTail(withFloor(day))),
  };
}

/** How abnormal a series is, told or not. */
export type SeriesSurprise = Pick<VolumeVerdict, 'windows' | 'surprise' | 'level'>;

/**
 * How abnormal a series is with this count, whoever was told of what.
 *
 * Errors:  RangeError where the bucket is not later than the last one folded.
 */
export function readSurprises(
  model: VolumeModel,
  row: BucketCount,
  settings: DetectorSettings = DETECTOR_SETTINGS,
): SeriesSurprise {
  const windows = readWindows(model, row, settings).map(surpriseOf);
  const isKnown = knownHoursAt(model, row.bucket, settings) >= KNOWN_HOURS_MIN;
  return isKnown ? joinWindows(windows, settings) : { windows, surprise: 0, level: 0 };
}

/** What the four widths come to together. */
export function joinWindows(
  windows: readonly WindowSurprise[],
  settings: DetectorSettings = DETECTOR_SETTINGS,
): SeriesSurprise {
  const surprise = joinSurprises(windows, settings);
  return { windows, surprise, level: toLevel(surprise, windows.at(-1)?.observedCount ?? 0, settings) };
}

/**
 * Judges a count that is complete, and learns it.
 *
 * Shape:   bucket: later than the last one. Changes the detector in place; returns what judgeVolume says before it.
 * Errors:  RangeError where the bucket is not later, or the count is negative or not finite; nothing is changed then.
 */
export function foldVolume(
  detector: VolumeDetector,
  row: BucketCount,
  settings: DetectorSettings = DETECTOR_SETTINGS,
): VolumeVerdict {
  const verdict = judgeVolume(detector, row, settings);
  foldCount(detector.model, row, settings);
  if (verdict.level > 0) detector.lastAbnormalBucket = row.bucket;
  if (verdict.isOnset) detector.lastOnsetBucket = row.bucket;
  return verdict;
}

/** How far a window is from what was to be expected of it. */
export function surpriseOf(window: WindowVolume): WindowSurprise {
  const logTail = logUpperTail(withFloor(window));
  return {
    ...window,
    tailProbability: Math.exp(logTail),
    surprise: Math.min(SURPRISE_MAX, -logTail / Math.LN10),
  };
}

/** A count against no less than what the quietest brand is granted. */
export function withFloor({
  widthMinutes,
  observedCount,
  expectedCount,
  dispersion,
}: WindowVolume): CountAndExpectation {
  const floor = (EXPECTED_PER_HOUR_MIN * widthMinutes) / 60;
  const expected = Math.max(floor, expectedCount);
  // what was granted beyond the expected is no reason to grant more spread: the variance keeps what the brand has shown
  return {
    observedCount,
    expectedCount: expected,
    dispersion: dispersion * (expectedCount / expected) ** 2 + CLUSTER_EXTRA_COUNT / expected,
  };
}

/** The long widths together, or a short one that speaks for itself. */
function joinSurprises(windows: readonly WindowSurprise[], settings: DetectorSettings): number {
  const [bucket = 0, hour = 0, sixHours = 0, day = 0] = windows.map((window) => window.surprise);
  return Math.max((sixHours + day) / 2, hour / settings.hourBar, bucket / settings.bucketBar);
}

function toLevel(surprise: number, dayCount: number, settings: DetectorSettings): VolumeLevel {
  const found = LEVELS.find(
    ({ surpriseTimes, countMin }) => surprise >= surpriseTimes * settings.surpriseMin && dayCount >= countMin,
  );
  return found?.level ?? 0;
}

function isWithinEpisode(detector: VolumeDetector, bucket: number, settings: DetectorSettings): boolean {
  return (
    isWithin(bucket, detector.lastAbnormalBucket, settings.calmHours) ||
    isWithin(bucket, detector.lastOnsetBucket, settings.quietHours)
  );
}

function isWithin(bucket: number, since: number | null, hours: number): boolean {
  return since !== null && bucket - since <= hours * BUCKETS_PER_HOUR;
}
