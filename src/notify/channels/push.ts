/**
 * The web push channel: alerts and tests as notifications of a browser, encrypted for it and handed to its push service.
 *
 * A push service knows no message by a key of ours, but a message that was not delivered yet is replaced by the next with
 * the same topic, and a browser shows one notification for each tag: a retry after a lost answer is seen as one.
 *
 * "Accepted" is the push service's word, not the device's: one that is switched off longer than the TTL never hears of it.
 *
 * Source: RFC 8030 (TTL, Urgency, Topic, answers), RFC 8291 (encryption), RFC 8292 (VAPID).
 */
import { createHash } from 'node:crypto';
import webpush, { type Urgency } from 'web-push';
import type { Clock } from '../../base/clock.ts';
import { assertNever } from '../../base/errors.ts';
import type { Http, HttpOutcome } from '../../base/http.ts';
import type { DeliveryOutcome } from '../../domain/alert.ts';
import type { BuzzLevel } from '../../domain/buzz.ts';
import { readPushTarget } from '../../domain/push-subscription.ts';
import { hideSecretAddress, parseAnswer, readAnswer } from '../http-answers.ts';
import { toOneLine } from '../one-line.ts';
import { listContents, type MessageSubject, type OutgoingMessage } from '../outgoing-message.ts';
import { renderPushNote } from '../templates/alert-push.ts';

/**
 * How long a push service keeps a message for a device that is out of reach. A bad buzz is still news the next day, a
 * rise of an afternoon is not; what happens to the buzz meanwhile replaces what waits.
 */
const TTL_SECONDS: Readonly<Record<BuzzLevel, number>> = { 1: 14_400, 2: 43_200, 3: 86_400, 4: 86_400 };
/** Somebody waits for it, or nobody does. */
const TEST_TTL_SECONDS = 3_600;
/** What RFC 8030 section 5.4 allows of a topic. */
const TOPIC_CHARS_MAX = 32;

const PUSH_TIMEOUT_MS = 15_000;
const PUSH_ANSWER_BYTES_MAX = 64 * 1024;
const DESCRIPTION_CHARS_MAX = 300;
const PROVIDER_ID_CHARS_MAX = 200;
/** The subscription is no more: the browser unsubscribed, or its profile was removed. */
const GONE_STATUSES: ReadonlySet<number> = new Set([404, 410]);

type PushDeps = Readonly<{ http: Http; clock: Clock; vapidSubject: string }>;

/**
 * Encrypts the notification for the browser and hands it over once.
 *
 * Errors:  none for what the push service does; every answer is an outcome.
 */
export async function sendByPush(deps: PushDeps, message: OutgoingMessage): Promise<DeliveryOutcome> {
  const { subject, secret } = message;
  if (subject.kind === 'digest') {
    return { kind: 'never', reason: 'refused', message: 'A digest is not sent as a notification.' };
  }
  if (secret === null) {
    const sentence = 'The subscription of this browser is not stored: register the device again.';
    return { kind: 'never', reason: 'not-configured', message: sentence };
  }
  const { endpoint, p256dh, auth, vapid } = readPushTarget(secret);
  const note = renderPushNote({ ...message, subject });
  const { body, headers } = webpush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, note, {
    vapidDetails: { subject: deps.vapidSubject, ...vapid },
    TTL: toTtlSeconds(subject),
    urgency: toUrgency(subject),
    topic: toTopic(subject, message.deliveryId),
  });
  const outcome = await deps.http.request({
    url: endpoint,
    method: 'POST',
    headers: toTextHeaders(headers),
    body,
    timeoutMs: PUSH_TIMEOUT_MS,
    bodyBytesMax: PUSH_ANSWER_BYTES_MAX,
    answerBody: 'if-whole',
    redirectCountMax: 0,
  });
  return hideSecretAddress(readOutcome(outcome, deps.clock.now()), endpoint);
}

type NotedSubject = Exclude<MessageSubject, Readonly<{ kind: 'digest' }>>;

function toTtlSeconds(subject: NotedSubject): number {
  if (subject.kind === 'test') return TEST_TTL_SECONDS;
  return Math.max(...listContents(subject).map(({ level }) => TTL_SECONDS[level]));
}

/** `high` wakes a telephone that saves its battery (RFC 8030 section 5.3). A test that was asked for is waited for. */
function toUrgency(subject: NotedSubject): Urgency {
  if (subject.kind === 'test') return subject.testKind === 'asked' ? 'high' : 'normal';
  return listContents(subject).some(({ level, reason }) => level >= 3 && reason !== 'resolved') ? 'high' : 'normal';
}

/**
 * One for each buzz and one for all tests; of several buzzes, whose next message need not be about the same, one for each
 * message. A hash, because the push service reads it.
 */
function toTopic(subject: NotedSubject, deliveryId: string): string {
  return createHash('sha256').update(toTopicName(subject, deliveryId)).digest('base64url').slice(0, TOPIC_CHARS_MAX);
}

function toTopicName(subject: NotedSubject, deliveryId: string): string {
  switch (subject.kind) {
    case 'alert':
      return `buzz ${subject.buzzId}`;
    case 'bundle':
      return `bundle ${deliveryId}`;
    case 'test':
      return `test ${subject.agencyId}`;
    default:
      return assertNever(subject);
  }
}

/** The length is counted again where the bytes are sent. */
function toTextHeaders(headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const entries = Object.entries(headers).map(([name, value]): [string, string] => [name.toLowerCase(), String(value)]);
  return Object.fromEntries(entries.filter(([name]) => name !== 'content-length'));
}

function readOutcome(outcome: HttpOutcome, now: Date): DeliveryOutcome {
  const name = 'The push service';
  if (outcome.kind === 'failed') return readAnswer({ outcome, name, now, description: null });
  const { text } = parseAnswer(outcome.body);
  const description = text.trim() === '' ? null : toOneLine(text, DESCRIPTION_CHARS_MAX);
  const read = readAnswer({ outcome, name, now, description });
  if (read.kind === 'accepted') return { ...read, providerId: toProviderId(outcome.headers.location) };
  return read.kind === 'never' && GONE_STATUSES.has(outcome.status) ? { ...read, isForGood: true } : read;
}

/** The end of the message's address: the whole of it could take the message back (RFC 8030 section 5). */
function toProviderId(location: string | undefined): string | null {
  const id = location
    ?.split(/[?#]/)[0]
    ?.split('/')
    .findLast((part) => part !== '');
  return id === undefined ? null : id.slice(0, PROVIDER_ID_CHARS_MAX);
}
