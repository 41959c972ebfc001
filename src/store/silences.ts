/** Silences: times in which nobody is told of a brand, or of any. */
import type { Db } from './database.ts';

/** When the silence that is on for the brand ends, the latest of several; null: none is on. */
export async function findSilencedUntil(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
  at: Date,
): Promise<Date | null> {
  const row = await db
    .selectFrom('silences')
    .select('ends_at')
    .where('agency_id', '=', key.agencyId)
    .where((where) => where.or([where('brand_id', '=', key.brandId), where('brand_id', 'is', null)]))
    .where('starts_at', '<=', at)
    .where('ends_at', '>', at)
    .orderBy('ends_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.ends_at ?? null;
}
