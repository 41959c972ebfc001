/** What a query may ask of a document besides its words. */
import { expect, test } from 'vitest';
import { type Finding, toDocumentFacts } from '../../src/analysis/to-document-facts.ts';

const feed: Finding = { sourceKind: 'feed', reader: 'feed', tags: [], country: null };

test.each<[Partial<Finding>, readonly string[], string]>([
  [{}, ['feed'], 'article'],
  [{ sourceKind: 'forum', reader: 'forum-page' }, ['forum'], 'post'],
  [{ sourceKind: 'search', reader: 'google-news' }, ['search', 'news'], 'article'],
  [{ sourceKind: 'search', reader: 'mastodon' }, ['search', 'social'], 'post'],
  [{ sourceKind: 'search', reader: 'app-store' }, ['search', 'review'], 'review'],
])('what came by %j is %j, and without better knowledge of type %s', (finding, sources, type) => {
  const facts = toDocumentFacts({ site: 'x.example', type: null }, [{ ...feed, ...finding }]);
  expect(facts.sources).toEqual(sources);
  expect(facts.types).toEqual([type]);
});

test('what the reader said of its type counts more than where it came from', () => {
  expect(toDocumentFacts({ site: '', type: 'comment' }, [feed]).types).toEqual(['comment']);
});

test.each([
  ['lemonde.fr', ['fr']],
  ['bbc.co.uk', ['gb']],
  ['twitch.tv', ['be']],
  ['example.com', ['be']],
])('the country of %s is %j where the search asked for Belgium', (site, countries) => {
  const facts = toDocumentFacts({ site, type: null }, [{ ...feed, country: 'BE' }]);
  expect(facts.countries).toEqual(countries);
});

test('tags are compared as words of a query are', () => {
  expect(toDocumentFacts({ site: '', type: null }, [{ ...feed, tags: ['Presse Écrite'] }]).tags).toEqual([
    'presse ecrite',
  ]);
});
