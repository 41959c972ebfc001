/** Contacts and their channels on the wire. */
import { type Static, Type } from 'typebox';
import { LANGUAGES } from '../../domain/agency.ts';
import { CHANNEL_KINDS, type Contact } from '../../domain/alert.ts';
import { BUZZ_LEVELS } from '../../domain/buzz.ts';
import type { AddedContact } from '../../intents/contacts.ts';
import { Id, IdInput, Instant, inputObject, NameInput, named, oneOf, textInput } from './fields.ts';

const ADDRESS_CHARS_MAX = 2_048;
const TOKEN_CHARS_MAX = 200;
const CHANNELS_MAX = 20;
const BRANDS_MAX = 1_000;

const properties = {
  id: Id,
  name: Type.String(),
  language: oneOf(LANGUAGES),
  isDigestReader: Type.Boolean({ description: 'gets the weekly digest at each e-mail channel' }),
  brandIds: Type.Array(Id, { description: 'hears of these brands only; empty: of every brand' }),
  channels: Type.Array(
    Type.Object({
      id: Id,
      kind: oneOf(CHANNEL_KINDS),
      address: Type.String({
        description: 'of a chat only what tells which it is, as hooks.slack.com/…/aB3x: the whole is a secret',
      }),
      minLevel: oneOf(BUZZ_LEVELS, { description: 'the lowest level of buzz that is told here' }),
    }),
  ),
  createdAt: Instant,
};

export const ContactWire = named('Contact', Type.Object(properties));

export const NewContactWire = named(
  'NewContact',
  Type.Object({
    ...properties,
    webhookSecrets: Type.Array(Type.Object({ address: Type.String(), secret: Type.String() }), {
      description: 'what signs the webhooks, shown in this answer and never again',
    }),
  }),
);

export const ContactInput = inputObject({
  name: NameInput,
  language: oneOf(LANGUAGES),
  isDigestReader: Type.Optional(Type.Boolean({ default: false, description: 'true or false' })),
  brandIds: Type.Optional(
    Type.Array(IdInput, { uniqueItems: true, maxItems: BRANDS_MAX, description: 'a list of ids, each once' }),
  ),
  channels: Type.Array(
    inputObject({
      kind: oneOf(CHANNEL_KINDS),
      address: textInput(
        ADDRESS_CHARS_MAX,
        'an e-mail address, a phone number such as +33612345678, an https:// URL (for a chat, the whole one of its incoming webhook), or a chat of Telegram (its number, or @name)',
      ),
      token: Type.Optional(
        textInput(TOKEN_CHARS_MAX, 'the token of the bot that writes in Telegram, and nowhere else'),
      ),
      minLevel: Type.Optional(oneOf(BUZZ_LEVELS)),
    }),
    { minItems: 1, maxItems: CHANNELS_MAX, description: `a list of 1 to ${CHANNELS_MAX} channels` },
  ),
});

export function presentContact(contact: Contact): Static<typeof ContactWire> {
  const { id, name, language, isDigestReader } = contact;
  return {
    id,
    name,
    language,
    isDigestReader,
    brandIds: [...contact.brandIds],
    channels: contact.channels.map((channel) => ({ ...channel })),
    createdAt: contact.createdAt.toISOString(),
  };
}

/** The one time that webhook secrets are on the wire. */
export function presentNewContact(added: AddedContact): Static<typeof NewContactWire> {
  return { ...presentContact(added.contact), webhookSecrets: added.webhookSecrets.map((each) => ({ ...each })) };
}
