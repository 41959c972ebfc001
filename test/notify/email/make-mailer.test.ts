/** Mails over real SMTP to a server of our own. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type EmailMessage,
  type Mailer,
  makeMailer,
  makeUnconfiguredMailer,
} from '../../../src/notify/email/make-mailer.ts';
import { type LocalMailbox, type Refusal, startLocalMailbox } from '../../support/local-mailbox.ts';

const FROM = 'Vigie <alertes@vigie.example>';

function makeMessage(overrides: Partial<EmailMessage> = {}): EmailMessage {
  return {
    deliveryId: '0199-aaaa',
    to: { name: 'Claire Aubert', address: 'claire@agence.example' },
    threadId: '0199-7f3a',
    unsubscribeUrl: null,
    replyTo: null,
    subject: 'Orange : bad buzz 3/4',
    text: 'Trente-huit mentions négatives.\n',
    html: '<p>Trente-huit mentions négatives.</p>',
    ...overrides,
  };
}

function readHeader(name: string): string | undefined {
  return mailbox.mails[0]?.parsed.headers.find((header) => header.key === name)?.value;
}

let mailbox: LocalMailbox;
let mailer: Mailer;

beforeEach(async () => {
  mailbox = await startLocalMailbox();
  mailer = makeMailer({ smtpUrl: mailbox.url, from: FROM });
});

afterEach(async () => {
  await mailer.close();
  await mailbox[Symbol.asyncDispose]();
});

function headerOf(name: string): string | undefined {
  return mailbox.mails[0]?.parsed.headers.find((header) => header.key === name)?.value;
}

describe('makeMailer', () => {
  test('a mail arrives with its sender, its reader, its subject and both of its parts', async () => {
    expect(await mailer.send(makeMessage())).toEqual({ kind: 'accepted', providerId: '<0199-aaaa@vigie.example>' });
    const mail = mailbox.mails[0];
    expect(mail?.from).toBe('alertes@vigie.example');
    expect(mail?.to).toEqual(['claire@agence.example']);
    expect(mail?.parsed.from).toMatchObject({ name: 'Vigie', address: 'alertes@vigie.example' });
    expect(mail?.parsed.to).toMatchObject([{ name: 'Claire Aubert', address: 'claire@agence.example' }]);
    expect(mail?.parsed.subject).toBe('Orange : bad buzz 3/4');
    expect(mail?.parsed.text).toContain('Trente-huit mentions négatives.');
    expect(mail?.parsed.html).toContain('<p>Trente-huit mentions négatives.</p>');
    expect(headerOf('auto-submitted')).toBe('auto-generated');
  });

  test('a second try carries the same Message-ID, so that it is known for the same mail', async () => {
    await mailer.send(makeMessage());
    await mailer.send(makeMessage());
    expect(mailbox.mails.map((mail) => mail.parsed.messageId)).toEqual([
      '<0199-aaaa@vigie.example>',
      '<0199-aaaa@vigie.example>',
    ]);
  });

  test('mails about one buzz stand in one thread, and a mail without thread stands alone', async () => {
    await mailer.send(makeMessage({ deliveryId: 'one' }));
    await mailer.send(makeMessage({ deliveryId: 'two', subject: 'Orange : crise 4/4' }));
    await mailer.send(makeMessage({ deliveryId: 'three', threadId: null }));
    expect(mailbox.mails.map((mail) => [mail.parsed.references, mail.parsed.inReplyTo])).toEqual([
      ['<buzz-0199-7f3a@vigie.example>', '<buzz-0199-7f3a@vigie.example>'],
      ['<buzz-0199-7f3a@vigie.example>', '<buzz-0199-7f3a@vigie.example>'],
      [undefined, undefined],
    ]);
  });

  test('a line break in a subject or a name never becomes a header', async () => {
    await mailer.send(
      makeMessage({
        subject: 'Orange\r\nBcc: espion@mal.example\r\n\r\n<script>alert(1)</script>',
        to: { name: 'Claire\r\nX-Injected: yes\u2028"<espion@mal.example>', address: 'claire@agence.example' },
      }),
    );
    const mail = mailbox.mails[0];
    expect(mail?.to).toEqual(['claire@agence.example']);
    expect(mail?.parsed.headers.map((header) => header.key)).not.toContain('bcc');
    expect(mail?.parsed.headers.map((header) => header.key)).not.toContain('x-injected');
    expect(mail?.parsed.subject).toBe('Orange Bcc: espion@mal.example <script>alert(1)</script>');
  });

  test.each([
    'claire@agence.example, espion@mal.example',
    'claire@agence.example\r\nRCPT TO:<espion@mal.example>',
    '"a b"@agence.example',
    'claire',
    '',
  ])('what is not one address is refused before the server hears of it: %j', async (address) => {
    expect(await mailer.send(makeMessage({ to: { name: 'Claire', address } }))).toMatchObject({
      kind: 'never',
      reason: 'refused',
    });
    expect(mailbox.connectionCount()).toBe(0);
  });

  const refusals: readonly (readonly [promise: string, refusal: Refusal, expected: object])[] = [
    [
      'a mailbox that does not exist is never tried again',
      { command: 'recipient', code: 550, text: 'no such user' },
      { kind: 'never', reason: 'refused', message: expect.stringContaining('no such user') },
    ],
    [
      'a mailbox that says later is tried again',
      { command: 'recipient', code: 450, text: 'greylisted' },
      { kind: 'later', reason: 'busy', message: expect.stringContaining('greylisted') },
    ],
    [
      'a mail whose content is refused is never tried again',
      { command: 'data', code: 554, text: 'looks like spam' },
      { kind: 'never', reason: 'refused' },
    ],
    [
      'a server without room is tried again',
      { command: 'data', code: 452, text: 'disk full' },
      { kind: 'later', reason: 'busy' },
    ],
    [
      'a server that turns every connection away is tried again: the mail is not at fault',
      { command: 'connect', code: 554, text: 'no service here' },
      { kind: 'later' },
    ],
  ];
  test.each(refusals)('%s', async (_promise, refusal, expected) => {
    mailbox.refuseWith(refusal);
    expect(await mailer.send(makeMessage())).toMatchObject(expected);
    expect(mailbox.mails).toHaveLength(0);
  });

  test('offers one click to want no more, over HTTPS, in headers that no line break cuts (RFC 8058)', async () => {
    const unsubscribeUrl = `https://vigie.example/u/${'0197a0c0-0000-7000-8000-000000000001.'.repeat(2)}${'x'.repeat(43)}`;
    await mailer.send(makeMessage({ unsubscribeUrl }));
    expect(readHeader('list-unsubscribe')).toBe(`<${unsubscribeUrl}>`);
    expect(readHeader('list-unsubscribe-post')).toBe('List-Unsubscribe=One-Click');
    expect(mailbox.mails[0]?.raw).toContain(`<${unsubscribeUrl}>`);
  });

  test('offers a page alone where the service is not on HTTPS, and nothing where there is no link', async () => {
    await mailer.send(makeMessage({ unsubscribeUrl: 'http://127.0.0.1:3000/u/1' }));
    expect(readHeader('list-unsubscribe')).toBe('<http://127.0.0.1:3000/u/1>');
    expect(readHeader('list-unsubscribe-post')).toBeUndefined();
    mailbox.mails.length = 0;
    await mailer.send(makeMessage());
    expect(readHeader('list-unsubscribe')).toBeUndefined();
  });

  test.each([
    ['550', '5.1.1 no such user', true],
    ['550', 'User unknown', true],
    ['553', '5.1.3 bad address syntax', true],
    ['550', '5.7.1 client host blocked', false],
    ['550', 'JunkMail rejected', false],
    ['552', '5.2.2 mailbox full', false],
  ])('a recipient refused with %s %s is refused for good: %s', async (code, text, isForGood) => {
    mailbox.refuseWith({ command: 'recipient', code: Number(code), text });
    const outcome = await mailer.send(makeMessage());
    expect(outcome).toMatchObject({ kind: 'never', reason: 'refused' });
    expect('isForGood' in outcome).toBe(isForGood);
  });

  test('a content that is refused says nothing of the address', async () => {
    mailbox.refuseWith({ command: 'data', code: 550, text: '5.1.1 no such user' });
    expect('isForGood' in (await mailer.send(makeMessage()))).toBe(false);
  });

  test('a server that is back takes the mail it refused before', async () => {
    mailbox.refuseWith({ command: 'data', code: 451, text: 'restarting' });
    expect((await mailer.send(makeMessage())).kind).toBe('later');
    mailbox.refuseWith(null);
    expect((await mailer.send(makeMessage())).kind).toBe('accepted');
    expect(mailbox.mails).toHaveLength(1);
  });

  test('a login that is refused lets the mail wait', async () => {
    await using withLogin = await startLocalMailbox({ hasLogin: true });
    withLogin.refuseWith({ command: 'login', code: 535, text: 'wrong password' });
    await using login = makeMailer({ smtpUrl: `smtp://vigie:secret@127.0.0.1:${withLogin.port}`, from: FROM });
    expect(await login.send(makeMessage())).toMatchObject({ kind: 'later', reason: 'refused' });
  });

  test('a server that is not there lets the mail wait', async () => {
    const gone = await startLocalMailbox();
    await gone[Symbol.asyncDispose]();
    await using orphan = makeMailer({ smtpUrl: gone.url, from: FROM });
    expect(await orphan.send(makeMessage())).toMatchObject({ kind: 'later', reason: 'connection-failed' });
  });

  test('many mails at once go through five connections at most', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 40 }, (_, index) => mailer.send(makeMessage({ deliveryId: `delivery-${index}` }))),
    );
    expect(outcomes.every((outcome) => outcome.kind === 'accepted')).toBe(true);
    expect(new Set(mailbox.mails.map((mail) => mail.parsed.messageId)).size).toBe(40);
    expect(mailbox.connectionCount()).toBeLessThanOrEqual(5);
  });

  test('closing lets the mails in hand finish', async () => {
    const first = await mailer.send(makeMessage({ deliveryId: 'first' }));
    const second = mailer.send(makeMessage({ deliveryId: 'second' }));
    await mailer.close();
    expect(first.kind).toBe('accepted');
    expect(['accepted', 'later']).toContain((await second).kind);
  });

  test('a closed mailer says later instead of throwing', async () => {
    await mailer.close();
    expect(await mailer.send(makeMessage())).toMatchObject({ kind: 'later', reason: 'connection-failed' });
  });
});

test('without SMTP_URL every mail waits and says why', async () => {
  expect(await makeUnconfiguredMailer().send(makeMessage())).toMatchObject({
    kind: 'later',
    reason: 'not-configured',
    message: expect.stringContaining('SMTP_URL'),
  });
});
