/** In which language a text is written. */
import { describe, expect, test } from 'vitest';
import { detectLanguage } from '../../src/analysis/language.ts';

describe('detectLanguage', () => {
  test.each([
    ['Le réseau ne marche plus depuis ce matin dans tout le quartier.', 'fr'],
    ['The network has been down since this morning all over town.', 'en'],
    ['La red no funciona desde esta mañana en todo el barrio.', 'es'],
    ['Seit heute früh funktioniert das Netz in der ganzen Stadt nicht.', 'de'],
    ['La rete non funziona da questa mattina in tutto il quartiere.', 'it'],
  ])('%s', (text, language) => {
    const found = detectLanguage(text);
    expect(found.language).toBe(language);
    expect(found.confidence).toBeGreaterThan(0.8);
  });

  test.each([
    '',
    '   ',
    'ok',
    '123 456',
    '🙂🙂🙂',
    'https://example.org/une-page-en-francais',
    '@orange @sosh',
    '\ud800',
  ])('%j has no language', (text) => {
    expect(detectLanguage(text)).toEqual({ language: null, confidence: 0 });
  });

  test('a very long text is known by its beginning', () => {
    const text = `Voici comment le service client a répondu à nos questions. ${'x '.repeat(500_000)}`;
    expect(detectLanguage(text).language).not.toBeUndefined();
    expect(detectLanguage('Le service client répond enfin à nos questions. '.repeat(20_000)).language).toBe('fr');
  });
});
