/** The people who are told, and the ways to reach them. */
import { AppError } from '../base/errors.ts';
import type { Language } from '../domain/agency.ts';
import type { ChannelKind, Contact } from '../domain/alert.ts';
import type { BuzzLevel } from '../domain/buzz.ts';
import { makeWebhookSecret, sealWebhookSecret } from '../domain/webhook-secret.ts';
import { createContact, type NewChannel } from '../store/contacts.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

/** A bad buzz is level 3: an SMS at night is for that, a mail may come earlier. */
const DEFAULT_MIN_LEVEL: Readonly<Record<ChannelKind, BuzzLevel>> = { email: 2, sms: 3, webhook: 2 };

/** An index holds no more than 2,704 bytes of a value. */
const URL_CHARS_MAX = 2_048;

export type ContactInput = Readonly<{
  name: string;
  language: Language;
  isDigestReader: boolean;
  /** Empty: every brand. */
  brandIds: readonly string[];
  channels: readonly Readonly<{ kind: ChannelKind; address: string; minLevel?: BuzzLevel | undefined }>[];
}>;

export type AddedContact = Readonly<{
  contact: Contact;
  /** The keys that sign this contact's webhooks: shown now and never again. */
  webhookSecrets: readonly Readonly<{ address: string; secret: string }>[];
}>;

/** Errors: INPUT_INVALID for an address that cannot be one, NOT_FOUND for another agency's brand. */
export async function addContact(deps: IntentDeps, agencyId: string, input: ContactInput): Promise<AddedContact> {
  const channels = input.channels.map((channel) => ({ ...channel, address: toAddress(channel) }));
  const secrets = channels
    .filter((channel) => channel.kind === 'webhook')
    .map(({ address }) => ({ address, secret: makeWebhookSecret(deps.random) }));
  const rows = channels.map(({ kind, address, minLevel }): NewChannel => {
    const secret = kind === 'webhook' ? secrets.find((each) => each.address === address)?.secret : undefined;
    return {
      kind,
      address,
      minLevel: minLevel ?? DEFAULT_MIN_LEVEL[kind],
      secretEncrypted:
        secret === undefined ? null : sealWebhookSecret({ key: deps.secretKey, random: deps.random }, secret),
    };
  });
  const contact = await inTransaction(deps, (db, writeDeps) =>
    createContact(db, agencyId, writeDeps, { ...input, brandIds: toBrandIds(input.brandIds), channels: rows }),
  );
  return { contact, webhookSecrets: secrets };
}

/** Each once: capitals make no other id. */
function toBrandIds(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}

/** The address as it is stored, or a sentence that says what is wrong with it. Errors: INPUT_INVALID. */
export function toAddress(channel: Readonly<{ kind: ChannelKind; address: string }>): string {
  const address = channel.address.trim();
  switch (channel.kind) {
    case 'email':
      if (/^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/.test(address)) return address;
      throw new AppError('INPUT_INVALID', `"${address}" is no e-mail address: give one such as marie@example.org.`);
    case 'sms': {
      const number = address.replace(/[\s().-]/g, '');
      if (/^\+[1-9]\d{6,14}$/.test(number)) return number;
      throw new AppError(
        'INPUT_INVALID',
        `"${address}" is no international phone number: give it with its country code, such as +33612345678.`,
      );
    }
    case 'webhook':
      if (/^https?:\/\/[^/@\s]+(\/\S*)?$/.test(address) && URL.canParse(address)) {
        const { href } = new URL(address);
        if (href.length <= URL_CHARS_MAX) return href; // as it is stored: an accent takes six characters there
      }
      throw new AppError(
        'INPUT_INVALID',
        `"${address}" is no webhook address: give a URL that begins with https://, without name or password, of at most ${URL_CHARS_MAX} characters.`,
      );
  }
}
