/** Contacts, the brands they hear of, and their channels. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { Language } from '../domain/agency.ts';
import type { Channel, ChannelKind, ChannelLife, Contact } from '../domain/alert.ts';
import type { BuzzLevel } from '../domain/buzz.ts';
import type { DigestPeriod, DigestScope } from '../domain/digest.ts';
import type { QuietHours } from '../domain/escalation.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import { type Db, isAmong } from './database.ts';
import type { Tables } from './tables.ts';

export type NewChannel = Readonly<{
  kind: ChannelKind;
  address: string;
  minLevel: BuzzLevel;
  /** Null for e-mail and SMS. */
  secretEncrypted: Buffer | null;
  /** Tells channels apart whose addresses look the same; empty where the address itself does. */
  secretFingerprint: string;
}>;

export type NewContact = Readonly<{
  name: string;
  language: Language;
  isDigestReader: boolean;
  digestPeriods: readonly DigestPeriod[];
  digestScope: DigestScope;
  isClient: boolean;
  quietHours: QuietHours | null;
  timeZone: string | null;
  brandIds: readonly string[];
  channels: readonly NewChannel[];
}>;

type Key = Readonly<{ agencyId: string; contactId: string }>;

/** Run it in a transaction. Errors: NOT_FOUND for a brand of nobody's or another agency's, INPUT_INVALID. */
export async function createContact(
  db: Db,
  agencyId: string,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: NewContact,
): Promise<Contact> {
  const contactId = deps.newId();
  await db
    .insertInto('contacts')
    .values({
      agency_id: agencyId,
      id: contactId,
      name: input.name,
      language: input.language,
      is_digest_reader: input.isDigestReader,
      digest_periods: [...input.digestPeriods],
      digest_scope: input.digestScope,
      is_client: input.isClient,
      ...toQuietColumns(input.quietHours),
      time_zone: input.timeZone,
      created_at: deps.now,
    })
    .execute();
  await withConstraintCodes(async () => {
    await insertBrands(db, { agencyId, contactId }, input.brandIds);
    if (input.channels.length > 0) {
      await db
        .insertInto('channels')
        .values(input.channels.map((channel) => toChannelRow(deps, { agencyId, contactId }, channel)))
        .execute();
    }
  });
  return await getContact(db, { agencyId, contactId });
}

/**
 * Adds the channel to the contact. A browser that is there already is written to again, with what it gave now.
 *
 * Errors:  INPUT_INVALID for any other channel that is there already.
 */
export async function createChannel(
  db: Db,
  key: Key,
  deps: Readonly<{ newId: NewId; now: Date }>,
  channel: NewChannel,
): Promise<void> {
  const inserted = db.insertInto('channels').values(toChannelRow(deps, key, channel));
  if (channel.kind !== 'push') return void (await withConstraintCodes(() => inserted.execute()));
  await inserted
    .onConflict((conflict) =>
      conflict.constraint('channels_contact_address_key').doUpdateSet({
        secret_encrypted: channel.secretEncrypted,
        unreachable_since: null,
        unreachable_why: null,
      }),
    )
    .execute();
}

function toChannelRow(deps: Readonly<{ newId: NewId; now: Date }>, key: Key, channel: NewChannel) {
  return {
    agency_id: key.agencyId,
    id: deps.newId(),
    contact_id: key.contactId,
    kind: channel.kind,
    address: channel.address,
    min_level: channel.minLevel,
    secret_encrypted: channel.secretEncrypted,
    secret_fingerprint: channel.secretFingerprint,
    created_at: deps.now,
  };
}

/** How many the agency has. Whoever adds one waits here for whoever adds another. */
export async function countContactsToAdd(db: Db, agencyId: string): Promise<number> {
  await db.selectFrom('agencies').select('id').where('id', '=', agencyId).forNoKeyUpdate().execute();
  const { count } = await db
    .selectFrom('contacts')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('agency_id', '=', agencyId)
    .executeTakeFirstOrThrow();
  return count;
}

/** Run it in a transaction. Errors: NOT_FOUND, for a brand of nobody's or another agency's too. */
export async function updateContact(
  db: Db,
  key: Key,
  changes: Partial<Omit<NewContact, 'channels'>>,
): Promise<Contact> {
  const row = await selectContacts(db, key.agencyId).where('id', '=', key.contactId).forUpdate().executeTakeFirst();
  if (row === undefined) throw contactNotFound();
  const { quietHours, timeZone, brandIds } = changes;
  await db
    .updateTable('contacts')
    .set({
      name: changes.name ?? row.name,
      language: changes.language ?? row.language,
      is_digest_reader: changes.isDigestReader ?? row.is_digest_reader,
      digest_periods: [...(changes.digestPeriods ?? row.digest_periods)],
      digest_scope: changes.digestScope ?? row.digest_scope,
      is_client: changes.isClient ?? row.is_client,
      ...(quietHours === undefined ? {} : toQuietColumns(quietHours)),
      ...(timeZone === undefined ? {} : { time_zone: timeZone }),
    })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.contactId)
    .execute();
  if (brandIds !== undefined) {
    await db
      .deleteFrom('contact_brands')
      .where('agency_id', '=', key.agencyId)
      .where('contact_id', '=', key.contactId)
      .execute();
    await withConstraintCodes(() => insertBrands(db, key, brandIds));
  }
  return await getContact(db, key);
}

async function insertBrands(db: Db, key: Key, brandIds: readonly string[]): Promise<void> {
  if (brandIds.length === 0) return;
  await db
    .insertInto('contact_brands')
    .values(brandIds.map((brandId) => ({ agency_id: key.agencyId, contact_id: key.contactId, brand_id: brandId })))
    .execute();
}

function toQuietColumns(quietHours: QuietHours | null) {
  return {
    quiet_from_minute: quietHours?.fromMinute ?? null,
    quiet_until_minute: quietHours?.untilMinute ?? null,
  };
}

/** Errors: NOT_FOUND. */
export async function getContact(db: Db, key: Readonly<{ agencyId: string; contactId: string }>): Promise<Contact> {
  const row = await selectContacts(db, key.agencyId).where('id', '=', key.contactId).executeTakeFirst();
  const contact = row === undefined ? undefined : (await withChannels(db, [row]))[0];
  if (contact === undefined) throw contactNotFound();
  return contact;
}

/** The same, and nobody else adds a channel to it until the transaction ends. Errors: NOT_FOUND. */
export async function lockContact(db: Db, key: Key): Promise<Contact> {
  const row = await selectContacts(db, key.agencyId).where('id', '=', key.contactId).forUpdate().executeTakeFirst();
  if (row === undefined) throw contactNotFound();
  return await getContact(db, key);
}

/** By one of its channels. Errors: NOT_FOUND. */
export async function getContactOfChannel(
  db: Db,
  key: Readonly<{ agencyId: string; channelId: string }>,
): Promise<Contact> {
  const row = await db
    .selectFrom('channels')
    .select('contact_id')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.channelId)
    .executeTakeFirst();
  if (row === undefined) throw contactNotFound();
  return await getContact(db, { agencyId: key.agencyId, contactId: row.contact_id });
}

/** All contacts of the agency by name. */
export async function listContacts(db: Db, agencyId: string): Promise<readonly Contact[]> {
  return (await readContacts(db, [agencyId])).get(agencyId) ?? [];
}

/** All contacts of each agency by name. */
export async function readContacts(
  db: Db,
  agencyIds: readonly string[],
): Promise<ReadonlyMap<string, readonly Contact[]>> {
  const rows = await db
    .selectFrom('contacts')
    .selectAll()
    .where('agency_id', '=', sql<string>`any(${agencyIds}::uuid[])`)
    .orderBy('name')
    .orderBy('id')
    .execute();
  return Map.groupBy(await withChannels(db, rows), ({ agencyId }) => agencyId);
}

/** Oldest first; at most `limit` after the given id. */
export async function listContactPage(
  db: Db,
  agencyId: string,
  page: Readonly<{ after: string | null; limit: number }>,
): Promise<readonly Contact[]> {
  let query = selectContacts(db, agencyId);
  if (page.after !== null) query = query.where('id', '>', page.after);
  return await withChannels(db, await query.orderBy('id').limit(page.limit).execute());
}

/** Errors: NOT_FOUND. */
export async function deleteContact(db: Db, key: Readonly<{ agencyId: string; contactId: string }>): Promise<void> {
  const result = await db
    .deleteFrom('contacts')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.contactId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) throw contactNotFound();
}

export async function deleteChannel(db: Db, key: Readonly<{ agencyId: string; channelId: string }>): Promise<void> {
  await db.deleteFrom('channels').where('agency_id', '=', key.agencyId).where('id', '=', key.channelId).execute();
}

/** What each channel keeps encrypted, by channel; missing: the channel was removed since, or keeps nothing. */
export async function readChannelSecrets(
  db: Db,
  channels: readonly Readonly<{ agencyId: string; channelId: string }>[],
): Promise<ReadonlyMap<string, Buffer>> {
  if (channels.length === 0) return new Map();
  const keys = channels.map(({ agencyId, channelId }) => ({ agencyId, id: channelId }));
  const rows = await db
    .selectFrom('channels')
    .select(['id', 'secret_encrypted'])
    .where(isAmong({ agencyId: 'agency_id', id: 'id' }, keys))
    .execute();
  return new Map(rows.flatMap((row) => (row.secret_encrypted === null ? [] : [[row.id, row.secret_encrypted]])));
}

/** Nobody makes it unreachable, or removes it, until the transaction ends; undefined: it was removed. */
export async function lockChannel(
  db: Db,
  key: Readonly<{ agencyId: string; channelId: string }>,
): Promise<Pick<Channel, 'isReachable'> | undefined> {
  const row = await db
    .selectFrom('channels')
    .select('unreachable_since')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.channelId)
    .forShare()
    .executeTakeFirst();
  return row && { isReachable: row.unreachable_since === null };
}

function selectContacts(db: Db, agencyId: string) {
  return db.selectFrom('contacts').selectAll().where('agency_id', '=', agencyId);
}

/** The contacts with their brands and channels, in the given order. */
async function withChannels(db: Db, contacts: readonly Selectable<Tables['contacts']>[]): Promise<readonly Contact[]> {
  if (contacts.length === 0) return [];
  const pairs = contacts.map((contact) => ({ agencyId: contact.agency_id, id: contact.id }));
  const isOfThem = isAmong({ agencyId: 'agency_id', id: 'contact_id' }, pairs);
  const brands = await db.selectFrom('contact_brands').selectAll().where(isOfThem).orderBy('brand_id').execute();
  const channels = await db.selectFrom('channels').selectAll().where(isOfThem).orderBy('id').execute();
  const brandsOf = Map.groupBy(brands, (row) => row.contact_id);
  const channelsOf = Map.groupBy(channels, (row) => row.contact_id);
  return contacts.map((contact) => ({
    agencyId: contact.agency_id,
    id: contact.id,
    name: contact.name,
    language: contact.language,
    isDigestReader: contact.is_digest_reader,
    digestPeriods: contact.digest_periods,
    digestScope: contact.digest_scope,
    isClient: contact.is_client,
    quietHours:
      contact.quiet_from_minute === null || contact.quiet_until_minute === null
        ? null
        : { fromMinute: contact.quiet_from_minute, untilMinute: contact.quiet_until_minute },
    timeZone: contact.time_zone,
    brandIds: (brandsOf.get(contact.id) ?? []).map((row) => row.brand_id),
    channels: (channelsOf.get(contact.id) ?? []).map(
      (row): Channel => ({
        id: row.id,
        kind: row.kind,
        address: row.address,
        minLevel: row.min_level,
        isReachable: row.unreachable_since === null,
        life: toLife(row),
      }),
    ),
    createdAt: contact.created_at,
  }));
}

function toLife(row: Selectable<Tables['channels']>): ChannelLife {
  const { last_failed_at: failedAt, last_failed_reason: reason, last_failed_message: message } = row;
  const { unreachable_since: since, unreachable_why: why } = row;
  return {
    lastProofAt: row.last_proof_at,
    lastFailure: failedAt === null || reason === null || message === null ? null : { at: failedAt, reason, message },
    unreachable: since === null || why === null ? null : { since, why },
  };
}

function contactNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such contact in this agency: list them at /v1/contacts.');
}
