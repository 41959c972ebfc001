/** SMS to a local server that answers as Brevo documents. */
import { describe, expect, test } from 'vitest';
import { makeBrevoSms } from '../../../src/notify/sms/brevo.ts';
import { type Contract, describeContract, json, MESSAGE, RECEIPT_URL, useProvider } from './provider-contract.ts';

const API_KEY = 'xkeysib-0123456789abcdef-AbCdEf';

const CONTRACT: Contract = {
  name: 'Brevo',
  make: (deps, baseUrl) => makeBrevoSms(deps, { apiKey: API_KEY, from: 'Vigie', baseUrl: `${baseUrl}/v3` }),
  accepted: json(201, { messageId: 1_511_882_900_176_220 }),
  providerId: '1511882900176220',
  badNumber: json(400, { code: 'invalid_parameter', message: 'Invalid telephone number' }),
  wrongKey: json(401, { code: 'unauthorized', message: 'Key not found' }),
  noCredit: json(402, { code: 'not_enough_credits', message: 'Cannot send SMS as your credits are over' }),
  secrets: [API_KEY],
  repeating: (message) => json(400, { code: 'invalid_parameter', message }),
};

describeContract(CONTRACT);

describe('makeBrevoSms', () => {
  const provider = useProvider(CONTRACT);

  test('an SMS is posted as Brevo asks, tagged with our id, and its receipt’s address carries it', async () => {
    await provider.send();
    const request = provider.first();
    expect([request.method, request.path]).toEqual(['POST', '/v3/transactionalSMS/send']);
    expect(request.headers['api-key']).toBe(API_KEY);
    expect(JSON.parse(request.body)).toEqual({
      sender: 'Vigie',
      recipient: '33612345678',
      content: MESSAGE.text,
      type: 'transactional',
      tag: MESSAGE.id,
      webUrl: `${RECEIPT_URL}?delivery=${MESSAGE.id}`,
    });
  });

  test('a service that Brevo could not reach asks for no receipt', async () => {
    await provider.send({ receiptUrl: null });
    expect(JSON.parse(provider.first().body)).not.toHaveProperty('webUrl');
  });

  test('credit that is used up lets the SMS wait, whatever the status', async () => {
    provider.answerWith(json(400, { code: 'not_enough_credits', message: 'Not enough credits' }));
    expect(await provider.send()).toMatchObject({ kind: 'later', reason: 'refused' });
  });
});
