/** How many texts a plugged-in sentiment model may still be asked about today. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/**
 * Takes texts from the day's budget before they are sent, and returns how many of them may be.
 *
 * One statement, so that processes that ask at once never go beyond the budget together, and a process that is killed
 * after it asked has paid. What was granted is a column because the row itself says only what it is afterwards.
 *
 * Shape:   now: the day is its day in UTC. wantedCount > 0. budgetCount >= 0, for the whole day: one that was lowered below
 *          what is spent grants nothing. Returns 0 to wantedCount.
 */
export async function takeFromSentimentBudget(
  db: Db,
  taking: Readonly<{ now: Date; wantedCount: number; budgetCount: number }>,
): Promise<number> {
  const { now, wantedCount, budgetCount } = taking;
  const day = now.toISOString().slice(0, 'YYYY-MM-DD'.length);
  const first = Math.min(wantedCount, budgetCount);
  const { rows } = await sql<{ granted_count: number }>`
    insert into sentiment_budget_days as spent (day, asked_count, granted_count)
    values (${day}::date, ${first}::int, ${first}::int)
    on conflict on constraint sentiment_budget_days_pkey do update set
      granted_count = greatest(0, least(${wantedCount}::int, ${budgetCount}::int - spent.asked_count)),
      asked_count = spent.asked_count + greatest(0, least(${wantedCount}::int, ${budgetCount}::int - spent.asked_count))
    returning granted_count`.execute(db);
  return rows[0]?.granted_count ?? 0;
}
