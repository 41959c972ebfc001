/** What a test says through each channel, whatever an agency calls itself. */
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../../src/domain/agency.ts';
import { TEST_KINDS } from '../../../src/domain/alert.ts';
import type { TestContent } from '../../../src/notify/outgoing-message.ts';
import { countSegments, toGsm7 } from '../../../src/notify/sms/gsm7.ts';
import { TEXT_COLUMNS } from '../../../src/notify/templates/plain-text.ts';
import {
  renderTestEmail,
  renderTestSms,
  renderTestText,
  renderTestWebhook,
} from '../../../src/notify/templates/test-message.ts';

function makeContent(overrides: Partial<TestContent> = {}): TestContent {
  return {
    agencyId: '0199-agency',
    agencyName: 'Atelier Garance',
    testKind: 'asked',
    askedAt: new Date('2026-06-08T08:00:00Z'),
    ...overrides,
  };
}

const HOSTILE_NAMES = [
  'L’œuvre d’Élodie – « été » 🎉'.repeat(20),
  '<script>alert(1)</script> & Co',
  'Quai\r\nBcc: intrus@example.org',
  '[]{}^|€~\\'.repeat(30),
  ' ',
];

describe('a test', () => {
  test('says in French that it is one, of which agency, and that nothing is to be done', () => {
    expect(renderTestText(makeContent(), 'fr')).toEqual({
      title: 'Atelier Garance\u00a0: test des alertes',
      sentence:
        'Ceci est un test de Vigie pour Atelier Garance\u00a0: les alertes vous parviennent bien ici, vous n’avez rien à faire.',
      why: 'Quelqu’un de l’agence vient de le demander.',
    });
    expect(renderTestText(makeContent({ testKind: 'weekly' }), 'fr').why).toContain('une fois par semaine');
  });

  test('says the same in English', () => {
    const { title, sentence } = renderTestText(makeContent(), 'en');
    expect(title).toBe('Atelier Garance: test of the alerts');
    expect(sentence).toContain('This is a test by Vigie for Atelier Garance');
    expect(sentence).toContain('nothing for you to do');
  });

  test('is a mail with the same words in text and in HTML', () => {
    const mail = renderTestEmail(makeContent(), 'fr');
    expect(mail.text.split('\n').every((line) => line.length <= TEXT_COLUMNS)).toBe(true);
    for (const part of [mail.text.replaceAll('\n', ' '), mail.html]) {
      expect(part).toContain('vous n’avez rien à faire.');
      expect(part).toContain('Quelqu’un de l’agence vient de le demander.');
    }
  });

  test('is an SMS of one segment in the plain alphabet', () => {
    expect(renderTestSms(makeContent(), 'fr')).toBe(
      "Ceci est un test de Vigie pour Atelier Garance : les alertes vous parviennent bien ici, vous n'avez rien à faire.",
    );
  });

  test('is a webhook of the type channel.test that every try sends with the same bytes', () => {
    const body = renderTestWebhook(makeContent());
    expect(JSON.parse(body)).toEqual({
      type: 'channel.test',
      timestamp: '2026-06-08T08:00:00.000Z',
      data: { agency: { id: '0199-agency', name: 'Atelier Garance' }, testKind: 'asked' },
    });
    expect(renderTestWebhook(makeContent())).toBe(body);
  });

  test.each(HOSTILE_NAMES)('keeps its form though the agency is called %j', (agencyName) => {
    for (const language of LANGUAGES) {
      for (const testKind of TEST_KINDS) {
        const content = makeContent({ agencyName, testKind });
        const mail = renderTestEmail(content, language);
        expect(mail.subject).not.toMatch(/[\r\n]/);
        expect(mail.html).not.toContain('<script>');
        const sms = renderTestSms(content, language);
        expect(countSegments(sms)).toBe(1);
        expect(toGsm7(sms)).toBe(sms);
        expect(sms).toMatch(language === 'fr' ? /rien à faire\.$/ : /nothing for you to do\.$/);
        expect(JSON.parse(renderTestWebhook(content)).type).toBe('channel.test');
      }
    }
  });
});
