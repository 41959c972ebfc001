/** One message through each channel, to servers of our own. */

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeManualClock } from '../../src/base/clock.ts';
import { makeHttp } from '../../src/base/http.ts';
import { PLAIN_LOOK } from '../../src/domain/agency-look.ts';
import { makeMailer } from '../../src/notify/email/make-mailer.ts';
import type { MessageSubject, OutgoingMessage } from '../../src/notify/outgoing-message.ts';
import { type SendDeps, sendDelivery } from '../../src/notify/send-delivery.ts';
import { makeTwilioSms } from '../../src/notify/sms/twilio.ts';
import { type LocalMailbox, startLocalMailbox } from '../support/local-mailbox.ts';
import { type LocalProvider, startLocalProvider } from '../support/local-provider.ts';
import { ACKNOWLEDGE_URL, BUZZ_URL, makeAlertContent, makeDigestContent } from './sample-content.ts';

const ALERT: MessageSubject = {
  kind: 'alert',
  agencyId: 'agency',
  alertId: 'alert',
  buzzId: 'buzz',
  brandId: 'brand',
  decidedAt: new Date('2026-06-02T12:06:00Z'),
  content: makeAlertContent(),
  acknowledgeUrl: ACKNOWLEDGE_URL,
  buzzUrl: BUZZ_URL,
};
const DIGEST: MessageSubject = { kind: 'digest', content: makeDigestContent(), brandUrl: BUZZ_URL, look: PLAIN_LOOK };

function makeMessage(overrides: Partial<OutgoingMessage>): OutgoingMessage {
  return {
    deliveryId: '0199-aaaa',
    channelKind: 'email',
    contactName: 'Claire Aubert',
    address: 'claire@agence.example',
    language: 'fr',
    timeZone: 'Europe/Paris',
    secret: null,
    subject: ALERT,
    ...overrides,
  };
}

let mailbox: LocalMailbox;
let provider: LocalProvider;
let deps: SendDeps;
let close: () => Promise<void>;

beforeEach(async () => {
  mailbox = await startLocalMailbox();
  provider = await startLocalProvider({ status: 201, body: '{"sid":"SM1"}' });
  const clock = makeManualClock(new Date('2026-06-02T12:06:10Z'));
  const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'vigie-test' });
  const mailer = makeMailer({ smtpUrl: mailbox.url, from: 'Vigie <alertes@vigie.example>' });
  const settings = { accountSid: 'AC1', authToken: 'token', from: 'Vigie', baseUrl: provider.url };
  deps = { mailer, sms: makeTwilioSms({ http, clock, receiptUrl: null }, settings), http, clock, vapidSubject: '' };
  close = async () => {
    await mailer.close();
    await http.close();
  };
});

afterEach(async () => {
  await close();
  await provider[Symbol.asyncDispose]();
  await mailbox[Symbol.asyncDispose]();
});

describe('sendDelivery', () => {
  test('an alert goes out as a mail in the thread of its buzz', async () => {
    expect((await sendDelivery(deps, makeMessage({}))).kind).toBe('accepted');
    const mail = mailbox.mails[0]?.parsed;
    expect(mail?.subject).toMatch(/^Orange/);
    expect(mail?.inReplyTo).toBe('<buzz-buzz@vigie.example>');
    expect(mail?.text).toContain(ACKNOWLEDGE_URL);
    expect(mail?.html).toContain(ACKNOWLEDGE_URL);
  });

  test('an alert goes out as an SMS', async () => {
    const outcome = await sendDelivery(deps, makeMessage({ channelKind: 'sms', address: '+33612345678' }));
    expect(outcome).toEqual({ kind: 'accepted', providerId: 'SM1' });
    expect(new URLSearchParams(provider.received[0]?.body).get('Body')).toMatch(/^\[ORANGE\] BAD BUZZ 3\/4/);
  });

  test('an alert goes out as a signed webhook', async () => {
    const address = `${provider.url}/hook`;
    const secret = 'whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=';
    const outcome = await sendDelivery(deps, makeMessage({ channelKind: 'webhook', address, secret }));
    expect(outcome.kind).toBe('accepted');
    expect(provider.received[0]?.headers['webhook-id']).toBe('0199-aaaa');
    expect(JSON.parse(provider.received[0]?.body ?? '')).toMatchObject({ type: 'buzz.opened' });
  });

  test('a webhook without secret is never sent unsigned', async () => {
    const outcome = await sendDelivery(deps, makeMessage({ channelKind: 'webhook', address: provider.url }));
    expect(outcome).toMatchObject({ kind: 'never', reason: 'not-configured' });
    expect(provider.received).toHaveLength(0);
  });

  test('a digest goes out as a mail that stands alone', async () => {
    expect((await sendDelivery(deps, makeMessage({ subject: DIGEST }))).kind).toBe('accepted');
    expect(mailbox.mails[0]?.parsed.subject).toContain('semaine du 1er juin');
    expect(mailbox.mails[0]?.parsed.inReplyTo).toBeUndefined();
  });

  test.each(['sms', 'webhook'] as const)('a digest does not go by %s', async (channelKind) => {
    expect(await sendDelivery(deps, makeMessage({ channelKind, subject: DIGEST }))).toMatchObject({
      kind: 'never',
      reason: 'refused',
    });
    expect(provider.received).toHaveLength(0);
  });
});
