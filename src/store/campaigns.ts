/** Campaigns of brands. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { TimeRange } from '../base/zoned-time.ts';
import type { Campaign } from '../domain/campaign.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type NewCampaign = Readonly<{ brandId: string; name: string; startsAt: Date; endsAt: Date; createdBy: string }>;

export type CampaignChanges = Partial<Pick<NewCampaign, 'name' | 'startsAt' | 'endsAt'>>;

export type CampaignCursor = Readonly<{ startsAt: Date; id: string }>;

type Key = Readonly<{ agencyId: string; campaignId: string }>;
type BrandKey = Readonly<{ agencyId: string; brandId: string }>;

/** Errors: NOT_FOUND for another agency's brand, INPUT_INVALID where it ends before it starts. */
export async function createCampaign(
  db: Db,
  agencyId: string,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: NewCampaign,
): Promise<Campaign> {
  const row = await withConstraintCodes(() =>
    db
      .insertInto('campaigns')
      .values({
        agency_id: agencyId,
        id: deps.newId(),
        brand_id: input.brandId,
        name: input.name,
        starts_at: input.startsAt,
        ends_at: input.endsAt,
        created_by: input.createdBy,
        created_at: deps.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toCampaign(row);
}

/** Errors: NOT_FOUND, INPUT_INVALID where it ends before it starts. */
export async function updateCampaign(db: Db, key: Key, changes: CampaignChanges): Promise<Campaign> {
  const { name, startsAt, endsAt } = changes;
  const row = await withConstraintCodes(() =>
    db
      .updateTable('campaigns')
      .set({
        ...(name === undefined ? {} : { name }),
        ...(startsAt === undefined ? {} : { starts_at: startsAt }),
        ...(endsAt === undefined ? {} : { ends_at: endsAt }),
      })
      .where('agency_id', '=', key.agencyId)
      .where('id', '=', key.campaignId)
      .returningAll()
      .executeTakeFirst(),
  );
  if (row === undefined) throw campaignNotFound();
  return toCampaign(row);
}

/** Errors: NOT_FOUND. */
export async function deleteCampaign(db: Db, key: Key): Promise<void> {
  const result = await db
    .deleteFrom('campaigns')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.campaignId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) throw campaignNotFound();
}

/** Errors: NOT_FOUND, also for another agency's. */
export async function getCampaign(db: Db, key: Key): Promise<Campaign> {
  const row = await selectCampaigns(db, key.agencyId).where('id', '=', key.campaignId).executeTakeFirst();
  if (row === undefined) throw campaignNotFound();
  return toCampaign(row);
}

/** The campaign, which nobody else changes until the transaction ends. Errors: NOT_FOUND. */
export async function holdCampaign(db: Db, key: Key): Promise<Campaign> {
  const row = await selectCampaigns(db, key.agencyId).where('id', '=', key.campaignId).forUpdate().executeTakeFirst();
  if (row === undefined) throw campaignNotFound();
  return toCampaign(row);
}

/** The last to start first; of all brands where none is named. At most `limit` after the given one. */
export async function listCampaigns(
  db: Db,
  of: Readonly<{ agencyId: string; brandId?: string }>,
  page: Readonly<{ after: CampaignCursor | null; limit: number }>,
): Promise<readonly Campaign[]> {
  const { after } = page;
  let query = selectCampaigns(db, of.agencyId);
  if (of.brandId !== undefined) query = query.where('brand_id', '=', of.brandId);
  if (after !== null) {
    query = query.where(sql<boolean>`(starts_at, id) < (${after.startsAt}, ${after.id}::uuid)`);
  }
  const rows = await query.orderBy('starts_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toCampaign);
}

/** Those of a brand that share an instant with the range, the first to start first: what its talk is judged with. */
export async function listCampaignsWithin(db: Db, key: BrandKey, range: TimeRange): Promise<readonly Campaign[]> {
  const rows = await selectCampaigns(db, key.agencyId)
    .where('brand_id', '=', key.brandId)
    .where('starts_at', '<', range.until)
    .where('ends_at', '>', range.from)
    .orderBy('starts_at')
    .orderBy('id')
    .execute();
  return rows.map(toCampaign);
}

/** How many the brand has. Whoever adds one waits here for whoever adds another. Errors: NOT_FOUND. */
export async function countCampaignsToAdd(db: Db, key: BrandKey): Promise<number> {
  const brand = await db
    .selectFrom('brands')
    .select('id')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.brandId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (brand === undefined) {
    throw new AppError('NOT_FOUND', 'There is no such brand in this agency: list them at /v1/brands.');
  }
  const { count } = await db
    .selectFrom('campaigns')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('agency_id', '=', key.agencyId)
    .where('brand_id', '=', key.brandId)
    .executeTakeFirstOrThrow();
  return count;
}

function selectCampaigns(db: Db, agencyId: string) {
  return db.selectFrom('campaigns').selectAll().where('agency_id', '=', agencyId);
}

function campaignNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such campaign in this agency: list them at /v1/campaigns.');
}

function toCampaign(row: Selectable<Tables['campaigns']>): Campaign {
  return {
    agencyId: row.agency_id,
    id: row.id,
    brandId: row.brand_id,
    name: row.name,
    startsAt: row.starts_at,
    endsAt: row.ends_at,
    createdBy: row.created_by,
    createdAt: row.created_at,
  };
}
