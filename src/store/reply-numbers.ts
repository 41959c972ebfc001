/**
 * The small numbers by which readers of SMS name a buzz, and what they wrote back. A telephone's numbers are its own, whatever
 * agencies tell it: "1A" has to mean one thing.
 */
import { sql } from 'kysely';
import { addMs, DAY_MS } from '../base/clock.ts';
import type { Language } from '../domain/agency.ts';
import type { BuzzStatus } from '../domain/buzz.ts';
import { REPLY_NUMBER_MAX } from '../domain/sms-reply.ts';
import type { Db } from './database.ts';

type BuzzKey = Readonly<{ agencyId: string; buzzId: string }>;

/** A buzz that a telephone was told of, and the contact whose telephone it is. */
export type NumberedBuzz = BuzzKey &
  Readonly<{
    number: number;
    status: BuzzStatus;
    contactName: string;
    language: Language;
    brandName: string;
    /** Whether a message that tells of it was let out. */
    isTold: boolean;
  }>;

/** A buzz may come back this long after its end, under its number, and an answer to it may be under way. */
const NUMBER_KEPT_MS = DAY_MS;

/** A buzz, and the telephones that are told of it. */
export type NumberWanted = BuzzKey & Readonly<{ addresses: readonly string[] }>;

/**
 * The number of each buzz at each of its telephones: the one that it has there, or else the smallest that is free.
 *
 * Run it in the transaction that records the deliveries: until its end nobody else takes a number of these telephones.
 * Null where the numbers of a telephone are all taken.
 */
export async function takeReplyNumbers(
  db: Db,
  wanted: readonly NumberWanted[],
  now: Date,
): Promise<(key: BuzzKey, address: string) => number | null> {
  const numbers = new Map<string, number | null>();
  const wantedAt = Map.groupBy(
    wanted.flatMap(({ addresses, ...key }) => addresses.map((address) => ({ address, key }))),
    ({ address }) => address,
  );
  const addresses = [...wantedAt.keys()].sort((one, other) => (one < other ? -1 : 1));
  await lockAddresses(db, addresses);
  const heldAt = await readHeldNumbers(db, { addresses, now });
  for (const [address, at] of wantedAt) {
    const held = heldAt.get(address) ?? new Map<string, number>();
    for (const { key } of at) {
      const number = held.get(key.buzzId) ?? findFree(new Set(held.values()));
      held.set(key.buzzId, number);
      numbers.set(`${key.buzzId} ${address}`, number <= REPLY_NUMBER_MAX ? number : null);
    }
  }
  return ({ buzzId }, address) => numbers.get(`${buzzId} ${address}`) ?? null;
}

/** In the order given, which is always the same, so that two workers never wait for each other. */
async function lockAddresses(db: Db, addresses: readonly string[]): Promise<void> {
  if (addresses.length === 0) return;
  await sql`
    select pg_advisory_xact_lock(hashtextextended('reply numbers of ' || address, 0))
    from unnest(${addresses}::text[]) as wanted (address)`.execute(db);
}

/** By address, then by buzz; an address that holds none is missing. */
async function readHeldNumbers(
  db: Db,
  at: Readonly<{ addresses: readonly string[]; now: Date }>,
): Promise<ReadonlyMap<string, Map<string, number>>> {
  if (at.addresses.length === 0) return new Map();
  const { rows } = await sql<{ address: string; number: number; buzz_id: string }>`
    select distinct deliveries.address, deliveries.reply_number as number, buzzes.id as buzz_id
    ${numberedAt(at)}`.execute(db);
  const held = new Map<string, Map<string, number>>();
  for (const [address, of] of Map.groupBy(rows, (row) => row.address)) {
    held.set(address, new Map(of.map(({ number, buzz_id }) => [buzz_id, number])));
  }
  return held;
}

function findFree(taken: ReadonlySet<number>): number {
  let number = 1;
  while (taken.has(number)) number += 1;
  return number;
}

/**
 * What this telephone may answer, by number: what it was told of, as long as the contact who was told still has it.
 */
export async function listNumberedBuzzes(
  db: Db,
  at: Readonly<{ address: string; now: Date }>,
): Promise<readonly NumberedBuzz[]> {
  const { rows } = await sql<{
    agency_id: string;
    buzz_id: string;
    number: number;
    status: BuzzStatus;
    contact_name: string;
    language: Language;
    brand_name: string;
    is_told: boolean;
  }>`
    select distinct on (deliveries.reply_number) deliveries.agency_id, buzzes.id as buzz_id,
      deliveries.reply_number as number, buzzes.status, deliveries.contact_name, deliveries.language,
      brands.name as brand_name,
      bool_or(deliveries.let_out_at is not null or deliveries.status = 'accepted')
        over (partition by deliveries.reply_number, buzzes.id) as is_told
    ${numberedAt({ addresses: [at.address], now: at.now })}
      and exists (
        select from channels
        where channels.agency_id = deliveries.agency_id and channels.contact_id = deliveries.contact_id
          and channels.kind = 'sms' and channels.address = deliveries.address
      )
    order by deliveries.reply_number, deliveries.created_at desc, deliveries.id desc`.execute(db);
  return rows.map((row) => ({
    agencyId: row.agency_id,
    buzzId: row.buzz_id,
    number: row.number,
    status: row.status,
    contactName: row.contact_name,
    language: row.language,
    brandName: row.brand_name,
    isTold: row.is_told,
  }));
}

/** Whatever holds a number of these telephones. */
function numberedAt({ addresses, now }: Readonly<{ addresses: readonly string[]; now: Date }>) {
  return sql`
    from deliveries
    join alerts on alerts.agency_id = deliveries.agency_id and alerts.id = deliveries.alert_id
    join buzzes on buzzes.agency_id = alerts.agency_id and buzzes.id = alerts.buzz_id
    join brands on brands.agency_id = buzzes.agency_id and brands.id = buzzes.brand_id
    where deliveries.address = any(${addresses}::text[]) and deliveries.reply_number is not null
      and (buzzes.status <> 'resolved' or buzzes.resolved_at > ${addMs(now, -NUMBER_KEPT_MS)})`;
}

/** A message that came in. isExplained: it is answered by how to answer. */
export type CameReply = Readonly<{ provider: string; id: string; address: string; now: Date; isExplained: boolean }>;

/** Keeps it; false where it is there already: its provider sent it twice. */
export async function recordSmsReply(db: Db, reply: CameReply): Promise<boolean> {
  const row = await db
    .insertInto('sms_replies')
    .values({
      provider: reply.provider,
      message_id: reply.id,
      address: reply.address,
      came_at: reply.now,
      is_explained: reply.isExplained,
    })
    .onConflict((conflict) => conflict.constraint('sms_replies_pkey').doNothing())
    .returning('provider')
    .executeTakeFirst();
  return row !== undefined;
}

/** How often this telephone was told how to answer since then. */
export async function countExplained(db: Db, address: string, since: Date): Promise<number> {
  const { count } = await db
    .selectFrom('sms_replies')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('address', '=', address)
    .where('is_explained', '=', true)
    .where('came_at', '>', since)
    .executeTakeFirstOrThrow();
  return count;
}

/** What came before is sent a second time by no provider any more. */
export async function deleteSmsRepliesBefore(db: Db, before: Date): Promise<void> {
  await db.deleteFrom('sms_replies').where('came_at', '<', before).execute();
}
