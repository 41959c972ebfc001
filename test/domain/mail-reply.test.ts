/** What is told from quotation, signature and machines in the answers to mails. */
import { describe, expect, test } from 'vitest';
import {
  cutQuotation,
  findNamedBrand,
  isAutomaticMail,
  listAnsweredIds,
  toCanonicalAddress,
} from '../../src/domain/mail-reply.ts';

const WRITTEN = 'Répondu à trois clients.\n\nLe journal rappelle demain.';

describe('what stands above', () => {
  test.each([
    ['nothing', ''],
    ['a French attribution', '\n\nLe mar. 2 juin 2026 à 03:12, Vigie <vigie@vigie.example> a écrit :\n> Bad buzz 3/4'],
    ['one with no-break spaces', '\n\nLe 2 juin 2026 à 03:12, Vigie a écrit\u00a0:\n\n> Bad buzz'],
    [
      'one broken over lines',
      '\n\nLe mardi 2 juin 2026 à 03:12, Vigie\n<vigie@vigie.example> a\nécrit :\n\nBad buzz 3/4',
    ],
    ['an English attribution', '\n\nOn Tue, 2 Jun 2026 at 03:12, Vigie <vigie@vigie.example> wrote:\n> Bad buzz 3/4'],
    [
      'Outlook’s block',
      '\n\nDe : Vigie <vigie@vigie.example>\nEnvoyé : mardi 2 juin 2026 03:12\nÀ : Claire\nObjet : Orange',
    ],
    [
      'Outlook’s English block',
      '\n\nFrom: Vigie <vigie@vigie.example>\r\nSent: Tuesday\r\nTo: Claire\r\nSubject: Orange',
    ],
    ['a bold block', '\n\n*De :* Vigie\n*Envoyé :* mardi'],
    ['a divider', '\n\n-----Message d’origine-----\nDe : Vigie\nBad buzz'],
    ['an English divider', '\n\n-----Original Message-----\nBad buzz'],
    ['a rule', '\n\n________________________________\nDe : Vigie'],
    ['a signature', '\n\n-- \nClaire Martin\nAgence du Quai'],
    ['a telephone', '\n\nEnvoyé de mon iPhone'],
    ['an English telephone', '\n\nSent from my phone\n\nOn Tue, 2 Jun 2026, Vigie wrote:\n> Bad buzz'],
    ['quoted lines alone', '\n\n> Bad buzz 3/4\n> ouvert à 3 h'],
  ])('%s is kept alone', (_, below) => {
    expect(cutQuotation(`${WRITTEN}${below}`)).toBe(WRITTEN);
  });

  test('is read below the quotation where nothing is above', () => {
    expect(cutQuotation('Le 2 juin 2026, Vigie a écrit :\n> Bad buzz 3/4\n> ouvert\n\nVu, je réponds.')).toBe(
      'Vu, je réponds.',
    );
  });

  test('begins like an attribution and is none', () => {
    const text = 'Le client a écrit : rappeler lundi matin à la première heure.\nOn verra.';
    expect(cutQuotation(text)).toBe(text);
    expect(cutQuotation('Envoyé de nouveau au client.')).toBe('Envoyé de nouveau au client.');
    expect(cutQuotation('Le client a écrit :\nJe suis content.')).toBe('Le client a écrit :\nJe suis content.');
  });

  test.each(['', '\n\n', '> Bad buzz', '-- \nClaire', 'Le 2 juin 2026, Vigie a écrit :\n> Bad buzz'])(
    '%j is nothing',
    (text) => {
      expect(cutQuotation(text)).toBe('');
    },
  );

  test('of a megabyte of lines that begin like attributions is read to its end', () => {
    const text = 'Le ciel est bleu\n'.repeat(60_000);
    expect(cutQuotation(text)).toHaveLength(text.length - 1);
  });
});

test.each([
  [{ key: 'auto-submitted', value: 'auto-replied' }],
  [{ key: 'precedence', value: 'bulk' }],
  [{ key: 'precedence', value: 'auto_reply' }],
  [{ key: 'x-autoreply', value: 'yes' }],
  [{ key: 'list-id', value: '<annonces.example>' }],
  [{ key: 'content-type', value: 'multipart/report; report-type=delivery-status' }],
  [{ key: 'return-path', value: '<>' }],
])('a mail with %j was sent by a machine', (header) => {
  expect(isAutomaticMail([header], 'Re: Orange')).toBe(true);
});

test('a person is no machine, whatever the subject begins with', () => {
  const headers = [{ key: 'auto-submitted', value: 'no' }];
  expect(isAutomaticMail(headers, 'Re: Orange : bad buzz 3/4')).toBe(false);
  expect(isAutomaticMail(headers, 'Absence du bureau : Claire')).toBe(true);
  expect(isAutomaticMail([], 'Out of office')).toBe(true);
});

test('the mail that is answered comes first, and the buzz’s thread is none', () => {
  const [one, two] = ['0197a0c0-0000-7000-8000-000000000001', '0197a0c0-0000-7000-8000-000000000002'];
  const mail = {
    inReplyTo: `<${two}@vigie.example>`,
    references: `<buzz-${one}@vigie.example> <${one}@v.example> <x@y>`,
  };
  expect(listAnsweredIds(mail)).toEqual([two, one]);
  expect(listAnsweredIds({ inReplyTo: '', references: '<'.repeat(100_000) })).toEqual([]);
});

test('an address is one whatever its case', () => {
  expect(toCanonicalAddress(' Claire@Agence.Example ')).toBe('claire@agence.example');
});

describe('the brand that an answer begins with', () => {
  const brands = [{ name: 'Orange' }, { name: 'Orange Bank' }, { name: 'LG' }, { name: 'Café Éole' }];

  test.each([
    ['Orange : répondu', 'Orange', 'répondu'],
    ['ORANGE\nrépondu', 'Orange', 'répondu'],
    ['orange: répondu', 'Orange', 'répondu'],
    ['Orange Bank, répondu', 'Orange Bank', 'répondu'],
    ['cafe eole – répondu', 'Café Éole', 'répondu'],
    ['LG', 'LG', ''],
  ])('%j', (text, name, rest) => {
    expect(findNamedBrand(text, brands)).toEqual({ brand: { name }, rest });
  });

  test.each(['', 'Oranges pressées', 'Répondu pour Orange', 'LGBT', '…'])('%j names none', (text) => {
    expect(findNamedBrand(text, brands)).toBeNull();
  });
});
