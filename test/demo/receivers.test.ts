/** The demo's mailbox and SMS gateway: spoken to by the service's own senders. */
import { describe, expect, test } from 'vitest';
import { makeManualClock } from '../../src/base/clock.ts';
import { makeHttp } from '../../src/base/http.ts';
import { startMailbox } from '../../src/demo/mailbox.ts';
import { type SmsGateway, startSmsGateway } from '../../src/demo/sms-gateway.ts';
import { makeMailer } from '../../src/notify/email/make-mailer.ts';
import { makeTwilioSms } from '../../src/notify/sms/twilio.ts';

const AT = new Date('2026-11-10T18:00:00Z');
const clock = makeManualClock(AT);

test('a mail is kept as its reader sees it, with the moment of the demo’s clock', async () => {
  await using mailbox = await startMailbox({ clock });
  await using mailer = makeMailer({ smtpUrl: mailbox.url, from: 'Vigie <vigie@example.org>' });
  const outcome = await mailer.send({
    deliveryId: '01a1c694-c140-71c5-bc21-f5f8b336da8d',
    to: { name: 'Zoé Lœuf', address: 'zoe@example.org' },
    threadId: null,
    unsubscribeUrl: null,
    replyTo: null,
    subject: 'Élan : l’été à 38 °C',
    text: 'Déjà vu, cœur serré.\n',
    html: '<p>Déjà vu</p>',
  });
  expect(outcome.kind).toBe('accepted');
  expect(mailbox.mails).toHaveLength(1);
  expect(mailbox.mails[0]).toMatchObject({
    receivedAt: AT,
    to: 'zoe@example.org',
    subject: 'Élan : l’été à 38 °C',
    text: expect.stringContaining('Déjà vu, cœur serré.'),
    html: expect.stringContaining('<p>Déjà vu</p>'),
  });
});

describe('the SMS gateway', () => {
  async function send(gateway: SmsGateway, change: Readonly<{ authToken?: string; to?: string; text?: string }>) {
    const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie-test' });
    const { accountSid, from, url } = gateway;
    const authToken = change.authToken ?? gateway.authToken;
    const sms = makeTwilioSms({ http, clock, receiptUrl: null }, { accountSid, authToken, from, baseUrl: url });
    const outcome = await sms.send({ id: 'd1', to: change.to ?? '+33639980142', text: change.text ?? 'Bad buzz' });
    await http.close();
    return outcome;
  }

  test('queues a message under a sid of its own', async () => {
    await using gateway = await startSmsGateway({ clock });
    const first = await send(gateway, {});
    const second = await send(gateway, { text: 'Fin' });
    expect(gateway.messages.map((message) => message.body)).toEqual(['Bad buzz', 'Fin']);
    expect([first, second]).toEqual(gateway.messages.map(({ sid }) => ({ kind: 'accepted', providerId: sid })));
    expect(gateway.messages[0]?.sid).toMatch(/^SM[0-9a-f]{32}$/);
    expect(gateway.messages[0]?.receivedAt).toEqual(AT);
  });

  test.each([
    ['a wrong token', { authToken: 'wrong' }, { kind: 'later', message: expect.stringContaining('20003') }],
    ['a number that is none', { to: '0612345678' }, { kind: 'never', message: expect.stringContaining('21211') }],
    ['an empty message', { text: '' }, { kind: 'never', message: expect.stringContaining('21602') }],
  ])('refuses %s with Twilio’s error and keeps nothing', async (_, change, expected) => {
    await using gateway = await startSmsGateway({ clock });
    expect(await send(gateway, change)).toMatchObject(expected);
    expect(gateway.messages).toEqual([]);
  });
});
