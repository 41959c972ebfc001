/** SMS to a local server that answers as Twilio documents. */
import { describe, expect, test } from 'vitest';
import { makeUnconfiguredSms } from '../../../src/notify/sms/sms-sender.ts';
import { makeTwilioSms } from '../../../src/notify/sms/twilio.ts';
import { type Contract, describeContract, json, MESSAGE, RECEIPT_URL, useProvider } from './provider-contract.ts';

const ACCOUNT_SID = 'AC0123456789abcdef0123456789abcdef';
const SMS_SID = 'SM5ef8732a3c49700934481addd5ce1659';
const AUTH_TOKEN = 'twilio-auth-token';
const CREDENTIALS = Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64');

function makeContract(from = '+33700000000'): Contract {
  return {
    name: 'Twilio',
    make: (deps, baseUrl) => makeTwilioSms(deps, { accountSid: ACCOUNT_SID, authToken: AUTH_TOKEN, from, baseUrl }),
    accepted: json(201, { sid: SMS_SID, status: 'queued' }),
    providerId: SMS_SID,
    badNumber: json(400, { code: 21211, message: 'The number is not a valid phone number.', status: 400 }),
    wrongKey: json(401, { code: 20003, message: 'Authenticate', status: 401 }),
    noCredit: json(402, { code: 20005, message: 'Account is not active', status: 402 }),
    secrets: [AUTH_TOKEN, CREDENTIALS],
    repeating: (message) => json(400, { code: 1, message }),
  };
}

describeContract(makeContract());

describe('makeTwilioSms', () => {
  const provider = useProvider(makeContract());

  test('an SMS is posted as Twilio asks, and its receipt’s address carries our id', async () => {
    await provider.send({ baseUrl: `${provider.url()}/` });
    const request = provider.first();
    expect(request.method).toBe('POST');
    expect(request.path).toBe(`/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`);
    expect(request.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(request.headers.authorization).toBe(`Basic ${CREDENTIALS}`);
    expect(Object.fromEntries(new URLSearchParams(request.body))).toEqual({
      To: MESSAGE.to,
      From: '+33700000000',
      Body: MESSAGE.text,
      StatusCallback: `${RECEIPT_URL}?delivery=${MESSAGE.id}`,
    });
  });

  test('a service that Twilio could not reach asks for no receipt', async () => {
    await provider.send({ receiptUrl: null });
    expect(new URLSearchParams(provider.first().body).has('StatusCallback')).toBe(false);
  });

  test('the code of a refusal is kept', async () => {
    provider.answerWith(makeContract().badNumber);
    expect(await provider.send()).toMatchObject({
      message: expect.stringContaining('not a valid phone number. (error 21211)'),
    });
  });
});

describe('a messaging service', () => {
  const service = `MG${'a'.repeat(32)}`;
  const provider = useProvider(makeContract(service));

  test('is sent by its sid', async () => {
    await provider.send();
    const form = new URLSearchParams(provider.first().body);
    expect([form.get('MessagingServiceSid'), form.get('From')]).toEqual([service, null]);
  });
});

test('without a provider every SMS waits and says why', async () => {
  expect(await makeUnconfiguredSms().send(MESSAGE)).toMatchObject({ kind: 'later', reason: 'not-configured' });
});
