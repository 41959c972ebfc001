/**
 * What a brand's talk is usually like: how much, how much of it negative, at this hour of the week, and how far it
 * strays. Learned five minutes at a time, in 7 kB that never grow.
 */
import type { TalkFact } from '../../domain/talk-fact.ts';
import { BUCKET_MS, type Volume } from '../../domain/volume.ts';
import {
  BUCKETS_PER_DAY,
  BUCKETS_PER_HOUR,
  cloneModel,
  dayDispersionOf,
  foldCount,
  fromStoredModel,
  makeVolumeModel,
  toPrior,
  toStoredModel,
  type VolumeModel,
  type VolumePrior,
} from './volume-model.ts';

/** What was said of a brand in one bucket. likeBucket: as BucketCount's. */
export type TalkRow = Readonly<{
  bucket: number;
  mentionCount: number;
  negativeCount: number;
  positiveCount: number;
  /** By people who had never spoken of the brand before. */
  newcomerCount: number;
  likeBucket?: number;
}>;

/** A bucket in which nobody spoke. */
export function silentRow(bucket: number): TalkRow {
  return { bucket, mentionCount: 0, negativeCount: 0, positiveCount: 0, newcomerCount: 0 };
}

/** The row with one mention more. */
export function withFact(row: TalkRow, { label, isNewcomer }: Pick<TalkFact, 'label' | 'isNewcomer'>): TalkRow {
  return {
    ...row,
    mentionCount: row.mentionCount + 1,
    negativeCount: row.negativeCount + (label === 'negative' ? 1 : 0),
    positiveCount: row.positiveCount + (label === 'positive' ? 1 : 0),
    newcomerCount: row.newcomerCount + (isNewcomer ? 1 : 0),
  };
}

/** As volumes are stored. */
export function toTalkRow({ bucketAt, ...counts }: Volume & Pick<TalkRow, 'newcomerCount'>): TalkRow {
  return { bucket: bucketAt.getTime() / BUCKET_MS, ...counts };
}

/** What brands of the agency are like, for one that has shown little of itself. */
export type TalkPrior = Readonly<{
  negativeRatio: number;
  positiveRatio: number;
  mentions: VolumePrior;
  negatives: VolumePrior;
}>;

/**
 * How often the brand was spoken of, as it was when it last was: a silence does not teach that nobody ever speaks. Apart from
 * the models, which learn of a quiet brand's mention a fifth, so that no burst becomes its habit.
 *
 * Shape:   sums that are forgotten in a month, and only when somebody speaks. hourCount: of hours in which anybody did, so
 *          that a thread counts once and an outbreak for its hours.
 */
type Pace = { mentionCount: number; hourCount: number; dayDispersion: number };

type Shares = { mentionCount: number; negativeCount: number; positiveCount: number; newcomerCount: number };

/** Written by foldTalk alone. */
export type TalkState = {
  readonly mentions: VolumeModel;
  readonly negatives: VolumeModel;
  /** Sums over ordinary days, forgotten in three months: what part of the talk is usually negative, or positive. */
  readonly shares: Shares;
  readonly pace: Pace;
  readonly prior: TalkPrior | null;
  /** Null before anything was folded. */
  firstBucket: number | null;
  /** The last bucket with a mention; null where there was none. */
  lastSpokenBucket: number | null;
};

const SHARE_MEMORY_BUCKETS = 90 * BUCKETS_PER_DAY;
const PACE_MEMORY_BUCKETS = 28 * BUCKETS_PER_DAY;
/** Of what one bucket may teach of the pace of a brand that is so quiet that its model learns next to nothing of it. */
const PACE_COUNT_MAX = 3;
/** What part of the talk about a brand of which nothing is known is taken to be negative, and positive… */
const RATIO_PRIOR = 0.2;
/** …and by newcomers: nobody is known at first. */
const NEWCOMER_RATIO_PRIOR = 0.6;
/** …with the weight of this many mentions. */
const RATIO_PRIOR_COUNT = 20;

/** What makes a brand worth learning from for others. */
const EXAMPLE_DAYS_MIN = 14;
const EXAMPLE_MENTIONS_MIN = 50;
/** Of fewer brands one would decide what all are like. */
const EXAMPLES_MIN = 3;

export function makeTalkState(prior: TalkPrior | null = null): TalkState {
  return {
    mentions: makeVolumeModel(prior?.mentions ?? null),
    negatives: makeVolumeModel(prior?.negatives ?? null),
    shares: { mentionCount: 0, negativeCount: 0, positiveCount: 0, newcomerCount: 0 },
    pace: { mentionCount: 0, hourCount: 0, dayDispersion: 0 },
    prior,
    firstBucket: null,
    lastSpokenBucket: null,
  };
}

/**
 * Learns what was said in one bucket, in place. A row of zeros says that nothing was; a bucket left out, that nobody
 * listened.
 *
 * Errors:  RangeError where the bucket is not later than the last one, or a count is none; nothing is changed then.
 */
export function foldTalk(state: TalkState, row: TalkRow): void {
  const { bucket, likeBucket = bucket } = row;
  const lastBucket = state.mentions.lastBucket;
  // foldCount would refuse the negatives only after the mentions were learned, and of the other two takes no notice
  for (const count of [row.negativeCount, row.positiveCount, row.newcomerCount]) {
    if (!(count >= 0 && count < Number.POSITIVE_INFINITY)) throw new RangeError(`${count} is no count of mentions`);
  }
  const mentions = foldCount(state.mentions, { bucket, count: row.mentionCount, likeBucket });
  const negatives = foldCount(state.negatives, { bucket, count: row.negativeCount, likeBucket });
  const kept = lastBucket === null ? 1 : Math.exp(-(bucket - lastBucket) / SHARE_MEMORY_BUCKETS);
  if (!negatives.isOutbreak) {
    const { shares } = state;
    // all four by the part of the mentions that teaches: what is clipped each for itself makes shares of its own
    const part = row.mentionCount > 0 ? mentions.learned / row.mentionCount : 0;
    shares.mentionCount = shares.mentionCount * kept + mentions.learned;
    shares.negativeCount = shares.negativeCount * kept + Math.min(row.negativeCount, row.mentionCount) * part;
    shares.positiveCount = shares.positiveCount * kept + Math.min(row.positiveCount, row.mentionCount) * part;
    shares.newcomerCount = shares.newcomerCount * kept + Math.min(row.newcomerCount, row.mentionCount) * part;
  }
  state.firstBucket ??= bucket;
  if (row.mentionCount > 0) learnPace(state, row, mentions.learned);
}

function learnPace(state: TalkState, { bucket, mentionCount }: TalkRow, learned: number): void {
  const { pace, lastSpokenBucket } = state;
  const kept = lastSpokenBucket === null ? 1 : Math.exp(-(bucket - lastSpokenBucket) / PACE_MEMORY_BUCKETS);
  const isOfNewHour = lastSpokenBucket === null || hourOf(bucket) !== hourOf(lastSpokenBucket);
  pace.mentionCount = pace.mentionCount * kept + Math.max(learned, Math.min(mentionCount, PACE_COUNT_MAX));
  pace.hourCount = pace.hourCount * kept + (isOfNewHour ? 1 : 0);
  pace.dayDispersion = dayDispersionOf(state.mentions);
  state.lastSpokenBucket = bucket;
}

function hourOf(bucket: number): number {
  return Math.floor(bucket / BUCKETS_PER_HOUR);
}

/** A copy that can be folded further while the other stays. */
export function cloneTalkState(state: TalkState): TalkState {
  return {
    ...state,
    mentions: cloneModel(state.mentions),
    negatives: cloneModel(state.negatives),
    shares: { ...state.shares },
    pace: { ...state.pace },
  };
}

/** What part of the brand's talk is usually of that label, 0..1. */
export function usualRatioOf(state: TalkState, label: 'negative' | 'positive'): number {
  const { shares } = state;
  const count = label === 'negative' ? shares.negativeCount : shares.positiveCount;
  return (count + takenRatioOf(state, label) * RATIO_PRIOR_COUNT) / (shares.mentionCount + RATIO_PRIOR_COUNT);
}

/** What it is taken to be as long as nothing is known of the brand. */
export function takenRatioOf({ prior }: TalkState, label: 'negative' | 'positive'): number {
  return (label === 'negative' ? prior?.negativeRatio : prior?.positiveRatio) ?? RATIO_PRIOR;
}

/** What part of the brand's talk usually comes from people who had never spoken of it before, 0..1. */
export function usualNewcomerRatioOf({ shares }: TalkState): number {
  return (shares.newcomerCount + NEWCOMER_RATIO_PRIOR * RATIO_PRIOR_COUNT) / (shares.mentionCount + RATIO_PRIOR_COUNT);
}

/** How long the brand has been listened to, in buckets. */
export function watchedBucketCount(state: TalkState, bucket: number): number {
  return state.firstBucket === null ? 0 : bucket - state.firstBucket;
}

/**
 * Per bucket, of any hour: mentions, and hours in which anybody spoke. knownHourCount: of how many such hours that is known; 0
 * where nobody ever spoke, or in one hour alone.
 */
export type TalkPace = Readonly<{
  mentionsPerBucket: number;
  hoursPerBucket: number;
  knownHourCount: number;
  dayDispersion: number;
}>;

/**
 * How often the brand was spoken of until it last was: what a silence is held against.
 *
 * The last time is left out: there the silence begins, and it says nothing of how soon one ends.
 */
export function paceOf({ pace, firstBucket, lastSpokenBucket }: TalkState): TalkPace {
  const watchedBuckets = (lastSpokenBucket ?? 0) - (firstBucket ?? 0) + 1;
  const forgotten = Math.exp(-watchedBuckets / PACE_MEMORY_BUCKETS);
  const rememberedBuckets = PACE_MEMORY_BUCKETS * (1 - forgotten);
  const hourCount = Math.max(0, pace.hourCount - 1);
  return {
    mentionsPerBucket: Math.max(0, pace.mentionCount - 1) / rememberedBuckets,
    hoursPerBucket: hourCount / rememberedBuckets,
    // what fades evenly tells as much as twice as many that are forgotten at once
    knownHourCount: (2 * hourCount) / (1 + forgotten),
    dayDispersion: pace.dayDispersion,
  };
}

/**
 * What the agency's brands have in common; null where too few know themselves.
 *
 * Shape:   states: of its other brands, in any order.
 */
export function toTalkPrior(states: readonly TalkState[]): TalkPrior | null {
  const examples = states.filter(
    (state) =>
      watchedBucketCount(state, state.mentions.lastBucket ?? 0) >= EXAMPLE_DAYS_MIN * BUCKETS_PER_DAY &&
      state.shares.mentionCount >= EXAMPLE_MENTIONS_MIN,
  );
  if (examples.length < EXAMPLES_MIN) return null;
  return {
    negativeRatio: median(examples.map((state) => usualRatioOf(state, 'negative'))),
    positiveRatio: median(examples.map((state) => usualRatioOf(state, 'positive'))),
    mentions: joinPriors(examples.map((state) => toPrior(state.mentions))),
    negatives: joinPriors(examples.map((state) => toPrior(state.negatives))),
  };
}

function joinPriors(priors: readonly VolumePrior[]): VolumePrior {
  const [first] = priors;
  if (first === undefined) throw new Error('no series to learn from');
  return {
    dayFactors: first.dayFactors.map((_, hour) => median(priors.map(({ dayFactors }) => dayFactors[hour] ?? 1))),
    dispersions: first.dispersions.map((_, index) => median(priors.map(({ dispersions }) => dispersions[index] ?? 0))),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

const HEAD_NUMBER_COUNT = 12;
const HEAD_BYTES = HEAD_NUMBER_COUNT * 8;

/** Everything, exactly, in bytes whose number does not depend on the counts. */
export function toStoredTalk(state: TalkState): Buffer {
  const { shares, pace, prior, firstBucket, lastSpokenBucket } = state;
  const head = Buffer.alloc(HEAD_BYTES);
  const numbers = [
    ...[shares.mentionCount, shares.negativeCount, shares.positiveCount, shares.newcomerCount],
    ...[firstBucket ?? Number.NaN, lastSpokenBucket ?? Number.NaN],
    ...[prior === null ? 0 : 1, prior?.negativeRatio ?? 0, prior?.positiveRatio ?? 0],
    ...[pace.mentionCount, pace.hourCount, pace.dayDispersion],
  ];
  for (const [index, value] of numbers.entries()) head.writeDoubleLE(value, index * 8);
  return Buffer.concat([head, toStoredModel(state.mentions), toStoredModel(state.negatives)]);
}

/** Errors: RangeError where another version wrote it: rebuild it from stored volumes. */
export function fromStoredTalk(bytes: Buffer): TalkState {
  const modelBytes = (bytes.length - HEAD_BYTES) / 2;
  if (!(modelBytes > 0 && Number.isInteger(modelBytes))) {
    throw new RangeError(`a stored state of talk of ${bytes.length} bytes is none of this version`);
  }
  const mentions = fromStoredModel(bytes.subarray(HEAD_BYTES, HEAD_BYTES + modelBytes));
  const negatives = fromStoredModel(bytes.subarray(HEAD_BYTES + modelBytes));
  const numbers = Array.from({ length: HEAD_NUMBER_COUNT }, (_, index) => bytes.readDoubleLE(index * 8));
  const [mentionCount = 0, negativeCount = 0, positiveCount = 0, newcomerCount = 0, ...rest] = numbers;
  const [first, spoken, hasPriorNumber, negativeRatio = 0, positiveRatio = 0, ...paceNumbers] = rest;
  const [paceMentionCount = 0, hourCount = 0, dayDispersion = 0] = paceNumbers;
  const hasPrior = hasPriorNumber === 1 && mentions.prior !== null && negatives.prior !== null;
  return {
    mentions,
    negatives,
    shares: { mentionCount, negativeCount, positiveCount, newcomerCount },
    pace: { mentionCount: paceMentionCount, hourCount, dayDispersion },
    prior: hasPrior ? { negativeRatio, positiveRatio, mentions: mentions.prior, negatives: negatives.prior } : null,
    firstBucket: toBucket(first),
    lastSpokenBucket: toBucket(spoken),
  };
}

/** As fromStoredTalk; null where another version wrote it. */
export function readStoredTalk(bytes: Buffer): TalkState | null {
  try {
    return fromStoredTalk(bytes);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function toBucket(stored: number | undefined): number | null {
  return stored === undefined || Number.isNaN(stored) ? null : stored;
}

/**
 * The Sunday bucket of the same week and time: what a public holiday is like.
 *
 * Shape:   in UTC, as the habits are.
 */
export function sundayLike(bucket: number): number {
  const day = Math.floor(bucket / BUCKETS_PER_DAY);
  // the epoch began on a Thursday, so that three days later it was Sunday
  const weekday = (((day - 3) % 7) + 7) % 7;
  return bucket - weekday * BUCKETS_PER_DAY;
}
