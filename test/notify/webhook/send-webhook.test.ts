/** Webhooks to a local receiver that checks the signature by itself. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeManualClock } from '../../../src/base/clock.ts';
import { type Http, makeHttp } from '../../../src/base/http.ts';
import { makeSeededRandom } from '../../../src/base/random.ts';
import { makeWebhookSecret } from '../../../src/domain/channel-secret.ts';
import { sendWebhook, type WebhookMessage } from '../../../src/notify/webhook/send-webhook.ts';
import { signWebhook } from '../../../src/notify/webhook/sign-webhook.ts';
import { type LocalProvider, type ProviderAnswer, startLocalProvider } from '../../support/local-provider.ts';

const clock = makeManualClock(new Date('2026-06-02T12:05:07.900Z'));
const SECRET = makeWebhookSecret(makeSeededRandom(7));

let receiver: LocalProvider;
let http: Http;

beforeEach(async () => {
  receiver = await startLocalProvider({ status: 204 });
  http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'vigie-test' });
});

afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
  await http.close();
});

function makeMessage(): WebhookMessage {
  return {
    id: '0199-aaaa',
    url: `${receiver.url}/hooks/vigie?team=1`,
    secret: SECRET,
    body: '{"type":"buzz.opened","data":{"brand":"Électre & Cie"}}',
  };
}

describe('sendWebhook', () => {
  test('a receiver that knows the secret can check what it was sent', async () => {
    expect(await sendWebhook({ http, clock }, makeMessage())).toEqual({ kind: 'accepted', providerId: null });
    const request = receiver.received[0];
    expect([request?.method, request?.path]).toEqual(['POST', '/hooks/vigie?team=1']);
    expect(request?.headers['content-type']).toBe('application/json');
    expect(request?.headers['webhook-id']).toBe('0199-aaaa');
    expect(request?.headers['webhook-timestamp']).toBe('1780401907');
    const key = Buffer.from(SECRET.replace('whsec_', ''), 'base64');
    const signed = `${request?.headers['webhook-id']}.${request?.headers['webhook-timestamp']}.${request?.body}`;
    const expected = createHmac('sha256', key).update(signed).digest('base64');
    expect(request?.headers['webhook-signature']).toBe(`v1,${expected}`);
  });

  const cases: readonly (readonly [promise: string, answer: ProviderAnswer, expected: object])[] = [
    ['any 2xx is acceptance', { status: 202, body: 'thanks' }, { kind: 'accepted' }],
    ['a long answer takes nothing from acceptance', { status: 200, body: 'x'.repeat(300_000) }, { kind: 'accepted' }],
    [
      'a broken answer takes nothing from acceptance',
      { status: 200, headers: { 'content-encoding': 'gzip' }, body: 'no gzip' },
      { kind: 'accepted' },
    ],
    [
      'a delay beyond all calendars is a delay',
      { status: 429, headers: { 'retry-after': 'Sat, 13 Sep 275760 00:00:00 GMT' } },
      { kind: 'later', reason: 'busy', retryAfterSeconds: 31_536_000 },
    ],
    ['410 is for good', { status: 410 }, { kind: 'never', reason: 'refused' }],
    ['404 is never tried again', { status: 404 }, { kind: 'never', reason: 'refused' }],
    ['a redirect is not followed', { status: 302, headers: { location: '/other' } }, { kind: 'never' }],
    [
      'a receiver that is overrun names its delay',
      { status: 429, headers: { 'retry-after': '60' } },
      { kind: 'later', reason: 'busy', retryAfterSeconds: 60 },
    ],
    ['a receiver that is down is tried again', { status: 503 }, { kind: 'later', reason: 'busy' }],
  ];
  test.each(cases)('%s', async (_promise, answer, expected) => {
    receiver.answerWith(answer);
    expect(await sendWebhook({ http, clock }, makeMessage())).toMatchObject(expected);
    expect(receiver.received).toHaveLength(1);
  });

  test('a webhook to a private address is refused and never sent', async () => {
    const guarded = makeHttp({ allowedRanges: [], userAgent: 'vigie-test' });
    expect(await sendWebhook({ http: guarded, clock }, makeMessage())).toMatchObject({
      kind: 'never',
      reason: 'refused',
    });
    expect(receiver.received).toHaveLength(0);
    await guarded.close();
  });
});

describe('signWebhook', () => {
  test('the id, the time and the body each change the signature', () => {
    const message = { secret: SECRET, id: 'a', sentAt: new Date('2026-06-02T12:00:00Z'), body: '{}' };
    const signatures = [
      message,
      { ...message, id: 'b' },
      { ...message, sentAt: new Date('2026-06-02T12:00:01Z') },
      { ...message, body: '{ }' },
      { ...message, secret: makeWebhookSecret(makeSeededRandom(8)) },
    ].map((variant) => signWebhook(variant)['webhook-signature']);
    expect(new Set(signatures).size).toBe(signatures.length);
  });
});
