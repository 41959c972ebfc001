/** The monthly partitions of documents and mentions: made before they are needed, dropped when retention says so. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/** Mentions first, as in the analysis: who holds one and wants the other must never meet the opposite. */
const PARTITIONED_TABLES = ['mentions', 'documents'] as const;
/** Any fixed number: two workers that meet a new month at once must not both make its partition. */
const ADVISORY_LOCK = 7_316_202;

/**
 * Makes the partitions of the instant's month and of the next, where they are missing.
 *
 * Called by whoever stores documents, before it does; months are few, so callers may remember what they ensured.
 */
export async function ensurePartitions(db: Db, at: Date): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${ADVISORY_LOCK})`.execute(transaction);
    for (const month of [startOfMonth(at, 0), startOfMonth(at, 1)]) {
      for (const table of PARTITIONED_TABLES) {
        await sql`create table if not exists ${sql.table(`${table}_${toSuffix(month)}`)} partition of ${sql.table(table)}
          for values from (${sql.lit(month.toISOString())}) to (${sql.lit(startOfMonth(month, 1).toISOString())})`.execute(
          transaction,
        );
      }
    }
  });
}

/** The key under which a caller may remember that a month was ensured. */
export function toMonthKey(at: Date): string {
  return at.toISOString().slice(0, 7);
}

/** Drops the partitions that end at or before the instant; returns their names. */
export async function dropPartitionsBefore(db: Db, before: Date): Promise<readonly string[]> {
  const rows = await sql<{ name: string }>`
    select child.relname as name from pg_inherits
      join pg_class parent on parent.oid = pg_inherits.inhparent
      join pg_class child on child.oid = pg_inherits.inhrelid
    where parent.relname in ('documents', 'mentions') and parent.relkind = 'p'
    order by child.relname`.execute(db);
  const dropped: string[] = [];
  for (const { name } of rows.rows) {
    const month = toMonth(name);
    if (month === null || startOfMonth(month, 1) > before) continue;
    await sql`drop table ${sql.table(name)}`.execute(db);
    dropped.push(name);
  }
  return dropped;
}

function startOfMonth(at: Date, monthsAhead: number): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + monthsAhead, 1));
}

function toSuffix(month: Date): string {
  return toMonthKey(month).replace('-', '_');
}

function toMonth(partitionName: string): Date | null {
  const found = /_(\d{4})_(\d{2})$/.exec(partitionName);
  return found === null ? null : new Date(Date.UTC(Number(found[1]), Number(found[2]) - 1, 1));
}
