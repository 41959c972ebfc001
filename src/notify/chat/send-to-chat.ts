/** One alert, or one test, to one chat: what every chat has in common, from the card to the meaning of the answer. */
import type { Clock } from '../../base/clock.ts';
import type { Http, HttpOutcome } from '../../base/http.ts';
import type { Language } from '../../domain/agency.ts';
import type { DeliveryOutcome } from '../../domain/alert.ts';
import { type AnswerFields, hideSecretAddress, parseAnswer, readAnswer } from '../http-answers.ts';
import { toOneLine } from '../one-line.ts';
import type { OutgoingMessage, TestContent } from '../outgoing-message.ts';
import { type AlertCard, toCardLine } from '../templates/alert-card.ts';
import { makeCard } from '../templates/bundle-parts.ts';
import { renderTestText } from '../templates/test-message.ts';

export type ChatDeps = Readonly<{ http: Http; clock: Clock }>;

/** Where a message goes: what may be seen of it, and what may not. */
export type ChatTarget = Readonly<{ address: string; secret: string }>;

export type ChatRequest = Readonly<{ url: string; body: object }>;

export type ChatAnswer = Readonly<{
  headers: Readonly<Record<string, string>>;
  text: string;
  /** Of a JSON object; none where the body is something else. */
  fields: AnswerFields;
}>;

/** What a chat's own answer adds to its status. */
export type ChatReading = Readonly<{
  /** What it calls the message; null where it does not say. */
  providerId: string | null;
  /** What it says of a refusal, for a person. */
  description: string | null;
  /** The wait that it asks for in its own way; null where only Retry-After may say. */
  retryAfterSeconds: number | null;
}>;

export type Chat = Readonly<{
  /** As people call it. */
  name: string;
  toRequest: (card: AlertCard, target: ChatTarget) => ChatRequest;
  /** The same for one line of text that holds no markup: a test. */
  toNote: (text: string, target: ChatTarget) => ChatRequest;
  read: (answer: ChatAnswer) => ChatReading;
}>;

const CHAT_TIMEOUT_MS = 15_000;
const CHAT_ANSWER_BYTES_MAX = 64 * 1024;
const DESCRIPTION_CHARS_MAX = 300;
const NOTE_CHARS_MAX = 600;
/** As for Retry-After: longer than anything here waits. */
const RETRY_AFTER_SECONDS_MAX = 31_536_000;

/**
 * Posts the alert's card, or the test's line, to the chat once.
 *
 * None of these chats knows a message by a key of ours: where one took the message and its answer was lost (`timed-out`
 * after acceptance), the next try says it twice. For an alert twice is better than never. What is stored and logged of a
 * failure never holds the secret, though an answer or an error may quote the address that was asked.
 *
 * Errors:  none for what the chat does; every answer is an outcome.
 */
export async function sendToChat(deps: ChatDeps, message: OutgoingMessage, chat: Chat): Promise<DeliveryOutcome> {
  const { subject, secret, address, language, timeZone } = message;
  if (subject.kind === 'digest') {
    return { kind: 'never', reason: 'refused', message: `A digest is not sent to ${chat.name}.` };
  }
  if (secret === null) {
    const sentence = `The address of ${chat.name} is not stored: remove this channel and add it again.`;
    return { kind: 'never', reason: 'not-configured', message: sentence };
  }
  const target = { address, secret };
  const { url, body } =
    subject.kind === 'test'
      ? chat.toNote(toNote(subject, language), target)
      : chat.toRequest(makeCard(subject, { language, timeZone }), target);
  const outcome = await deps.http.request({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
    timeoutMs: CHAT_TIMEOUT_MS,
    bodyBytesMax: CHAT_ANSWER_BYTES_MAX,
    answerBody: 'if-whole',
    redirectCountMax: 0,
  });
  return hideSecretAddress(readOutcome(chat, outcome, deps.clock.now()), secret);
}

function toNote(test: TestContent, language: Language): string {
  const { sentence, why } = renderTestText(test, language);
  return toCardLine(`${sentence} ${why}`, NOTE_CHARS_MAX);
}

/** Of a field that may be anything: a text that is not empty, a whole number as text, or null. */
export function toText(value: unknown): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Of a field that may be anything: whole seconds to wait, never less than was asked for; null for no number. */
export function toWaitSeconds(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return null;
  return Math.min(Math.ceil(value), RETRY_AFTER_SECONDS_MAX);
}

function readOutcome(chat: Chat, outcome: HttpOutcome, now: Date): DeliveryOutcome {
  const { name } = chat;
  if (outcome.kind === 'failed') return readAnswer({ outcome, name, now, description: null });
  const reading = chat.read({ headers: outcome.headers, ...parseAnswer(outcome.body) });
  const description =
    reading.description === null || reading.description.trim() === ''
      ? null
      : toOneLine(reading.description, DESCRIPTION_CHARS_MAX);
  const read = readAnswer({ outcome, name, now, description });
  switch (read.kind) {
    case 'accepted':
      return { ...read, providerId: reading.providerId };
    case 'later':
      return { ...read, retryAfterSeconds: reading.retryAfterSeconds ?? read.retryAfterSeconds };
    case 'never':
      return read;
  }
}
