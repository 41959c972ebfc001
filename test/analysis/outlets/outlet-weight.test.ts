/** How far what an outlet says carries. */
import { describe, expect, test } from 'vitest';
import { outletWeightOf } from '../../../src/analysis/outlets/outlet-weight.ts';
import { OUTLETS } from '../../../src/analysis/outlets/outlets.ts';
import type { OutletWeight } from '../../../src/domain/outlet.ts';

const SITES: readonly (readonly [string, OutletWeight])[] = [
  ['lemonde.fr', 3],
  ['www.lemonde.fr', 3],
  ['AMP.LeMonde.fr', 3],
  ['edition.cnn.com', 3],
  ['abcnews.go.com', 3],
  ['bbc.co.uk', 3],
  ['spiegel.de', 3],
  ['ladepeche.fr', 2],
  ['france3-regions.francetvinfo.fr', 2],
  ['lsa-conso.fr', 2],
  ['theregister.com', 2],
  ['blog-de-ludivine.example', 1],
  ['blogs.lemonde.fr', 1],
  ['maitre-durand.blogs.lemonde.fr', 1],
  ['blogs.mediapart.fr', 1],
  ['x.com', 0],
  ['old.reddit.com', 0],
  ['fr.trustpilot.com', 0],
  // another domain that only ends or begins alike
  ['faux-lemonde.fr', 1],
  ['lemonde.fr.example', 1],
  ['netflix.com', 1],
  // no site at all, and what no host looks like
  ['', 1],
  ['localhost', 1],
  ['127.0.0.1', 1],
  ['..', 1],
  ['fr', 1],
];

describe('an article', () => {
  test.each(SITES)('of %j weighs %i', (site, weight) => {
    expect(outletWeightOf({ site, sourceKind: 'feed', documentType: 'article' })).toBe(weight);
  });

  test('weighs the same whichever kind of source brought it', () => {
    for (const sourceKind of ['feed', 'search', 'forum'] as const) {
      expect(outletWeightOf({ site: 'lemonde.fr', sourceKind, documentType: 'article' })).toBe(3);
    }
  });
});

describe('what people write', () => {
  test('weighs nothing, even under an article of a national paper', () => {
    for (const documentType of ['post', 'comment', 'review'] as const) {
      expect(outletWeightOf({ site: 'lemonde.fr', sourceKind: 'feed', documentType })).toBe(0);
    }
  });

  test('is taken to be so in a forum where nobody could tell, and nowhere else', () => {
    expect(outletWeightOf({ site: 'club.example', sourceKind: 'forum' })).toBe(0);
    expect(outletWeightOf({ site: 'club.example', sourceKind: 'forum', documentType: null })).toBe(0);
    expect(outletWeightOf({ site: 'club.example', sourceKind: 'search' })).toBe(1);
  });
});

describe('the lists', () => {
  test('hold hosts in lower case without www, hundreds of outlets of each weight', () => {
    expect([...OUTLETS.keys()].filter((domain) => !/^(?!www\.)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain))).toEqual([]);
    const weights = [...OUTLETS.values()];
    expect(weights.filter((weight) => weight === 3).length).toBeGreaterThan(150);
    expect(weights.filter((weight) => weight === 2).length).toBeGreaterThan(150);
  });
});
