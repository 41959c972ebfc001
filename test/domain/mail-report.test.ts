/** What providers and mail servers report, and whatever else may be posted in its place. */
import { describe, expect, test } from 'vitest';
import { type MailReports, parseMailReports, toDeliveryId } from '../../src/domain/mail-report.ts';

const OURS = '<0197a0c0-0000-7000-8000-000000000001@vigie.example>';
const ADDRESS = 'marie@agence.example';

function bounce(messageId: string | null = null, address: string | null = ADDRESS): MailReports {
  return { kind: 'reports', reports: [{ kind: 'bounce', address, messageId }] };
}

function complaint(messageId: string | null = null, address: string | null = ADDRESS): MailReports {
  return { kind: 'reports', reports: [{ kind: 'complaint', address, messageId }] };
}

const NOTHING: MailReports = { kind: 'reports', reports: [] };

function ses(event: object, kindField = 'notificationType'): object {
  const headers = [
    { name: 'From', value: 'vigie@example.org' },
    { name: 'Message-ID', value: OURS },
  ];
  const { kind, ...rest } = event as Record<string, unknown>;
  return { [kindField]: kind, ...rest, mail: { messageId: '0100018', headers } };
}

function sns(message: string): object {
  return { Type: 'Notification', MessageId: '1', TopicArn: 'arn:aws:sns:eu-west-3:1:bounces', Message: message };
}

const SES_BOUNCE = {
  kind: 'Bounce',
  bounce: {
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: [{ emailAddress: ADDRESS, action: 'failed', status: '5.1.1' }],
  },
};
const SES_COMPLAINT = { kind: 'Complaint', complaint: { complainedRecipients: [{ emailAddress: ADDRESS }] } };

function mailgun(event: object): object {
  return {
    signature: { timestamp: '1', token: 't', signature: 's' },
    'event-data': { recipient: ADDRESS, message: { headers: { 'message-id': OURS.slice(1, -1) } }, ...event },
  };
}

describe('an event', () => {
  test.each<readonly [string, object, MailReports]>([
    ['a bounce of SES', sns(JSON.stringify(ses(SES_BOUNCE))), bounce(OURS)],
    ['a bounce of SES without SNS around it', ses(SES_BOUNCE), bounce(OURS)],
    ['a bounce of SES as its event publishing has it', ses(SES_BOUNCE, 'eventType'), bounce(OURS)],
    ['a complaint of SES', sns(JSON.stringify(ses(SES_COMPLAINT))), complaint(OURS)],
    [
      'a full mailbox at SES',
      ses({ kind: 'Bounce', bounce: { ...SES_BOUNCE.bounce, bounceType: 'Transient' } }),
      NOTHING,
    ],
    ['a delivery of SES', ses({ kind: 'Delivery', delivery: {} }), NOTHING],
    [
      'SES that says it found the topic',
      sns('Successfully validated SNS topic for Amazon SES event publishing.'),
      NOTHING,
    ],
    ['a hard bounce of Brevo', { event: 'hard_bounce', email: ADDRESS, 'message-id': OURS, id: 1 }, bounce(OURS)],
    ['an invalid address at Brevo', { event: 'invalid_email', email: ADDRESS, 'message-id': OURS }, bounce(OURS)],
    ['a complaint of Brevo', { event: 'spam', email: ADDRESS, 'message-id': OURS }, complaint(OURS)],
    ['a soft bounce of Brevo', { event: 'soft_bounce', email: ADDRESS }, NOTHING],
    ['an event of Brevo named as every object has a property', { event: 'constructor', email: ADDRESS }, NOTHING],
    [
      'a hard bounce of Postmark',
      { RecordType: 'Bounce', Type: 'HardBounce', Email: ADDRESS, MessageID: '1' },
      bounce(),
    ],
    ['a complaint of Postmark', { RecordType: 'SpamComplaint', Email: ADDRESS }, complaint()],
    ['a soft bounce of Postmark', { RecordType: 'Bounce', Type: 'SoftBounce', Email: ADDRESS }, NOTHING],
    ['an opening of Postmark', { RecordType: 'Open', Recipient: ADDRESS }, NOTHING],
    ['a permanent failure of Mailgun', mailgun({ event: 'failed', severity: 'permanent' }), bounce(OURS.slice(1, -1))],
    ['a server that blocks Mailgun', mailgun({ event: 'failed', severity: 'permanent', reason: 'espblock' }), NOTHING],
    ['a temporary failure of Mailgun', mailgun({ event: 'failed', severity: 'temporary' }), NOTHING],
    ['a complaint of Mailgun', mailgun({ event: 'complained' }), complaint(OURS.slice(1, -1))],
    ['a plain bounce', { kind: 'bounce', address: ADDRESS, permanent: true }, bounce()],
    [
      'a plain bounce that names the mail',
      { kind: 'bounce', address: ADDRESS, permanent: true, messageId: OURS },
      bounce(OURS),
    ],
    ['a plain bounce that is not for good', { kind: 'bounce', address: ADDRESS, permanent: false }, NOTHING],
    ['a plain complaint', { kind: 'complaint', address: ADDRESS }, complaint()],
  ])('%s is read', (_, body, expected) => {
    expect(parseMailReports(JSON.stringify(body))).toEqual(expected);
  });

  test('that asks whether SNS may write here hands on the address for a person', () => {
    const url = 'https://sns.eu-west-3.amazonaws.com/?Action=ConfirmSubscription&Token=2336';
    const body = { Type: 'SubscriptionConfirmation', Message: 'You have chosen…', SubscribeURL: url };
    expect(parseMailReports(JSON.stringify(body))).toEqual({ kind: 'confirmation', url });
  });
});

const STATUS = `Reporting-MTA: dns; mx.agence.example
Arrival-Date: Mon, 8 Jun 2026 08:00:00 +0000

Original-Recipient: rfc822;marie@agence.example
Final-Recipient: rfc822; <m.lopez@agence.example>
Action: failed
Status: 5.1.1 (bad destination mailbox address)
Diagnostic-Code: smtp; 550 5.1.1 <m.lopez@agence.example>:
    user unknown
`;

const REPORT = `Return-Path: <>
Message-ID: <the-report@mx.agence.example>
Content-Type: multipart/report; report-type=delivery-status;
 boundary="b1"

--b1
Content-Type: text/plain

Your message could not be delivered.

--b1
Content-Type: message/delivery-status

${STATUS}
--b1
Content-Type: message/rfc822

From: Vigie <vigie@example.org>
Message-ID:
 ${OURS}
Subject: Orange

--b1--
`;

describe('a delivery status (RFC 3464)', () => {
  test.each([
    ['within the whole mail names the mail that came back', REPORT, bounce(OURS)],
    ['with the line ends of SMTP', REPORT.replaceAll('\n', '\r\n'), bounce(OURS)],
    ['alone names the address', STATUS, bounce()],
    ['of a server that knows nothing finer', STATUS.replace('5.1.1 (bad', '5.0.0 (bad'), bounce()],
    ['of a full mailbox is not for good', STATUS.replace('5.1.1 (bad', '5.2.2 (bad'), NOTHING],
    [
      'of a server that has us on a black list is not the address’s fault',
      STATUS.replace('5.1.1 (bad', '5.7.1 (bad'),
      NOTHING,
    ],
    ['of a delay', STATUS.replace('failed', 'delayed').replace('5.1.1 (bad', '4.4.1 (bad'), NOTHING],
  ])('%s', (_, body, expected) => {
    expect(parseMailReports(body)).toEqual(expected);
  });
});

describe('what is no report', () => {
  const broken = [
    '',
    '   ',
    '{',
    'null',
    '[]',
    '"bounce"',
    '{}',
    'bonjour',
    'Message-ID: <x@y>\n\nbonjour',
    '{"kind":"bounce"}',
    '{"kind":"bounce","address":"marie@agence.example"}',
    '{"kind":"bounce","address":"nobody","permanent":true}',
    '{"kind":"bounce","address":"a b@c","permanent":true}',
    '{"kind":"bounce","address":"a\\u0000@c","permanent":true}',
    '{"kind":"bounce","address":["marie@agence.example"],"permanent":true}',
    '{"kind":"complaint","address":"marie@agence.example","messageId":7}',
    '{"kind":"praise","address":"marie@agence.example"}',
    '{"Type":"SubscriptionConfirmation","Message":"x"}',
    '{"Type":"SubscriptionConfirmation","Message":"x","SubscribeURL":"javascript:alert(1)"}',
    '{"Type":"SubscriptionConfirmation","Message":"x","SubscribeURL":"http://169.254.169.254/"}',
    `{"kind":"bounce","address":"${'a'.repeat(400)}@b.example","permanent":true}`,
    `{"a":`.repeat(10_000),
  ];
  test.each(broken)('is told in a sentence: %.60j', (body) => {
    const read = parseMailReports(body);
    expect(read.kind).toBe('unknown');
    expect(read.kind === 'unknown' ? read.problem : '').toMatch(/^[A-Z].+\.$/);
  });

  test.each([
    '{"Type":"Notification","Message":"{\\"notificationType\\":\\"Bounce\\",\\"mail\\":{}}"}',
    '{"notificationType":"Bounce","mail":{"headers":[null,7]},"bounce":{"bounceType":"Permanent","bouncedRecipients":[null,{},{"emailAddress":7}]}}',
    '{"RecordType":"Bounce","Type":"HardBounce","Email":{}}',
    '{"event-data":{"event":"failed","severity":"permanent"}}',
  ])('names nobody where the form is right and its fields are not: %.60j', (body) => {
    expect(parseMailReports(body)).toEqual(NOTHING);
  });

  test('an envelope of SNS within an envelope is not opened again', () => {
    let body = JSON.stringify({ kind: 'bounce', address: ADDRESS, permanent: true });
    for (let depth = 0; depth < 3; depth += 1) body = JSON.stringify({ Type: 'Notification', Message: body });
    expect(parseMailReports(body).kind).toBe('unknown');
  });

  test('a megabyte of colons and empty lines is read in a moment', () => {
    for (const piece of ['a:\n\n', 'Action: failed\n', '\n \n', ': \n\t']) {
      expect(parseMailReports(piece.repeat(1_048_576 / piece.length)).kind).toBe('unknown');
    }
  });
});

test.each([
  [OURS, '0197a0c0-0000-7000-8000-000000000001'],
  [OURS.slice(1, -1), '0197a0c0-0000-7000-8000-000000000001'],
  [OURS.toUpperCase(), '0197a0c0-0000-7000-8000-000000000001'],
  ['<buzz-0197a0c0-0000-7000-8000-000000000001@vigie.example>', null],
  ['<0100018@email.amazonses.com>', null],
  ['', null],
])('the delivery of the Message-ID %s is %s', (messageId, deliveryId) => {
  expect(toDeliveryId(messageId)).toBe(deliveryId);
});
