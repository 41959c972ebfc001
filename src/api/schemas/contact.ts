/** Contacts and their channels on the wire. */
import { type Static, Type } from 'typebox';
import { readWallMinute, toWallMinuteText } from '../../base/zoned-time.ts';
import { LANGUAGES } from '../../domain/agency.ts';
import {
  CHANNEL_KINDS,
  CHANNELS_PER_CONTACT_MAX,
  type Channel,
  type Contact,
  DELIVERY_FAILURE_REASONS,
  UNREACHABLE_REASONS,
} from '../../domain/alert.ts';
import { BUZZ_LEVELS } from '../../domain/buzz.ts';
import { DIGEST_PERIODS, DIGEST_SCOPES } from '../../domain/digest.ts';
import type { QuietHours } from '../../domain/escalation.ts';
import type { AddedContact, ContactChanges } from '../../intents/contacts.ts';
import {
  changesObject,
  Id,
  IdInput,
  Instant,
  inputObject,
  NameInput,
  NullableInstant,
  NullableText,
  named,
  nullableEnum,
  oneOf,
  ref,
  textInput,
  ZoneInput,
} from './fields.ts';

const ADDRESS_CHARS_MAX = 2_048;
const TOKEN_CHARS_MAX = 200;
const BRANDS_MAX = 1_000;

export const ChannelWire = named(
  'Channel',
  Type.Object({
    id: Id,
    kind: oneOf(CHANNEL_KINDS),
    address: Type.String({
      description:
        'of a chat or a browser only what tells which it is, as hooks.slack.com/…/aB3x: the whole is a secret',
    }),
    minLevel: oneOf(BUZZ_LEVELS, { description: 'the lowest level of buzz that is told here' }),
    state: oneOf(['working', 'unreachable'], { description: 'unreachable: nothing is sent there until it is changed' }),
    unreachableSince: NullableInstant,
    unreachableWhy: nullableEnum(UNREACHABLE_REASONS),
    lastProofAt: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      format: 'date-time',
      description: 'when a provider last accepted a message for it; null: never yet',
    }),
    lastFailedAt: NullableInstant,
    lastFailureReason: nullableEnum(DELIVERY_FAILURE_REASONS),
    lastFailureMessage: NullableText,
  }),
);

const properties = {
  id: Id,
  name: Type.String(),
  language: oneOf(LANGUAGES),
  isDigestReader: Type.Boolean({ description: 'gets digests at each e-mail channel' }),
  digestPeriods: Type.Array(oneOf(DIGEST_PERIODS), { description: 'of which periods' }),
  digestScope: oneOf(DIGEST_SCOPES),
  isClient: Type.Boolean({
    description: 'a client of the agency: told at level 4 alone, and of the end of what was told',
  }),
  quietHours: Type.Union([Type.Object({ from: Type.String(), until: Type.String() }), Type.Null()], {
    description:
      'by the own wall clock; over midnight where from is later than until; level 4 does not wait for their end',
  }),
  timeZone: Type.Unsafe<string | null>({ ...NullableText, description: "IANA name; null: the agency's" }),
  brandIds: Type.Array(Id, { description: 'hears of these brands only; empty: of every brand' }),
  channels: Type.Array(ref(ChannelWire)),
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

const WallMinute = Type.String({
  pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
  description: 'a time of the day from 00:00 to 23:59, such as 22:30',
});

const isClient = Type.Boolean({ description: 'true or false' });
const quietHours = Type.Unsafe<Readonly<{ from: string; until: string }> | null>({
  ...inputObject({ from: WallMinute, until: WallMinute }),
  type: ['object', 'null'],
  description: 'an object such as {"from": "22:00", "until": "07:00"}, or null for none',
});
const timeZone = Type.Unsafe<string | null>({
  ...ZoneInput,
  type: ['string', 'null'],
  description: "an IANA time zone such as Europe/Paris, or null for the agency's",
});
const brandIds = Type.Array(IdInput, {
  uniqueItems: true,
  maxItems: BRANDS_MAX,
  description: 'a list of ids, each once',
});

const ENDPOINT_CHARS_MAX = 2_048;
const PUSH_KEY_CHARS_MAX = 200;

const SubscriptionInput = inputObject({
  endpoint: textInput(ENDPOINT_CHARS_MAX, 'the https:// address that the browser was given by its push service'),
  expirationTime: Type.Optional(
    Type.Unsafe<number | null>({ type: ['number', 'null'], description: 'a number of milliseconds, or null' }),
  ),
  keys: inputObject({
    p256dh: textInput(PUSH_KEY_CHARS_MAX, 'the public key of the browser, 65 bytes in base64url'),
    auth: textInput(PUSH_KEY_CHARS_MAX, 'the secret that the browser shares, 16 bytes in base64url'),
  }),
});

export const ChannelInput = inputObject({
  kind: oneOf(CHANNEL_KINDS),
  address: Type.Optional(
    textInput(
      ADDRESS_CHARS_MAX,
      'an e-mail address, a phone number such as +33612345678, an https:// URL (for a chat, the whole one of its incoming webhook), or a chat of Telegram (its number, or @name); of every kind but push',
    ),
  ),
  token: Type.Optional(textInput(TOKEN_CHARS_MAX, 'the token of the bot that writes in Telegram, and nowhere else')),
  subscription: Type.Optional({
    ...SubscriptionInput,
    description: 'of push alone: what the toJSON() of the browser’s PushSubscription gives',
  }),
  minLevel: Type.Optional(oneOf(BUZZ_LEVELS)),
});

export const PushKeyWire = named(
  'PushKey',
  Type.Object({
    publicKey: Type.String({
      description: 'the applicationServerKey that browsers subscribe with: 65 bytes in base64url',
    }),
  }),
);

const digestPeriods = Type.Array(oneOf(DIGEST_PERIODS), {
  ...{ minItems: 1, maxItems: DIGEST_PERIODS.length, uniqueItems: true },
  description: `a list of ${DIGEST_PERIODS.join(', ')}, each at most once, at least one`,
});
const digestScope = oneOf(DIGEST_SCOPES);

export const ContactInput = inputObject({
  name: NameInput,
  language: oneOf(LANGUAGES),
  isDigestReader: Type.Optional(Type.Boolean({ default: false, description: 'true or false' })),
  digestPeriods: Type.Optional(digestPeriods),
  digestScope: Type.Optional(digestScope),
  isClient: Type.Optional({ ...isClient, default: false }),
  quietHours: Type.Optional(quietHours),
  timeZone: Type.Optional(timeZone),
  brandIds: Type.Optional(brandIds),
  channels: Type.Array(ChannelInput, {
    minItems: 1,
    maxItems: CHANNELS_PER_CONTACT_MAX,
    description: `a list of 1 to ${CHANNELS_PER_CONTACT_MAX} channels`,
  }),
});

export const ContactPatch = changesObject({
  name: NameInput,
  language: oneOf(LANGUAGES),
  isDigestReader: Type.Boolean({ description: 'true or false' }),
  ...{ digestPeriods, digestScope, isClient, quietHours, timeZone, brandIds },
});

/** A body with its quiet hours as the domain has them; none given stay none given. */
export function withQuietHours<Body extends Pick<Static<typeof ContactPatch>, 'quietHours'>>(
  body: Body,
): Omit<Body, 'quietHours'> & Pick<ContactChanges, 'quietHours'> {
  const { quietHours: hours, ...rest } = body;
  return hours === undefined ? rest : { ...rest, quietHours: hours === null ? null : toQuietHours(hours) };
}

/** The schema has seen to their form. */
function toQuietHours({ from, until }: Readonly<{ from: string; until: string }>): QuietHours {
  return { fromMinute: readWallMinute(from) ?? 0, untilMinute: readWallMinute(until) ?? 0 };
}

/** The one change of a channel: what was unreachable is written to again. */
export const ChannelChanges = inputObject({
  isReachable: Type.Literal(true, { description: 'true, after its reader was asked or its address mended' }),
});

export function presentChannel(channel: Channel): Static<typeof ChannelWire> {
  const { id, kind, address, minLevel } = channel;
  const { lastProofAt, lastFailure, unreachable } = channel.life;
  return {
    id,
    kind,
    address,
    minLevel,
    state: unreachable === null ? 'working' : 'unreachable',
    unreachableSince: unreachable?.since.toISOString() ?? null,
    unreachableWhy: unreachable?.why ?? null,
    lastProofAt: lastProofAt?.toISOString() ?? null,
    lastFailedAt: lastFailure?.at.toISOString() ?? null,
    lastFailureReason: lastFailure?.reason ?? null,
    lastFailureMessage: lastFailure?.message ?? null,
  };
}

export function presentContact(contact: Contact): Static<typeof ContactWire> {
  const { id, name, language, isDigestReader, digestScope, isClient, quietHours, timeZone } = contact;
  return {
    id,
    name,
    language,
    isDigestReader,
    digestPeriods: [...contact.digestPeriods],
    digestScope,
    isClient,
    quietHours: quietHours && {
      from: toWallMinuteText(quietHours.fromMinute),
      until: toWallMinuteText(quietHours.untilMinute),
    },
    timeZone,
    brandIds: [...contact.brandIds],
    channels: contact.channels.map(presentChannel),
    createdAt: contact.createdAt.toISOString(),
  };
}

/** The one time that webhook secrets are on the wire. */
export function presentNewContact(added: AddedContact): Static<typeof NewContactWire> {
  return { ...presentContact(added.contact), webhookSecrets: added.webhookSecrets.map((each) => ({ ...each })) };
}
