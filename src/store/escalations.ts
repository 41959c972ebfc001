/** How far the telling of each bad buzz has come, and when it goes on: claimed when it is due. */

import { type Selectable, sql } from 'kysely';
import type { Buzz } from '../domain/buzz.ts';
import type { QuietReason } from '../domain/quiet-reason.ts';
import { toBuzz } from './buzzes.ts';
import { type Db, isAmong, NEVER, UNLEASED } from './database.ts';
import type { Tables } from './tables.ts';

type BuzzKey = Readonly<{ agencyId: string; buzzId: string }>;

/** step: the last step of the chain that was told, -1: none. */
export type StoredProgress = Readonly<{
  step: number;
  reminderCount: number;
  /** Why nobody was told the last time; null: somebody was. */
  withheldReason: QuietReason | null;
}>;

export const NOTHING_TOLD: StoredProgress = { step: -1, reminderCount: 0, withheldReason: null };

/** By buzz; missing where nothing was told yet. */
export async function readProgress(
  db: Db,
  buzzes: readonly Pick<Buzz, 'agencyId' | 'id'>[],
): Promise<ReadonlyMap<string, StoredProgress>> {
  const rows = await db
    .selectFrom('escalations')
    .select(['buzz_id', 'step', 'reminder_count', 'withheld_reason'])
    .where(isAmong({ agencyId: 'agency_id', id: 'buzz_id' }, buzzes))
    .execute();
  return new Map(
    rows.map((row) => [
      row.buzz_id,
      { step: row.step ?? -1, reminderCount: row.reminder_count, withheldReason: row.withheld_reason },
    ]),
  );
}

/** at: null for "not by itself". */
export type SavedProgress = BuzzKey & StoredProgress & Readonly<{ at: Date | null }>;

/** Keeps the progress of each buzz and ends its lease. */
export async function saveProgress(db: Db, progress: readonly SavedProgress[]): Promise<void> {
  if (progress.length === 0) return;
  await db
    .insertInto('escalations')
    .values(
      progress.map(({ agencyId, buzzId, step, reminderCount, withheldReason, at }) => ({
        ...{ agency_id: agencyId, buzz_id: buzzId },
        step: step < 0 ? null : step,
        reminder_count: reminderCount,
        withheld_reason: withheldReason,
        next_at: at ?? NEVER,
        leased_until: UNLEASED,
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['agency_id', 'buzz_id']).doUpdateSet((query) => ({
        step: query.ref('excluded.step'),
        reminder_count: query.ref('excluded.reminder_count'),
        withheld_reason: query.ref('excluded.withheld_reason'),
        next_at: query.ref('excluded.next_at'),
        leased_until: query.ref('excluded.leased_until'),
      })),
    )
    .execute();
}

/** Leases the buzzes of which it is time to tell more, the longest overdue first. */
export async function claimDueEscalations(
  db: Db,
  claim: Readonly<{ now: Date; leasedUntil: Date; limit: number }>,
): Promise<readonly Buzz[]> {
  const { rows } = await sql<Selectable<Tables['buzzes']>>`
    with claimed as (
      select agency_id, buzz_id from escalations
      where next_at <= ${claim.now} and leased_until <= ${claim.now}
      order by next_at limit ${claim.limit} for update skip locked
    ), leased as (
      update escalations set leased_until = ${claim.leasedUntil}
      from claimed where escalations.agency_id = claimed.agency_id and escalations.buzz_id = claimed.buzz_id
    )
    select buzzes.* from claimed
    join buzzes on buzzes.agency_id = claimed.agency_id and buzzes.id = claimed.buzz_id`.execute(db);
  return rows.map(toBuzz);
}

/** Somebody asked to be reminded then: what is due earlier or later is due at that instant. Nothing where nobody was told. */
export async function remindAt(db: Db, key: BuzzKey, at: Date): Promise<void> {
  await db
    .updateTable('escalations')
    .set({ next_at: at })
    .where('agency_id', '=', key.agencyId)
    .where('buzz_id', '=', key.buzzId)
    .where('step', 'is not', null)
    .execute();
}

/** A silence was taken back: what waits for its end is looked at now. brandId: null for all brands. */
export async function hurrySilenced(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string | null }>,
  now: Date,
): Promise<void> {
  await sql`
    update escalations set next_at = ${now}
    from buzzes
    where escalations.agency_id = ${key.agencyId} and escalations.withheld_reason = 'silence'
      and buzzes.agency_id = escalations.agency_id and buzzes.id = escalations.buzz_id
      and (${key.brandId}::uuid is null or buzzes.brand_id = ${key.brandId}::uuid)`.execute(db);
}
