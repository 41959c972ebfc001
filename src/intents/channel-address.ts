/** How a channel is given by whoever adds it: its address checked, and what of it must stay secret taken apart. */
import { ECDH } from 'node:crypto';
import { AppError, assertNever } from '../base/errors.ts';
import type { Language } from '../domain/agency.ts';
import type { ChannelKind, ChatKind } from '../domain/alert.ts';
import { toE164 } from '../domain/phone-number.ts';
import { writePushSubscription } from '../domain/push-subscription.ts';

/** A browser's subscription as its `toJSON()` gives it. */
export type GivenSubscription = Readonly<{
  endpoint: string;
  /** Always null in today's browsers; a subscription that ended is told by its push service. */
  expirationTime?: number | null | undefined;
  keys: Readonly<{ p256dh: string; auth: string }>;
}>;

/** address: of a chat, the whole URL of its incoming webhook; of Telegram, the chat. */
export type ChannelAddress = Readonly<{
  kind: ChannelKind;
  /** Of every kind but push. */
  address?: string | undefined;
  /** The bot's; Telegram's alone. */
  token?: string | undefined;
  /** Of a browser: push alone. */
  subscription?: GivenSubscription | undefined;
}>;

/** address: what is stored in clear and shown. secret: what is encrypted, null where nothing is given that must be. */
export type ReadAddress = Readonly<{ address: string; secret: string | null }>;

/** The chats that are written to by the URL of an incoming webhook. */
type HookKind = Exclude<ChatKind, 'telegram'>;

type HookRule = Readonly<{
  isRight: (url: URL) => boolean;
  /** Completes "this is no address of …: give". */
  wayOut: string;
  /** The last part of what is secret. */
  findTail: (url: URL) => string;
}>;

/** An index holds no more than 2,704 bytes of a value. */
const URL_CHARS_MAX = 2_048;
/** Of what was given for a number. */
const NUMBER_CHARS_TOLD = 40;
/** Shown of a secret, so that people know which it is. */
const TAIL_CHARS = 4;
/** Of a shorter secret nothing is shown. */
const TAIL_OF_CHARS_MIN = 16;

const TELEGRAM_CHAT = /^(-?[1-9]\d{2,18}|@[A-Za-z]\w{3,31})$/;
const TELEGRAM_TOKEN = /^\d{5,16}:[\w-]{30,64}$/;

const lastPathPart = (url: URL): string => url.pathname.split('/').findLast((part) => part !== '') ?? '';

/**
 * Where each provider's incoming webhooks live. Another host would get the mentions of a client, and answer as it likes.
 *
 * Source:  docs.slack.dev, Sending messages using incoming webhooks; docs.discord.com, Webhook resource;
 *          learn.microsoft.com, Create incoming webhooks with Workflows (logic.azure.com until 2025, powerplatform.com
 *          since); developers.mattermost.com, Incoming webhooks.
 */
const HOOK_RULES: Readonly<Record<HookKind, HookRule>> = {
  slack: {
    isRight: ({ hostname, pathname }) =>
      /^hooks\.slack(-gov)?\.com$/.test(hostname) && /^\/services\/\w+\/\w+\/\w+\/?$/.test(pathname),
    wayOut: 'the one of an incoming webhook, which begins with https://hooks.slack.com/services/',
    findTail: lastPathPart,
  },
  teams: {
    isRight: ({ hostname, pathname, searchParams }) =>
      /\.(logic\.azure\.com|api\.powerplatform\.com)$/.test(hostname) &&
      pathname.includes('/workflows/') &&
      searchParams.has('sig'),
    wayOut:
      'the one that the Workflows app of Teams shows for “When a Teams webhook request is received”, of logic.azure.com or api.powerplatform.com (the connectors of webhook.office.com were retired)',
    findTail: ({ searchParams }) => searchParams.get('sig') ?? '',
  },
  discord: {
    isRight: ({ hostname, pathname }) =>
      /^((ptb|canary)\.)?discord(app)?\.com$/.test(hostname) &&
      /^\/api\/(v\d+\/)?webhooks\/\d+\/[\w-]+\/?$/.test(pathname),
    wayOut: 'the one of a channel’s webhook, which begins with https://discord.com/api/webhooks/',
    findTail: lastPathPart,
  },
  mattermost: {
    isRight: ({ pathname }) => /\/hooks\/\w+\/?$/.test(pathname),
    wayOut: 'the one of an incoming webhook of your server, such as https://chat.example.org/hooks/…',
    findTail: lastPathPart,
  },
};

const HOOK_NAMES: Readonly<Record<HookKind, string>> = {
  slack: 'Slack',
  teams: 'Microsoft Teams',
  discord: 'Discord',
  mattermost: 'Mattermost',
};

/**
 * The channel's address as it is stored, and its secret.
 *
 * Shape:   language: the agency's; a French number without country code is understood where it is French.
 * Errors:  INPUT_INVALID, with the field (`address`, `token`, `subscription` or a part of it, as `subscription.endpoint`) in
 *          details.field. The sentence names what was wrong with an address or number, and never holds a chat's URL, a
 *          token or a subscription.
 */
export function readAddress(channel: ChannelAddress, language: Language): ReadAddress {
  const { kind, subscription } = channel;
  if (channel.token !== undefined && kind !== 'telegram') {
    throw refuse('token', 'Only Telegram is written to with a token: leave "token" out for any other channel.');
  }
  if (subscription !== undefined && kind !== 'push') {
    throw refuse(
      'subscription',
      'Only a channel of kind push has a subscription: leave "subscription" out for any other.',
    );
  }
  if (channel.address !== undefined && kind === 'push') {
    throw refuse('address', 'A channel of kind push is reached by its "subscription" alone: leave "address" out.');
  }
  if (channel.address === undefined && kind !== 'push') {
    throw refuse('address', `A channel of kind ${kind} needs an "address": add it.`);
  }
  const address = channel.address?.trim() ?? '';
  switch (kind) {
    case 'email':
      return { address: toEmailAddress(address), secret: null };
    case 'sms':
      return { address: toNumber(address, language), secret: null };
    case 'webhook':
      return { address: toWebhookUrl(address), secret: null };
    case 'push':
      return readPush(subscription);
    case 'telegram':
      return readTelegram(address, channel.token);
    case 'slack':
    case 'teams':
    case 'discord':
    case 'mattermost':
      return readHook(kind, address);
    default:
      return assertNever(kind);
  }
}

/** Errors: INPUT_INVALID. */
export function toEmailAddress(text: string): string {
  const address = text.trim();
  if (/^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/.test(address)) return address;
  throw refuse('address', `"${address}" is no e-mail address: give one such as marie@example.org.`);
}

function toNumber(address: string, language: Language): string {
  const number = toE164(address, language);
  if (number !== null) return number;
  throw refuse(
    'address',
    `"${address.slice(0, NUMBER_CHARS_TOLD)}" is no phone number that an SMS can go to: give it with its country code, such as +33612345678.`,
  );
}

function toWebhookUrl(address: string): string {
  if (/^https?:\/\/[^/@\s]+(\/\S*)?$/.test(address) && URL.canParse(address)) {
    const { href } = new URL(address);
    if (href.length <= URL_CHARS_MAX) return href; // as it is stored: an accent takes six characters there
  }
  throw refuse(
    'address',
    `"${address}" is no webhook address: give a URL that begins with https://, without name or password, of at most ${URL_CHARS_MAX} characters.`,
  );
}

function readHook(kind: HookKind, address: string): ReadAddress {
  const { isRight, wayOut, findTail } = HOOK_RULES[kind];
  const url = /\s/.test(address) ? null : URL.parse(address);
  const isPlain = url?.protocol === 'https:' && url.username === '' && url.password === '';
  if (url === null || !isPlain || url.href.length > URL_CHARS_MAX || !isRight(url)) {
    throw refuse(
      'address',
      `This is no address that ${HOOK_NAMES[kind]} can be written to at: give ${wayOut}, whole and with https://, of at most ${URL_CHARS_MAX} characters.`,
    );
  }
  return { address: toVisible(url, findTail(url)), secret: url.href };
}

/** What may be seen of a secret address: the host, and the end of a tail that is long enough. */
function toVisible(url: URL, tail: string): string {
  return `${url.host}/…${tail.length < TAIL_OF_CHARS_MIN ? '' : `/${tail.slice(-TAIL_CHARS)}`}`;
}

/**
 * A browser's address may be at any push service: which ones there are is the browser makers' to decide. As for a webhook,
 * private addresses are refused where the connection is made.
 *
 * Source:  RFC 8030 section 8.3 (only https); RFC 8291 sections 3.1 and 3.2 (an uncompressed point of P-256, 16 bytes).
 */
function readPush(subscription: GivenSubscription | undefined): ReadAddress {
  if (subscription === undefined) {
    throw refuse('subscription', 'A channel of kind push needs the "subscription" that the browser made: add it.');
  }
  const { p256dh, auth } = subscription.keys;
  const endpoint = subscription.endpoint.trim();
  const url = /\s/.test(endpoint) ? null : URL.parse(endpoint);
  const isPlain = url?.protocol === 'https:' && url.username === '' && url.password === '';
  if (url === null || !isPlain || url.href.length > URL_CHARS_MAX) {
    throw refuse(
      'subscription.endpoint',
      `This is no address of a push service: give "endpoint" as the browser shows it, with https:// and of at most ${URL_CHARS_MAX} characters.`,
    );
  }
  if (!isPublicKey(p256dh)) {
    throw refuse('subscription.keys.p256dh', `The key "p256dh" is not one of a browser: ${AS_MADE}.`);
  }
  if (!BASE64URL.test(auth) || Buffer.from(auth, 'base64url').length !== PUSH_AUTH_BYTES) {
    throw refuse('subscription.keys.auth', `The key "auth" is not one of a browser: ${AS_MADE}.`);
  }
  return {
    address: toVisible(url, lastPathPart(url)),
    secret: writePushSubscription({ endpoint: url.href, p256dh, auth }),
  };
}

const BASE64URL = /^[\w-]+={0,2}$/;
const PUSH_KEY_BYTES = 65;
const PUSH_AUTH_BYTES = 16;
const AS_MADE = 'give the subscription as its toJSON() does, whole';

function isPublicKey(text: string): boolean {
  if (!BASE64URL.test(text) || Buffer.from(text, 'base64url').length !== PUSH_KEY_BYTES) return false;
  try {
    ECDH.convertKey(text, 'prime256v1', 'base64url');
    return true;
  } catch {
    return false; // a point beside the curve
  }
}

function readTelegram(address: string, token: string | undefined): ReadAddress {
  if (!TELEGRAM_CHAT.test(address)) {
    throw refuse(
      'address',
      `"${address}" is no chat of Telegram: give its number, which begins with -100 for a group or channel, or @ and the name of a public channel.`,
    );
  }
  const secret = token?.trim() ?? '';
  if (!TELEGRAM_TOKEN.test(secret)) {
    throw refuse(
      'token',
      'Telegram is written to by a bot: give its "token" as @BotFather shows it, digits, a colon and some 35 letters.',
    );
  }
  return { address, secret };
}

type Field =
  | 'address'
  | 'token'
  | 'subscription'
  | 'subscription.endpoint'
  | 'subscription.keys.p256dh'
  | 'subscription.keys.auth';

function refuse(field: Field, message: string): AppError {
  return new AppError('INPUT_INVALID', message, { details: { field } });
}
