/**
 * What proves that a channel lives, what speaks against it, and when it is to be proved again.
 *
 * Whoever writes a channel and its deliveries in one transaction takes the channel first: so no two wait for each other.
 */
import { sql } from 'kysely';
import type { ChannelKind, Delivery, DeliveryFailureReason, UnreachableReason } from '../domain/alert.ts';
import type { Brand } from '../domain/brand.ts';
import type { BuzzLevel } from '../domain/buzz.ts';
import { type Db, UNLEASED } from './database.ts';
import { fallBackBy, type NewDelivery } from './deliveries.ts';

type ChannelKey = Readonly<{ agencyId: string; channelId: string }>;

/**
 * A provider took a message for the channel.
 *
 * A refusal for good is taken back by it, for both were said in the same place; a bounce, a complaint or a "no" comes
 * after an acceptance and stays.
 */
export async function recordProof(db: Db, key: ChannelKey, now: Date): Promise<void> {
  await sql`
    update channels set ${lives(now)} where agency_id = ${key.agencyId} and id = ${key.channelId}`.execute(db);
}

function lives(now: Date) {
  return sql`
    last_proof_at = greatest(last_proof_at, ${now}),
    unreachable_since = case when unreachable_why = 'refused' then null else unreachable_since end,
    unreachable_why = nullif(unreachable_why, 'refused')`;
}

/** A message that a provider took. providerId: as in Delivery. */
export type Acceptance = Readonly<{
  delivery: Pick<Delivery, 'agencyId' | 'id' | 'channelId'>;
  providerId: string | null;
  at: Date;
}>;

/**
 * The messages are out: ends their leases, and their channels live. One statement, because a scare makes thousands of them;
 * channels are taken first and always in the same order, so that no two workers wait for each other.
 *
 * The ids stand there twice, and "pending" as what is left, so that rows are found by their keys: by what is pending, whose
 * number a planner never knows in time, each of a thousand would be compared with a thousand.
 */
export async function recordAcceptances(db: Db, accepted: readonly Acceptance[]): Promise<void> {
  if (accepted.length === 0) return;
  const deliveries = accepted.map(({ delivery }) => delivery);
  const ids = deliveries.map(({ id }) => id);
  const last = new Date(Math.max(...accepted.map(({ at }) => at.getTime())));
  await sql`
    with accepted as (
      select * from unnest(
        ${deliveries.map(({ agencyId }) => agencyId)}::uuid[], ${ids}::uuid[],
        ${deliveries.map(({ channelId }) => channelId)}::uuid[], ${accepted.map(({ providerId }) => providerId)}::text[],
        ${accepted.map(({ at }) => at)}::timestamptz[]
      ) as accepted (agency_id, id, channel_id, provider_id, at)
    ), locked as (
      select agency_id, id from channels where (agency_id, id) in (select agency_id, channel_id from accepted)
        and agency_id = any(${deliveries.map(({ agencyId }) => agencyId)}::uuid[])
        and id = any(${deliveries.map(({ channelId }) => channelId)}::uuid[])
      order by agency_id, id for no key update
    ), proved as (
      update channels set ${lives(last)}
      from locked where channels.agency_id = locked.agency_id and channels.id = locked.id
    )
    update deliveries set status = 'accepted', attempt_count = deliveries.attempt_count + 1, next_attempt_at = accepted.at,
      leased_until = ${UNLEASED}, accepted_at = accepted.at, provider_id = accepted.provider_id,
      last_error_reason = null, last_error_message = null
    from accepted
    where deliveries.agency_id = accepted.agency_id and deliveries.id = accepted.id
      and deliveries.id = any(${ids}::uuid[]) and deliveries.status not in ('accepted', 'dead')
      and (select count(*) from locked) >= 0`.execute(db);
}

type Failure = Readonly<{ reason: DeliveryFailureReason; message: string }>;

/** What was sent through the channel did not arrive. */
export async function recordFailure(db: Db, key: ChannelKey, failure: Failure, now: Date): Promise<void> {
  await updateFailure(db, key, failure, now).execute();
}

/** A try through the channel failed; nothing where another try of the same delivery was accepted meanwhile. */
export async function recordFailedTry(
  db: Db,
  delivery: ChannelKey & Readonly<{ id: string }>,
  failure: Failure,
  now: Date,
): Promise<void> {
  await updateFailure(db, delivery, failure, now)
    .where((query) =>
      query.exists(
        query
          .selectFrom('deliveries')
          .select('id')
          .where('agency_id', '=', delivery.agencyId)
          .where('id', '=', delivery.id)
          .where('status', '=', 'pending'),
      ),
    )
    .execute();
}

function updateFailure(db: Db, key: ChannelKey, failure: Failure, now: Date) {
  return db
    .updateTable('channels')
    .set({ last_failed_at: now, last_failed_reason: failure.reason, last_failed_message: failure.message })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.channelId);
}

/**
 * Nothing is sent to these channels from now on, and what waits for them is given up. A channel that was unreachable
 * before keeps its first reason and hour. Run it in a transaction.
 *
 * Shape:   returns the channels that were reachable before.
 */
export async function markUnreachable(
  db: Db,
  keys: readonly ChannelKey[],
  why: UnreachableReason,
  now: Date,
): Promise<readonly ChannelKey[]> {
  if (keys.length === 0) return [];
  const meant = sql`select * from unnest(${keys.map((key) => key.agencyId)}::uuid[], ${keys.map((key) => key.channelId)}::uuid[])`;
  const { rows } = await sql<{ agency_id: string; id: string }>`
    with locked as (
      select agency_id, id from channels where unreachable_since is null and (agency_id, id) in (${meant})
      order by agency_id, id for no key update
    )
    update channels set unreachable_since = ${now}, unreachable_why = ${why}
    from locked where channels.agency_id = locked.agency_id and channels.id = locked.id
    returning channels.agency_id, channels.id`.execute(db);
  await db
    .updateTable('deliveries')
    .set({
      status: 'dead',
      last_error_reason: 'unreachable',
      last_error_message: GIVEN_UP[why],
      fall_back_at: fallBackBy(now),
    })
    .where('status', '=', 'pending')
    .where(sql<boolean>`(agency_id, channel_id) in (${meant})`)
    .execute();
  return rows.map((row) => ({ agencyId: row.agency_id, channelId: row.id }));
}

const GIVEN_UP: Readonly<Record<UnreachableReason, string>> = {
  'hard-bounce': 'A mail to this address came back, it does not exist: correct the address.',
  complaint: 'The reader said that our mails are spam: ask before you send more.',
  refused: 'The provider takes nothing for this address: correct it.',
  unsubscribed: 'The reader wants no more messages here: ask before you send more.',
};

/** The e-mail channels of this address, whoever they belong to; capitals make no other mailbox. */
export async function listMailChannels(db: Db, address: string): Promise<readonly ChannelKey[]> {
  const rows = await db
    .selectFrom('channels')
    .select(['agency_id', 'id'])
    .where('kind', '=', sql.lit('email'))
    .where(sql<boolean>`lower(address) = lower(${address})`)
    .orderBy('agency_id')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ agencyId: row.agency_id, channelId: row.id }));
}

/** Messages are sent there again: somebody has asked, or mended it. False where it was reachable. */
export async function markReachable(db: Db, key: ChannelKey): Promise<boolean> {
  const result = await db
    .updateTable('channels')
    .set({ unreachable_since: null, unreachable_why: null })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.channelId)
    .where('unreachable_since', 'is not', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** A channel whose slot has come, with what decides whether it is tested. */
export type DueProof = Readonly<{
  agencyId: string;
  recipient: NewDelivery;
  timeZone: string;
  provesSms: boolean;
  isReachable: boolean;
  lastProofAt: Date | null;
  /** The epoch: no slot was reckoned yet. */
  nextProofAt: Date;
}>;

/**
 * Channels whose slot has come, the longest overdue first, which nobody else takes until the transaction ends. There is
 * no lease, because nothing is waited for: the test and the next slot are written in the same transaction.
 */
export async function claimDueProofs(
  db: Db,
  claim: Readonly<{ now: Date; limit: number }>,
): Promise<readonly DueProof[]> {
  const rows = await db
    .selectFrom('channels')
    .innerJoin('contacts', (join) =>
      join.onRef('contacts.agency_id', '=', 'channels.agency_id').onRef('contacts.id', '=', 'channels.contact_id'),
    )
    .innerJoin('agencies', 'agencies.id', 'channels.agency_id')
    .select([
      'channels.agency_id',
      'channels.id',
      'channels.contact_id',
      'channels.kind',
      'channels.address',
      'channels.last_proof_at',
      'channels.next_proof_at',
      'channels.unreachable_since',
      'contacts.name',
      'contacts.language',
      'agencies.time_zone',
      'agencies.proves_sms',
    ])
    .where('channels.next_proof_at', '<=', claim.now)
    .orderBy('channels.next_proof_at')
    .limit(claim.limit)
    .forUpdate('channels')
    .skipLocked()
    .execute();
  return rows.map((row) => ({
    agencyId: row.agency_id,
    recipient: {
      contactId: row.contact_id,
      contactName: row.name,
      language: row.language,
      channelId: row.id,
      channelKind: row.kind,
      address: row.address,
    },
    timeZone: row.time_zone,
    provesSms: row.proves_sms,
    isReachable: row.unreachable_since === null,
    lastProofAt: row.last_proof_at,
    nextProofAt: row.next_proof_at,
  }));
}

/** Run it in the transaction of the claim. */
export async function recordProofSlot(db: Db, key: ChannelKey, nextProofAt: Date): Promise<void> {
  await db
    .updateTable('channels')
    .set({ next_proof_at: nextProofAt })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.channelId)
    .execute();
}

/** The agency's clock was changed: its slots are reckoned anew, and no test is sent meanwhile. */
export async function forgetProofSlots(db: Db, agencyId: string): Promise<void> {
  await db
    .updateTable('channels')
    .set({ next_proof_at: new Date(0) })
    .where('agency_id', '=', agencyId)
    .execute();
}

/**
 * The brands of which nobody would hear at this level, by name: no contact who hears of them has a channel that takes
 * it, is reachable, has not failed since its last proof of life, and belongs to a kind that the service can send.
 *
 * Clients of the agency do not count: they are told of a crisis alone. A channel that was never tried counts as one that works: until its first message nothing speaks against it.
 */
export async function listUnheardBrands(
  db: Db,
  agencyId: string,
  options: Readonly<{ level: BuzzLevel; sendableKinds: readonly ChannelKind[] }>,
): Promise<readonly Pick<Brand, 'id' | 'name'>[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    with working as (
      select contact_id from channels join contacts using (agency_id)
      where agency_id = ${agencyId} and contacts.id = channels.contact_id and not is_client and min_level <= ${options.level} and unreachable_since is null
        and kind = any(${[...options.sendableKinds]}::text[])
        and (last_failed_at is null or last_failed_at <= last_proof_at)
    )
    select id, name from brands
    where agency_id = ${agencyId}
      and not exists (
        select 1 from working
        where not exists (
          select 1 from contact_brands
          where contact_brands.agency_id = ${agencyId} and contact_brands.contact_id = working.contact_id
        )
      )
      and not exists (
        select 1 from working
        join contact_brands on contact_brands.agency_id = ${agencyId} and contact_brands.contact_id = working.contact_id
        where contact_brands.brand_id = brands.id
      )
    order by name, id`.execute(db);
  return rows;
}
