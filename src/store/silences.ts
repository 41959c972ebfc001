/** Silences: times in which nobody is told of a brand, or of any. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/** When the silence that is on for a brand ends, the latest of several; null: none is on. */
export async function readSilencedUntil(
  db: Db,
  agencyIds: readonly string[],
  at: Date,
): Promise<(key: Readonly<{ agencyId: string; brandId: string }>) => Date | null> {
  const rows = await db
    .selectFrom('silences')
    .select(['agency_id', 'brand_id', 'ends_at'])
    .where('agency_id', '=', sql<string>`any(${agencyIds}::uuid[])`)
    .where('starts_at', '<=', at)
    .where('ends_at', '>', at)
    .orderBy('ends_at', 'desc')
    .execute();
  return ({ agencyId, brandId }) =>
    rows.find((row) => row.agency_id === agencyId && (row.brand_id === null || row.brand_id === brandId))?.ends_at ??
    null;
}
