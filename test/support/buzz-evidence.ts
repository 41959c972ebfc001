/** The evidence of a bad buzz of our own invention, for every test that needs some. */

import type { BuzzEvidence } from '../../src/domain/buzz-evidence.ts';
import type { QuotedMention } from '../../src/domain/quoted-mention.ts';

export function makeEvidence(overrides: Partial<BuzzEvidence> = {}): BuzzEvidence {
  const at = '2026-06-01T11:10:00.000Z';
  return {
    from: '2026-06-01T11:00:00.000Z',
    until: '2026-06-01T12:00:00.000Z',
    firstMention: quote('lea_m', { title: 'Plus rien depuis ce matin' }),
    amplifiers: [
      { author: null, site: 'journal.example', outletWeight: 3, mentionCount: 2, firstAt: at },
      { author: 'paul', site: 'forum.example', outletWeight: 0, mentionCount: 4, firstAt: at },
    ],
    outlets: [{ site: 'journal.example', outletWeight: 3, mentionCount: 2, firstAt: at }],
    documents: [
      { ...quote('lea_m'), copyCount: 12 },
      { ...quote('anne', { excerpt: 'Je résilie.' }), copyCount: 1 },
    ],
    terms: [{ term: 'panne box', storyCount: 9, expectedCount: 0.2, llr: 40, mentionIds: [] }],
    themes: [{ theme: 'outage', mentionCount: 30, negativeCount: 28 }],
    ownThemes: [{ name: 'Fibre', mentionCount: 6, negativeCount: 5 }],
    blindSources: [{ title: 'Forum muet', url: 'https://muet.example/', state: 'failing', since: at }],
    ...overrides,
  };
}

function quote(author: string, overrides: Partial<QuotedMention> = {}): QuotedMention {
  return {
    title: null,
    excerpt: 'Ondelia est en panne.',
    url: 'https://forum.example/7',
    author,
    site: 'forum.example',
    publishedAt: '2026-06-01T11:05:00.000Z',
    score: -0.8,
    ...overrides,
  };
}
