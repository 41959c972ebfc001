/**
 * What a reader writes back to an alert by SMS, and how providers hand it over. Each provider calls an address of its own,
 * which nobody else knows.
 *
 * Source: https://www.twilio.com/docs/messaging/guides/webhook-request (From, Body, MessageSid; answered by TwiML),
 *         OVHcloud's answers of an SMS account (sender, message, id, in the query or the body),
 *         https://developers.brevo.com/docs/transactional-webhooks (SMS events; "replied").
 */
import { REPLY_PROVIDERS, type ReplyProvider } from '../base/config.ts';
import { isSignatureRight, type SecretKey, signMessage } from '../base/secrets.ts';
import type { Answer } from './answer.ts';

/** from: E.164. id: the provider's; null where it gives none, and then one that comes twice is taken twice. */
export type SmsReply = Readonly<{ id: string | null; from: string; text: string }>;

/** number: the one that the alert carried. */
export type ReplyAnswer = Readonly<{ number: number; answer: Answer }>;

export const REPLY_NUMBER_MAX = 999;

const PURPOSE = 'sms-replies';
const ID_CHARS_MAX = 200;
/** Ten SMS; what answers an alert has two characters. */
const TEXT_CHARS_MAX = 1_600;

/** T and R: « terminé », "resolved". */
const ANSWERS_BY_LETTER: Readonly<Record<string, Answer>> = {
  a: 'acknowledge',
  s: 'snooze',
  f: 'false-alarm',
  t: 'resolve',
  r: 'resolve',
};

/** Where this provider is to bring what readers write: an address that nobody can guess, one for each. */
export function makeReplyUrl(key: SecretKey, publicUrl: string, provider: ReplyProvider): string {
  return `${publicUrl}/sms/replies/${provider}/${signMessage(key, PURPOSE, provider)}`;
}

/** The provider whose address it is; null for one that we did not give out. */
export function findReplyProvider(key: SecretKey, provider: string, token: string): ReplyProvider | null {
  const known = REPLY_PROVIDERS.find((each) => each === provider);
  return known !== undefined && isSignatureRight(key, PURPOSE, provider, token) ? known : null;
}

/**
 * What the reader answers, and of which buzz; null for anything else.
 *
 * Telephones put capitals, spaces and full stops of their own; nothing more is forgiven, because what is guessed wrong
 * silences the wrong alarm.
 *
 * @example parseReplyText('1 A!')  // { number: 1, answer: 'acknowledge' }
 * @example parseReplyText('S12')   // { number: 12, answer: 'snooze' }
 * @example parseReplyText('1')     // null
 */
export function parseReplyText(text: string): ReplyAnswer | null {
  const plain = text.normalize('NFKC').toLowerCase();
  const [, before = '', after = ''] = /^[^\p{L}\p{N}]*(\d{1,3})[\s.:)=-]*([a-z])[^\p{L}\p{N}]*$/u.exec(plain) ?? [];
  const [, first = after, last = before] =
    /^[^\p{L}\p{N}]*([a-z])[\s.:)=-]*(\d{1,3})[^\p{L}\p{N}]*$/u.exec(plain) ?? [];
  const answer = Object.hasOwn(ANSWERS_BY_LETTER, first) ? ANSWERS_BY_LETTER[first] : undefined;
  const number = Number(last);
  return answer === undefined || number === 0 ? null : { number, answer };
}

/** What was posted, or asked for with everything in the address. */
export type PostedReply = Readonly<{ query: URLSearchParams; body: string }>;

/** The message that a call brings; null for what the provider would never send, and for a sender that is no number. */
export function readSmsReply(provider: ReplyProvider, posted: PostedReply): SmsReply | null {
  const find = makeFinder(posted);
  const { id, from, text } = READERS[provider](find);
  const sender = toE164(from ?? '');
  if (sender === null || text === null || text.length > TEXT_CHARS_MAX) return null;
  return { id: id === null || id === '' ? null : id.slice(0, ID_CHARS_MAX), from: sender, text };
}

/** The first of the names that has a value. */
type Find = (...names: readonly string[]) => string | null;

type Found = Readonly<{ id: string | null; from: string | null; text: string | null }>;

const READERS: Readonly<Record<ReplyProvider, (find: Find) => Found>> = {
  twilio: (find) => ({ id: find('MessageSid', 'SmsSid'), from: find('From'), text: find('Body') }),
  ovh: (find) => ({ id: find('id', 'msgid'), from: find('sender', 'from'), text: find('message', 'text') }),
  brevo: (find) => {
    const text = find('reply', 'text', 'message');
    // messageId is that of the message that was answered: two answers to it share it
    const parts = [find('messageId', 'id'), find('ts_event', 'ts', 'date'), text?.slice(0, 20) ?? null];
    const id = parts.includes(null) ? null : parts.join(' ');
    return { id, from: find('from', 'sender', 'to'), text };
  },
  generic: (find) => ({ id: find('id'), from: find('from'), text: find('text') }),
};

/** A JSON object, or else a form; the address counts where the body does not say it. */
function makeFinder({ query, body }: PostedReply): Find {
  const object = parseObject(body);
  const form = new URLSearchParams(object === null ? body : '');
  const read = (name: string): string | null => {
    const value: unknown = object?.[name] ?? form.get(name) ?? query.get(name);
    if (typeof value !== 'string' && typeof value !== 'number') return null;
    return String(value).replaceAll('\0', ''); // PostgreSQL stores no NUL
  };
  return (...names) => names.map(read).find((value) => value !== null) ?? null;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

/** Some providers leave the plus away, or write 00 in its place; null for a short code or a name. */
function toE164(text: string): string | null {
  const digits = text.replace(/[\s().-]/g, '').replace(/^00/, '+');
  const number = digits.startsWith('+') ? digits : `+${digits}`;
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : null;
}
