/**
 * A brand's talk as it comes in: what is settled, and the last day, which late documents still change.
 *
 * Most documents are fetched some time after they were published, and count where they were published. So what is learned
 * for good stays a day behind; the day since then is learned anew from its counts whenever one of them has changed.
 */
import type { TalkFact } from '../../domain/talk-fact.ts';
import { BUCKET_MS } from '../../domain/volume.ts';
import {
  cloneTalkState,
  foldTalk,
  makeTalkState,
  silentRow,
  type TalkPrior,
  type TalkRow,
  type TalkState,
  withFact,
} from './talk-state.ts';
import { BUCKETS_PER_DAY, BUCKETS_PER_HOUR, expectedPerBucket } from './volume-model.ts';

export type LiveTalk = {
  /** The first bucket in which anybody listened. */
  readonly since: number;
  settled: TalkState;
  /** Settled, and all but the last hours: where learning starts again when one of these has changed. */
  near: TalkState;
  /** Near, and every bucket since that is over. */
  current: TalkState;
  /** By bucket, of those that are not settled; silent ones are absent. */
  readonly rows: Map<number, TalkRow>;
  readonly likeBucket: (bucket: number) => number;
};

/** Two days of rows are kept before they are settled down to one: settling costs, and late documents are rare by then. */
const UNSETTLED_BUCKETS_MAX = 2 * BUCKETS_PER_DAY;
/** Most documents are heard within the hour. What is later than this starts from what is settled. */
const NEAR_BUCKETS = 2 * BUCKETS_PER_HOUR;
const NEAR_BUCKETS_MAX = 4 * BUCKETS_PER_HOUR;

/**
 * Talk that is listened to since a bucket.
 *
 * Shape:   settled: what is known already, all of it since that bucket; by default nothing. rows: what is counted since
 *          then. likeBucket: as in BucketCount.
 */
export function makeLiveTalk(
  input: Readonly<{
    since: number;
    settled?: TalkState;
    prior?: TalkPrior | null;
    rows?: readonly TalkRow[];
    likeBucket?: (bucket: number) => number;
  }>,
): LiveTalk {
  const { since, settled = makeTalkState(input.prior), rows = [], likeBucket = (bucket) => bucket } = input;
  return {
    since,
    settled,
    near: settled,
    current: cloneTalkState(settled),
    rows: new Map(rows.map((row) => [row.bucket, row])),
    likeBucket,
  };
}

/** The row of a bucket as far as it is known. */
export function rowOf({ rows, likeBucket }: LiveTalk, bucket: number): TalkRow {
  const row = rows.get(bucket) ?? silentRow(bucket);
  return { ...row, likeBucket: likeBucket(bucket) };
}

/** Folds every bucket before this one, in silence too. Settles what nothing late is expected for any more. */
export function advanceTo(live: LiveTalk, bucket: number): void {
  if (bucket - nextBucketOf(live, live.near) > NEAR_BUCKETS_MAX) {
    live.near = cloneTalkState(live.near);
    foldUpTo(live, live.near, bucket - NEAR_BUCKETS);
    if (nextBucketOf(live, live.current) < bucket - NEAR_BUCKETS) live.current = cloneTalkState(live.near);
  }
  foldUpTo(live, live.current, bucket);
  if (bucket - nextBucketOf(live, live.settled) > UNSETTLED_BUCKETS_MAX) settleUpTo(live, bucket - BUCKETS_PER_DAY);
}

/** Learns for good every bucket before this one: what comes later for them is too late. */
export function settleUpTo(live: LiveTalk, bucket: number): void {
  live.settled = cloneTalkState(live.settled);
  foldUpTo(live, live.settled, bucket);
  if (nextBucketOf(live, live.near) < bucket) live.near = live.settled;
  if (nextBucketOf(live, live.current) < bucket) live.current = cloneTalkState(live.settled);
  for (const at of live.rows.keys()) if (at < bucket) live.rows.delete(at);
}

/**
 * Adds one mention to its bucket, late or not. What is too late even to be learned is left out of the state, as it is out of
 * every window; stored volumes have it, and a state that is rebuilt from them learns it.
 */
export function addMention(live: LiveTalk, fact: TalkFact): void {
  const bucket = Math.floor(fact.publishedAt / BUCKET_MS);
  if (bucket < nextBucketOf(live, live.settled)) return;
  live.rows.set(bucket, withFact(rowOf(live, bucket), fact));
  if (bucket < nextBucketOf(live, live.near)) live.near = live.settled;
  if (bucket < nextBucketOf(live, live.current)) live.current = cloneTalkState(live.near);
}

/** Positive mentions of the day that ends with this bucket. */
export function countPositives({ rows }: LiveTalk, bucket: number): number {
  let count = 0;
  for (const row of rows.values()) {
    if (row.bucket > bucket - BUCKETS_PER_DAY && row.bucket <= bucket) count += row.positiveCount;
  }
  return count;
}

/** How much the brand is usually spoken of. */
export function mentionsPerHour({ current }: LiveTalk): number {
  return expectedPerBucket(current.mentions) * BUCKETS_PER_HOUR;
}

function nextBucketOf(live: LiveTalk, state: TalkState): number {
  return state.mentions.lastBucket === null ? live.since : state.mentions.lastBucket + 1;
}

function foldUpTo(live: LiveTalk, state: TalkState, bucket: number): void {
  for (let at = nextBucketOf(live, state); at < bucket; at += 1) foldTalk(state, rowOf(live, at));
}
