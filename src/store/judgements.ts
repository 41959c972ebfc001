/** When each brand is to be judged next. */
import { sql } from 'kysely';
import { type Db, UNLEASED } from './database.ts';

type BrandKey = Readonly<{ agencyId: string; brandId: string }>;

/** Makes the brands due at once, because they were spoken of. Run it in the transaction that stores the mentions. */
export async function orderJudgements(db: Db, brands: readonly BrandKey[], now: Date): Promise<void> {
  // in the keys' order, so that two workers never wait for each other in a circle
  const keys = [...new Map(brands.map((brand) => [`${brand.agencyId} ${brand.brandId}`, brand])).entries()]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, brand]) => brand);
  if (keys.length === 0) return;
  await sql`
    insert into judgements (agency_id, brand_id, judge_at)
    select agency_id, brand_id, ${now}::timestamptz from unnest(
      ${keys.map((key) => key.agencyId)}::uuid[], ${keys.map((key) => key.brandId)}::uuid[]
    ) as brand (agency_id, brand_id)
    on conflict on constraint judgements_pkey do update set
      judge_at = excluded.judge_at, round = judgements.round + 1`.execute(db);
}

export type ClaimedJudgement = BrandKey & Readonly<{ round: number }>;

/** Leases brands that are due to be judged, the longest waiting first. */
export async function claimDueJudgements(
  db: Db,
  claim: Readonly<{ now: Date; leasedUntil: Date; limit: number }>,
): Promise<readonly ClaimedJudgement[]> {
  const { rows } = await sql<{ agency_id: string; brand_id: string; round: number }>`
    with claimed as (
      select agency_id, brand_id from judgements
      where judge_at <= ${claim.now} and leased_until <= ${claim.now}
      order by judge_at limit ${claim.limit} for update skip locked
    )
    update judgements set leased_until = ${claim.leasedUntil}
    from claimed where judgements.agency_id = claimed.agency_id and judgements.brand_id = claimed.brand_id
    returning judgements.agency_id, judgements.brand_id, judgements.round`.execute(db);
  return rows.map((row) => ({ agencyId: row.agency_id, brandId: row.brand_id, round: row.round }));
}

/**
 * Ends the lease and sets when to look again (null: at the next mention), unless the brand was spoken of meanwhile:
 * then it stays due.
 */
export async function recordJudgement(
  db: Db,
  claimed: ClaimedJudgement,
  outcome: Readonly<{ judgeAgainAt: Date | null }>,
): Promise<void> {
  await sql`
    update judgements set leased_until = ${UNLEASED},
      judge_at = case when round = ${claimed.round} then ${outcome.judgeAgainAt}::timestamptz else judge_at end
    where agency_id = ${claimed.agencyId} and brand_id = ${claimed.brandId}`.execute(db);
}
