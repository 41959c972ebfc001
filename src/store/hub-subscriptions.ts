/** Hub subscriptions: asked for when due, confirmed and refused by the hub, and the news that it tells of. */
import { type Selectable, sql } from 'kysely';
import type { HubSubscriptionState } from '../domain/hub-subscription.ts';
import { type Db, UNLEASED } from './database.ts';
import { bringTurnForward } from './hosts.ts';
import type { Tables } from './tables.ts';

export type HubSubscription = Readonly<{
  sourceId: string;
  hubUrl: string;
  hubHost: string;
  topicUrl: string;
  state: HubSubscriptionState;
  /** Null: the hub was not asked yet, so that nothing it says is an answer. */
  askedAt: Date | null;
  /** Null: it has not confirmed. */
  leaseUntil: Date | null;
  /** Requests in a row that it did not take up. */
  failureCount: number;
  /** False: nobody listens to the source any more, or it is gone. */
  isPolled: boolean;
}>;

export type ClaimedHubSubscription = HubSubscription & Readonly<{ leasedUntil: Date }>;

/** What a reading said about the source's hub; null: it offers none any more. */
export type HubOffer = Readonly<{ sourceId: string; hub: Readonly<{ hubUrl: string; topicUrl: string }> | null }>;

/**
 * Has new hubs asked at once, and forgets those that are offered no more. A hub that is known already stays as it is.
 * Run it in the transaction of the record, after the sources were written: whoever writes both locks them in this order.
 */
export async function recordHubOffers(db: Db, offers: readonly HubOffer[], now: Date): Promise<void> {
  const offered = offers.flatMap(({ sourceId, hub }) => (hub === null ? [] : [{ source_id: sourceId, ...hub }]));
  if (offered.length > 0) {
    // what is there already is not even touched: a conflict would write to every row at every visit
    await sql`
      with changed as (
        insert into hub_subscriptions (source_id, hub_url, topic_url, state, next_ask_at)
        select offer.source_id, offer."hubUrl", offer."topicUrl", 'asked', ${now}::timestamptz
        from jsonb_to_recordset(${JSON.stringify(offered)}::jsonb)
          as offer (source_id uuid, "hubUrl" text, "topicUrl" text)
        where not exists (
          select 1 from hub_subscriptions as known where known.source_id = offer.source_id
            and known.hub_url = offer."hubUrl" and known.topic_url = offer."topicUrl"
        )
        order by offer.source_id
        on conflict (source_id) do update set hub_url = excluded.hub_url, topic_url = excluded.topic_url,
          state = excluded.state, asked_at = null, lease_until = null, next_ask_at = excluded.next_ask_at,
          leased_until = ${UNLEASED}, failure_count = 0
        returning source_id
      )
      update sources set hub_lease_until = null from changed
      where sources.id = changed.source_id and hub_lease_until is not null`.execute(db);
  }
  const without = offers.flatMap(({ sourceId, hub }) => (hub === null ? [sourceId] : []));
  if (without.length > 0) await removeHubSubscriptions(db, without);
}

/**
 * Leases subscriptions that are due to be asked for, the longest waiting first, and no more than a few of one hub: a
 * hub that takes long for each of its thousands keeps no other waiting. From then on what the hub says is an answer,
 * also while the request to it is still under way.
 */
export async function claimDueHubSubscriptions(
  db: Db,
  claim: Readonly<{ now: Date; leasedUntil: Date; limit: number; perHostMax: number }>,
): Promise<readonly ClaimedHubSubscription[]> {
  const { rows } = await sql<Selectable<Tables['hub_subscriptions']> & Readonly<{ is_polled: boolean }>>`
    with due as (
      select source_id, row_number() over (partition by hub_host order by next_ask_at) as place
      from hub_subscriptions where next_ask_at <= ${claim.now} and leased_until <= ${claim.now}
    ), claimed as (
      select hub_subscriptions.source_id from hub_subscriptions join due using (source_id)
      where place <= ${claim.perHostMax}::int and next_ask_at <= ${claim.now} and leased_until <= ${claim.now}
      order by next_ask_at limit ${claim.limit} for update of hub_subscriptions skip locked
    )
    update hub_subscriptions set leased_until = ${claim.leasedUntil}, asked_at = ${claim.now},
      state = case state when 'active' then 'active' else 'asked' end
    from claimed join sources on sources.id = claimed.source_id
    where hub_subscriptions.source_id = claimed.source_id
    returning hub_subscriptions.*, sources.is_polled`.execute(db);
  return rows.map((row) => ({ ...toHubSubscription(row), leasedUntil: row.leased_until }));
}

/**
 * Ends the lease and says when to ask again. Where the hub has confirmed or refused meanwhile, or the source offers
 * another one, that stays: each of them ended the lease.
 */
export async function recordHubAnswer(
  db: Db,
  claimed: Pick<ClaimedHubSubscription, 'sourceId' | 'leasedUntil'>,
  answer: Readonly<{ nextAskAt: Date; failureCount: number }>,
): Promise<void> {
  await db
    .updateTable('hub_subscriptions')
    .set({ leased_until: UNLEASED, next_ask_at: answer.nextAskAt, failure_count: answer.failureCount })
    .where('source_id', '=', claimed.sourceId)
    .where('leased_until', '=', claimed.leasedUntil)
    .execute();
}

/** Gives a claimed subscription back, still due. */
export async function releaseHubSubscription(
  db: Db,
  claimed: Pick<ClaimedHubSubscription, 'sourceId' | 'leasedUntil'>,
): Promise<void> {
  await db
    .updateTable('hub_subscriptions')
    .set({ leased_until: UNLEASED })
    .where('source_id', '=', claimed.sourceId)
    .where('leased_until', '=', claimed.leasedUntil)
    .execute();
}

/** Undefined where the source has none. */
export async function findHubSubscription(db: Db, sourceId: string): Promise<HubSubscription | undefined> {
  const row = await db
    .selectFrom('hub_subscriptions')
    .innerJoin('sources', 'sources.id', 'hub_subscriptions.source_id')
    .selectAll('hub_subscriptions')
    .select('sources.is_polled')
    .where('hub_subscriptions.source_id', '=', sourceId)
    .executeTakeFirst();
  return row === undefined ? undefined : toHubSubscription(row);
}

/** The same, with the source locked until the transaction ends: what is decided on it stays true. */
export async function lockHubSubscription(db: Db, sourceId: string): Promise<HubSubscription | undefined> {
  await db.selectFrom('sources').select('id').where('id', '=', sourceId).forNoKeyUpdate().execute();
  return await findHubSubscription(db, sourceId);
}

/** The hub tells of news until the lease ends. Run it in the transaction that locked the subscription. */
export async function confirmHubSubscription(
  db: Db,
  sourceId: string,
  lease: Readonly<{ leaseUntil: Date; nextAskAt: Date }>,
): Promise<void> {
  await db.updateTable('sources').set({ hub_lease_until: lease.leaseUntil }).where('id', '=', sourceId).execute();
  await db
    .updateTable('hub_subscriptions')
    .set({
      state: 'active',
      lease_until: lease.leaseUntil,
      next_ask_at: lease.nextAskAt,
      leased_until: UNLEASED,
      failure_count: 0,
    })
    .where('source_id', '=', sourceId)
    .execute();
}

/** The hub does not tell of news, or no longer. Run it in the transaction that locked the subscription. */
export async function refuseHubSubscription(db: Db, sourceId: string, nextAskAt: Date): Promise<void> {
  await db.updateTable('sources').set({ hub_lease_until: null }).where('id', '=', sourceId).execute();
  await db
    .updateTable('hub_subscriptions')
    .set({ state: 'refused', lease_until: null, next_ask_at: nextAskAt, leased_until: UNLEASED, failure_count: 0 })
    .where('source_id', '=', sourceId)
    .execute();
}

/** Has the hub asked at the instant at the latest. */
export async function bringHubRequestForward(db: Db, sourceId: string, at: Date): Promise<void> {
  await db
    .updateTable('hub_subscriptions')
    .set({ next_ask_at: at })
    .where('source_id', '=', sourceId)
    .where('next_ask_at', '>', at)
    .execute();
}

/** From then on the sources are polled as if no hub had ever been there. */
export async function removeHubSubscriptions(db: Db, sourceIds: readonly string[]): Promise<void> {
  const ids = [...sourceIds].sort();
  await sql`
    update sources set hub_lease_until = null where id = any(${ids}::uuid[]) and hub_lease_until is not null`.execute(
    db,
  );
  await sql`delete from hub_subscriptions where source_id = any(${ids}::uuid[])`.execute(db);
}

/**
 * The hub says that there is news: the source is due now, or when its last visit is long enough ago; a worker does the
 * rest. A site that does not want us at the moment is left alone all the same.
 *
 * Shape:   gapSeconds: the shortest time between two visits of this source.
 */
export async function recordHubNews(
  db: Db,
  sourceId: string,
  news: Readonly<{ at: Date; gapSeconds: number }>,
): Promise<void> {
  const { rows } = await sql<{ host: string; next_check_at: Date }>`
    update sources set next_check_at = least(next_check_at, greatest(
      ${news.at}::timestamptz, last_checked_at + ${news.gapSeconds}::int * interval '1 second'
    ))
    where id = ${sourceId} and is_polled
      and (last_error_reason is null or last_error_reason not in ('rate-limited', 'not-authorised', 'robots-refused'))
    returning host, next_check_at`.execute(db);
  await db.updateTable('hub_subscriptions').set({ news_at: news.at }).where('source_id', '=', sourceId).execute();
  const [source] = rows;
  if (source !== undefined) await bringTurnForward(db, source.host, source.next_check_at);
}

/**
 * Has a source that was just visited looked at once more, soon, where its hub told of news since the visit before: the
 * news may have come while the page was under way, and a page that is cached shows the old one for a while.
 *
 * Run it in the transaction of the record, after the sources were written.
 *
 * Shape:   visits: visitedBeforeAt as the source was claimed; null: it was never visited before.
 */
export async function lookAgainAfterNews(
  db: Db,
  visits: readonly Readonly<{ sourceId: string; visitedAt: Date; visitedBeforeAt: Date | null }>[],
  gapSeconds: number,
): Promise<void> {
  if (visits.length === 0) return;
  await sql`
    update sources set next_check_at = least(
      next_check_at, visit."visitedAt" + ${gapSeconds}::int * interval '1 second'
    )
    from jsonb_to_recordset(${JSON.stringify(visits)}::jsonb)
        as visit ("sourceId" uuid, "visitedAt" timestamptz, "visitedBeforeAt" timestamptz)
      join hub_subscriptions on hub_subscriptions.source_id = visit."sourceId"
    where sources.id = visit."sourceId" and news_at > coalesce(visit."visitedBeforeAt", '-infinity')`.execute(db);
}

function toHubSubscription(
  row: Selectable<Tables['hub_subscriptions']> & Readonly<{ is_polled: boolean }>,
): HubSubscription {
  return {
    sourceId: row.source_id,
    hubUrl: row.hub_url,
    hubHost: row.hub_host,
    topicUrl: row.topic_url,
    state: row.state,
    askedAt: row.asked_at,
    leaseUntil: row.lease_until,
    failureCount: row.failure_count,
    isPolled: row.is_polled,
  };
}
