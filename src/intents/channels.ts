/** What people ask of a channel: that it be tested, that it take messages again, that it take no more. */
import { AppError } from '../base/errors.ts';
import type { Agency } from '../domain/agency.ts';
import { CHANNEL_KINDS, type Channel, type ChannelKind, type Contact, type Delivery } from '../domain/alert.ts';
import type { Brand } from '../domain/brand.ts';
import { readUnsubscribeToken } from '../domain/unsubscribe-link.ts';
import { getAgency } from '../store/agencies.ts';
import { listUnheardBrands, markReachable, markUnreachable } from '../store/channel-proofs.ts';
import { deleteChannel, getContact, getContactOfChannel } from '../store/contacts.ts';
import type { Db } from '../store/database.ts';
import { insertTest, toNewDelivery } from '../store/deliveries.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

export type ChannelPlace = Readonly<{ agencyId: string; contactId: string; channelId: string }>;

/** Errors: NOT_FOUND. */
export async function getChannel(
  db: Db,
  place: ChannelPlace,
): Promise<Readonly<{ contact: Contact; channel: Channel }>> {
  const contact = await getContact(db, place);
  const channel = contact.channels.find((each) => each.id === place.channelId);
  if (channel === undefined) {
    throw new AppError('NOT_FOUND', 'This contact has no such channel: read the contact to see its channels.');
  }
  return { contact, channel };
}

/**
 * A test of the channel, to be sent by a worker; the one that waits already where there is one.
 *
 * Who has unsubscribed or complained is not written to again, and a mail to an address that does not exist harms the
 * sender: these say no first. A channel that the provider refused may be tried, which is how it comes back by itself.
 *
 * Errors:  NOT_FOUND, CHANNEL_UNREACHABLE.
 */
export async function askChannelTest(deps: IntentDeps, place: ChannelPlace): Promise<Delivery> {
  const { agencyId } = place;
  return await inTransaction(deps, async (db, writeDeps) => {
    const { contact, channel } = await getChannel(db, place);
    const { unreachable } = channel.life;
    if (unreachable !== null && unreachable.why !== 'refused') {
      throw new AppError(
        'CHANNEL_UNREACHABLE',
        `Nothing is sent to ${channel.address} (${unreachable.why}): make it reachable again before you test it.`,
      );
    }
    const about = { agencyId, testKind: 'asked' } as const;
    return await insertTest(db, writeDeps, about, toNewDelivery(contact, channel));
  });
}

/** Messages go to the channel again, after somebody has asked its reader or mended it. Errors: NOT_FOUND. */
export async function makeChannelReachable(deps: IntentDeps, place: ChannelPlace): Promise<Contact> {
  return await inTransaction(deps, async (db) => {
    await getChannel(db, place);
    await markReachable(db, place);
    return await getContact(db, place);
  });
}

/** The contact is told there no more; what waits for it is given up when its turn comes. Errors: NOT_FOUND. */
export async function removeChannel(deps: IntentDeps, place: ChannelPlace): Promise<void> {
  await inTransaction(deps, async (db) => {
    await getChannel(db, place);
    await deleteChannel(db, place);
  });
}

/** What an unsubscribe link is about. */
export type UnsubscribeLink = Readonly<{ agency: Agency; contact: Contact; channel: Channel }>;

/** Reads the link without using it: mail scanners open every link. Errors: NOT_FOUND. */
export async function readUnsubscribeLink(deps: IntentDeps, token: string): Promise<UnsubscribeLink> {
  const key = readUnsubscribeToken(deps.secretKey, token);
  if (key === null) {
    throw new AppError('NOT_FOUND', 'This link is not one of ours, or was cut: open it again from the mail.');
  }
  const contact = await getContactOfChannel(deps.db, key);
  const channel = contact.channels.find((each) => each.id === key.channelId);
  if (channel === undefined) throw new Error(`contact ${contact.id} has lost its channel ${key.channelId}`);
  return { agency: await getAgency(deps.db, key.agencyId), contact, channel };
}

/** Uses the link; a second use changes nothing. Errors: NOT_FOUND. */
export async function unsubscribeByLink(deps: IntentDeps, token: string): Promise<UnsubscribeLink> {
  const { agency, channel } = await readUnsubscribeLink(deps, token);
  await inTransaction(deps, (db, { now }) =>
    markUnreachable(db, [{ agencyId: agency.id, channelId: channel.id }], 'unsubscribed', now),
  );
  return await readUnsubscribeLink(deps, token);
}

/** What of the configuration decides which messages can leave. */
export type SendingConfig = Readonly<{ smtpUrl: unknown; sms: unknown }>;

/** A bad buzz: what must reach somebody at any hour. */
const WARNED_LEVEL = 3;

/** Whether the service, as it is configured, can send by this kind; whatever needs nothing but an address, it can. */
function isSendable(config: SendingConfig, kind: ChannelKind): boolean {
  if (kind === 'email') return config.smtpUrl !== null;
  return kind !== 'sms' || config.sms !== null;
}

/** The agency's brands of whose bad buzz nobody would hear now, by name. */
export async function listBrandsWithoutChannel(
  deps: Readonly<{ db: Db; config: SendingConfig }>,
  agencyId: string,
): Promise<readonly Pick<Brand, 'id' | 'name'>[]> {
  const sendableKinds = CHANNEL_KINDS.filter((kind) => isSendable(deps.config, kind));
  return await listUnheardBrands(deps.db, agencyId, { level: WARNED_LEVEL, sendableKinds });
}
