/** Sources that change their pace or their place: hurried while a brand is in trouble, followed where they moved to. */
import { sql } from 'kysely';
import type { Source } from '../domain/source.ts';
import type { Db } from './database.ts';
import { bringTurnForward } from './hosts.ts';

/** Of one brand at once; the busiest first. */
const HURRIED_SOURCES_MAX = 500;
/** Hurried sources become due over so many seconds, not all at once. */
const SPREAD_SECONDS = 60;
/** A source's own wish (ttl, Cache-Control) is kept so far. */
const WISHED_SECONDS_MAX = 300;

/**
 * Has the sources that speak of a brand read faster until the instant: those that are listened to for this brand, and
 * those that brought a mention of it lately. Sources that fail keep their back-off, and those that are hurried already
 * are left as they are.
 *
 * Returns how many were hurried.
 */
export async function hurrySources(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
  input: Readonly<{ now: Date; until: Date; mentionedSince: Date }>,
): Promise<number> {
  const { now } = input;
  const { rows } = await sql<{ host: string; next_check_at: Date }>`
    with speaking as (
      select source_id from subscriptions where agency_id = ${key.agencyId} and brand_id = ${key.brandId}
      union
      (select document_sources.source_id from mentions
        join document_sources on document_sources.document_id = mentions.document_id
          and document_sources.arrived_at >= ${input.mentionedSince}
        join subscriptions on subscriptions.agency_id = mentions.agency_id and subscriptions.source_id = document_sources.source_id
      where mentions.agency_id = ${key.agencyId} and mentions.brand_id = ${key.brandId}
        and mentions.arrived_at >= ${input.mentionedSince}
      group by document_sources.source_id order by count(*) desc limit ${HURRIED_SOURCES_MAX})
    ), locked as (
      select sources.id from sources join speaking on speaking.source_id = sources.id
      where is_polled and failing_since is null and (urgent_until is null or urgent_until <= ${now})
      order by sources.id limit ${HURRIED_SOURCES_MAX} for update of sources
    )
    update sources set urgent_until = ${input.until}, next_check_at = least(next_check_at, greatest(
      ${now}::timestamptz + ((hashtext(sources.id::text) & 2147483647) % ${SPREAD_SECONDS}::int) * interval '1 second',
      last_checked_at + interval '1 second' * greatest(
        ${SPREAD_SECONDS}::int,
        least(coalesce((wishes ->> 'intervalSecondsMin')::float8, 0), ${WISHED_SECONDS_MAX}::int)
      )
    ))
    from locked where sources.id = locked.id returning sources.host, sources.next_check_at`.execute(db);
  const firstByHost = new Map<string, Date>();
  for (const { host, next_check_at: at } of rows) {
    const first = firstByHost.get(host);
    if (first === undefined || at < first) firstByHost.set(host, at);
  }
  for (const [host, at] of [...firstByHost].sort()) await bringTurnForward(db, host, at);
  return rows.length;
}

/**
 * Follows a source to the address that it has for good. Where that address is a source already, its listeners and
 * documents become that one's, and this one is no longer polled. Run it in a transaction.
 *
 * Shape:   toUrl: as a subscription's URL would be written.
 */
export async function moveSource(db: Db, source: Pick<Source, 'id' | 'ownerAgencyId'>, toUrl: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from sources
    where url = ${toUrl} and owner_agency_id is not distinct from ${source.ownerAgencyId}
    for update`.execute(db);
  const [there] = rows;
  if (there?.id === source.id) return;
  if (there === undefined) {
    const moved = await db
      .updateTable('sources')
      .set({ first_url: sql<string>`coalesce(first_url, url)`, url: toUrl, moved_to: null })
      .where('id', '=', source.id)
      .returning(['host', 'next_check_at'])
      .executeTakeFirstOrThrow();
    await bringTurnForward(db, moved.host, moved.next_check_at);
    return;
  }
  await sql`
    update subscriptions set source_id = ${there.id} where source_id = ${source.id} and not exists (
      select 1 from subscriptions as twin where twin.agency_id = subscriptions.agency_id
        and twin.source_id = ${there.id} and twin.brand_id is not distinct from subscriptions.brand_id
        and twin.search_id is not distinct from subscriptions.search_id
    )`.execute(db);
  // what the listener of both had asked of the one that moved is asked of the other
  await sql`
    update subscriptions set wants_full_text = subscriptions.wants_full_text or twin.wants_full_text,
      tags = array(select distinct tag from unnest(subscriptions.tags || twin.tags) as tag order by tag)
    from subscriptions as twin
    where subscriptions.source_id = ${there.id} and twin.source_id = ${source.id}
      and twin.agency_id = subscriptions.agency_id and twin.brand_id is not distinct from subscriptions.brand_id
      and twin.search_id is not distinct from subscriptions.search_id`.execute(db);
  await db.deleteFrom('subscriptions').where('source_id', '=', source.id).execute();
  await sql`
    insert into document_sources (document_id, source_id, arrived_at)
    select document_id, ${there.id}, arrived_at from document_sources where source_id = ${source.id}
    on conflict do nothing`.execute(db);
  // who told a document first may change it: that is the other one from now on
  await sql`update document_keys set teller_source_id = ${there.id} where teller_source_id = ${source.id}`.execute(db);
  const kept = await db
    .updateTable('sources')
    .set({ is_polled: true })
    .where('id', '=', there.id)
    .returning(['host', 'next_check_at'])
    .executeTakeFirstOrThrow();
  await bringTurnForward(db, kept.host, kept.next_check_at);
  await db.updateTable('sources').set({ is_polled: false, moved_to: toUrl }).where('id', '=', source.id).execute();
}
