/** The people who are told, and the ways to reach them. */
import { AppError } from '../base/errors.ts';
import type { Agency, Language } from '../domain/agency.ts';
import { CHANNELS_PER_CONTACT_MAX, type ChannelKind, CONTACTS_PER_AGENCY_MAX, type Contact } from '../domain/alert.ts';
import type { BuzzLevel } from '../domain/buzz.ts';
import { fingerprintChannel, makeWebhookSecret, sealChannelSecret } from '../domain/channel-secret.ts';
import type { DigestPeriod, DigestScope } from '../domain/digest.ts';
import type { QuietHours } from '../domain/escalation.ts';
import { deriveVapidKeys, writePushTarget } from '../domain/push-subscription.ts';
import { type ClockMove, getAgency, renewDigestSlot } from '../store/agencies.ts';
import {
  countContactsToAdd,
  createChannel,
  createContact,
  deleteContact,
  getContact,
  lockContact,
  type NewChannel,
  updateContact,
} from '../store/contacts.ts';
import { deleteEmptySteps } from '../store/escalation-chains.ts';
import { type ChannelAddress, readAddress } from './channel-address.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { checkTimeZone } from './time-zone.ts';

/** A bad buzz is level 3: an SMS at night is for that, a mail or a word in a chat may come earlier. */
const SMS_MIN_LEVEL = 3;
const DEFAULT_MIN_LEVEL = 2;
export type ChannelInput = ChannelAddress & Readonly<{ minLevel?: BuzzLevel | undefined }>;

export type ContactInput = Readonly<{
  name: string;
  language: Language;
  isDigestReader: boolean;
  /** Weeks unless it is said. */
  digestPeriods?: readonly DigestPeriod[];
  /** Brands unless it is said. */
  digestScope?: DigestScope;
  /** A client of the agency; not unless it is said. */
  isClient?: boolean;
  /** Null, or not given: none. */
  quietHours?: QuietHours | null;
  /** Null, or not given: the agency's. */
  timeZone?: string | null;
  /** Empty: every brand. */
  brandIds: readonly string[];
  channels: readonly ChannelInput[];
}>;

/** What is said of the person; not how to reach him. */
export type ContactChanges = Partial<Omit<ContactInput, 'channels'>>;

export type AddedContact = Readonly<{
  contact: Contact;
  /** The keys that sign this contact's webhooks: shown now and never again. */
  webhookSecrets: readonly Readonly<{ address: string; secret: string }>[];
}>;

/**
 * Errors:  INPUT_INVALID as changeContact, for an address that cannot be one and for too many channels; NOT_FOUND for
 *          another agency's brand; LIMIT_REACHED.
 */
export async function addContact(deps: IntentDeps, agencyId: string, input: ContactInput): Promise<AddedContact> {
  checkHabits(input);
  checkChannelCount(input);
  return await inTransaction(deps, async (db, writeDeps) => {
    if ((await countContactsToAdd(db, agencyId)) >= CONTACTS_PER_AGENCY_MAX) {
      throw new AppError(
        'LIMIT_REACHED',
        `An agency may have ${CONTACTS_PER_AGENCY_MAX} contacts: delete one first, or tell many people by one chat or mailing list.`,
      );
    }
    const { language } = await getAgency(db, agencyId);
    const channels = input.channels.map((channel) => readChannel(deps, channel, language));
    const contact = await createContact(db, agencyId, writeDeps, {
      ...{ isClient: false, quietHours: null, timeZone: null, digestPeriods: ['week'], digestScope: 'brands' },
      ...input,
      brandIds: toBrandIds(input.brandIds),
      channels: channels.map((channel) => toNewChannel(deps, channel)),
    });
    checkDigests(contact);
    await renewDigestSlot(db, agencyId, writeDeps.now);
    return { contact, webhookSecrets: listWebhookSecrets(channels) };
  });
}

/**
 * One more way to reach the contact. A browser that is registered already, and says so again, is written to again where it
 * was unreachable; nothing else can be given twice.
 *
 * Errors:  NOT_FOUND, LIMIT_REACHED, INPUT_INVALID as addContact.
 */
export async function addChannel(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; contactId: string }>,
  input: ChannelInput,
): Promise<AddedContact> {
  return await inTransaction(deps, async (db, writeDeps) => {
    const { language } = await getAgency(db, key.agencyId);
    const channel = readChannel(deps, input, language);
    const { channels } = await lockContact(db, key);
    if (channels.length >= CHANNELS_PER_CONTACT_MAX) {
      throw new AppError(
        'LIMIT_REACHED',
        `This contact has ${CHANNELS_PER_CONTACT_MAX} channels, which is as many as one may have: delete one first.`,
      );
    }
    await createChannel(db, key, writeDeps, toNewChannel(deps, channel));
    return { contact: await getContact(db, key), webhookSecrets: listWebhookSecrets([channel]) };
  });
}

type ReadChannel = Readonly<{ kind: ChannelKind; address: string; secret: string | null; minLevel: BuzzLevel }>;

function readChannel(
  deps: Pick<IntentDeps, 'secretKey' | 'random'>,
  input: ChannelInput,
  language: Language,
): ReadChannel {
  const { kind, minLevel = kind === 'sms' ? SMS_MIN_LEVEL : DEFAULT_MIN_LEVEL } = input;
  const { address, secret } = readAddress(input, language);
  return { kind, address, minLevel, secret: completeSecret(deps, kind, secret) };
}

/** What is sealed: what was given, and what is ours to make. */
function completeSecret(
  deps: Pick<IntentDeps, 'secretKey' | 'random'>,
  kind: ChannelKind,
  secret: string | null,
): string | null {
  if (kind === 'webhook') return makeWebhookSecret(deps.random);
  return kind === 'push' && secret !== null ? writePushTarget(secret, deriveVapidKeys(deps.secretKey)) : secret;
}

function listWebhookSecrets(channels: readonly ReadChannel[]): AddedContact['webhookSecrets'] {
  return channels.flatMap(({ kind, address, secret }) =>
    kind === 'webhook' && secret !== null ? [{ address, secret }] : [],
  );
}

function toNewChannel(deps: Pick<IntentDeps, 'secretKey' | 'random'>, channel: ReadChannel): NewChannel {
  const { kind, address, secret, minLevel } = channel;
  const sealing = { key: deps.secretKey, random: deps.random };
  return {
    ...{ kind, address, minLevel },
    secretEncrypted: secret === null ? null : sealChannelSecret(sealing, kind, secret),
    secretFingerprint: fingerprintChannel(deps.secretKey, kind, secret),
  };
}

/**
 * Errors:  NOT_FOUND, for another agency's brand too; INPUT_INVALID for a time zone that is none and for quiet hours
 *          that begin when they end, and for the digest of the agency where he hears of some brands alone.
 */
export async function changeContact(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; contactId: string }>,
  changes: ContactChanges,
): Promise<Contact> {
  checkHabits(changes);
  const { brandIds } = changes;
  return await inTransaction(deps, async (db, { now }) => {
    const given = brandIds === undefined ? {} : { brandIds: toBrandIds(brandIds) };
    const held = await lockContact(db, key);
    const contact = await updateContact(db, key, { ...changes, ...given });
    checkDigests(contact);
    await renewDigestSlot(db, key.agencyId, now, (agency) => listMoves(agency, held, contact));
    return contact;
  });
}

/** The digests that he read and goes on to read, by another clock. */
function listMoves(agency: Pick<Agency, 'timeZone'>, held: Contact, contact: Contact): readonly ClockMove[] {
  const [from, to] = [held.timeZone ?? agency.timeZone, contact.timeZone ?? agency.timeZone];
  if (from === to || !held.isDigestReader || !contact.isDigestReader) return [];
  return held.digestPeriods
    .filter((period) => contact.digestPeriods.includes(period))
    .map((period) => ({ held: { period, timeZone: from }, timeZone: to }));
}

/** An agency's digest would tell him of brands that are not his. */
function checkDigests({ brandIds, digestScope }: Pick<Contact, 'brandIds' | 'digestScope'>): void {
  if (brandIds.length === 0 || digestScope === 'brands') return;
  throw new AppError(
    'INPUT_INVALID',
    'The digest of the agency tells of every brand, and this contact hears of some alone: give "digestScope" as "brands", or no brands.',
    { details: { field: 'digestScope' } },
  );
}

/** Steps of a chain that told nobody else go with him. Errors: NOT_FOUND. */
export async function removeContact(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; contactId: string }>,
): Promise<void> {
  await inTransaction(deps, async (db, { now }) => {
    await deleteContact(db, key);
    await deleteEmptySteps(db, key.agencyId);
    await renewDigestSlot(db, key.agencyId, now);
  });
}

/** The API says it of the body before; an imported file and a page come here first. */
function checkChannelCount({ channels }: Pick<ContactInput, 'channels'>): void {
  if (channels.length <= CHANNELS_PER_CONTACT_MAX) return;
  throw new AppError(
    'INPUT_INVALID',
    `A contact may have ${CHANNELS_PER_CONTACT_MAX} channels, and "channels" has ${channels.length}: make a contact of each person.`,
    { details: { field: 'channels' } },
  );
}

function checkHabits({ quietHours = null, timeZone = null }: Pick<ContactChanges, 'quietHours' | 'timeZone'>): void {
  if (timeZone !== null) checkTimeZone(timeZone);
  if (quietHours === null || quietHours.fromMinute !== quietHours.untilMinute) return;
  throw new AppError(
    'INPUT_INVALID',
    'Quiet hours end at another time than they begin, because nobody is quiet all day: give another "until", or delete the contact.',
    { details: { field: 'quietHours' } },
  );
}

/** Each once: capitals make no other id. */
function toBrandIds(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}
