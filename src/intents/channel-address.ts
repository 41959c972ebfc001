/** How a channel is given by whoever adds it: its address checked, and what of it must stay secret taken apart. */
import { AppError, assertNever } from '../base/errors.ts';
import type { Language } from '../domain/agency.ts';
import { CHAT_KINDS, type ChannelKind, type ChatKind } from '../domain/alert.ts';
import { toE164 } from '../domain/phone-number.ts';

/** address: of a chat, the whole URL of its incoming webhook; of Telegram, the chat. */
export type ChannelAddress = Readonly<{
  kind: ChannelKind;
  address: string;
  /** The bot's; Telegram's alone. */
  token?: string | undefined;
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

/** A channel that is a chat. */
export function isChatKind(kind: ChannelKind): kind is ChatKind {
  return CHAT_KINDS.some((each) => each === kind);
}

/**
 * The channel's address as it is stored, and its secret.
 *
 * Shape:   language: the agency's; a French number without country code is understood where it is French.
 * Errors:  INPUT_INVALID, with the field (`address` or `token`) in details.field. The sentence names what was wrong with an
 *          address or number, and never holds a chat's URL or a token.
 */
export function readAddress(channel: ChannelAddress, language: Language): ReadAddress {
  const { kind } = channel;
  const address = channel.address.trim();
  if (channel.token !== undefined && kind !== 'telegram') {
    throw refuse('token', 'Only Telegram is written to with a token: leave "token" out for any other channel.');
  }
  switch (kind) {
    case 'email':
      return { address: toEmailAddress(address), secret: null };
    case 'sms':
      return { address: toNumber(address, language), secret: null };
    case 'webhook':
      return { address: toWebhookUrl(address), secret: null };
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
  const tail = findTail(url);
  return {
    address: `${url.host}/…${tail.length < TAIL_OF_CHARS_MIN ? '' : `/${tail.slice(-TAIL_CHARS)}`}`,
    secret: url.href,
  };
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

function refuse(field: 'address' | 'token', message: string): AppError {
  return new AppError('INPUT_INVALID', message, { details: { field } });
}
