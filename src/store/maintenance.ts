/** What a database needs now and then beyond queries. */
import { sql } from 'kysely';
import { SECOND_MS } from '../base/clock.ts';
import { type Database, type Db, UNLEASED } from './database.ts';

/** PGlite has no autovacuum: without this, every claim would leave a dead row for ever. A server sees to it itself. */
export async function vacuumEmbedded(database: Database): Promise<boolean> {
  if (database.kind !== 'embedded') return false;
  await sql`vacuum (analyze)`.execute(database.db);
  return true;
}

/** How far this machine's clock is ahead of the database's; several workers must agree on what is due. */
export async function measureClockSkewSeconds(db: Db, now: Date): Promise<number> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(db);
  const databaseNow = rows[0]?.at ?? now;
  return (now.getTime() - databaseNow.getTime()) / SECOND_MS;
}

/** Gives back everything that is claimed. Only for the one process of an embedded database, before it starts working. */
export async function releaseAllLeases(db: Db, now: Date): Promise<void> {
  await db
    .updateTable('hosts')
    .set({ leased_until: UNLEASED, next_turn_at: now })
    .where('leased_until', '>', now)
    .execute();
  await db.updateTable('hub_subscriptions').set({ leased_until: UNLEASED }).where('leased_until', '>', now).execute();
  await db
    .updateTable('documents')
    .set({ analysis_leased_until: UNLEASED })
    .where('analysed_at', 'is', null)
    .where('analysis_leased_until', '>', now)
    .execute();
  await db.updateTable('judgements').set({ leased_until: UNLEASED }).where('leased_until', '>', now).execute();
  await db
    .updateTable('buzzes')
    .set({ decision_leased_until: UNLEASED })
    .where('decision_leased_until', '>', now)
    .execute();
  await db.updateTable('escalations').set({ leased_until: UNLEASED }).where('leased_until', '>', now).execute();
  await db.updateTable('deliveries').set({ leased_until: UNLEASED }).where('leased_until', '>', now).execute();
  await db
    .updateTable('agencies')
    .set({ digest_leased_until: UNLEASED })
    .where('digest_leased_until', '>', now)
    .execute();
}
