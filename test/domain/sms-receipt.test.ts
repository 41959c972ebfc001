/** What each SMS provider tells afterwards, as it tells it. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SmsProvider } from '../../src/base/sms-config.ts';
import { findCaller, isTwilioSignatureRight, makeCallUrl } from '../../src/domain/sms-call.ts';
import { addDelivery, readReceipts } from '../../src/domain/sms-receipt.ts';

const KEY = { present: Buffer.alloc(32, 7), previous: [] };
const DELIVERY_ID = '01970000-0000-7000-8000-00000000abcd';

function read(provider: SmsProvider, body: string, query = '') {
  return readReceipts(provider, { query: new URLSearchParams(query), body });
}

describe('the address of receipts', () => {
  test('is one for each provider, and nobody else’s end of it fits', () => {
    const url = new URL(makeCallUrl(KEY, 'https://vigie.example', { purpose: 'receipts', provider: 'brevo' }));
    const [, , , provider = '', token = ''] = url.pathname.split('/');
    expect(url.pathname).toMatch(/^\/sms\/receipts\/brevo\/[\w-]{43}$/);
    expect(findCaller(KEY, { purpose: 'receipts', provider: provider, token: token })).toBe('brevo');
    for (const [name, end] of [
      ['ovh', token],
      ['brevo', `${token}x`],
      ['brevo', token.slice(1)],
      ['brevo', ''],
      ['constructor', token],
      ['', token],
    ] as const) {
      expect(findCaller(KEY, { purpose: 'receipts', provider: name, token: end })).toBeNull();
    }
    expect(
      findCaller(
        { present: Buffer.alloc(32, 8), previous: [] },
        { purpose: 'receipts', provider: provider, token: token },
      ),
    ).toBeNull();
  });

  test('carries our id', () => {
    expect(addDelivery('https://vigie.example/r', DELIVERY_ID)).toBe(`https://vigie.example/r?delivery=${DELIVERY_ID}`);
  });
});

describe('readReceipts', () => {
  const delivered = { state: 'delivered', deliveryId: null } as const;
  const undelivered = { state: 'undelivered', deliveryId: null } as const;
  const cases: readonly (readonly [provider: SmsProvider, body: string, query: string, expected: unknown])[] = [
    ['twilio', 'MessageSid=SM1&MessageStatus=delivered&To=%2B336', '', [{ ...delivered, providerId: 'SM1' }]],
    ['twilio', 'MessageSid=SM1&MessageStatus=undelivered&ErrorCode=30003', '', [{ ...undelivered, providerId: 'SM1' }]],
    ['twilio', 'SmsSid=SM1&SmsStatus=failed', '', [{ ...undelivered, providerId: 'SM1' }]],
    ['twilio', 'MessageSid=SM1&MessageStatus=sent', '', []],
    ['twilio', 'MessageSid=SM1', '', null],
    ['twilio', '', '', null],
    ['ovh', '', 'id=123&dlr=1&ptt=4', [{ ...delivered, providerId: '123' }]],
    ['ovh', '', 'id=123&dlr=2', [{ ...undelivered, providerId: '123' }]],
    ['ovh', '', 'id=123&dlr=16', [{ ...undelivered, providerId: '123' }]],
    ['ovh', '', 'id=123&dlr=8&ptt=4', []],
    ['ovh', 'id=123&ptt=4&description=ok', '', [{ ...delivered, providerId: '123' }]],
    ['ovh', 'id=123&ptt=23', '', [{ ...undelivered, providerId: '123' }]],
    ['ovh', 'id=123&ptt=1', '', []],
    ['ovh', '', 'id=123', null],
    ['brevo', '{"messageId":151,"msg_status":"delivered","to":"336"}', '', [{ ...delivered, providerId: '151' }]],
    ['brevo', '{"messageId":"151","event":"hard_bounce"}', '', [{ ...undelivered, providerId: '151' }]],
    ['brevo', '{"messageId":151,"msg_status":"sent"}', '', []],
    [
      'brevo',
      '[{"messageId":1,"msg_status":"delivered"},{"messageId":2,"msg_status":"soft_bounce"}]',
      '',
      [
        { ...delivered, providerId: '1' },
        { ...undelivered, providerId: '2' },
      ],
    ],
    ['brevo', '[{"messageId":1,"msg_status":"delivered"},7]', '', null],
    ['brevo', '{"messageId":{"a":1},"msg_status":"delivered"}', '', null],
    ['generic', '{"id":"m-1","status":"delivered"}', '', [{ ...delivered, providerId: 'm-1' }]],
    ['generic', '{"id":"m-1","status":"EXPIRED"}', '', [{ ...undelivered, providerId: 'm-1' }]],
    ['generic', '{"id":"","status":"delivered"}', '', null],
    ['generic', '{"id":"m\\u0000","status":"delivered"}', '', null],
    ['generic', `{"id":"${'x'.repeat(201)}","status":"delivered"}`, '', null],
    ['generic', 'not JSON', '', null],
    ['generic', 'null', '', null],
    ['generic', '[]', '', []],
  ];
  test.each(cases)('%s told %j %j', (provider, body, query, expected) => {
    expect(read(provider, body, query)).toEqual(expected);
  });

  test('our id comes with the address, or in the place of the provider’s', () => {
    const form = 'MessageSid=SM1&MessageStatus=delivered';
    expect(read('twilio', form, `delivery=${DELIVERY_ID}`)).toMatchObject([
      { providerId: 'SM1', deliveryId: DELIVERY_ID },
    ]);
    expect(read('twilio', form, "delivery=1' or 1=1")).toMatchObject([{ deliveryId: null }]);
    expect(read('generic', `{"id":"${DELIVERY_ID}","status":"delivered"}`)).toMatchObject([
      { deliveryId: DELIVERY_ID },
    ]);
  });
});

describe('isTwilioSignatureRight', () => {
  const url = 'https://vigie.example/sms/receipts/twilio/t?delivery=1';
  const body = 'MessageStatus=delivered&MessageSid=SM1&To=%2B336';
  const signature = createHmac('sha1', 'token')
    .update(`${url}MessageSidSM1MessageStatusdeliveredTo+336`)
    .digest('base64');

  test('holds for the address and the fields in order, and for nothing else', () => {
    expect(isTwilioSignatureRight('token', { url, body, signature })).toBe(true);
    expect(isTwilioSignatureRight('other', { url, body, signature })).toBe(false);
    expect(isTwilioSignatureRight('token', { url: `${url}2`, body, signature })).toBe(false);
    expect(isTwilioSignatureRight('token', { url, body: `${body}&x=1`, signature })).toBe(false);
    for (const wrong of ['', 'é', `${signature}x`]) {
      expect(isTwilioSignatureRight('token', { url, body, signature: wrong })).toBe(false);
    }
  });
});
