/** The segments of SMS that each agency's day has cost. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/** day: the agency's own, ISO. segmentMax: of that day with what is asked for; null: no limit. */
export type SmsTaking = Readonly<{
  agencyId: string;
  deliveryId: string;
  day: string;
  segmentCount: number;
  segmentMax: number | null;
}>;

/**
 * Takes an SMS's segments from the day before it is sent, and says whether it may be.
 *
 * One statement: two workers never go beyond the budget together, one that is killed after it asked has paid, and the
 * delivery itself remembers that it has, so that its later tries cost nothing, on whatever day they are made. An SMS that the
 * provider refuses then stays counted.
 */
export async function takeSmsSegments(db: Db, taking: SmsTaking): Promise<'granted' | 'over-budget'> {
  const { agencyId, deliveryId, day, segmentCount, segmentMax } = taking;
  const { rows } = await sql<{ is_granted: boolean }>`
    with asking as (
      select segment_count is not null as has_paid from deliveries
      where agency_id = ${agencyId} and id = ${deliveryId} for update
    ), paid as (
      insert into sms_spending as spent (agency_id, day, segment_count)
      select ${agencyId}::uuid, ${day}::date, ${segmentCount}::int from asking
      where not has_paid and (${segmentMax}::int is null or ${segmentCount}::int <= ${segmentMax}::int)
      on conflict on constraint sms_spending_pkey do update set
        segment_count = spent.segment_count + ${segmentCount}::int
        where ${segmentMax}::int is null or spent.segment_count + ${segmentCount}::int <= ${segmentMax}::int
      returning 1
    ), remembered as (
      update deliveries set segment_count = ${segmentCount}::int
      where agency_id = ${agencyId} and id = ${deliveryId} and exists (select from paid)
    )
    select has_paid or exists (select from paid) as is_granted from asking`.execute(db);
  return rows[0]?.is_granted === true ? 'granted' : 'over-budget';
}
