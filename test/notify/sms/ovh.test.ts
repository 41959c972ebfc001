/** SMS to a local server that answers as OVHcloud documents. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { makeOvhSms } from '../../../src/notify/sms/ovh.ts';
import { type Contract, describeContract, json, MESSAGE, NOW, useProvider } from './provider-contract.ts';

const KEYS = {
  applicationKey: '7kbG7Bk7S9Nt7ZSV',
  applicationSecret: 'EXEgWIz07P0HYwtQDs7cNIqCiQaWSuHF',
  consumerKey: 'MtSwSrPpNjqfVSmJhLbPyr2i45lSwPU1',
};
const SERVICE = 'sms-ab12345-1';

function makeContract(from: string | null = 'Vigie'): Contract {
  return {
    name: 'OVHcloud',
    make: (deps, baseUrl) => makeOvhSms(deps, { ...KEYS, serviceName: SERVICE, from, baseUrl: `${baseUrl}/1.0` }),
    accepted: json(200, {
      ids: [123_456_789],
      invalidReceivers: [],
      validReceivers: [MESSAGE.to],
      totalCreditsRemoved: 1,
    }),
    providerId: '123456789',
    badNumber: json(200, { ids: [], invalidReceivers: [MESSAGE.to], validReceivers: [], totalCreditsRemoved: 0 }),
    wrongKey: json(403, { errorCode: 'INVALID_CREDENTIAL', message: 'This credential is not valid', httpCode: '403' }),
    noCredit: json(400, { message: 'Not enough credits: 0 left', httpCode: '400 Bad Request' }),
    secrets: Object.values(KEYS),
    repeating: (message) => json(400, { message, httpCode: '400 Bad Request' }),
  };
}

describeContract(makeContract());

describe('makeOvhSms', () => {
  const provider = useProvider(makeContract());

  test('an SMS is a job of high priority without STOP, of no use after a day, and tagged with our id', async () => {
    await provider.send();
    const request = provider.first();
    expect([request.method, request.path]).toEqual(['POST', `/1.0/sms/${SERVICE}/jobs`]);
    expect(JSON.parse(request.body)).toEqual({
      message: MESSAGE.text,
      receivers: [MESSAGE.to],
      sender: 'Vigie',
      noStopClause: true,
      priority: 'high',
      coding: '7bit',
      charset: 'UTF-8',
      validityPeriod: 1_440,
      tag: '7000800000000000abcd',
    });
  });

  test('the request is signed over secret, consumer, method, address, body and second', async () => {
    await provider.send();
    const { headers, body, path } = provider.first();
    const timestamp = String(NOW.getTime() / 1_000);
    const signed = [KEYS.applicationSecret, KEYS.consumerKey, 'POST', `${provider.url()}${path}`, body, timestamp];
    expect(headers).toMatchObject({
      'x-ovh-application': KEYS.applicationKey,
      'x-ovh-consumer': KEYS.consumerKey,
      'x-ovh-timestamp': timestamp,
      'x-ovh-signature': `$1$${createHash('sha1').update(signed.join('+')).digest('hex')}`,
    });
    expect(JSON.stringify(headers)).not.toContain(KEYS.applicationSecret);
  });

  test.each(['INVALID_SIGNATURE', 'INVALID_KEY', 'NOT_GRANTED_CALL', 'QUERY_TIME_OUT'])(
    '%s speaks of the account, and the SMS waits',
    async (errorCode) => {
      provider.answerWith(json(400, { errorCode, message: 'No' }));
      expect(await provider.send()).toMatchObject({ kind: 'later', reason: 'refused' });
    },
  );

  test('a clock that is wrong is named', async () => {
    provider.answerWith(json(400, { errorCode: 'QUERY_TIME_OUT', message: 'Query out of time' }));
    expect(await provider.send()).toMatchObject({ message: expect.stringContaining('set this machine') });
  });

  test('a number on the black list is never tried again, and is named', async () => {
    provider.answerWith(makeContract().badNumber);
    expect(await provider.send()).toMatchObject({ kind: 'never', message: expect.stringContaining(MESSAGE.to) });
  });
});

describe('without a sender of one’s own', () => {
  const provider = useProvider(makeContract(null));

  test('a short number sends, which can be answered', async () => {
    await provider.send();
    expect(JSON.parse(provider.first().body)).toMatchObject({ senderForResponse: true });
    expect(JSON.parse(provider.first().body)).not.toHaveProperty('sender');
  });
});
