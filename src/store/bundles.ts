/** What waits for a channel, what it was told lately, and which of it leaves now in one message. */
import { type Selectable, sql } from 'kysely';
import type { AlertReason, Delivery } from '../domain/alert.ts';
import type { BuzzLevel } from '../domain/buzz.ts';
import { type Db, isAmong, UNLEASED } from './database.ts';
import { toDelivery } from './deliveries.ts';
import type { Tables } from './tables.ts';

type ChannelKey = Readonly<{ agencyId: string; channelId: string }>;

/** More than any message names; what is left over is told in the next one. */
const ALERTS_MAX = 10_000;

/** A delivery of an alert, with what it tells of. */
export type ChannelAlert = Readonly<{
  agencyId: string;
  channelId: string;
  deliveryId: string;
  buzzId: string;
  brandId: string;
  level: BuzzLevel;
  reason: AlertReason;
  decidedAt: Date;
  /** Null: it waits. */
  letOutAt: Date | null;
  isBundled: boolean;
  /** Whether it waited for its turn before. */
  isPutOff: boolean;
}>;

/**
 * All that is due at each of the channels and was not let out yet, whoever holds it, and what was let out since then. Nobody
 * else bundles for these channels until the transaction ends; always in the same order, so that no two workers wait for
 * each other.
 */
export async function lockChannelAlerts(
  db: Db,
  channels: readonly ChannelKey[],
  at: Readonly<{ now: Date; since: Date }>,
): Promise<readonly ChannelAlert[]> {
  const keys = channels.map(({ agencyId, channelId }) => ({ agencyId, id: channelId }));
  await db
    .selectFrom('channels')
    .select('id')
    .where(isAmong({ agencyId: 'agency_id', id: 'id' }, keys))
    .orderBy('agency_id')
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
  const rows = await db
    .selectFrom('deliveries')
    .innerJoin('alerts', (join) =>
      join.onRef('alerts.agency_id', '=', 'deliveries.agency_id').onRef('alerts.id', '=', 'deliveries.alert_id'),
    )
    .select([
      'deliveries.agency_id',
      'deliveries.id',
      'deliveries.channel_id',
      'deliveries.let_out_at',
      'deliveries.bundled_into_id',
      sql<boolean>`deliveries.next_attempt_at > deliveries.created_at`.as('is_put_off'),
      'alerts.buzz_id',
      'alerts.brand_id',
      'alerts.level',
      'alerts.reason',
      'alerts.decided_at',
    ])
    .where(isAmong({ agencyId: 'deliveries.agency_id', id: 'deliveries.channel_id' }, keys))
    .where((query) =>
      query.or([
        query('deliveries.let_out_at', '>', at.since),
        query.and([
          query('deliveries.let_out_at', 'is', null),
          query('deliveries.status', '=', sql.lit('pending')),
          query('deliveries.next_attempt_at', '<=', at.now),
        ]),
      ]),
    )
    .orderBy('alerts.decided_at')
    .orderBy('deliveries.id')
    .limit(ALERTS_MAX)
    .execute();
  return rows.map((row) => ({
    agencyId: row.agency_id,
    channelId: row.channel_id,
    deliveryId: row.id,
    buzzId: row.buzz_id,
    brandId: row.brand_id,
    level: row.level,
    reason: row.reason,
    decidedAt: row.decided_at,
    letOutAt: row.let_out_at,
    isBundled: row.bundled_into_id !== null,
    isPutOff: row.is_put_off,
  }));
}

/** A delivery and those of which its message tells too, always in the same order. */
export type Message = Readonly<{ delivery: Delivery; others: readonly Delivery[] }>;

/** A message that leaves: the delivery whose message it is, and those of which it tells too. */
export type Bundle = Readonly<{ agencyId: string; leadId: string; otherIds: readonly string[] }>;

/** Marks them as let out, and leases the leads. Returns each lead with the others. Run it in the transaction of the lock. */
export async function recordBundles(
  db: Db,
  bundles: readonly Bundle[],
  at: Readonly<{ now: Date; leasedUntil: Date }>,
): Promise<readonly Message[]> {
  if (bundles.length === 0) return [];
  const rows = bundles.flatMap(({ agencyId, leadId, otherIds }) =>
    [leadId, ...otherIds].map((id) => ({ agencyId, id, leadId: id === leadId ? null : leadId })),
  );
  const { rows: updated } = await sql<Selectable<Tables['deliveries']>>`
    update deliveries set let_out_at = ${at.now}, bundled_into_id = bundled.lead_id,
      leased_until = case when bundled.lead_id is null then ${at.leasedUntil}::timestamptz else ${UNLEASED} end
    from unnest(
      ${rows.map(({ agencyId }) => agencyId)}::uuid[], ${rows.map(({ id }) => id)}::uuid[],
      ${rows.map(({ leadId }) => leadId)}::uuid[]
    ) as bundled (agency_id, id, lead_id)
    where deliveries.agency_id = bundled.agency_id and deliveries.id = bundled.id
    returning deliveries.*`.execute(db);
  const deliveries = updated.map(toDelivery);
  const leads = deliveries.filter(({ bundledIntoId }) => bundledIntoId === null);
  return toMessages(
    leads,
    deliveries.filter(({ bundledIntoId }) => bundledIntoId !== null),
  );
}

/** Ends their leases: they are looked at again at their hour. Run it as recordBundles. */
export async function putOffDeliveries(
  db: Db,
  deliveries: readonly Readonly<{ agencyId: string; deliveryId: string; until: Date }>[],
): Promise<void> {
  if (deliveries.length === 0) return;
  await sql`
    update deliveries set next_attempt_at = put_off.until, leased_until = ${UNLEASED}
    from unnest(
      ${deliveries.map(({ agencyId }) => agencyId)}::uuid[], ${deliveries.map(({ deliveryId }) => deliveryId)}::uuid[],
      ${deliveries.map(({ until }) => until)}::timestamptz[]
    ) as put_off (agency_id, id, until)
    where deliveries.agency_id = put_off.agency_id and deliveries.id = put_off.id`.execute(db);
}

/** Each of the deliveries with those of which its message tells too. */
export async function readMessages(db: Db, deliveries: readonly Delivery[]): Promise<readonly Message[]> {
  if (deliveries.length === 0) return [];
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where(isAmong({ agencyId: 'agency_id', id: 'bundled_into_id' }, deliveries))
    .execute();
  return toMessages(deliveries, rows.map(toDelivery));
}

function toMessages(deliveries: readonly Delivery[], others: readonly Delivery[]): readonly Message[] {
  const inOrder = others.toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const othersOf = Map.groupBy(inOrder, ({ bundledIntoId }) => bundledIntoId);
  return deliveries.map((delivery) => ({ delivery, others: othersOf.get(delivery.id) ?? [] }));
}
