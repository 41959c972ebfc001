/** What each brand's talk is usually like: learned from its volumes, so that nothing is lost where it is thrown away. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

type BrandKey = Readonly<{ agencyId: string; brandId: string }>;

/** state: as toStoredTalk writes it. */
export type StoredTalkState = Readonly<{ settledUntil: Date; state: Buffer; isStale: boolean; rebuiltAt: Date }>;

/** Undefined where the brand was never judged. */
export async function findTalkState(db: Db, key: BrandKey): Promise<StoredTalkState | undefined> {
  const row = await db
    .selectFrom('talk_states')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('brand_id', '=', key.brandId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { settled_until: settledUntil, state, is_stale: isStale, rebuilt_at: rebuiltAt } = row;
  return { settledUntil, state: Buffer.from(state), isStale, rebuiltAt };
}

/** Replaces what was kept. isStale is kept as it is unless it was learned from the beginning. */
export async function saveTalkState(
  db: Db,
  key: BrandKey,
  saved: Readonly<{ settledUntil: Date; state: Buffer; rebuiltAt: Date | null; now: Date }>,
): Promise<void> {
  const { settledUntil, state, rebuiltAt, now } = saved;
  await sql`
    insert into talk_states (agency_id, brand_id, settled_until, state, rebuilt_at)
    values (${key.agencyId}, ${key.brandId}, ${settledUntil}, ${state}, ${rebuiltAt ?? now})
    on conflict on constraint talk_states_pkey do update set settled_until = excluded.settled_until,
      state = excluded.state, rebuilt_at = coalesce(${rebuiltAt}::timestamptz, talk_states.rebuilt_at),
      is_stale = case when ${rebuiltAt}::timestamptz is null then talk_states.is_stale else false end`.execute(db);
}

/** Of the agency's other brands, at most `limit`: what a new one may be like. */
export async function listTalkStatesOfOthers(db: Db, key: BrandKey, limit: number): Promise<readonly Buffer[]> {
  const rows = await db
    .selectFrom('talk_states')
    .select('state')
    .where('agency_id', '=', key.agencyId)
    .where('brand_id', '<>', key.brandId)
    .orderBy('brand_id')
    .limit(limit)
    .execute();
  return rows.map(({ state }) => Buffer.from(state));
}

/** Volumes of these buckets changed: what was learned from them is to be learned again. */
export async function markTalkStatesStale(
  db: Db,
  changes: readonly (BrandKey & Readonly<{ bucketAt: Date }>)[],
): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    update talk_states set is_stale = true
    from (
      select agency_id, brand_id, min(bucket_at) as bucket_at from unnest(
        ${changes.map(({ agencyId }) => agencyId)}::uuid[], ${changes.map(({ brandId }) => brandId)}::uuid[],
        ${changes.map(({ bucketAt }) => bucketAt)}::timestamptz[]
      ) as change (agency_id, brand_id, bucket_at) group by 1, 2
    ) as changed
    where talk_states.agency_id = changed.agency_id and talk_states.brand_id = changed.brand_id
      and changed.bucket_at < talk_states.settled_until and not talk_states.is_stale`.execute(db);
}

/** Days that were holidays are none any more, or the other way round: all of it is to be learned again. brandId left out: of every brand. */
export async function markHolidaysChanged(
  db: Db,
  { agencyId, brandId }: Readonly<{ agencyId: string; brandId?: string }>,
): Promise<void> {
  let query = db.updateTable('talk_states').set({ is_stale: true }).where('agency_id', '=', agencyId);
  if (brandId !== undefined) query = query.where('brand_id', '=', brandId);
  await query.execute();
}
