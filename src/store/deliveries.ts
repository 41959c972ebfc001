/** Deliveries: one message to one contact through one channel, claimed when due until it is accepted or dead. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { Language } from '../domain/agency.ts';
import type {
  Channel,
  ChannelKind,
  Contact,
  Delivery,
  DeliveryFailureReason,
  DeliveryStatus,
  ListedDelivery,
  TestKind,
} from '../domain/alert.ts';
import type { SmsReceipt } from '../domain/sms-receipt.ts';
import { type Db, isAmong, UNLEASED } from './database.ts';
import type { Tables } from './tables.ts';

type WriteDeps = Readonly<{ newId: NewId; now: Date }>;

type DeliveryKey = Readonly<{ agencyId: string; deliveryId: string }>;

/** To whom, by which way; copied from the contact, which may change or go before the message is out. */
export type NewDelivery = Readonly<{
  contactId: string;
  contactName: string;
  language: Language;
  channelId: string;
  channelKind: ChannelKind;
  address: string;
  /** By default at once. */
  notBefore?: Date | null;
  /** Of an SMS that may be answered. */
  replyNumber?: number | null;
  /** When other channels are told too, unless it is accepted by then; by default never. */
  fallBackAt?: Date | null;
  /** The delivery that it stands in for. */
  insteadOfId?: string;
}>;

/** The contact's copy for one of its channels. */
export function toNewDelivery(
  contact: Pick<Contact, 'id' | 'name' | 'language'>,
  channel: Pick<Channel, 'id' | 'kind' | 'address'>,
): NewDelivery {
  return {
    contactId: contact.id,
    contactName: contact.name,
    language: contact.language,
    channelId: channel.id,
    channelKind: channel.kind,
    address: channel.address,
  };
}

/** A statement takes 65,535 values, and a row two dozen. */
const ROWS_PER_INSERT = 1_000;

type About = Readonly<{ agencyId: string; alertId: string | null; digestId: string | null }>;

/**
 * One delivery of an alert for each channel, however often it is asked for.
 *
 * Run it in the transaction that records what the deliveries are about.
 */
export async function insertDeliveries(
  db: Db,
  deps: WriteDeps,
  deliveries: readonly Readonly<{ about: About; recipient: NewDelivery }>[],
): Promise<void> {
  for (let from = 0; from < deliveries.length; from += ROWS_PER_INSERT) {
    const rows = deliveries
      .slice(from, from + ROWS_PER_INSERT)
      .map(({ about, recipient }) => toNewRow(deps, { ...about, testKind: null }, recipient));
    await db
      .insertInto('deliveries')
      .values(rows)
      .onConflict((conflict) => conflict.constraint('deliveries_alert_channel_key').doNothing())
      .execute();
  }
}

/**
 * A test of a channel, or the one that waits already: a second press of the button sends nothing more.
 *
 * The row that is there is touched without being changed, because only then is it returned.
 */
export async function insertTest(
  db: Db,
  deps: WriteDeps,
  test: Readonly<{ agencyId: string; testKind: TestKind }>,
  recipient: NewDelivery,
): Promise<Delivery> {
  const row = await db
    .insertInto('deliveries')
    .values(toNewRow(deps, { ...test, alertId: null, digestId: null }, recipient))
    .onConflict((conflict) =>
      conflict
        .columns(['agency_id', 'channel_id'])
        .where('test_kind', 'is not', null)
        .where('status', '=', sql.lit('pending'))
        .doUpdateSet({ status: (query) => query.ref('deliveries.status') }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
  return toDelivery(row);
}

function toNewRow(deps: WriteDeps, about: About & Readonly<{ testKind: TestKind | null }>, recipient: NewDelivery) {
  return {
    agency_id: about.agencyId,
    id: deps.newId(),
    alert_id: about.alertId,
    digest_id: about.digestId,
    test_kind: about.testKind,
    contact_id: recipient.contactId,
    contact_name: recipient.contactName,
    language: recipient.language,
    channel_id: recipient.channelId,
    channel_kind: recipient.channelKind,
    address: recipient.address,
    status: 'pending' as const,
    attempt_count: 0,
    next_attempt_at: recipient.notBefore ?? deps.now,
    accepted_at: null,
    provider_id: null,
    last_error_reason: null,
    last_error_message: null,
    created_at: deps.now,
    acknowledged_at: null,
    segment_count: null,
    receipt: null,
    received_at: null,
    reply_number: recipient.replyNumber ?? null,
    fall_back_at: recipient.fallBackAt ?? null,
    instead_of_id: recipient.insteadOfId ?? null,
    resent_at: null,
    let_out_at: null,
    bundled_into_id: null,
  };
}

/**
 * Leases deliveries of a kind whose next try is due, the longest waiting first; but none of the channels left alone, none that
 * this process has in hand, and none that the message of another tells of.
 *
 * A clock that jumps ahead ends the lease of what is in hand: without its name, this very process would send it again.
 */
export async function claimDueDeliveries(
  db: Db,
  claim: Readonly<{ now: Date; leasedUntil: Date; limit: number }>,
  of: Readonly<{ kind: ChannelKind; leftAlone: readonly string[]; inHand: readonly string[] }>,
): Promise<readonly Delivery[]> {
  const { rows } = await sql<Selectable<Tables['deliveries']>>`
    with claimed as (
      select agency_id, id from deliveries
      where status = 'pending' and next_attempt_at <= ${claim.now} and leased_until <= ${claim.now}
        and bundled_into_id is null and channel_kind = ${of.kind} and channel_id <> all(${of.leftAlone}::uuid[])
        and id <> all(${of.inHand}::uuid[])
      order by next_attempt_at limit ${claim.limit} for update skip locked
    )
    update deliveries set leased_until = ${claim.leasedUntil}
    from claimed where deliveries.agency_id = claimed.agency_id and deliveries.id = claimed.id
    returning deliveries.*`.execute(db);
  return rows.map(toDelivery);
}

/** What one try came to. */
export type DeliveryAttempt = Readonly<{
  status: DeliveryStatus;
  nextAttemptAt: Date;
  providerId: string | null;
  /** Null when the try succeeded. */
  failure: Readonly<{ reason: DeliveryFailureReason; message: string }> | null;
}>;

/** For what has died: its contact is told by another way now, and not only when it would have waited too long. */
export function fallBackBy(now: Date) {
  return sql<Date | null>`case when fall_back_at > ${now} then ${now} else fall_back_at end`;
}

/**
 * Deliveries of alerts that were tried, and not accepted by the time of their level, the longest overdue first. Nobody
 * else takes them until the transaction ends.
 *
 * One that was not tried yet is left out: where the service itself was away, its first try comes before a second way.
 */
export async function claimFallBacks(
  db: Db,
  claim: Readonly<{ now: Date; limit: number }>,
): Promise<readonly Delivery[]> {
  const { rows } = await sql<Selectable<Tables['deliveries']>>`
    select * from deliveries
    where fall_back_at <= ${claim.now} and fall_back_at is not null and status <> 'accepted'
      and (attempt_count > 0 or status = 'dead')
    order by fall_back_at limit ${claim.limit} for update skip locked`.execute(db);
  return rows.map(toDelivery);
}

/** Run it in the transaction of the claim. fallBackAt: when it is looked at again; null: settled. */
export async function recordFallBackAt(db: Db, delivery: Delivery, fallBackAt: Date | null): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ fall_back_at: fallBackAt })
    .where('agency_id', '=', delivery.agencyId)
    .where('id', '=', delivery.id)
    .execute();
}

/** By alert. */
export async function readAlertDeliveries(
  db: Db,
  alerts: readonly Readonly<{ agencyId: string; id: string }>[],
): Promise<ReadonlyMap<string, readonly Delivery[]>> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where(isAmong({ agencyId: 'agency_id', id: 'alert_id' }, alerts))
    .execute();
  return Map.groupBy(rows.map(toDelivery), (delivery) => delivery.alertId ?? '');
}

/** Gives a claimed delivery back, still due. */
export async function releaseDelivery(db: Db, delivery: Delivery): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ leased_until: UNLEASED })
    .where('agency_id', '=', delivery.agencyId)
    .where('id', '=', delivery.id)
    .execute();
}

/** Ends the lease and keeps what the try came to; one that was accepted through another try meanwhile stays so. */
export async function recordAttempt(
  db: Db,
  delivery: Pick<Delivery, 'agencyId' | 'id'>,
  attempt: DeliveryAttempt,
  now: Date,
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({
      status: attempt.status,
      attempt_count: sql<number>`attempt_count + 1`,
      next_attempt_at: attempt.nextAttemptAt,
      leased_until: UNLEASED,
      accepted_at: attempt.status === 'accepted' ? now : null,
      provider_id: attempt.providerId,
      last_error_reason: attempt.failure?.reason ?? null,
      last_error_message: attempt.failure?.message ?? null,
      ...(attempt.status === 'dead' ? { fall_back_at: fallBackBy(now) } : {}),
    })
    .where('agency_id', '=', delivery.agencyId)
    .where('id', '=', delivery.id)
    .where('status', '=', 'pending')
    .execute();
}

/**
 * What became of an SMS, told by its provider; returns the delivery where this told something new.
 *
 * That it arrived is the last word: it settles a delivery that is still tried, because its answer was lost, and one that was
 * told lost. That it did not arrive makes a delivery dead that was accepted, under that very id where both name one: an
 * SMS that is still tried goes out again anyway. A receipt that overtakes the writing down of its acceptance finds its
 * delivery where the provider was given our id to carry.
 *
 * By the id alone: whoever knows the provider's address of receipts may tell of any agency's SMS.
 */
export async function recordReceipt(db: Db, receipt: SmsReceipt, now: Date): Promise<Delivery | undefined> {
  const { deliveryId, providerId } = receipt;
  const named = db.updateTable('deliveries').where('channel_kind', '=', 'sms');
  // what is told of one message holds for all that it tells of: they share the provider's id
  const update =
    deliveryId === null
      ? named.where('provider_id', '=', providerId)
      : named.where((query) => query.or([query('id', '=', deliveryId), query('bundled_into_id', '=', deliveryId)]));
  const told = { receipt: receipt.state, received_at: now };
  if (receipt.state === 'delivered') {
    const row = await update
      .set({
        ...told,
        status: 'accepted',
        accepted_at: sql<Date>`coalesce(accepted_at, ${now})`,
        provider_id: sql<string | null>`coalesce(provider_id, ${providerId})`,
        attempt_count: sql<number>`greatest(attempt_count, 1)`,
        last_error_reason: null,
        last_error_message: null,
        leased_until: UNLEASED,
      })
      .where((query) => query.or([query('receipt', 'is', null), query('receipt', '<>', 'delivered')]))
      .returningAll()
      .executeTakeFirst();
    return row && toDelivery(row);
  }
  const row = await update
    .set({
      ...told,
      status: 'dead',
      last_error_reason: 'undelivered',
      last_error_message: UNDELIVERED_MESSAGE,
      fall_back_at: fallBackBy(now),
    })
    .where('status', '=', 'accepted')
    .where('receipt', 'is', null)
    .where((query) =>
      providerId === null
        ? query.lit(true)
        : query.or([query('provider_id', 'is', null), query('provider_id', '=', providerId)]),
    )
    .returningAll()
    .executeTakeFirst();
  return row && toDelivery(row);
}

const UNDELIVERED_MESSAGE =
  'The SMS provider took the message and told afterwards that it did not reach the telephone: check the number, or tell the person another way.';

/** Newest first; at most `limit` after the cursor. */
export async function listDeliveries(
  db: Db,
  filter: Readonly<{ agencyId: string; alertId?: string; contactId?: string; status?: DeliveryStatus }>,
  page: Readonly<{ after: Readonly<{ createdAt: Date; id: string }> | null; limit: number }>,
): Promise<readonly ListedDelivery[]> {
  let query = selectListed(db, filter.agencyId);
  if (filter.alertId !== undefined) query = query.where('deliveries.alert_id', '=', filter.alertId);
  if (filter.contactId !== undefined) query = query.where('deliveries.contact_id', '=', filter.contactId);
  // written out, so that the index of the dead is used
  if (filter.status !== undefined) query = query.where('deliveries.status', '=', sql.lit(filter.status));
  if (page.after !== null) {
    const { createdAt, id } = page.after;
    query = query.where(sql<boolean>`(deliveries.created_at, deliveries.id) < (${createdAt}, ${id}::uuid)`);
  }
  const rows = await query
    .orderBy('deliveries.created_at', 'desc')
    .orderBy('deliveries.id', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map(toListed);
}

/** With what it is about. Errors: NOT_FOUND. */
export async function getDelivery(db: Db, key: DeliveryKey): Promise<ListedDelivery> {
  const row = await selectListed(db, key.agencyId).where('deliveries.id', '=', key.deliveryId).executeTakeFirst();
  if (row === undefined) throw deliveryNotFound();
  return toListed(row);
}

/** Nobody else writes it until the transaction ends. Errors: NOT_FOUND. */
export async function lockDelivery(db: Db, key: DeliveryKey): Promise<Delivery> {
  const row = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.deliveryId)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw deliveryNotFound();
  return toDelivery(row);
}

/**
 * The delivery waits for its first try again, and is nobody's late one. Run it in the transaction that has locked it.
 *
 * An SMS that is sent again is paid again, out of the budget of that day. A lease that a try still holds is left: it
 * ends by itself, and what the try comes to counts. What was told in the message of another gets one of its own; what told
 * of others too tells of them again. Nobody who asks for it waits for his turn.
 */
export async function recordResend(
  db: Db,
  key: DeliveryKey,
  again: Readonly<{ now: Date; replyNumber: number | null }>,
): Promise<void> {
  const anew = {
    status: 'pending',
    attempt_count: 0,
    next_attempt_at: again.now,
    resent_at: again.now,
    accepted_at: null,
    provider_id: null,
    last_error_reason: null,
    last_error_message: null,
    segment_count: null,
    receipt: null,
    received_at: null,
    fall_back_at: null,
    let_out_at: again.now,
  } as const;
  await db
    .updateTable('deliveries')
    .set({ ...anew, reply_number: again.replyNumber, bundled_into_id: null })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.deliveryId)
    .execute();
  await db
    .updateTable('deliveries')
    .set(anew)
    .where('agency_id', '=', key.agencyId)
    .where('bundled_into_id', '=', key.deliveryId)
    .where('status', '=', 'dead')
    .execute();
}

function selectListed(db: Db, agencyId: string) {
  return db
    .selectFrom('deliveries')
    .leftJoin('alerts', (join) =>
      join.onRef('alerts.agency_id', '=', 'deliveries.agency_id').onRef('alerts.id', '=', 'deliveries.alert_id'),
    )
    .leftJoin('digests', (join) =>
      join.onRef('digests.agency_id', '=', 'deliveries.agency_id').onRef('digests.id', '=', 'deliveries.digest_id'),
    )
    .leftJoin('brands', (join) =>
      join
        .onRef('brands.agency_id', '=', 'deliveries.agency_id')
        .on(sql<boolean>`brands.id = coalesce(alerts.brand_id, digests.brand_id)`),
    )
    .selectAll('deliveries')
    .select(['alerts.buzz_id', 'alerts.reason', 'alerts.level', 'brands.id as brand_id', 'brands.name as brand_name'])
    .where('deliveries.agency_id', '=', agencyId);
}

function toListed(
  row: Selectable<Tables['deliveries']> &
    Readonly<{
      brand_id: string | null;
      brand_name: string | null;
      buzz_id: string | null;
      reason: ListedDelivery['alertReason'];
      level: ListedDelivery['level'];
    }>,
): ListedDelivery {
  return {
    ...toDelivery(row),
    brandId: row.brand_id,
    brandName: row.brand_name,
    buzzId: row.buzz_id,
    alertReason: row.reason,
    level: row.level,
  };
}

function deliveryNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such delivery in this agency: list them at /v1/deliveries.');
}

/** How many of the agency's messages of this time were given up. */
export async function countDead(db: Db, agencyId: string, since: Date): Promise<number> {
  const { count } = await db
    .selectFrom('deliveries')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('agency_id', '=', agencyId)
    .where('status', '=', sql.lit('dead'))
    .where('created_at', '>=', since)
    .executeTakeFirstOrThrow();
  return count;
}

/** The deliveries of all alerts about a buzz, oldest first. */
export async function listBuzzDeliveries(
  db: Db,
  key: Readonly<{ agencyId: string; buzzId: string }>,
): Promise<readonly Delivery[]> {
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('alert_id', 'in', (query) =>
      query.selectFrom('alerts').select('id').where('agency_id', '=', key.agencyId).where('buzz_id', '=', key.buzzId),
    )
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(toDelivery);
}

/** By id alone: for acknowledge links, whose signature says that the holder may. Errors: NOT_FOUND. */
export async function getDeliveryOfLink(
  db: Db,
  deliveryId: string,
): Promise<Readonly<{ delivery: Delivery; acknowledgedAt: Date | null }>> {
  const row = await db.selectFrom('deliveries').selectAll().where('id', '=', deliveryId).executeTakeFirst();
  if (row === undefined) throw new AppError('NOT_FOUND', 'This link leads nowhere any more.');
  return { delivery: toDelivery(row), acknowledgedAt: row.acknowledged_at };
}

/** The mail of this id, whoever's: a bounce names a message and no agency. Undefined: none of ours, or gone. */
export async function findMailDelivery(
  db: Db,
  deliveryId: string,
): Promise<Readonly<{ agencyId: string; address: string }> | undefined> {
  const row = await db
    .selectFrom('deliveries')
    .select(['agency_id', 'address'])
    .where('id', '=', deliveryId)
    .where('channel_kind', '=', 'email')
    .executeTakeFirst();
  return row === undefined ? undefined : { agencyId: row.agency_id, address: row.address };
}

/** The first of these mails that was sent since then, as long as its reader still has the address. */
export async function findAnsweredMail(
  db: Db,
  deliveryIds: readonly string[],
  since: Date,
): Promise<Delivery | undefined> {
  if (deliveryIds.length === 0) return undefined;
  const rows = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('id', 'in', deliveryIds)
    .where('channel_kind', '=', 'email')
    .where('created_at', '>', since)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('channels')
          .select('channels.id')
          .whereRef('channels.agency_id', '=', 'deliveries.agency_id')
          .whereRef('channels.contact_id', '=', 'deliveries.contact_id')
          .whereRef('channels.address', '=', 'deliveries.address')
          .where('channels.kind', '=', 'email'),
      ),
    )
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  const row = deliveryIds.map((id) => byId.get(id)).find((found) => found !== undefined);
  return row === undefined ? undefined : toDelivery(row);
}

/** Spends the acknowledge link: true for exactly one caller. */
export async function useAcknowledgeLink(db: Db, key: DeliveryKey, now: Date): Promise<boolean> {
  const result = await db
    .updateTable('deliveries')
    .set({ acknowledged_at: now })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.deliveryId)
    .where('acknowledged_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Takes the use back: there was nothing to answer any more. Run it in the transaction of the use. */
export async function reopenAcknowledgeLink(db: Db, key: DeliveryKey): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ acknowledged_at: null })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.deliveryId)
    .execute();
}

export function toDelivery(row: Selectable<Tables['deliveries']>): Delivery {
  return {
    agencyId: row.agency_id,
    id: row.id,
    alertId: row.alert_id,
    digestId: row.digest_id,
    testKind: row.test_kind,
    contactId: row.contact_id,
    contactName: row.contact_name,
    language: row.language,
    channelId: row.channel_id,
    channelKind: row.channel_kind,
    address: row.address,
    status: row.status,
    attemptCount: row.attempt_count,
    nextAttemptAt: row.next_attempt_at,
    acceptedAt: row.accepted_at,
    providerId: row.provider_id,
    lastErrorReason: row.last_error_reason,
    lastErrorMessage: row.last_error_message,
    createdAt: row.created_at,
    segmentCount: row.segment_count,
    receipt: row.receipt,
    receivedAt: row.received_at,
    replyNumber: row.reply_number,
    insteadOfId: row.instead_of_id,
    resentAt: row.resent_at,
    letOutAt: row.let_out_at,
    bundledIntoId: row.bundled_into_id,
  };
}
