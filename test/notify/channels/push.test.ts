/** Web push, by a local server that answers as push services do. */

import { createPublicKey, verify } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeManualClock } from '../../../src/base/clock.ts';
import { type Http, makeHttp } from '../../../src/base/http.ts';
import { PLAIN_LOOK } from '../../../src/domain/agency-look.ts';
import type { AlertContent, DeliveryOutcome } from '../../../src/domain/alert.ts';
import { deriveVapidKeys, writePushSubscription, writePushTarget } from '../../../src/domain/push-subscription.ts';
import type { MessageSubject, OutgoingMessage } from '../../../src/notify/outgoing-message.ts';
import { sendDelivery } from '../../../src/notify/send-delivery.ts';
import { type PushNote, renderPushNote } from '../../../src/notify/templates/alert-push.ts';
import { HOSTILE } from '../../support/chat-contract.ts';
import { type LocalProvider, leadTo, type ReceivedRequest, startLocalProvider } from '../../support/local-provider.ts';
import { makePushBrowser } from '../../support/push-browser.ts';
import { ACKNOWLEDGE_URL, BUZZ_URL, makeAlertContent, makeDigestContent } from '../sample-content.ts';

const ORIGIN = 'https://push.example.net';
const TOKEN = 'dQw4w9WgXcQ:APA91bH-q1w2e3r4t5y6u7i8o9p0';
const VAPID = deriveVapidKeys({ present: Buffer.alloc(32, 7), previous: [] });
const SUBJECT = 'https://vigie.example';
const ACCEPTED = { status: 201, headers: { location: `${ORIGIN}/message/qDIYHNcfAIPP_5ITVURr` } };
const TEST = {
  kind: 'test',
  agencyId: 'agency',
  agencyName: 'Quai',
  askedAt: new Date('2026-06-08T08:00:00Z'),
} as const;

const browser = makePushBrowser(`${ORIGIN}/send/${TOKEN}`);
const { endpoint, keys } = browser.subscription;
const clock = makeManualClock(new Date('2026-06-02T12:06:10Z'));

let provider: LocalProvider;
let http: Http;

beforeEach(async () => {
  provider = await startLocalProvider(ACCEPTED);
  http = leadTo(makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'vigie-test' }), ORIGIN, provider);
});

afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  await http.close();
});

function makeAlert(
  content: Partial<AlertContent> = {},
  buzzId = '01990000-0000-7000-8000-000000000001',
): MessageSubject {
  return {
    ...{ kind: 'alert', agencyId: 'agency', alertId: 'alert', buzzId, brandId: 'brand' },
    decidedAt: new Date('2026-06-02T12:06:00Z'),
    content: makeAlertContent(content),
    acknowledgeUrl: ACKNOWLEDGE_URL,
    buzzUrl: BUZZ_URL,
  };
}

function send(overrides: Partial<OutgoingMessage> = {}, through: Http = http): Promise<DeliveryOutcome> {
  const mailer = { send: () => Promise.reject(new Error('no mail here')) };
  const sms = { send: () => Promise.reject(new Error('no SMS here')) };
  const deps = { mailer, sms, http: through, clock, vapidSubject: SUBJECT };
  return sendDelivery(deps, {
    ...{
      deliveryId: '0199-aaaa',
      channelKind: 'push',
      contactName: 'Claire Aubert',
      address: 'push.example.net/…/9p0',
    },
    ...{ language: 'fr', timeZone: 'Europe/Paris', subject: makeAlert() },
    secret: writePushTarget(writePushSubscription({ endpoint, ...keys }), VAPID),
    ...overrides,
  });
}

async function sendAlert(content: Partial<AlertContent> = {}, buzzId?: string): Promise<ReceivedRequest> {
  expect((await send({ subject: makeAlert(content, buzzId) })).kind).toBe('accepted');
  const request = provider.received.at(-1);
  if (request === undefined) throw new Error('nothing was sent');
  return request;
}

function readNote({ bytes }: ReceivedRequest): PushNote {
  return JSON.parse(browser.read(bytes)) as PushNote;
}

const readPlain = (text: string): string => text.replaceAll('\u200b', '');

describe('the web push channel', () => {
  test('hands over a notification that the browser alone can read, and keeps the end of the id it is given', async () => {
    expect(await send()).toEqual({ kind: 'accepted', providerId: 'qDIYHNcfAIPP_5ITVURr' });
    const [request] = provider.received;
    expect(request).toMatchObject({ method: 'POST', path: `/send/${TOKEN}` });
    expect(request?.headers).toMatchObject({
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
    });
    for (const word of ['Orange', 'buzz', 'vigie']) expect(request?.body).not.toContain(word);
    const note = readNote(request as ReceivedRequest);
    expect(readPlain(note.title)).toBe('Orange · Bad buzz, niveau 3/4 · Nouvelle alerte');
    expect(readPlain(note.body)).toContain('Panne générale de la box');
    expect(note).toMatchObject({
      url: BUZZ_URL,
      tag: 'buzz-01990000-0000-7000-8000-000000000001',
      lang: 'fr',
      action: { label: 'J’ai vu, je m’en occupe', url: ACKNOWLEDGE_URL },
    });
    const other = makePushBrowser(endpoint);
    expect(() => other.read((request as ReceivedRequest).bytes)).toThrow();
  });

  test('signs for the push service with the keys that the browser subscribed with', async () => {
    const { headers } = await sendAlert();
    const [, token = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(String(headers.authorization)) ?? [];
    expect(key).toBe(VAPID.publicKey);
    const [head = '', claims = '', signature = ''] = token.split('.');
    const told = JSON.parse(Buffer.from(claims, 'base64url').toString());
    expect(told).toMatchObject({ aud: ORIGIN, sub: SUBJECT });
    expect(Number.isInteger(told.exp)).toBe(true);
    const point = Buffer.from(key, 'base64url');
    const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
    const jwk = { kty: 'EC', crv: 'P-256', x: String(x), y: String(y) };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    const signed = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', Buffer.from(`${head}.${claims}`), signed, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  test.each([
    [1, 'normal', 14_400],
    [2, 'normal', 43_200],
    [3, 'high', 86_400],
    [4, 'high', 86_400],
  ] as const)('of level %i is %s and kept for %i seconds', async (level, urgency, seconds) => {
    const { headers } = await sendAlert({ level });
    expect(headers).toMatchObject({ urgency, ttl: String(seconds) });
  });

  test('a newer message of the same buzz, and a retry, replaces what was not delivered yet; another buzz does not', async () => {
    const topics: unknown[] = [];
    const end = { reason: 'resolved', resolvedAt: '2026-06-02T18:35:00.000Z' } as const;
    for (const content of [{}, {}, end]) topics.push((await sendAlert(content)).headers.topic);
    expect(new Set(topics).size).toBe(1);
    expect(topics[0]).toMatch(/^[\w-]{1,32}$/);
    expect((await sendAlert({}, '01990000-0000-7000-8000-000000000002')).headers.topic).not.toBe(topics[0]);
  });

  test('of a buzz that is over wakes no telephone, and nothing is to be acknowledged', async () => {
    const request = await sendAlert({ reason: 'resolved', resolvedAt: '2026-06-02T18:35:00.000Z' });
    expect(request.headers.urgency).toBe('normal');
    expect(readNote(request)).toMatchObject({ action: null, url: BUZZ_URL });
  });

  test('an alert in English is in English', async () => {
    await send({ language: 'en' });
    const note = readNote(provider.received[0] as ReceivedRequest);
    expect(note.title).toContain('level 3/4');
    expect(note.lang).toBe('en');
  });

  test('a test says that it is one; the one that somebody asked for comes at once', async () => {
    for (const [testKind, urgency] of [
      ['asked', 'high'],
      ['weekly', 'normal'],
    ] as const) {
      expect((await send({ subject: { ...TEST, testKind } })).kind).toBe('accepted');
      const request = provider.received.at(-1) as ReceivedRequest;
      expect(request.headers).toMatchObject({ urgency, ttl: '3600' });
      expect(readNote(request)).toMatchObject({
        title: 'Quai\u00a0: test des alertes',
        url: '/',
        tag: 'test',
        action: null,
      });
      expect(readNote(request).body).toContain('Ceci est un test de Vigie pour Quai');
    }
  });

  test('whatever strangers wrote, it fits into one record and no character is cut', async () => {
    const emoji = '👩‍👩‍👧‍👦'.repeat(2_000);
    for (const content of [
      HOSTILE,
      { ...HOSTILE, brandName: emoji, acknowledgedBy: emoji, worstMentions: [] },
      { unanswered: { names: Array.from({ length: 400 }, () => 'é😀'), since: '2026-06-02T12:05:00.000Z' } },
    ]) {
      const request = await sendAlert(content);
      expect(request.bytes.length).toBeLessThanOrEqual(4_096);
      const note = readNote(request);
      expect(note.title.isWellFormed()).toBe(true);
      expect(note.body.isWellFormed()).toBe(true);
      expect(note.body).not.toBe('');
      expect(`${note.title} ${note.body}`).not.toMatch(/https:\/\/phish|\r/);
      expect(note.action?.url).toBe(ACKNOWLEDGE_URL);
    }
  });

  test('several buzzes are one notification, as urgent as the worst, that replaces none', async () => {
    const subject: MessageSubject = {
      ...{ kind: 'bundle', agencyName: 'Quai', toldAt: null, canReply: false, allUrl: 'https://vigie.example' },
      alerts: [{ brandName: 'Orange', level: 3 } as const, { brandName: 'LG', level: 2 } as const].map((content) => ({
        content: makeAlertContent(content),
        buzzUrl: BUZZ_URL,
      })),
      acknowledgeUrl: ACKNOWLEDGE_URL,
    };
    await send({ subject });
    await send({ subject, deliveryId: '0199-bbbb' });
    const [first, second] = provider.received;
    if (first === undefined || second === undefined) throw new Error('nothing was sent');
    expect(first.headers).toMatchObject({ urgency: 'high', ttl: '86400' });
    expect(first.headers.topic).not.toBe(second.headers.topic);
    const note = readNote(first);
    expect(note).toMatchObject({ url: 'https://vigie.example', action: { url: ACKNOWLEDGE_URL } });
    expect(note.tag).not.toBe(readNote(second).tag);
    expect(readPlain(note.title)).toMatch(/^2\salertes · La plus grave\s: Bad buzz, niveau 3\/4$/);
    expect(readPlain(note.body)).toMatch(/^Orange et LG\./);
  });

  test('lines that have no room go whole, the last first', () => {
    const subject = makeAlert({ agencyName: 'Quai' });
    if (subject.kind !== 'alert') throw new Error('no alert');
    const input = { deliveryId: '0199-aaaa', subject, language: 'fr', timeZone: 'Europe/Paris' } as const;
    const whole = JSON.parse(renderPushNote(input)) as PushNote;
    const longUrl = `${BUZZ_URL}${'x'.repeat(3_400)}`;
    const cut = JSON.parse(renderPushNote({ ...input, subject: { ...subject, buzzUrl: longUrl } })) as PushNote;
    const lines = whole.body.split('\n');
    expect(cut.body.split('\n').length).toBeLessThan(lines.length);
    expect(lines.slice(0, cut.body.split('\n').length).join('\n')).toBe(cut.body);
    expect(cut.url).toBe(longUrl);
  });

  test.each([404, 410])('%i says that the subscription is no more: nothing is sent there again', async (status) => {
    provider.answerWith({ status, body: '{"code":410,"errno":106,"message":"Request did not validate"}' });
    expect(await send()).toEqual({
      kind: 'never',
      reason: 'refused',
      message: `The push service answered ${status}: {"code":410,"errno":106,"message":"Request did not validate"}`,
      isForGood: true,
    });
  });

  test.each([400, 401, 403, 413])('%i refuses this message, and not the browser', async (status) => {
    provider.answerWith({ status, body: 'UnauthorizedRegistration' });
    const message = `The push service answered ${status}: UnauthorizedRegistration`;
    expect(await send()).toEqual({ kind: 'never', reason: 'refused', message });
    expect(provider.received).toHaveLength(1);
  });

  test.each([
    ['too many messages', { status: 429, headers: { 'retry-after': '30' } }, 30],
    ['a fault of the push service', { status: 500, body: '<html>Internal error</html>' }, null],
    ['one that is away', { status: 503, headers: { 'retry-after': '90' } }, 90],
  ])('%s: tried again, when it says', async (_what, answer, retryAfterSeconds) => {
    provider.answerWith(answer);
    expect(await send()).toMatchObject({ kind: 'later', reason: 'busy', retryAfterSeconds });
  });

  test('a push service that took the message and never answered is asked again, under the same topic', async () => {
    provider.answerWith(null);
    const impatient: Http = { ...http, request: (request) => http.request({ ...request, timeoutMs: 80 }) };
    expect(await send({}, impatient)).toMatchObject({ kind: 'later', reason: 'timed-out' });
    provider.answerWith(ACCEPTED);
    expect((await send()).kind).toBe('accepted');
    const [first, second] = provider.received;
    expect(second?.headers.topic).toBe(first?.headers.topic);
    expect(readNote(second as ReceivedRequest).tag).toBe(readNote(first as ReceivedRequest).tag);
  });

  test.each([{ status: 201 }, { status: 201, headers: { location: '/' } }, { status: 202, body: 'x'.repeat(300_000) }])(
    'accepted without an id is accepted',
    async (answer) => {
      provider.answerWith(answer);
      expect(await send()).toEqual({ kind: 'accepted', providerId: null });
    },
  );

  test('a redirect is not followed, and a private address is never sent to', async () => {
    provider.answerWith({ status: 307, headers: { location: `${provider.url}/elsewhere` } });
    expect(await send()).toMatchObject({ kind: 'never', reason: 'refused' });
    expect(provider.received).toHaveLength(1);
    const guarded = leadTo(makeHttp({ allowedRanges: [], userAgent: 'vigie-test' }), ORIGIN, provider);
    expect(await send({}, guarded)).toMatchObject({ kind: 'never', reason: 'refused' });
    expect(provider.received).toHaveLength(1);
    await guarded.close();
  });

  test('whatever fails, nothing of the browser’s address is told of it', async () => {
    const quoting: Http = {
      ...http,
      request: ({ url }) =>
        Promise.resolve({ kind: 'failed', reason: 'connection-failed', message: `no way to ${url}` }),
    };
    const outcomes = [await send({}, quoting)];
    provider.answerWith({ status: 500, body: `${endpoint} ${TOKEN} failed` });
    outcomes.push(await send());
    for (const outcome of outcomes) {
      expect(outcome.kind).toBe('later');
      expect(JSON.stringify(outcome)).not.toContain(TOKEN);
    }
  });

  test('a digest is no notification, and nothing is sent without the subscription', async () => {
    const digest = { kind: 'digest', content: makeDigestContent(), brandUrl: BUZZ_URL, look: PLAIN_LOOK } as const;
    expect(await send({ subject: digest })).toMatchObject({ kind: 'never', reason: 'refused' });
    expect(await send({ secret: null })).toMatchObject({ kind: 'never', reason: 'not-configured' });
    expect(provider.received).toHaveLength(0);
  });
});
