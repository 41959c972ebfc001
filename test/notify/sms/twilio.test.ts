/** SMS to a local server that answers as Twilio documents. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeManualClock } from '../../../src/base/clock.ts';
import { type Http, makeHttp } from '../../../src/base/http.ts';
import { makeUnconfiguredSms, type SmsSender } from '../../../src/notify/sms/sms-sender.ts';
import { makeTwilioSms } from '../../../src/notify/sms/twilio.ts';
import { type LocalProvider, type ProviderAnswer, startLocalProvider } from '../../support/local-provider.ts';

const ACCOUNT_SID = 'AC0123456789abcdef0123456789abcdef';
const SMS_SID = 'SM5ef8732a3c49700934481addd5ce1659';
const MESSAGE = { to: '+33612345678', text: '[ORANGE] BAD BUZZ 3/4 & "box" à plat. Vu ? https://v.example/a/1' };
const clock = makeManualClock(new Date('2026-06-02T12:00:00Z'));

function json(status: number, fields: object, headers: Readonly<Record<string, string>> = {}): ProviderAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(fields) };
}

let provider: LocalProvider;
let http: Http;

function makeSender(overrides: Readonly<{ from?: string; baseUrl?: string; http?: Http }> = {}): SmsSender {
  return makeTwilioSms(
    { http: overrides.http ?? http, clock },
    {
      accountSid: ACCOUNT_SID,
      authToken: 'token',
      from: overrides.from ?? '+33700000000',
      baseUrl: overrides.baseUrl ?? provider.url,
    },
  );
}

beforeEach(async () => {
  provider = await startLocalProvider(json(201, { sid: SMS_SID, status: 'queued' }));
  http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'vigie-test' });
});

afterEach(async () => {
  await provider[Symbol.asyncDispose]();
  await http.close();
});

describe('makeTwilioSms', () => {
  test('an SMS is posted as Twilio asks, and accepted under its sid', async () => {
    expect(await makeSender({ baseUrl: `${provider.url}/` }).send(MESSAGE)).toEqual({
      kind: 'accepted',
      providerId: SMS_SID,
    });
    const request = provider.received[0];
    expect(request?.method).toBe('POST');
    expect(request?.path).toBe(`/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`);
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from(`${ACCOUNT_SID}:token`).toString('base64')}`);
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      To: MESSAGE.to,
      From: '+33700000000',
      Body: MESSAGE.text,
    });
  });

  test('the sid of a messaging service is sent as one', async () => {
    const service = `MG${'a'.repeat(32)}`;
    await makeSender({ from: service }).send(MESSAGE);
    const form = new URLSearchParams(provider.received[0]?.body);
    expect([form.get('MessagingServiceSid'), form.get('From')]).toEqual([service, null]);
  });

  const cases: readonly (readonly [promise: string, answer: ProviderAnswer, expected: object])[] = [
    [
      'a number that does not exist is never tried again, and the code is kept',
      json(400, { code: 21211, message: 'The number is not a valid phone number.', status: 400 }),
      { kind: 'never', reason: 'refused', message: expect.stringContaining('not a valid phone number. (error 21211)') },
    ],
    [
      'wrong credentials let the SMS wait for somebody to mend them',
      json(401, { code: 20003, message: 'Authenticate', status: 401 }),
      { kind: 'later', reason: 'refused', message: expect.stringContaining('error 20003') },
    ],
    [
      'too many requests wait as long as Twilio says',
      json(429, { code: 20429, message: 'Too Many Requests', status: 429 }, { 'retry-after': '37' }),
      { kind: 'later', reason: 'busy', retryAfterSeconds: 37 },
    ],
    [
      'a date in Retry-After is read too',
      json(429, {}, { 'retry-after': 'Tue, 02 Jun 2026 12:02:00 GMT' }),
      { kind: 'later', retryAfterSeconds: 120 },
    ],
    [
      'a Retry-After that cannot be read is none',
      json(503, {}, { 'retry-after': 'soon' }),
      { kind: 'later', reason: 'busy', retryAfterSeconds: null },
    ],
    [
      'a fault of Twilio is tried again though its body is no JSON',
      { status: 500, body: '<html>Internal error</html>' },
      { kind: 'later', reason: 'busy', retryAfterSeconds: null },
    ],
    [
      'an acceptance without sid is one all the same: it must not be sent twice',
      { status: 201, body: '' },
      { kind: 'accepted', providerId: null },
    ],
    [
      'a redirect is not followed with our credentials',
      { status: 307, headers: { location: 'http://127.0.0.1:9/elsewhere' } },
      { kind: 'never', reason: 'refused' },
    ],
  ];
  test.each(cases)('%s', async (_promise, answer, expected) => {
    provider.answerWith(answer);
    expect(await makeSender().send(MESSAGE)).toMatchObject(expected);
    expect(provider.received).toHaveLength(1);
  });

  test('a provider that never answers lets the SMS wait', async () => {
    provider.answerWith(null);
    const impatient: Http = { ...http, request: (request) => http.request({ ...request, timeoutMs: 80 }) };
    expect(await makeSender({ http: impatient }).send(MESSAGE)).toMatchObject({ kind: 'later', reason: 'timed-out' });
  });

  test('a provider that is not there lets the SMS wait', async () => {
    const gone = await startLocalProvider(null);
    await gone[Symbol.asyncDispose]();
    expect(await makeSender({ baseUrl: gone.url }).send(MESSAGE)).toMatchObject({
      kind: 'later',
      reason: 'connection-failed',
    });
  });
});

test('without a provider every SMS waits and says why', async () => {
  expect(await makeUnconfiguredSms().send(MESSAGE)).toMatchObject({ kind: 'later', reason: 'not-configured' });
});
