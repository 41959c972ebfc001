/** A document read for all brands at once. */
import { describe, expect, test } from 'vitest';
import { analyseDocument } from '../../src/analysis/analyse-document.ts';
import { compileMatcher } from '../../src/analysis/query/compile-matcher.ts';
import { parseQuery } from '../../src/analysis/query/parse-query.ts';

const matcher = compileMatcher([
  { id: 'orange', key: 'orange', query: parseQuery('orange -fruit') },
  { id: 'sosh', key: 'sosh', query: parseQuery('sosh') },
  { id: 'lg', key: 'lg', query: parseQuery('lg') },
]);

describe('analyseDocument', () => {
  test('an angry post about two brands is a negative mention of both', () => {
    const document = {
      title: 'Orange et Sosh en panne',
      text: 'Le service client est injoignable depuis ce matin, c’est honteux.',
    };
    const analysis = analyseDocument({ matcher, document });
    expect(analysis.language).toBe('fr');
    expect(analysis.storyId).toMatch(/^[0-9a-f]{32}$/);
    expect(analysis.mentions.map(({ key, sentiment }) => [key, sentiment.label])).toEqual([
      ['orange', 'negative'],
      ['sosh', 'negative'],
    ]);
    expect(analysis.mentions[1]?.spans).toEqual([{ field: 'title', start: 10, end: 14 }]);
  });

  test('a post that praises one brand and buries another is of both, each as it is told', () => {
    const document = {
      title: null,
      text: 'Chez Sosh le service client est top, Orange c’est l’enfer, panne sur panne.',
    };
    const { mentions } = analyseDocument({ matcher, document });
    expect(mentions.map(({ key, sentiment }) => [key, sentiment.label])).toEqual([
      ['orange', 'negative'],
      ['sosh', 'positive'],
    ]);
    for (const { passages, themes } of mentions) {
      expect(passages.map(({ text }) => text)).toEqual([document.text]);
      expect(themes).toEqual(['customer-service', 'outage']);
    }
  });

  test('a document that names no brand has a language and a story but no mention', () => {
    const document = { title: null, text: 'The orange is a fruit that everybody likes in the morning.' };
    const analysis = analyseDocument({ matcher, document });
    expect(analysis.language).toBe('en');
    expect(analysis.mentions).toEqual([]);
  });

  test('a megabyte without a space, or an empty document, is read like any other', () => {
    expect(analyseDocument({ matcher, document: { title: '', text: 'é'.repeat(1_000_000) } }).mentions).toEqual([]);
    expect(analyseDocument({ matcher, document: { title: null, text: '' } }).language).toBeNull();
  });
});
