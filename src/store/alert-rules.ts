/** The rules that agencies set beside the detector. */
import { type Selectable, sql, type UpdateObject } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { AlertRule } from '../domain/alert-rule.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type NewAlertRule = Omit<AlertRule, 'agencyId' | 'id' | 'createdAt'>;

type Key = Readonly<{ agencyId: string; alertRuleId: string }>;

/** The query must be one that rules can have; the caller has seen to it. Errors: NOT_FOUND for another agency's brand. */
export async function createAlertRule(
  db: Db,
  agencyId: string,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: NewAlertRule,
): Promise<AlertRule> {
  const row = await withConstraintCodes(() =>
    db
      .insertInto('alert_rules')
      .values({
        agency_id: agencyId,
        id: deps.newId(),
        brand_id: input.brandId,
        name: input.name,
        counts: input.counts,
        query: input.query,
        count_min: input.countMin,
        window_minutes: input.windowMinutes,
        level: input.level,
        created_at: deps.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toAlertRule(row);
}

/** Errors: NOT_FOUND, for another agency's brand too. */
export async function updateAlertRule(db: Db, key: Key, changes: Partial<NewAlertRule>): Promise<AlertRule> {
  const row = await withConstraintCodes(() =>
    db
      .updateTable('alert_rules')
      .set(toColumns(changes))
      .where('agency_id', '=', key.agencyId)
      .where('id', '=', key.alertRuleId)
      .returningAll()
      .executeTakeFirst(),
  );
  if (row === undefined) throw alertRuleNotFound();
  return toAlertRule(row);
}

/** Errors: NOT_FOUND. */
export async function deleteAlertRule(db: Db, key: Key): Promise<void> {
  const result = await db
    .deleteFrom('alert_rules')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.alertRuleId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) throw alertRuleNotFound();
}

/** Errors: NOT_FOUND, also for another agency's. */
export async function getAlertRule(db: Db, key: Key): Promise<AlertRule> {
  const row = await db
    .selectFrom('alert_rules')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.alertRuleId)
    .executeTakeFirst();
  if (row === undefined) throw alertRuleNotFound();
  return toAlertRule(row);
}

/**
 * Oldest first: ids rise with time; at most `limit` after the one with that id.
 *
 * Shape:   brandId: those that hold for the brand, its own and those of every brand.
 */
export async function listAlertRules(
  db: Db,
  filter: Readonly<{ agencyId: string; brandId?: string }>,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<readonly AlertRule[]> {
  const { brandId } = filter;
  let query = db.selectFrom('alert_rules').selectAll().where('agency_id', '=', filter.agencyId);
  if (brandId !== undefined) {
    query = query.where((where) => where.or([where('brand_id', '=', brandId), where('brand_id', 'is', null)]));
  }
  if (page.after !== null) query = query.where('id', '>', page.after);
  return (await query.orderBy('id').limit(page.limit).execute()).map(toAlertRule);
}

export async function countAlertRules(db: Db, agencyId: string): Promise<number> {
  const row = await db
    .selectFrom('alert_rules')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('agency_id', '=', agencyId)
    .executeTakeFirstOrThrow();
  return row.count;
}

function alertRuleNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such alert rule in this agency: list them at /v1/alert-rules.');
}

/** What is left out stays as it is. */
function toColumns(changes: Partial<NewAlertRule>): UpdateObject<Tables, 'alert_rules'> {
  const { brandId, countMin, windowMinutes, ...same } = changes;
  return {
    ...same,
    ...(brandId === undefined ? {} : { brand_id: brandId }),
    ...(countMin === undefined ? {} : { count_min: countMin }),
    ...(windowMinutes === undefined ? {} : { window_minutes: windowMinutes }),
  };
}

function toAlertRule(row: Selectable<Tables['alert_rules']>): AlertRule {
  return {
    agencyId: row.agency_id,
    id: row.id,
    brandId: row.brand_id,
    name: row.name,
    counts: row.counts,
    query: row.query,
    countMin: row.count_min,
    windowMinutes: row.window_minutes,
    level: row.level,
    createdAt: row.created_at,
  };
}
