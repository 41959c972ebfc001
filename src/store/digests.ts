/** Digests: one per brand, or agency, and period of a clock, whatever restarts or two workers do. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { Digest, DigestPeriod } from '../domain/digest.ts';
import type { SummaryDraft } from '../domain/summary-draft.ts';
import { type Db, toJsonb } from './database.ts';
import { insertDeliveries, type NewDelivery } from './deliveries.ts';
import type { Tables } from './tables.ts';

/** Stores the digest and its deliveries; false when there is one of this brand, or agency, and period already. */
export async function recordDigest(
  db: Db,
  deps: Readonly<{ newId: NewId; now: Date }>,
  digest: Omit<Digest, 'id' | 'summaryDraft' | 'createdAt'>,
  recipients: readonly NewDelivery[],
): Promise<boolean> {
  const row = await db
    .insertInto('digests')
    .values({
      agency_id: digest.agencyId,
      id: deps.newId(),
      brand_id: digest.brandId,
      period: digest.period,
      time_zone: digest.timeZone,
      period_starts_on: digest.periodStartsOn,
      content: toJsonb(digest.content),
      created_at: deps.now,
    })
    .onConflict((conflict) => conflict.constraint('digests_brand_period_key').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row === undefined) return false;
  const about = { agencyId: digest.agencyId, alertId: null, digestId: row.id };
  await insertDeliveries(
    db,
    deps,
    recipients.map((recipient) => ({ about, recipient })),
  );
  return true;
}

/** Of what there is a digest of this period already: brands by their ids, null for the agency. */
export async function listDigestedBrandIds(
  db: Db,
  made: Pick<Digest, 'agencyId' | 'period' | 'timeZone' | 'periodStartsOn'>,
): Promise<ReadonlySet<string | null>> {
  const rows = await db
    .selectFrom('digests')
    .select('brand_id')
    .where('agency_id', '=', made.agencyId)
    .where('period', '=', made.period)
    .where('time_zone', '=', made.timeZone)
    .where('period_starts_on', '=', made.periodStartsOn)
    .execute();
  return new Set(rows.map((row) => row.brand_id));
}

/** brandId: null for those of the agency; left out for all. */
export type DigestFilter = Readonly<{ agencyId: string; brandId?: string | null; period?: DigestPeriod }>;

/** Newest first; at most `limit` after the cursor. */
export async function listDigests(
  db: Db,
  filter: DigestFilter,
  page: Readonly<{ after: Readonly<{ createdAt: Date; id: string }> | null; limit: number }>,
): Promise<readonly Digest[]> {
  let query = db.selectFrom('digests').selectAll().where('agency_id', '=', filter.agencyId);
  if (filter.brandId !== undefined) {
    query =
      filter.brandId === null ? query.where('brand_id', 'is', null) : query.where('brand_id', '=', filter.brandId);
  }
  if (filter.period !== undefined) query = query.where('period', '=', filter.period);
  if (page.after !== null) {
    query = query.where(sql<boolean>`(created_at, id) < (${page.after.createdAt}, ${page.after.id}::uuid)`);
  }
  return (await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute()).map(toDigest);
}

type DigestKey = Readonly<{ agencyId: string; digestId: string }>;

/** Errors: NOT_FOUND. */
export async function getDigest(db: Db, key: DigestKey): Promise<Digest> {
  const digest = await findDigest(db, key);
  if (digest !== undefined) return digest;
  throw new AppError('NOT_FOUND', 'There is no such digest in this agency: list them at /v1/digests.');
}

export async function findDigest(db: Db, key: DigestKey): Promise<Digest | undefined> {
  const row = await db
    .selectFrom('digests')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.digestId)
    .executeTakeFirst();
  return row === undefined ? undefined : toDigest(row);
}

export async function recordSummaryDraft(db: Db, key: DigestKey, draft: SummaryDraft): Promise<void> {
  await db
    .updateTable('digests')
    .set({ summary_draft: toJsonb(draft) })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.digestId)
    .execute();
}

function toDigest(row: Selectable<Tables['digests']>): Digest {
  return {
    agencyId: row.agency_id,
    id: row.id,
    brandId: row.brand_id,
    period: row.period,
    timeZone: row.time_zone,
    periodStartsOn: row.period_starts_on,
    content: row.content,
    summaryDraft: row.summary_draft,
    createdAt: row.created_at,
  };
}
