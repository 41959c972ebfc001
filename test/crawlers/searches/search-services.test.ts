/** A brand's expression as each service is asked for it: as far as it goes, and never less. */
import { describe, expect, test } from 'vitest';
import { parseQuery } from '../../../src/analysis/query/parse-query.ts';
import { toSearchExpression } from '../../../src/analysis/query/to-search-expression.ts';
import { READERS } from '../../../src/crawlers/readers.ts';
import { SEARCH_SERVICES } from '../../../src/crawlers/searches/search-services.ts';
import type { SearchOptions, SearchServiceName, SearchUrl } from '../../../src/domain/search-service.ts';

const OPTIONS: SearchOptions = { language: 'fr', country: 'FR', instanceUrl: 'https://inst.example/sub/' };

function ask(service: SearchServiceName, query: string, options = OPTIONS): readonly SearchUrl[] {
  const { expression } = toSearchExpression({ query: parseQuery(query), text: query });
  if (expression === null) throw new Error(`nothing of ${query} can be asked for`);
  return SEARCH_SERVICES[service].makeUrls(expression, options);
}

/** What is asked in words: the query of each URL. */
function askedOf(urls: readonly SearchUrl[]): readonly string[] {
  return urls.map(({ url }) => {
    const { searchParams } = new URL(url);
    return searchParams.get('q') ?? searchParams.get('query') ?? '';
  });
}

const many = (count: number): string => Array.from({ length: count }, (_, index) => `marque${index}`).join(' OR ');

describe('«Orange or Orange Bank, but not the fruit»', () => {
  const query = '(Orange OR "Orange Bank") -fruit';

  test.each<[SearchServiceName, readonly string[], boolean, boolean]>([
    ['google-news', ['(orange OR "orange bank") -fruit when:7d'], true, true],
    ['bing-news', ['(orange OR "orange bank") -fruit'], true, true],
    ['gdelt', ['(orange OR "orange bank") -fruit sourcelang:french'], true, true],
    // whoever asks for "orange" asks for "orange bank"; no minus, as not every engine knows it
    ['searxng', ['orange'], false, true],
    ['mastodon-search', ['orange -fruit'], true, true],
    ['hacker-news', ['"orange" -"fruit"'], true, true],
    ['bluesky', ['orange -fruit'], true, true],
    ['reddit', ['(orange OR "orange bank") NOT fruit'], true, true],
    // no exclusion is promised by its documentation
    ['stack-exchange', ['orange'], false, true],
  ])('is asked of %s as %j', (service, asked, isExact, isWhole) => {
    const urls = ask(service, query);
    expect(askedOf(urls)).toEqual(asked);
    expect(urls.map((each) => [each.isExact, each.isWhole])).toEqual(asked.map(() => [isExact, isWhole]));
  });

  test('is two hashtags in one timeline, which is never the whole of it', () => {
    expect(ask('mastodon-tags', query)).toEqual([
      {
        url: 'https://inst.example/sub/api/v1/timelines/tag/orange?any%5B%5D=orangebank&limit=40',
        isExact: false,
        isWhole: false,
      },
    ]);
  });
});

test('the edition of Google News agrees in all three of its places', () => {
  expect(ask('google-news', 'orange')[0]?.url).toMatch(/&hl=fr&gl=FR&ceid=FR%3Afr$/);
  const british = { ...OPTIONS, language: 'en', country: 'gb' };
  expect(ask('google-news', 'orange', british)[0]?.url).toMatch(/&hl=en-GB&gl=GB&ceid=GB%3Aen$/);
});

test.each(Object.keys(SEARCH_SERVICES) as SearchServiceName[])(
  'two agencies that ask %s for the same in other words share the sources',
  (service) => {
    expect(ask(service, '("orange bank" OR ORANGE) AND NOT fruit')).toEqual(
      ask(service, '(Orange OR "Orange Bank") -Fruit'),
    );
  },
);

describe('what a service cannot take', () => {
  test('alternatives with words of their own are several questions', () => {
    expect(askedOf(ask('bing-news', '(orange AND réseau) OR (sfr AND panne)'))).toEqual(['orange réseau', 'panne sfr']);
  });

  test.each<[SearchServiceName, (query: string) => boolean]>([
    [
      'google-news',
      (query) =>
        query
          .replace(/[()]| OR /g, ' ')
          .trim()
          .split(/\s+/).length <= 32,
    ],
    [
      'bing-news',
      (query) =>
        query
          .replace(/[()]| OR /g, ' ')
          .trim()
          .split(/\s+/).length <= 10,
    ],
    ['gdelt', (query) => query.length <= 250],
  ])('sixty names are split for %s, each within its limit and none left out', (service, isShortEnough) => {
    const urls = ask(service, many(60));
    const asked = askedOf(urls);
    expect(asked.length).toBeGreaterThan(1);
    expect(asked.filter((query) => !isShortEnough(query))).toEqual([]);
    const names = new Set(asked.flatMap((query) => query.match(/marque\d+/g) ?? []));
    expect(names.size).toBe(60);
    expect(urls.every((each) => each.isExact && each.isWhole)).toBe(true);
  });

  test('more questions than a brand may have are widened before anything is left out', () => {
    const pairs = Array.from({ length: 100 }, (_, index) => `(marque${index} AND x)`).join(' OR ');
    const urls = ask('google-news', pairs);
    expect(urls.length).toBeLessThanOrEqual(20);
    expect(new Set(askedOf(urls).flatMap((query) => query.match(/marque\d+/g) ?? [])).size).toBe(100);
    expect(urls.every((each) => !each.isExact && each.isWhole)).toBe(true);
  });

  test('where even that is too much, it says that something is not asked for', () => {
    const urls = ask('hacker-news', many(60));
    expect(urls).toHaveLength(20);
    expect(urls.every((each) => !each.isWhole)).toBe(true);
  });

  test('exclusions beyond the limit go, the names stay', () => {
    const excluded = Array.from({ length: 40 }, (_, index) => `-mot${index}`).join(' ');
    const [url] = ask('bing-news', `orange ${excluded}`);
    expect(askedOf(url === undefined ? [] : [url])[0]).toMatch(/^orange( -mot\d+){1,9}$/);
    expect(url).toMatchObject({ isExact: false, isWhole: true });
  });

  test('a name too short for GDELT is said to be missing, or left out where another word narrows it', () => {
    expect(ask('gdelt', 'lg')).toEqual([]);
    expect(ask('gdelt', 'lg OR "lg electronics"')).toMatchObject([{ isExact: false, isWhole: false }]);
    const besides = ask('gdelt', 'lg AND téléviseur');
    expect(askedOf(besides)).toEqual(['téléviseur sourcelang:french']);
    expect(besides).toMatchObject([{ isExact: false, isWhole: true }]);
  });

  test('a phrase that is too long by itself is asked for by its beginning', () => {
    const phrase = Array.from({ length: 60 }, (_, index) => `mot${index}`).join(' ');
    const [asked = ''] = askedOf(ask('google-news', `"${phrase}"`));
    expect(asked).toMatch(/^"mot0 mot1 .*" when:7d$/);
    expect(asked.split(' ').length).toBeLessThanOrEqual(32);
  });

  test('a short phrase of many words beside a long word is still within the limit', () => {
    const asked = askedOf(ask('bing-news', '"a b c d e f g h i j k" OR incomprehensibilities OR "a b c d e f"'));
    expect(
      asked.map(
        (query) =>
          query
            .replace(/[()"]| OR /g, ' ')
            .trim()
            .split(/\s+/).length <= 10,
      ),
    ).not.toContain(false);
    expect(asked.join(' ')).toContain('incomprehensibilities');
  });

  test.each(Object.keys(SEARCH_SERVICES) as SearchServiceName[])(
    '512 words cost %s bounded time and sources',
    (service) => {
      const wide = Array.from(
        { length: 16 },
        (_, group) => `(${Array.from({ length: 32 }, (__, index) => `${group.toString(36)}${index}`).join(' OR ')})`,
      ).join(' ');
      expect(wide.length).toBeLessThanOrEqual(4_096);
      expect(ask(service, wide).length).toBeLessThanOrEqual(20);
    },
  );
});

test('Bluesky is asked at the account’s own server, or at the one that all accounts can use', () => {
  expect(ask('bluesky', 'orange')[0]?.url).toMatch(
    /^https:\/\/inst\.example\/xrpc\/app\.bsky\.feed\.searchPosts\?q=orange/,
  );
  expect(ask('bluesky', 'orange', { ...OPTIONS, instanceUrl: null })[0]?.url).toMatch(
    /^https:\/\/bsky\.social\/xrpc\//,
  );
});

test('a phrase that is excluded is not asked of Bluesky, which is said', () => {
  const urls = ask('bluesky', 'orange -"jus de fruit" -fruit');
  expect(askedOf(urls)).toEqual(['orange -fruit']);
  expect(urls).toMatchObject([{ isExact: false, isWhole: true }]);
});

test('a site of Stack Exchange is named by its host', () => {
  const url = ask('stack-exchange', 'orange', { ...OPTIONS, instanceUrl: 'https://www.Stackoverflow.com/questions' })[0]
    ?.url;
  expect(new URL(url ?? '').searchParams.get('site')).toBe('stackoverflow.com');
});

test.each(['searxng', 'mastodon-tags', 'mastodon-search', 'stack-exchange'] as const)(
  '%s needs an instance',
  (service) => {
    expect(SEARCH_SERVICES[service].isInstanceNeeded).toBe(true);
    for (const instanceUrl of [null, '', 'inst.example', 'javascript:alert(1)', 'https://user:pass@inst.example/']) {
      expect(SEARCH_SERVICES[service].makeUrls({ kind: 'word', text: 'orange' }, { ...OPTIONS, instanceUrl })).toEqual(
        [],
      );
    }
  },
);

test('every service is registered under its name and read by a reader of searches', () => {
  for (const [name, service] of Object.entries(SEARCH_SERVICES)) {
    expect(service.name).toBe(name);
    expect(READERS[service.reader].kind).toBe('search');
  }
});
