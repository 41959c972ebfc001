/** SMS by a template, to a local server that stands for any provider. */
import { describe, expect, test } from 'vitest';
import type { GenericSmsConfig } from '../../../src/base/sms-config.ts';
import { makeGenericSms } from '../../../src/notify/sms/generic.ts';
import { type Contract, describeContract, json, MESSAGE, useProvider } from './provider-contract.ts';

const TOKEN = 'generic-token-1';
const ACCOUNT_KEY = 'generic-account-key';
const BODY = `{"to":"{to}","from":"{from}","text":"{text}","id":"{id}","key":"${ACCOUNT_KEY}"}`;

function makeContract(changes: Partial<Omit<GenericSmsConfig, 'url'>> & Readonly<{ query?: string }> = {}): Contract {
  const { query = '', ...others } = changes;
  return {
    name: 'A generic provider',
    make: (deps, baseUrl) =>
      makeGenericSms(deps, {
        url: `${baseUrl}/send${query}`,
        method: 'POST',
        headers: { authorization: `Bearer ${TOKEN}` },
        body: { template: BODY, kind: 'json' },
        from: 'Vigie',
        idPath: 'data.0.id',
        ...others,
      }),
    accepted: json(202, { data: [{ id: 'm-1' }] }),
    providerId: 'm-1',
    badNumber: json(422, { error: { message: 'to: no such number' } }),
    wrongKey: json(401, { message: 'Unauthenticated' }),
    noCredit: json(402, { message: 'No credit' }),
    secrets: [TOKEN, ACCOUNT_KEY],
    repeating: (error) => json(400, { error }),
  };
}

describeContract(makeContract());

describe('a JSON template', () => {
  const provider = useProvider(makeContract());

  test('is filled in with what is escaped for JSON, under one Idempotency-Key', async () => {
    await provider.send();
    const request = provider.first();
    expect([request.method, request.path]).toEqual(['POST', '/send']);
    expect(request.headers).toMatchObject({
      'content-type': 'application/json',
      authorization: `Bearer ${TOKEN}`,
      'idempotency-key': MESSAGE.id,
    });
    const { to, text, id } = MESSAGE;
    expect(JSON.parse(request.body)).toEqual({ to, from: 'Vigie', text, id, key: ACCOUNT_KEY });
  });

  test.each([
    [{ data: [{ id: 42 }] }, '42'],
    [{ data: [] }, null],
    [{ data: [{ id: {} }] }, null],
    [{ data: [{ id: 'x'.repeat(201) }] }, null],
    [{ data: { '0': { id: 'a' } } }, 'a'],
    [['data'], null],
  ])('the answer %j has the id %j', async (answer, providerId) => {
    provider.answerWith(json(200, answer));
    expect(await provider.send()).toEqual({ kind: 'accepted', providerId });
  });
});

describe('a form template', () => {
  const template = 'to={to}&text={text}&from={from}&ref={id}';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const provider = useProvider(makeContract({ headers, body: { template, kind: 'form' }, from: '{text}' }));

  test('is filled in at once: no text ends its field or brings a placeholder of its own', async () => {
    await provider.send();
    expect([...new URLSearchParams(provider.first().body)]).toEqual([
      ['to', MESSAGE.to],
      ['text', MESSAGE.text],
      ['from', '{text}'],
      ['ref', MESSAGE.id],
    ]);
  });
});

describe('GET', () => {
  const query = '?user=me&pass=a-long-password&to={to}&msg={text}';
  const provider = useProvider(makeContract({ method: 'GET', body: null, idPath: null, query }));

  test('says everything in its address, escaped', async () => {
    expect(await provider.send()).toEqual({ kind: 'accepted', providerId: null });
    const { method, path, body } = provider.first();
    expect([method, body]).toEqual(['GET', '']);
    const parameters = new URL(path, 'http://x').searchParams;
    expect([parameters.get('to'), parameters.get('msg')]).toEqual([MESSAGE.to, MESSAGE.text]);
  });

  test('whose address holds a password never tells it', async () => {
    provider.answerWith(json(400, { message: 'bad request: pass=a-long-password' }));
    expect(await provider.send()).toMatchObject({ message: 'The SMS provider answered 400: bad request: pass=…' });
  });
});
