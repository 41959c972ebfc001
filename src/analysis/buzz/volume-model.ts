/**
 * What volume a brand has at this hour of the week, and how far it strays: learned count by count, in 5 kB that never grow.
 *
 * A plain mean rings every morning, a mean per hour of the week is blind for its first month. So the expectation is the
 * recent level times a factor of the hour of the day, times one of the hour of the week, and each factor believes the
 * one before it until it has seen enough of its own hours. What is learned is one count at a time, forgotten with time,
 * and depends on nothing later: folding stored volumes again gives the same state, to the bit.
 */
import { BUCKET_MS } from '../../domain/volume.ts';

/** Widths in which talk is judged, in buckets: 5 minutes, 1 hour, 6 hours, 24 hours. */
export const WIDTHS = [1, 12, 72, 288] as const;
export const BUCKETS_PER_DAY = 288;
export const BUCKETS_PER_HOUR = 12;

/**
 * One count, of the bucket with this index. likeBucket: the bucket whose hour of the week it is like, where that is another
 * one: a public holiday is like its Sunday.
 */
export type BucketCount = Readonly<{ bucket: number; count: number; likeBucket?: number }>;

/**
 * What a series is taken to be like as long as it has shown little of itself: what the agency's other brands are like.
 *
 * Shape:   dayFactors: by hour of the day (UTC), around 1; dispersions: in the order of WIDTHS.
 */
export type VolumePrior = Readonly<{ dayFactors: readonly number[]; dispersions: readonly number[] }>;

export type ModelSettings = Readonly<{
  /** In how long the level forgets all but a third. Short enough to follow a launch, long enough not to call day two of a crisis usual. */
  levelMemoryHours: number;
  /** The same of the factors of the hours: the habits of a month. */
  habitMemoryDays: number;
  /** How many days of its own an hour of the day needs to be believed as much as the level alone. */
  dayHabitDays: number;
  /** How many weeks of its own an hour of the week needs to be believed as much as the hour of the day. */
  weekHabitWeeks: number;
  /** What is more than this many deviations above the expected teaches level and habits no more than that: an outbreak is no habit. */
  learnedDeviationsMax: number;
  /** How long a brand's bursts are remembered in its dispersion. They are rare, so longer than habits. */
  dispersionMemoryDays: number;
}>;

/**
 * Source: measured on five public brand series; each may be a quarter larger or smaller and the score moves by less than
 * half a point of a hundred (docs/adr/0017-volume-detector.md).
 */
export const MODEL_SETTINGS: ModelSettings = {
  levelMemoryHours: 120,
  habitMemoryDays: 28,
  dayHabitDays: 3,
  weekHabitWeeks: 4,
  learnedDeviationsMax: 4,
  dispersionMemoryDays: 30,
};

/** Dispersion of a brand of which nothing is known: that of the quietest and the most even series measured is between 0.1 and 1. */
const DISPERSION_PRIOR = 0.5;
/** …with the weight of one day of its own… */
const DISPERSION_PRIOR_BUCKETS = BUCKETS_PER_DAY;
/** …and of this many squared mentions, below which a brand has said nothing of how it strays. */
const DISPERSION_PRIOR_SQUARES = 25;
const DISPERSION_MIN = 0.01;
/** One count of a billion must not make its brand's bursts unremarkable for years: beyond this nothing is learned. */
const DISPERSION_MAX = 5;
/** The relative variance of the level while nothing is known of it: night and noon differ by ten times. */
const UNKNOWN_DISPERSION = 4;
/** After two days the level is known, its rhythm included; before, the doubt shrinks evenly. */
const HOURS_UNTIL_LEVEL_IS_KNOWN = 48;
/** Counts up to a day apart are a regular series, of hours or of days. A longer gap is time in which nobody looked. */
const KNOWN_STEP_BUCKETS_MAX = BUCKETS_PER_DAY;
/** A factor below this would let a single count at a silent hour lift the level of the whole week. */
const FACTOR_MIN = 0.2;
/** So many mentions an hour of the week must show to be believed as much as the week's mean. */
const WEEK_PRIOR_COUNT = 1;
/** Mentions per bucket by which a habit is believed at the least, so that a brand with no mention at all has none. */
const HABIT_LEVEL_MIN = 0.002;

/** Of what one count may teach: a brand that bursts every day must not be taught by each of its bursts. */
const LEARNED_DISPERSION_MAX = 2;
/** Of what an ordinary day may stray: a brand's own outbreaks do not make the next one ordinary. */
export const ORDINARY_DISPERSION_MAX = 0.5;
/** So many deviations above the expected a day is an outbreak, where mentions come in clusters of so many… */
const OUTBREAK_DEVIATIONS = 3;
const OUTBREAK_CLUSTER = 3;
/** …and there are more of them than this. */
const OUTBREAK_COUNT_MIN = 4;

/** In place of an expectation, where nobody counted. */
const NOT_LOOKED_AT = -1;

const HOURS_PER_DAY = 24;
const HOURS_PER_WEEK = 168;

/** Sums of one width's squares, from which its dispersion comes. Forgotten with time. */
type Spread = { excess: number; square: number; weight: number };

/**
 * All that is kept of one series. Written by foldCount alone.
 *
 * Buckets that nobody reported are not zeros: they are absent, from the windows and from what is learned. Who knows that
 * he looked and found nothing folds a count of 0.
 */
export type VolumeModel = {
  /** The last bucket that was folded; null before the first. */
  lastBucket: number | null;
  /** Mentions per bucket, freed of the hour's factor. */
  level: number;
  levelWeight: number;
  /** Hours that were looked at, forgotten as the level is. */
  knownHours: number;
  /** In the order of WIDTHS. */
  spreads: Spread[];
  /** Mentions seen and mentions that the level alone let expect, per hour of the day (UTC), then of the week (from Thursday, as epochs do). */
  dayCounts: Float32Array;
  dayExpected: Float32Array;
  weekCounts: Float32Array;
  weekExpected: Float32Array;
  /** The last 24 hours by bucket, at index modulo length; expected is NOT_LOOKED_AT where nobody looked. */
  counts: Float32Array;
  expected: Float32Array;
  /** Never changed: what is folded again from the beginning begins with it. */
  readonly prior: VolumePrior | null;
};

/** What one width holds. */
export type WindowVolume = Readonly<{
  widthMinutes: number;
  observedCount: number;
  /** Of the buckets that were looked at. */
  expectedCount: number;
  dispersion: number;
  /** How many of its buckets were looked at. */
  knownBucketCount: number;
}>;

/** A series of which nothing is known, or only what its like are like. */
export function makeVolumeModel(prior: VolumePrior | null = null): VolumeModel {
  return {
    prior,
    lastBucket: null,
    level: 0,
    levelWeight: 0,
    knownHours: 0,
    spreads: WIDTHS.map(() => ({ excess: 0, square: 0, weight: 0 })),
    dayCounts: new Float32Array(HOURS_PER_DAY),
    dayExpected: new Float32Array(HOURS_PER_DAY),
    weekCounts: new Float32Array(HOURS_PER_WEEK),
    weekExpected: new Float32Array(HOURS_PER_WEEK),
    counts: new Float32Array(BUCKETS_PER_DAY),
    expected: new Float32Array(BUCKETS_PER_DAY).fill(NOT_LOOKED_AT),
  };
}

/** Hours that were looked at lately; 0 where the series is new, or was left alone for weeks. */
export function knownHoursAt(model: VolumeModel, bucket: number, settings: ModelSettings = MODEL_SETTINGS): number {
  return model.knownHours * fadeOf(stepOf(model, bucket), settings.levelMemoryHours);
}

/**
 * The windows that end with this bucket, against what the series let expect before it.
 *
 * Reads and changes nothing, so that a bucket which is still filling can be judged at each new mention.
 *
 * Shape:   in the order of the widths, which rise, up to a day. bucket: later than the last one folded. A width that is none
 *          of WIDTHS strays as the next larger one of them does.
 * Errors:  RangeError where the bucket is not later: time went back, which only the caller can set right.
 */
export function readWindows(
  model: VolumeModel,
  row: BucketCount,
  settings: ModelSettings = MODEL_SETTINGS,
  widths: readonly number[] = WIDTHS,
): readonly WindowVolume[] {
  const step = stepOf(model, row.bucket);
  const doubt = doubtAt(model, row.bucket, settings);
  const sums = sumWindows(model, row, { step, expectedHere: expectedIn(model, row, settings), widths });
  return widths.map((width, index): WindowVolume => {
    const { observedCount, expectedCount, knownBucketCount } = sums[index] ?? NO_SUM;
    return {
      widthMinutes: (width * BUCKET_MS) / 60_000,
      observedCount,
      expectedCount,
      dispersion:
        dispersionOf(
          model,
          WIDTHS.findIndex((known) => known >= width),
        ) + doubt,
      knownBucketCount,
    };
  });
}

/** Of a level that is not known yet. */
function doubtAt(model: VolumeModel, bucket: number, settings: ModelSettings): number {
  return UNKNOWN_DISPERSION * Math.max(0, 1 - knownHoursAt(model, bucket, settings) / HOURS_UNTIL_LEVEL_IS_KNOWN);
}

type WindowSum = Pick<WindowVolume, 'observedCount' | 'expectedCount' | 'knownBucketCount'>;

const NO_SUM: WindowSum = { observedCount: 0, expectedCount: 0, knownBucketCount: 0 };

/** What the windows hold, the newest bucket first: what a reader pays for, once or twice for each bucket of the last day. */
function sumWindows(
  model: VolumeModel,
  { bucket, count }: BucketCount,
  { step, expectedHere, widths }: Readonly<{ step: number; expectedHere: number; widths: readonly number[] }>,
): readonly WindowSum[] {
  const { counts, expected } = model;
  const sums: WindowSum[] = [];
  let observedCount = count;
  let expectedCount = expectedHere;
  let knownBucketCount = 1;
  let age = Math.min(step, BUCKETS_PER_DAY); // between the last one and this one nobody looked
  let place = placeOf(bucket - age);
  for (const width of widths) {
    for (; age < width; age += 1) {
      // the place is one of the array's; asking whether it is would cost a tenth of all judging
      const expectedThere = expected[place] as number;
      if (expectedThere !== NOT_LOOKED_AT) {
        observedCount += counts[place] as number;
        expectedCount += expectedThere;
        knownBucketCount += 1;
      }
      place -= 1;
      if (place < 0) place = BUCKETS_PER_DAY - 1;
    }
    sums.push({ observedCount, expectedCount, knownBucketCount });
  }
  return sums;
}

/**
 * Learns one count, in place. Returns what it was taken for (the count, or the most that one may teach), and whether the
 * day that ends with it is no ordinary one.
 *
 * Shape:   count: a finite number >= 0. bucket: later than the last one folded; what lies between was not looked at.
 * Errors:  RangeError where the bucket is not later, or the count is none.
 */
export function foldCount(
  model: VolumeModel,
  row: BucketCount,
  settings: ModelSettings = MODEL_SETTINGS,
): Readonly<{ learned: number; isOutbreak: boolean }> {
  const { bucket, count } = row;
  if (!(count >= 0 && count < Number.POSITIVE_INFINITY)) throw new RangeError(`${count} is no count of mentions`);
  const step = stepOf(model, bucket);
  const factor = factorOf(model, row, settings);
  const expectedHere = model.level * factor;
  const sums = sumWindows(model, row, { step, expectedHere, widths: WIDTHS });
  const dayDispersion = dayDispersionOf(model) + doubtAt(model, bucket, settings);
  // of the first count nothing was known: it was to be expected as it was
  const expected = model.lastBucket === null ? count : expectedHere;

  const keptSpread = fadeOf(Math.min(step, BUCKETS_PER_DAY), settings.dispersionMemoryDays * HOURS_PER_DAY);
  for (const [index, spread] of model.spreads.entries()) learnSpread(spread, sums[index], keptSpread);

  const learned = clipCount(model, count, expected, settings);
  const keptLevel = fadeOf(step, settings.levelMemoryHours);
  model.levelWeight = model.levelWeight * keptLevel + 1;
  model.level += (learned / Math.max(FACTOR_MIN, factor) - model.level) / model.levelWeight;
  model.knownHours =
    model.lastBucket === null
      ? 0
      : model.knownHours * keptLevel + (step <= KNOWN_STEP_BUCKETS_MAX ? step / BUCKETS_PER_HOUR : 0);

  const level = Math.max(model.level, HABIT_LEVEL_MIN);
  const visitsOfDay = BUCKETS_PER_HOUR * settings.habitMemoryDays;
  learnHabit(model.dayCounts, model.dayExpected, hourOf(bucket, HOURS_PER_DAY), {
    learned,
    level,
    visits: visitsOfDay,
  });
  learnHabit(model.weekCounts, model.weekExpected, hourOf(row.likeBucket ?? bucket, HOURS_PER_WEEK), {
    learned,
    level,
    visits: visitsOfDay / 7,
  });

  for (let back = 1; back < Math.min(step, BUCKETS_PER_DAY); back += 1) {
    const place = placeOf(bucket - back);
    model.counts[place] = 0;
    model.expected[place] = NOT_LOOKED_AT;
  }
  model.counts[placeOf(bucket)] = count;
  model.expected[placeOf(bucket)] = toHalfFloat(expected);
  model.lastBucket = bucket;
  return { learned, isOutbreak: isOutbreak(sums.at(-1), dayDispersion) };
}

/** More than an ordinary day holds: what part of the talk is negative is not learned from it. */
function isOutbreak(day: WindowSum | undefined, dayDispersion: number): boolean {
  if (day === undefined) return false;
  const { observedCount, expectedCount } = day;
  const dispersion = Math.min(dayDispersion, ORDINARY_DISPERSION_MAX);
  const variance = OUTBREAK_CLUSTER * expectedCount + dispersion * expectedCount ** 2;
  const ordinary = expectedCount + OUTBREAK_DEVIATIONS * Math.sqrt(variance);
  return observedCount > Math.max(OUTBREAK_COUNT_MIN, ordinary);
}

/** A copy that can be folded further while the other stays. */
export function cloneModel(model: VolumeModel): VolumeModel {
  const { dayCounts, dayExpected, weekCounts, weekExpected, counts, expected } = model;
  return {
    ...model,
    spreads: model.spreads.map((spread) => ({ ...spread })),
    dayCounts: dayCounts.slice(),
    dayExpected: dayExpected.slice(),
    weekCounts: weekCounts.slice(),
    weekExpected: weekExpected.slice(),
    counts: counts.slice(),
    expected: expected.slice(),
  };
}

/** What this series tells of its like, once it knows itself. */
export function toPrior(model: VolumeModel): VolumePrior {
  const factors = Array.from({ length: HOURS_PER_DAY }, (_, hour) => dayFactorOf(model, hour, MODEL_SETTINGS));
  // what the level has lost to the factors in a year is no habit
  const mean = factors.reduce((sum, factor) => sum + factor, 0) / HOURS_PER_DAY;
  return {
    dayFactors: factors.map((factor) => factor / mean),
    dispersions: WIDTHS.map((_, index) => dispersionOf(model, index)),
  };
}

/**
 * Mentions that the series lets expect in a bucket, whatever its hour: the mean over a week.
 *
 * The level alone does not tell: it and the factors are right together, and within a year the level of a brand with quiet
 * nights falls to a quarter while its factors rise as much.
 */
export function expectedPerBucket(model: VolumeModel): number {
  let sum = 0;
  for (let hour = 0; hour < HOURS_PER_WEEK; hour += 1) {
    sum += factorOf(model, { bucket: hour * BUCKETS_PER_HOUR }, MODEL_SETTINGS);
  }
  return (model.level * sum) / HOURS_PER_WEEK;
}

/**
 * How many buckets of a mean week the last ones before this one amount to: those of a weekend in which nobody ever speaks to
 * hardly any, those of a whole week to themselves.
 *
 * By the hours of the week alone, as they were seen: the factor of an hour believes as much in its hour of the day, in which
 * a weekend is a day like others.
 *
 * Shape:   buckets: >= 0. Returns >= 0; as many where nothing was seen of the week.
 */
export function countUsualBuckets(
  model: VolumeModel,
  { bucket, buckets }: Readonly<{ bucket: number; buckets: number }>,
): number {
  const { weekCounts } = model;
  const mean = weekCounts.reduce((sum, count) => sum + count, 0) / HOURS_PER_WEEK;
  const hours = buckets / BUCKETS_PER_HOUR;
  const weeks = Math.floor(hours / HOURS_PER_WEEK);
  const rest = hours - weeks * HOURS_PER_WEEK;
  let usualHours = weeks * HOURS_PER_WEEK;
  for (let back = 0; back < rest; back += 1) {
    const count = weekCounts[hourOf(bucket - 1 - back * BUCKETS_PER_HOUR, HOURS_PER_WEEK)] ?? 0;
    usualHours += (Math.min(1, rest - back) * (count + WEEK_PRIOR_COUNT)) / (mean + WEEK_PRIOR_COUNT);
  }
  return usualHours * BUCKETS_PER_HOUR;
}

/** In this order, with the bytes that each of their numbers takes: of an expectation the upper half of the float is kept. */
const ARRAY_FIELDS = [
  { field: 'dayCounts', bytesPerNumber: 4 },
  { field: 'dayExpected', bytesPerNumber: 4 },
  { field: 'weekCounts', bytesPerNumber: 4 },
  { field: 'weekExpected', bytesPerNumber: 4 },
  { field: 'counts', bytesPerNumber: 4 },
  { field: 'expected', bytesPerNumber: 2 },
] as const;

/** lastBucket, level, levelWeight, knownHours, the spreads, and whether there is a prior. */
const HEAD_NUMBER_COUNT = 4 + 3 * WIDTHS.length + 1;
const PRIOR_NUMBER_COUNT = HOURS_PER_DAY + WIDTHS.length;
const NO_BUCKET = Number.NaN;

/** Everything, exactly, in 3.5 kB that do not depend on the counts: fromStoredModel(toStoredModel(model)) equals model. */
export function toStoredModel(model: VolumeModel): Buffer {
  const { lastBucket, level, levelWeight, knownHours, spreads, prior } = model;
  const head = [
    ...[lastBucket ?? NO_BUCKET, level, levelWeight, knownHours],
    ...spreads.flatMap(({ excess, square, weight }) => [excess, square, weight]),
    prior === null ? 0 : 1,
    ...(prior === null ? Array<number>(PRIOR_NUMBER_COUNT).fill(0) : [...prior.dayFactors, ...prior.dispersions]),
  ];
  const bytes = Buffer.alloc(STORED_MODEL_BYTES);
  for (const [index, value] of head.entries()) bytes.writeDoubleLE(value, index * 8);
  let offset = head.length * 8;
  for (const { field, bytesPerNumber } of ARRAY_FIELDS) {
    for (const value of model[field]) {
      if (bytesPerNumber === 4) bytes.writeFloatLE(value, offset);
      else bytes.writeUInt16LE(floatBits(value) >>> 16, offset);
      offset += bytesPerNumber;
    }
  }
  return bytes;
}

/** Errors: RangeError where the bytes are not those of toStoredModel: rebuild the model from stored volumes. */
export function fromStoredModel(bytes: Buffer): VolumeModel {
  if (bytes.length !== STORED_MODEL_BYTES) {
    throw new RangeError(`a stored volume model holds ${bytes.length} bytes where ${STORED_MODEL_BYTES} are expected`);
  }
  const head = Array.from({ length: HEAD_NUMBER_COUNT + PRIOR_NUMBER_COUNT }, (_, index) =>
    bytes.readDoubleLE(index * 8),
  );
  const [lastBucket = NO_BUCKET, level = 0, levelWeight = 0, knownHours = 0, ...rest] = head;
  const spreads = WIDTHS.map((_, index) => {
    const [excess = 0, square = 0, weight = 0] = rest.slice(3 * index);
    return { excess, square, weight };
  });
  const priorNumbers = head.slice(HEAD_NUMBER_COUNT);
  const hasPrior = head[HEAD_NUMBER_COUNT - 1] === 1;
  const model = makeVolumeModel(
    hasPrior
      ? { dayFactors: priorNumbers.slice(0, HOURS_PER_DAY), dispersions: priorNumbers.slice(HOURS_PER_DAY) }
      : null,
  );
  let offset = head.length * 8;
  for (const { field, bytesPerNumber } of ARRAY_FIELDS) {
    for (let index = 0; index < model[field].length; index += 1) {
      model[field][index] =
        bytesPerNumber === 4 ? bytes.readFloatLE(offset) : floatOfBits(bytes.readUInt16LE(offset) * 0x1_0000);
      offset += bytesPerNumber;
    }
  }
  return {
    ...model,
    lastBucket: Number.isNaN(lastBucket) ? null : lastBucket,
    level,
    levelWeight,
    knownHours,
    spreads,
  };
}

/**
 * The nearest number that the upper half of a 32-bit float can hold: right to a quarter of a per cent, which is far
 * within what an expectation is worth.
 */
function toHalfFloat(value: number): number {
  const bits = floatBits(value);
  return floatOfBits(bits - (bits % 0x1_0000) + (bits % 0x1_0000 >= 0x8000 ? 0x1_0000 : 0));
}

const STORED_MODEL_BYTES =
  (HEAD_NUMBER_COUNT + PRIOR_NUMBER_COUNT) * 8 +
  ARRAY_FIELDS.reduce((sum, { field, bytesPerNumber }) => sum + makeVolumeModel()[field].length * bytesPerNumber, 0);

const FLOAT = new DataView(new ArrayBuffer(4));

function floatBits(value: number): number {
  FLOAT.setFloat32(0, value);
  return FLOAT.getUint32(0);
}

function floatOfBits(bits: number): number {
  FLOAT.setUint32(0, bits);
  return FLOAT.getFloat32(0);
}

/** Buckets since the last one; 1 before the first. */
function stepOf(model: VolumeModel, bucket: number): number {
  if (!Number.isSafeInteger(bucket))
    throw new RangeError(`${bucket} is no bucket: give the instant divided by its width`);
  if (model.lastBucket === null) return 1;
  if (bucket <= model.lastBucket) throw new RangeError(`bucket ${bucket} is not after ${model.lastBucket}`);
  return bucket - model.lastBucket;
}

/** What the level and the hour let expect in one bucket. */
function expectedIn(model: VolumeModel, row: BucketCount, settings: ModelSettings): number {
  return model.level * factorOf(model, row, settings);
}

/** How much louder this hour is than the level: the hour of the day, corrected by the hour of the week. */
function factorOf(
  model: VolumeModel,
  { bucket, likeBucket = bucket }: Omit<BucketCount, 'count'>,
  settings: ModelSettings,
): number {
  const ofDay = dayFactorOf(model, hourOf(bucket, HOURS_PER_DAY), settings);
  const weekPrior = settings.weekHabitWeeks * BUCKETS_PER_HOUR * Math.max(model.level, HABIT_LEVEL_MIN);
  const week = hourOf(likeBucket, HOURS_PER_WEEK);
  return ((model.weekCounts[week] ?? 0) + weekPrior * ofDay) / ((model.weekExpected[week] ?? 0) + weekPrior);
}

function dayFactorOf(model: VolumeModel, hour: number, settings: ModelSettings): number {
  const prior = settings.dayHabitDays * BUCKETS_PER_HOUR * Math.max(model.level, HABIT_LEVEL_MIN);
  const priorFactor = model.prior?.dayFactors[hour] ?? 1;
  return ((model.dayCounts[hour] ?? 0) + prior * priorFactor) / ((model.dayExpected[hour] ?? 0) + prior);
}

function learnHabit(
  counts: Float32Array,
  expected: Float32Array,
  hour: number,
  { learned, level, visits }: Readonly<{ learned: number; level: number; visits: number }>,
): void {
  const kept = Math.exp(-1 / visits);
  counts[hour] = (counts[hour] ?? 0) * kept + learned;
  expected[hour] = (expected[hour] ?? 0) * kept + level;
}

/** The count, or the most that one count may teach. */
function clipCount(model: VolumeModel, count: number, expected: number, settings: ModelSettings): number {
  if (model.knownHours < 1) return count;
  const dispersion = Math.min(dispersionOf(model, 0), LEARNED_DISPERSION_MAX);
  const mean = Math.max(expected, HABIT_LEVEL_MIN);
  return Math.min(count, mean + settings.learnedDeviationsMax * Math.sqrt(mean + dispersion * mean ** 2));
}

function learnSpread(spread: Spread, window: WindowSum | undefined, kept: number): void {
  if (window === undefined) return;
  const { observedCount, expectedCount } = window;
  spread.square = spread.square * kept + expectedCount ** 2;
  spread.excess = spread.excess * kept + (observedCount - expectedCount) ** 2 - expectedCount;
  spread.excess = Math.min(spread.excess, DISPERSION_MAX * (spread.square + DISPERSION_PRIOR_SQUARES));
  spread.weight = spread.weight * kept + 1;
}

/** How far the series' days stray. */
export function dayDispersionOf(model: VolumeModel): number {
  return dispersionOf(model, WIDTHS.length - 1);
}

/** Method of moments, the squares of all buckets summed before they are divided: single small ones would divide by nearly nothing. */
function dispersionOf(model: VolumeModel, index: number): number {
  const spread = model.spreads[index];
  const taken = model.prior?.dispersions[index] ?? DISPERSION_PRIOR;
  if (spread === undefined || spread.weight === 0) return taken;
  const prior = (spread.square / spread.weight) * DISPERSION_PRIOR_BUCKETS + DISPERSION_PRIOR_SQUARES;
  return Math.max(DISPERSION_MIN, (spread.excess + taken * prior) / (spread.square + prior));
}

/** What is left after so many buckets of what is forgotten in so many hours. */
function fadeOf(buckets: number, memoryHours: number): number {
  return Math.exp(-buckets / (memoryHours * BUCKETS_PER_HOUR));
}

function hourOf(bucket: number, cycleHours: number): number {
  return toPlace(Math.floor(bucket / BUCKETS_PER_HOUR), cycleHours);
}

function placeOf(bucket: number): number {
  return toPlace(bucket, BUCKETS_PER_DAY);
}

/** Modulo that is never negative: instants before 1970 have buckets too. */
function toPlace(value: number, length: number): number {
  return ((value % length) + length) % length;
}
