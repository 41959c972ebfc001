/** A brand's talk as the detector wants it, from what is stored: its learned state, brought up to now, and its last day. */

import { makeLikeBucket } from '../analysis/buzz/holidays.ts';
import { advanceTo, type LiveTalk, makeLiveTalk, settleUpTo } from '../analysis/buzz/live-talk.ts';
import {
  readStoredTalk,
  type TalkPrior,
  type TalkState,
  toStoredTalk,
  toTalkPrior,
  toTalkRow,
} from '../analysis/buzz/talk-state.ts';
import { BUCKETS_PER_DAY } from '../analysis/buzz/volume-model.ts';
import { addMs, DAY_MS, HOUR_MS } from '../base/clock.ts';
import type { Brand } from '../domain/brand.ts';
import { BUCKET_MS } from '../domain/volume.ts';
import type { Db } from '../store/database.ts';
import { findTalkState, listTalkStatesOfOthers, type StoredTalkState, saveTalkState } from '../store/talk-states.ts';
import { findFirstVolume, listBucketCounts } from '../store/volumes.ts';

/** What is kept is renewed when it is this far behind: learning it again costs less than writing it every minute. */
const SAVED_AFTER_MS = 6 * HOUR_MS;
/** Mentions that are relabelled one by one must not have everything learned anew each time. */
const REBUILT_AFTER_MS = 6 * HOUR_MS;
/** More examples would cost reading and say no more. */
const EXAMPLE_BRANDS_MAX = 30;

/**
 * The brand's talk up to the bucket of now, which is still filling.
 *
 * Learned is everything since the brand was made, from its volumes; what is kept of it is only a way of not starting over.
 *
 * Shape:   now: the clock's. timeZone: of the agency, by whose days holidays are told.
 */
export async function readLiveTalk(
  db: Db,
  brand: Brand,
  { now, timeZone }: Readonly<{ now: Date; timeZone: string }>,
): Promise<LiveTalk> {
  const key = { agencyId: brand.agencyId, brandId: brand.id };
  const bucket = Math.floor(now.getTime() / BUCKET_MS);
  const stored = await findTalkState(db, key);
  const kept = stored === undefined ? null : readStoredTalk(stored.state);
  const isDue = stored?.isStale === true && now.getTime() - stored.rebuiltAt.getTime() >= REBUILT_AFTER_MS;
  const known = isDue ? null : kept;
  // what is learned again begins with what it began with: the others are no longer what they were
  const prior = kept === null ? await readPrior(db, key) : kept.prior;
  const since = known?.firstBucket ?? (await findFirstBucket(db, brand, bucket));
  const settledUntil = known?.mentions.lastBucket ?? since - 1;
  const rows = await listBucketCounts(db, key, {
    from: new Date((settledUntil + 1) * BUCKET_MS),
    until: new Date((bucket + 1) * BUCKET_MS),
  });
  const live = makeLiveTalk({
    since,
    prior,
    ...(known !== null && { settled: known }),
    rows: rows.map(toTalkRow),
    likeBucket: makeLikeBucket({ country: brand.country, timeZone }),
  });
  settleUpTo(live, bucket - BUCKETS_PER_DAY);
  advanceTo(live, bucket);
  await keep(db, key, { stored, isRebuilt: known === null, settled: live.settled, now });
  return live;
}

/**
 * When the brand's talk begins: with the brand, or with what was published in the day before it and is counted. A new brand is
 * often made because something just happened.
 */
async function findFirstBucket(db: Db, brand: Brand, bucket: number): Promise<number> {
  const from = addMs(brand.createdAt, -DAY_MS);
  const first = await findFirstVolume(db, { agencyId: brand.agencyId, brandId: brand.id }, from);
  const since = first !== null && first < brand.createdAt ? first : brand.createdAt;
  return Math.min(bucket, Math.floor(since.getTime() / BUCKET_MS));
}

async function readPrior(db: Db, key: Readonly<{ agencyId: string; brandId: string }>): Promise<TalkPrior | null> {
  const others = await listTalkStatesOfOthers(db, key, EXAMPLE_BRANDS_MAX);
  return toTalkPrior(others.map(readStoredTalk).filter((state) => state !== null));
}

async function keep(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
  input: Readonly<{ stored: StoredTalkState | undefined; isRebuilt: boolean; settled: TalkState; now: Date }>,
): Promise<void> {
  const { stored, isRebuilt, settled, now } = input;
  if (settled.mentions.lastBucket === null) return;
  const settledUntil = new Date((settled.mentions.lastBucket + 1) * BUCKET_MS);
  const isBehind = stored === undefined || settledUntil.getTime() - stored.settledUntil.getTime() >= SAVED_AFTER_MS;
  if (!isRebuilt && !isBehind) return;
  await saveTalkState(db, key, { settledUntil, state: toStoredTalk(settled), rebuiltAt: isRebuilt ? now : null, now });
}
