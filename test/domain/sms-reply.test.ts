/** What readers write back by SMS, and how providers hand it over. */
import { describe, expect, test } from 'vitest';
import type { SmsProvider } from '../../src/base/sms-config.ts';
import { ANSWERS } from '../../src/domain/answer.ts';
import { findCaller, makeCallUrl } from '../../src/domain/sms-call.ts';
import { ALL_NUMBER, parseReplyNote, parseReplyText, readSmsReply } from '../../src/domain/sms-reply.ts';
import { type SmsAnswer, saySmsAnswer } from '../../src/domain/sms-reply-words.ts';
import { countSegments, toGsm7 } from '../../src/notify/sms/gsm7.ts';

const KEY = { present: Buffer.alloc(32, 7), previous: [] };

describe('a note', () => {
  test.each([
    ['1J répondu sur le forum', 1, 'répondu sur le forum'],
    ['1j: appelé le client', 1, 'appelé le client'],
    ['12 N answered\non the forum', 12, 'answered\non the forum'],
    ['« 2J priorité : rappeler »', 2, 'priorité : rappeler »'],
    ['0J rien', 0, 'rien'],
  ] as const)('%j is written for the logbook', (text, number, note) => {
    expect(parseReplyNote(text)).toEqual({ number, text: note });
    expect(parseReplyText(text)).toBeNull();
  });

  test.each([
    '',
    '1J',
    '1J ',
    '1J :',
    "1 J'ai vu",
    '1 J’ai vu',
    'J1 vu',
    '1000J vu',
    '1A',
    '1 Ne fais rien',
    'vu 1J oui',
  ])('%j is none', (text) => {
    expect(parseReplyNote(text)).toBeNull();
  });
});

describe('a text', () => {
  test.each([
    ['1A', 1, 'acknowledge'],
    ['1a', 1, 'acknowledge'],
    ['1 A', 1, 'acknowledge'],
    ['A1', 1, 'acknowledge'],
    ['a 1', 1, 'acknowledge'],
    ['1A!', 1, 'acknowledge'],
    [' 1A. \n', 1, 'acknowledge'],
    ['« 1A »', 1, 'acknowledge'],
    ['1A 👍', 1, 'acknowledge'],
    ['１Ａ', 1, 'acknowledge'],
    ['1-S', 1, 'snooze'],
    ['12s', 12, 'snooze'],
    ['f999', 999, 'false-alarm'],
    ['2F', 2, 'false-alarm'],
    ['1T', 1, 'resolve'],
    ['1r', 1, 'resolve'],
    ['01A', 1, 'acknowledge'],
    ['0A', ALL_NUMBER, 'acknowledge'],
  ] as const)('%j answers', (text, number, answer) => {
    expect(parseReplyText(text)).toEqual({ number, answer });
  });

  test.each([
    '',
    ' ',
    '1',
    'A',
    '1B',
    '1000A',
    '1A2',
    '1AA',
    'AA1',
    '1,2A',
    '1 2 A',
    '1A 2A',
    '-1.5A',
    '1A=vu',
    '1A merci',
    'vu',
    'STOP',
    'Je suis en réunion, je vous rappelle.',
    '1\u0000',
    'constructor',
    '1'.repeat(5_000),
    'A'.repeat(5_000),
  ])('%j answers nothing', (text) => {
    expect(parseReplyText(text)).toBeNull();
  });
});

describe('a message that comes in', () => {
  const read = (provider: SmsProvider, body: string | object, query = '') =>
    readSmsReply(provider, {
      query: new URLSearchParams(query),
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const reply = { id: 'm-1', from: '+33612345678', text: '1A' };

  test('is read as each provider writes it', () => {
    expect(read('twilio', 'From=%2B33612345678&To=%2B33700000000&Body=1A&MessageSid=m-1&NumMedia=0')).toEqual(reply);
    expect(read('ovh', 'sender=%2B33612345678&message=1A&id=m-1')).toEqual(reply);
    expect(read('ovh', { sender: '0033612345678', message: '1A', id: 'm-1' })).toEqual(reply);
    expect(read('ovh', '', 'sender=33612345678&message=1A&id=m-1')).toEqual(reply);
    expect(read('generic', { from: '+33 6 12 34 56 78', text: '1A', id: 'm-1' })).toEqual(reply);
    expect(read('generic', 'from=%2B33612345678&text=1A&id=m-1')).toEqual(reply);
    expect(read('brevo', { msg_status: 'replied', to: '33612345678', reply: '1A', messageId: 7, ts_event: 9 })).toEqual(
      {
        ...reply,
        id: '7 9 1A',
      },
    );
  });

  test('without an id has none, and an empty text is a text', () => {
    expect(read('generic', { from: '+33612345678', text: '' })).toEqual({ ...reply, id: null, text: '' });
    expect(read('twilio', 'From=%2B33612345678&Body=')).toEqual({ ...reply, id: null, text: '' });
    expect(read('brevo', { to: '33612345678', reply: '1A' })).toMatchObject({ id: null });
  });

  test('is none without a sender’s number or a text, or of any length', () => {
    const wrong: readonly (readonly [SmsProvider, string | object])[] = [
      ['generic', ''],
      ['generic', 'null'],
      ['generic', '[]'],
      ['generic', '{'],
      ['generic', { from: '+33612345678' }],
      ['generic', { text: '1A' }],
      ['generic', { from: 'OVHcloud', text: '1A' }],
      ['generic', { from: '38080', text: '1A' }],
      ['generic', { from: '0612345678', text: '1A' }],
      ['generic', { from: '+0612345678', text: '1A' }],
      ['generic', { from: `+${'1'.repeat(16)}`, text: '1A' }],
      ['generic', { from: ['+33612345678'], text: '1A' }],
      ['generic', { from: '+33612345678', text: { text: '1A' } }],
      ['generic', { from: '+33612345678', text: 'a'.repeat(1_601) }],
      ['twilio', { from: '+33612345678', text: '1A' }],
    ];
    for (const [provider, body] of wrong) expect([body, read(provider, body)]).toEqual([body, null]);
  });

  test('holds nothing that PostgreSQL stores not', () => {
    expect(read('generic', { from: '+33612345678', text: '1\u0000A', id: `x\u0000${'y'.repeat(500)}` })).toEqual({
      ...reply,
      id: `x${'y'.repeat(199)}`,
    });
  });
});

test('each provider’s address is its own', () => {
  const url = makeCallUrl(KEY, 'https://vigie.example', { purpose: 'replies', provider: 'twilio' });
  const token = url.split('/').at(-1) ?? '';
  expect(url).toMatch(/^https:\/\/vigie\.example\/sms\/replies\/twilio\/[\w-]{43}$/);
  expect(findCaller(KEY, { purpose: 'replies', provider: 'twilio', token: token })).toBe('twilio');
  for (const [provider, given] of [
    ['ovh', token],
    ['toString', token],
    ['twilio', `${token}x`],
    ['twilio', ''],
  ] as const) {
    expect([provider, findCaller(KEY, { purpose: 'replies', provider: provider, token: given })]).toEqual([
      provider,
      null,
    ]);
  }
  expect(
    findCaller(
      { present: Buffer.alloc(32, 8), previous: [] },
      { purpose: 'replies', provider: 'twilio', token: token },
    ),
  ).toBeNull();
});

test('what is written back is one plain SMS, in both languages', () => {
  const brandName = 'Ondelia '.repeat(30);
  const answers: readonly SmsAnswer[] = [
    ...ANSWERS.map((answer) => ({ kind: 'taken', answer, brandName }) as const),
    { kind: 'in-hand', brandName, name: 'Marie-Amélie '.repeat(20) },
    { kind: 'over', brandName },
    { kind: 'no-such-number', number: 999 },
    { kind: 'not-understood', number: 999 },
  ];
  for (const language of ['fr', 'en'] as const) {
    for (const answer of answers) {
      const text = saySmsAnswer(language, answer);
      expect([text, countSegments(toGsm7(text)), toGsm7(text) === text]).toEqual([text, 1, true]);
    }
  }
  expect(saySmsAnswer('fr', { kind: 'taken', answer: 'acknowledge', brandName: 'Un\r\ndeux' })).toBe(
    'Un deux : noté, vous vous en occupez. Plus de rappel, sauf si cela empire.',
  );
});
