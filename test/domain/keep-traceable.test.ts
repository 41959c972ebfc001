/** What is kept of a summary that a language model proposed. */
import { describe, expect, test } from 'vitest';
import { DRAFT_SENTENCES_MAX, keepTraceable } from '../../src/domain/keep-traceable.ts';
import { toDigestReport } from '../../src/notify/digest/to-digest-report.ts';
import { makeDigestContent } from '../notify/sample-content.ts';

const french = toDigestReport(
  makeDigestContent({ counts: { mentionCount: 12_345, negativeCount: 70, positiveCount: 33 } }),
  'fr',
);

const english = toDigestReport(
  makeDigestContent({ counts: { mentionCount: 12_345, negativeCount: 70, positiveCount: 33 } }),
  'en',
);

describe('a sentence is kept', () => {
  test.each([
    'On compte 12 345 mentions cette semaine.',
    'On compte 12\u202f345 mentions, contre 161 avant.',
    'Le forum forum.exemple.fr pèse 92 mentions.',
    'Part de voix de Free : 188 mentions.',
    '2 buzz cette semaine, au plus haut bad buzz 3/4.',
  ])('that cites the digest: %s', (sentence) => {
    expect(keepTraceable([sentence], french).sentences).toEqual([sentence]);
  });

  test('in English numbers too', () => {
    expect(keepTraceable(['There were 12,345 mentions, 161 the week before.'], english).droppedCount).toBe(0);
  });
});

describe('a sentence is dropped', () => {
  test.each([
    ['that cites nothing', 'La situation s’améliore nettement.'],
    ['that says a number which is not there', 'On compte 9 999 mentions.'],
    ['that mixes a true number with an invented one', 'On compte 161 mentions avant, et 4 444 la semaine prochaine.'],
    ['that makes much of a small number', 'On compte 3 millions de vues.'],
    ['that counts other things', 'On compte 2 procès cette semaine, et 161 mentions.'],
    ['that cuts a number', 'On compte 345 mentions.'],
    ['that cites what a stranger wrote', 'Il appelle pour la septième fois, dit le sujet 18234.'],
    ['that never ends', `On compte 161 mentions ${'et '.repeat(300)}.`],
    ['that is empty', '   '],
  ])('%s', (_, sentence) => {
    expect(keepTraceable([sentence], french)).toEqual({ sentences: [], droppedCount: 1 });
  });

  test('where there are too many', () => {
    const { sentences, droppedCount } = keepTraceable(
      Array.from({ length: 12 }, () => '161 mentions.'),
      french,
    );
    expect([sentences.length, droppedCount]).toEqual([DRAFT_SENTENCES_MAX, 12 - DRAFT_SENTENCES_MAX]);
  });
});
