/** Digests: one per brand and week, whatever restarts or two workers do. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { Digest } from '../domain/digest.ts';
import { type Db, toJsonb } from './database.ts';
import { insertDeliveries, type NewDelivery } from './deliveries.ts';
import type { Tables } from './tables.ts';

/** Stores the digest and its deliveries; false when this brand has its digest of this week already. */
export async function recordDigest(
  db: Db,
  deps: Readonly<{ newId: NewId; now: Date }>,
  digest: Omit<Digest, 'id' | 'createdAt'>,
  recipients: readonly NewDelivery[],
): Promise<boolean> {
  const row = await db
    .insertInto('digests')
    .values({
      agency_id: digest.agencyId,
      id: deps.newId(),
      brand_id: digest.brandId,
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

/** The brands of the agency that have their digest of this week already. */
export async function listDigestedBrandIds(
  db: Db,
  week: Readonly<{ agencyId: string; periodStartsOn: string }>,
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('digests')
    .select('brand_id')
    .where('agency_id', '=', week.agencyId)
    .where('period_starts_on', '=', week.periodStartsOn)
    .execute();
  return new Set(rows.map((row) => row.brand_id));
}

/** Newest first; at most `limit` after the cursor. */
export async function listDigests(
  db: Db,
  filter: Readonly<{ agencyId: string; brandId?: string }>,
  page: Readonly<{ after: Readonly<{ createdAt: Date; id: string }> | null; limit: number }>,
): Promise<readonly Digest[]> {
  let query = db.selectFrom('digests').selectAll().where('agency_id', '=', filter.agencyId);
  if (filter.brandId !== undefined) query = query.where('brand_id', '=', filter.brandId);
  if (page.after !== null) {
    query = query.where(sql<boolean>`(created_at, id) < (${page.after.createdAt}, ${page.after.id}::uuid)`);
  }
  return (await query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute()).map(toDigest);
}

/** Errors: NOT_FOUND. */
export async function getDigest(db: Db, key: Readonly<{ agencyId: string; digestId: string }>): Promise<Digest> {
  const row = await db
    .selectFrom('digests')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.digestId)
    .executeTakeFirst();
  if (row === undefined) {
    throw new AppError('NOT_FOUND', 'There is no such digest in this agency: list them at /v1/digests.');
  }
  return toDigest(row);
}

function toDigest(row: Selectable<Tables['digests']>): Digest {
  return {
    agencyId: row.agency_id,
    id: row.id,
    brandId: row.brand_id,
    periodStartsOn: row.period_starts_on,
    content: row.content,
    createdAt: row.created_at,
  };
}
