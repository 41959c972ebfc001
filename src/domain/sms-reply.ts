/**
 * What a reader writes back to an alert by SMS, and how providers hand it over.
 *
 * Source: https://www.twilio.com/docs/messaging/guides/webhook-request (From, Body, MessageSid; answered by TwiML),
 *         OVHcloud's answers of an SMS account (sender, message, id, in the query or the body),
 *         https://developers.brevo.com/docs/transactional-webhooks (SMS events; "replied").
 */
import type { SmsProvider } from '../base/sms-config.ts';
import type { Answer } from './answer.ts';
import { type PostedCall, parseJson } from './sms-call.ts';

/** from: E.164. id: the provider's; null where it gives none, and then one that comes twice is taken twice. */
export type SmsReply = Readonly<{ id: string | null; from: string; text: string }>;

/** number: the one that the alert carried, or ALL_NUMBER. */
export type ReplyAnswer = Readonly<{ number: number; answer: Answer }>;

/** A note for the logbook of the brand whose alert had the number. */
export type ReplyNote = Readonly<{ number: number; text: string }>;

export const REPLY_NUMBER_MAX = 999;

/** No buzz has it: it means all that the telephone was told of and that go on. */
export const ALL_NUMBER = 0;

const ID_CHARS_MAX = 200;
/** Ten SMS; what answers an alert has two characters, a note a few hundred. */
const TEXT_CHARS_MAX = 1_600;

/** T and R: « terminé », "resolved". */
const ANSWERS_BY_LETTER: Readonly<Record<string, Answer>> = {
  a: 'acknowledge',
  s: 'snooze',
  f: 'false-alarm',
  t: 'resolve',
  r: 'resolve',
};

/**
 * What the reader answers, and of which buzz; null for anything else.
 *
 * Telephones put capitals, spaces and full stops of their own; nothing more is forgiven, because what is guessed wrong
 * silences the wrong alarm.
 *
 * @example parseReplyText('1 A!')  // { number: 1, answer: 'acknowledge' }
 * @example parseReplyText('S12')   // { number: 12, answer: 'snooze' }
 * @example parseReplyText('0A')    // { number: 0, answer: 'acknowledge' }
 * @example parseReplyText('1')     // null
 */
export function parseReplyText(text: string): ReplyAnswer | null {
  const plain = text.normalize('NFKC').toLowerCase();
  const [, before = '', after = ''] = /^[^\p{L}\p{N}]*(\d{1,3})[\s.:)=-]*([a-z])[^\p{L}\p{N}]*$/u.exec(plain) ?? [];
  const [, first = after, last = before] =
    /^[^\p{L}\p{N}]*([a-z])[\s.:)=-]*(\d{1,3})[^\p{L}\p{N}]*$/u.exec(plain) ?? [];
  const answer = Object.hasOwn(ANSWERS_BY_LETTER, first) ? ANSWERS_BY_LETTER[first] : undefined;
  const number = Number(last);
  return answer === undefined ? null : { number, answer };
}

/**
 * The note that the reader writes for the logbook, and of which alert; null for anything else. J: « journal », N: "note".
 *
 * The letter stands alone, so that « 1 J’ai vu » is no note that begins with « ’ai vu », and the number comes first: « N1 … »
 * is how many sentences begin that are meant for somebody else.
 *
 * @example parseReplyNote('1J répondu sur le forum')  // { number: 1, text: 'répondu sur le forum' }
 * @example parseReplyNote("1 J'ai vu")                // null
 */
export function parseReplyNote(text: string): ReplyNote | null {
  const [, number = '', note = ''] = /^[^\p{L}\p{N}]*(\d{1,3})[\t .)=-]*[jn](?:[\s:]+)(.*)$/isu.exec(text) ?? [];
  return note.trim() === '' ? null : { number: Number(number), text: note.trim() };
}

/** The message that a call brings; null for what the provider would never send, and for a sender that is no number. */
export function readSmsReply(provider: SmsProvider, posted: PostedCall): SmsReply | null {
  const find = makeFinder(posted);
  const { id, from, text } = READERS[provider](find);
  const sender = toSenderNumber(from ?? '');
  if (sender === null || text === null || text.length > TEXT_CHARS_MAX) return null;
  return { id: id === null || id === '' ? null : id.slice(0, ID_CHARS_MAX), from: sender, text };
}

/** The first of the names that has a value. */
type Find = (...names: readonly string[]) => string | null;

type Found = Readonly<{ id: string | null; from: string | null; text: string | null }>;

const READERS: Readonly<Record<SmsProvider, (find: Find) => Found>> = {
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
function makeFinder({ query, body }: PostedCall): Find {
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
  const value = parseJson(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

/** Some providers leave the plus away, or write 00 in its place; null for a short code or a name. */
function toSenderNumber(text: string): string | null {
  const digits = text.replace(/[\s().-]/g, '').replace(/^00/, '+');
  const number = digits.startsWith('+') ? digits : `+${digits}`;
  return /^\+[1-9]\d{6,14}$/.test(number) ? number : null;
}
