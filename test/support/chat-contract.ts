/** What every chat channel promises, tried on a local server that answers as the chat's own documentation says. */

import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeManualClock } from '../../src/base/clock.ts';
import { type Http, makeHttp } from '../../src/base/http.ts';
import { PLAIN_LOOK } from '../../src/domain/agency-look.ts';
import type { AlertContent, ChatKind, DeliveryOutcome } from '../../src/domain/alert.ts';
import type { OutgoingMessage } from '../../src/notify/outgoing-message.ts';
import { sendDelivery } from '../../src/notify/send-delivery.ts';
import {
  ACKNOWLEDGE_URL,
  BUZZ_URL,
  makeAlertContent,
  makeDigestContent,
  makeMention,
  makeTerm,
} from '../notify/sample-content.ts';
import {
  type LocalProvider,
  leadTo,
  type ProviderAnswer,
  type ReceivedRequest,
  startLocalProvider,
} from './local-provider.ts';

export type ChatContract = Readonly<{
  kind: ChatKind;
  address: string;
  /** As it is stored, with the chat's own host. */
  secret: string;
  /** The host that the secret or the channel names, which the test leads to the local server. */
  origin: string;
  accepted: Readonly<{ answer: ProviderAnswer; providerId: string | null }>;
  /** A refusal for good, and what is told of it. */
  refused: Readonly<{ answer: ProviderAnswer; told: string }>;
  /** Too many messages, in the chat's own way of saying how long to wait. */
  tooMany: Readonly<{ answer: ProviderAnswer; seconds: number }>;
  /** Everything that a reader could see or press, as it was sent. */
  readText: (request: ReceivedRequest) => string;
}>;

export type SentAlert = Readonly<{ outcome: DeliveryOutcome; request: ReceivedRequest }>;

const clock = makeManualClock(new Date('2026-06-02T12:06:10Z'));

let provider: LocalProvider;
let http: Http;

/** An answer with a JSON body. */
export function json(status: number, fields: object, headers: Readonly<Record<string, string>> = {}): ProviderAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(fields) };
}

/** Everything that strangers can put where an alert quotes them. */
export const HOSTILE: Partial<AlertContent> = {
  brandName: '<script>alert(1)</script> *Orange* @channel\r\nBcc: x@y.example\r\n\r\n',
  worstMentions: [
    makeMention({
      title: `<!channel> <@U123> <https://phish.example|cliquez> @everyone @here [ici](https://phish.example) </a><b>`,
      excerpt: `${'_*~`|\\&<>"\' @all tg://user?id=1 '.repeat(400)}`,
      url: 'https://forum.exemple.fr/a(b)|c?x=<y>&z="1"',
      author: '@channel</i>',
      site: 'forum.exemple.fr',
    }),
    makeMention({
      title: 'x'.repeat(10_000),
      excerpt: 'é'.repeat(10_000),
      url: `https://a.example/${'u'.repeat(9_000)}`,
    }),
    makeMention({ title: null, excerpt: '&'.repeat(10_000), author: '&'.repeat(10_000), site: '&'.repeat(10_000) }),
    makeMention({ url: 'javascript:alert(1)' }),
  ],
  acknowledgedBy: '@everyone '.repeat(1_000),
  emergingTerms: ['*panne*', '<box>', '&'.repeat(5_000)].map(makeTerm),
  agencyName: '@here '.repeat(2_000),
};

/** Declares the tests of the contract; returns how to send one alert in tests of the chat's own. */
export function testChatContract(contract: ChatContract) {
  beforeEach(async () => {
    provider = await startLocalProvider(contract.accepted.answer);
    http = leadTo(makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'vigie-test' }), contract.origin, provider);
  });

  afterEach(async () => {
    await provider[Symbol.asyncDispose]();
    await http.close();
  });

  const send = (overrides: Partial<OutgoingMessage> = {}, through: Http = http): Promise<DeliveryOutcome> => {
    const mailer = { send: () => Promise.reject(new Error('no mail here')) };
    const sms = { send: () => Promise.reject(new Error('no SMS here')) };
    return sendDelivery({ mailer, sms, http: through, clock, vapidSubject: '' }, makeMessage(contract, overrides));
  };
  const sendAlert = async (content: Partial<AlertContent> = {}): Promise<SentAlert> => {
    const outcome = await send({ subject: makeAlert(content) });
    const [request] = provider.received;
    if (request === undefined) throw new Error('nothing was sent');
    return { outcome, request };
  };

  test('an alert is accepted, under the id that the chat gives it', async () => {
    const { outcome, request } = await sendAlert();
    expect(outcome).toEqual({ kind: 'accepted', providerId: contract.accepted.providerId });
    expect(request.method).toBe('POST');
    expect(request.headers['content-type']).toMatch(/^application\/json/);
    const text = contract.readText(request).replaceAll('\u200b', '').replaceAll('\\', '');
    for (const part of ['Orange', 'Bad buzz, niveau 3/4', 'J’ai vu', 'Mentions négatives', 'lea_m', 'Panne générale']) {
      expect(text).toContain(part);
    }
    expect(request.body).toContain(ACKNOWLEDGE_URL);
    expect(request.body).toContain(BUZZ_URL);
  });

  test('an alert in English is in English', async () => {
    await send({ language: 'en' });
    const [request] = provider.received;
    expect(request?.body).toContain('Negative mentions');
    expect(request?.body).not.toContain('Mentions négatives');
  });

  test('of a buzz that is over nothing is to be acknowledged', async () => {
    const { request } = await sendAlert({ reason: 'resolved', resolvedAt: '2026-06-02T18:35:00.000Z' });
    expect(request.body).not.toContain(ACKNOWLEDGE_URL);
    expect(request.body).toContain(BUZZ_URL);
  });

  test('a refusal is for good, and says why', async () => {
    provider.answerWith(contract.refused.answer);
    const message = expect.stringContaining(contract.refused.told);
    expect(await send()).toEqual({ kind: 'never', reason: 'refused', message });
    expect(provider.received).toHaveLength(1);
  });

  test('too many messages wait as long as the chat says', async () => {
    provider.answerWith(contract.tooMany.answer);
    expect(await send()).toMatchObject({
      kind: 'later',
      reason: 'busy',
      retryAfterSeconds: contract.tooMany.seconds,
    });
  });

  test.each([
    ['a fault of the chat', { status: 500, body: '<html>Internal error</html>' }, null],
    ['a chat that is away', { status: 503, headers: { 'retry-after': '90' } }, 90],
    ['429 of a gateway before the chat', { status: 429, headers: { 'retry-after': '7' }, body: 'slow down' }, 7],
  ])('%s is tried again', async (_what, answer, retryAfterSeconds) => {
    provider.answerWith(answer);
    expect(await send()).toMatchObject({ kind: 'later', reason: 'busy', retryAfterSeconds });
  });

  test('a chat that took the message and never answered is tried again: it may be said twice', async () => {
    provider.answerWith(null);
    const impatient: Http = { ...http, request: (request) => http.request({ ...request, timeoutMs: 80 }) };
    expect(await send({}, impatient)).toMatchObject({ kind: 'later', reason: 'timed-out' });
    expect(provider.received).toHaveLength(1);
  });

  test.each([
    ['broken', { status: 200, headers: { 'content-encoding': 'gzip' }, body: 'no gzip' }],
    ['too long', { status: 200, body: 'x'.repeat(300_000) }],
    ['strange', { status: 200, body: '[null]' }],
  ])('a %s answer takes nothing from acceptance', async (_what, answer) => {
    provider.answerWith(answer);
    expect(await send()).toEqual({ kind: 'accepted', providerId: null });
  });

  test('a redirect is not followed', async () => {
    provider.answerWith({ status: 307, headers: { location: `${provider.url}/elsewhere` } });
    expect(await send()).toMatchObject({ kind: 'never', reason: 'refused' });
    expect(provider.received).toHaveLength(1);
  });

  test('a chat on a private address is refused and never sent to', async () => {
    const guarded = leadTo(makeHttp({ allowedRanges: [], userAgent: 'vigie-test' }), contract.origin, provider);
    expect(await send({}, guarded)).toMatchObject({ kind: 'never', reason: 'refused' });
    expect(provider.received).toHaveLength(0);
    await guarded.close();
  });

  test('whatever fails, nothing of the secret is told of it', async () => {
    const parts = contract.secret.split(/[/?&=:]/).filter((part) => part.length > 20);
    expect(parts.length).toBeGreaterThan(0);
    const quoting: Http = {
      ...http,
      request: ({ url }) =>
        Promise.resolve({ kind: 'failed', reason: 'connection-failed', message: `no way to ${url}` }),
    };
    const outcomes = [await send({}, quoting)];
    for (const status of [404, 500]) {
      const quoted = `${contract.secret} ${decodeURIComponent(contract.secret)} was asked by POST ${parts.join(' ')}`;
      const said = { message: quoted, description: quoted, error: { code: 'X', message: quoted } };
      provider.answerWith(contract.kind === 'slack' ? { status, body: quoted } : json(status, said));
      outcomes.push(await send());
    }
    for (const outcome of outcomes) {
      expect(outcome.kind).not.toBe('accepted');
      const told = JSON.stringify(outcome);
      for (const part of parts) {
        expect(told).not.toContain(part);
        expect(told).not.toContain(decodeURIComponent(part));
      }
    }
  });

  test('a test is sent as one line that says so, and rings nobody whatever the agency is called', async () => {
    const askedAt = new Date('2026-06-08T08:00:00Z');
    const about = { kind: 'test', agencyId: 'agency', testKind: 'asked', askedAt } as const;
    const subject = { ...about, agencyName: '@channel <!here> *Quai* [ici](https://phish.example)' };
    expect(await send({ subject })).toEqual({ kind: 'accepted', providerId: contract.accepted.providerId });
    const body = provider.received[0]?.body.replaceAll('\\\\', '') ?? '';
    expect(body).toContain('Ceci est un test de Vigie pour');
    expect(body).toContain('vous n’avez rien à faire.');
    expect(body).not.toMatch(/@(channel|here)|https:\/\/phish/);
    // markup of Slack's alone: elsewhere these are three plain signs
    if (contract.kind === 'slack') expect(body).not.toContain('<!here>');
  });

  test('a digest is not sent to a chat, and nothing is sent without its secret', async () => {
    const digest = { kind: 'digest', content: makeDigestContent(), brandUrl: BUZZ_URL, look: PLAIN_LOOK } as const;
    expect(await send({ subject: digest })).toMatchObject({ kind: 'never', reason: 'refused' });
    expect(await send({ secret: null })).toMatchObject({ kind: 'never', reason: 'not-configured' });
    expect(provider.received).toHaveLength(0);
  });

  test('the end says who said so, whose name rings nobody', async () => {
    const end = { as: 'closed', by: '@channel <!here> *Marie* [ici](https://phish.example)' } as const;
    const { request } = await sendAlert({ reason: 'resolved', resolvedAt: '2026-06-02T18:35:00.000Z', end });
    const text = contract.readText(request);
    expect(text).toContain('lerte close par ');
    expect(text).toContain('Marie');
    expect(text).not.toContain('à la normale');
    expect(text).not.toMatch(/@(channel|here)/);
    expect(text).not.toContain('https://phish');
  });

  test('what strangers wrote rings nobody, becomes no link of theirs, and is bounded', async () => {
    const { outcome, request } = await sendAlert(HOSTILE);
    expect(outcome.kind).toBe('accepted');
    expect(Buffer.byteLength(request.body)).toBeLessThan(28_000);
    const text = contract.readText(request);
    expect(text).not.toMatch(/@(channel|here|everyone|all)/);
    expect(text).not.toContain('https://phish');
    expect(text).not.toContain('javascript:');
    expect(text).not.toContain('\r');
    expect(text).toContain('J’ai vu');
    expect(request.body).toContain(ACKNOWLEDGE_URL);
  });

  return sendAlert;
}

function makeAlert(content: Partial<AlertContent>): OutgoingMessage['subject'] {
  return {
    kind: 'alert',
    agencyId: 'agency',
    alertId: 'alert',
    buzzId: 'buzz',
    brandId: 'brand',
    decidedAt: new Date('2026-06-02T12:06:00Z'),
    content: makeAlertContent(content),
    acknowledgeUrl: ACKNOWLEDGE_URL,
    buzzUrl: BUZZ_URL,
  };
}

function makeMessage(contract: ChatContract, overrides: Partial<OutgoingMessage>): OutgoingMessage {
  return {
    deliveryId: '0199-aaaa',
    channelKind: contract.kind,
    contactName: 'Claire Aubert',
    address: contract.address,
    language: 'fr',
    timeZone: 'Europe/Paris',
    secret: contract.secret,
    subject: makeAlert({}),
    ...overrides,
  };
}
