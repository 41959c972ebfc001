/** Sentiment towards one brand: by what is said of it, not of others beside it. */
import { describe, expect, test } from 'vitest';
import { readTwoBrands } from '../../../bench/sentiment-folder.ts';
import { rateTowards } from '../../../bench/sentiment-measure.ts';
import { findNamePlaces } from '../../../src/analysis/sentiment/find-names.ts';
import { type NamingDocument, scoreTowards, type Towards } from '../../../src/analysis/sentiment/score-towards.ts';

/** As if the query were the name. */
function judge(name: string, document: Omit<NamingDocument, 'spans'>): Towards {
  const inTitle = findNamePlaces(document.title ?? '', name).map((place) => ({ field: 'title' as const, ...place }));
  const inText = findNamePlaces(document.text, name).map((place) => ({ field: 'text' as const, ...place }));
  return scoreTowards({ ...document, spans: [...inTitle, ...inText] });
}

const judgeText = (name: string, text: string, language: string) =>
  judge(name, { title: null, text, language }).sentiment.label;

describe('scoreTowards', () => {
  test.each<[string, string, string, string, string, string]>([
    ['fr', 'Chez Free le service est top, Orange c’est l’enfer', 'Free', 'positive', 'Orange', 'negative'],
    ['fr', 'J’ai quitté SFR pour Sosh, aucun regret, ça marche nickel', 'SFR', 'negative', 'Sosh', 'positive'],
    ['fr', 'Contrairement à Engie, EDF répond vite et reste très clair.', 'Engie', 'negative', 'EDF', 'positive'],
    ['en', 'Verizon is a nightmare but T-Mobile has been fantastic', 'Verizon', 'negative', 'T-Mobile', 'positive'],
    ['en', 'The LG is much better than the Samsung', 'LG', 'positive', 'Samsung', 'negative'],
    [
      'de',
      'Zalando war eine Katastrophe, aber Amazon liefert super schnell',
      'Zalando',
      'negative',
      'Amazon',
      'positive',
    ],
    ['fr', 'Orange et SFR, même combat : des voleurs', 'Orange', 'negative', 'SFR', 'negative'],
  ])('%s: %s', (language, text, one, oneLabel, other, otherLabel) => {
    expect([judgeText(one, text, language), judgeText(other, text, language)]).toEqual([oneLabel, otherLabel]);
  });

  test('a post that praises another under a title with the brand does not praise the brand', () => {
    const say = (text: string) => judge('Orange', { title: 'Votre avis sur Orange ?', text, language: 'fr' });
    expect(say('Moi je suis chez Free et c’est top, jamais un souci.').sentiment.label).not.toBe('positive');
    expect(say('C’est top, jamais un souci.').sentiment.label).toBe('positive');
    const worse = { title: 'Is Verizon worth it?', text: 'Comcast is far worse, believe me.', language: 'en' };
    expect(judge('Verizon', worse).sentiment.label).not.toBe('negative');
  });

  test('a post that says « idem » is told by its thread’s title', () => {
    const idem = { title: 'Orange : encore une panne, service client injoignable', text: 'idem', language: 'fr' };
    expect(judge('Orange', idem).sentiment.label).toBe('negative');
    expect(judge('Orange', { ...idem, text: 'idem, plus jamais' }).sentiment.label).toBe('negative');
    const content = { ...idem, text: 'Chez moi tout marche à merveille, technicien adorable, je recommande.' };
    expect(judge('Orange', content).sentiment.label).toBe('positive');
  });

  test('a long article is told by the passages about the brand, which are kept', () => {
    const filler = 'Le conseil municipal se réunit mardi dans la salle du premier étage. '.repeat(30);
    const text = `${filler}SFR a été parfait, une équipe formidable et très efficace. ${filler}Les clients d’Orange sont furieux : une arnaque honteuse. ${filler}`;
    const article = { title: null, text, language: 'fr' };
    const { sentiment, passages } = judge('Orange', article);
    expect(sentiment.label).toBe('negative');
    expect(passages.map((passage) => passage.text).join(' ')).toContain('une arnaque honteuse');
    expect(passages.map((passage) => passage.text).join(' ')).not.toContain('parfait');
    expect(judge('SFR', article).sentiment.label).toBe('positive');
  });

  test('at most five passages are kept, in the order of the document, none longer than an excerpt', () => {
    const said = `Orange est une honte absolue, ${'vraiment '.repeat(200)}inadmissible. `;
    const { passages } = judge('Orange', { title: 'Orange, la honte', text: said.repeat(50), language: 'fr' });
    expect(passages.length).toBeGreaterThan(1);
    expect(passages.length).toBeLessThanOrEqual(5);
    for (const { text } of passages) expect(text.length).toBeLessThanOrEqual(402);
  });

  test('the name itself is no opinion', () => {
    for (const name of ['Free', 'Bon Prix', 'Super U', 'Nul Part']) {
      const other = `${name} ouvre une agence à Rennes en mars.`;
      expect(judgeText(name, other, 'fr'), other).toBe('neutral');
    }
  });

  test('a language that is not read is neutral without confidence', () => {
    expect(judge('Orange', { title: null, text: 'Orange to skandal', language: 'pl' })).toEqual({
      sentiment: { label: 'neutral', score: 0, confidence: 0, judgedBy: 'nobody' },
      passages: [],
    });
  });

  test.each([
    '',
    'Orange',
    '😡',
    '\ud800 Orange \udfff',
    '<p class="x">Orange</p>&nbsp;',
    'Orange, Free et SFR. ',
    'Orange\n',
    '\ue000\ue001 Orange ',
    'ORANGE ',
  ])('a megabyte of %j has an answer', (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / Math.max(1, piece.length))).slice(0, 1_000_000);
    for (const title of [null, text]) {
      const { sentiment, passages } = judge('Orange', { title, text, language: 'fr' });
      expect(Math.abs(sentiment.score)).toBeLessThanOrEqual(1);
      expect(sentiment.confidence).toBeLessThanOrEqual(1);
      expect(passages.length).toBeLessThanOrEqual(5);
    }
  });
});

/** Texts of two brands, by a hand that wrote none of the training; what was measured stands in docs/sentiment-model.md. */
describe.each(['fr', 'en'] as const)('texts of two brands in %s', (language) => {
  const texts = readTwoBrands('test', language);

  test('half of them and more have opposite signs, which no judgement of the whole can tell', () => {
    const opposite = texts.filter((brands) => [0, 2].every((sign) => brands.some(({ label }) => label === sign)));
    expect(opposite.length).toBeGreaterThanOrEqual(texts.length / 2);
  });

  test('are told right towards both far more often than their whole text could tell', () => {
    const { bothRatio, wholeRatio } = rateTowards(texts, language);
    expect(bothRatio).toBeGreaterThan(0.6);
    expect(bothRatio).toBeGreaterThan(1.7 * wholeRatio);
  });
});
