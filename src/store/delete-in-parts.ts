/** Deletes many rows, a limited number in each statement: a month of them is too much for one. */
import { type RawBuilder, sql } from 'kysely';
import type { Db } from './database.ts';

const ROWS_PER_DELETE = 10_000;

export async function deleteInParts(db: Db, table: RawBuilder<unknown>, condition: RawBuilder<unknown>): Promise<void> {
  let deletedCount: bigint;
  do {
    const result = await sql`
      delete from ${table} where ctid = any(array(select ctid from ${table} where ${condition} limit ${ROWS_PER_DELETE}))`.execute(
      db,
    );
    deletedCount = result.numAffectedRows ?? 0n;
  } while (deletedCount > 0n);
}
