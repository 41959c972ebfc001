/** The generic JSON source: its settings, its paths, its visits. */
import { afterAll, describe, expect, test } from 'vitest';
import { findAtPath, parseJsonPath } from '../../../src/crawlers/apis/json-path.ts';
import { checkJsonSettings } from '../../../src/crawlers/apis/json-settings.ts';
import { documentsOf, makeTestHttp, minutesAgo, startLocalApi, visit } from './local-api.ts';

const http = makeTestHttp();
afterAll(() => http.close());

describe('a path', () => {
  const value = {
    data: [
      { title: 'a', 'odd name': 1 },
      { title: 'b', tags: ['x', 'y'] },
    ],
    constructor: undefined,
  };

  test.each([
    ['$', [value]],
    ['$.data[*].title', ['a', 'b']],
    ['data[1].title', ['b']],
    ["$.data[0]['odd name']", [1]],
    ['$["data"][1].tags[*]', ['x', 'y']],
    ['$.data[*].tags[0]', ['x']],
    ['$.data[9].title', []],
    ['$.nothing.at.all', []],
    ['$.data.title', []],
    ['$.toString', []],
    ['$.data[0].__proto__', []],
  ])('%s finds what stands there and nothing else', (path, expected) => {
    expect(findAtPath(value, parseJsonPath(path) ?? [], 100)).toEqual(expected);
  });

  test.each([
    '',
    '$.',
    '$..title',
    '.title',
    '$.data[?(@.price<10)]',
    '$.data[-1]',
    '$.data[0:2]',
    '$.data[',
    'a[0]b',
    "a['it's']",
    'a.',
    'a'.repeat(400),
    '[0]'.repeat(40),
  ])('%s is refused', (path) => {
    expect(parseJsonPath(path)).toBeNull();
  });

  test('finds no more than asked for, however wide the lists are', () => {
    const wide = Array.from({ length: 1_000 }, () => Array.from({ length: 1_000 }, () => 1));
    expect(findAtPath(wide, parseJsonPath('$[*][*]') ?? [], 50)).toHaveLength(50);
  });
});

describe('settings', () => {
  test('all problems are told at once, a sentence each', () => {
    const check = checkJsonSettings({ items: '$..x', title: 7, link: 'a', url: 'https://a.example/fixed' });
    expect(check).toMatchObject({ kind: 'invalid' });
    const problems = check.kind === 'invalid' ? check.problems : [];
    expect(problems).toHaveLength(4);
    for (const name of ['link', 'items', 'title', 'url']) {
      expect(problems.filter((problem) => problem.startsWith(`"${name}"`))).toHaveLength(1);
    }
  });

  test.each([null, {}, { title: 'a' }, { items: 'a' }])('%j is not enough', (settings) => {
    expect(checkJsonSettings(settings).kind).toBe('invalid');
  });

  test('a source whose settings are wrong asks nothing and says what to correct', async () => {
    await using api = await startLocalApi(() => ({ json: [] }));
    const reading = await visit(http, {
      url: `${api.origin}/x`,
      reader: 'json',
      settings: { items: '$..x', title: 't' },
    });
    expect(reading).toMatchObject({ kind: 'failed', reason: 'settings-invalid' });
    expect(api.asked).toEqual([]);
  });
});

describe('a visit to a JSON service', () => {
  const SETTINGS = {
    items: '$.data.hits[*]',
    title: 'name',
    text: '$.blocks[*].text',
    url: '$.links.self',
    author: 'by.name',
    date: 'at',
    id: 'id',
    nextUrl: '$.data.next',
  };

  test('brings its items as the settings say', async () => {
    const hit = {
      id: 7,
      name: 'R&amp;D',
      blocks: [{ text: '<p>One</p>' }, { text: 'two' }],
      links: { self: '/p/7' },
      by: { name: 'Ann' },
      at: 1_748_858_400,
    };
    await using api = await startLocalApi(() => ({ json: { data: { hits: [hit] } } }));
    const reading = await visit(http, { url: `${api.origin}/api?q=a`, reader: 'json', settings: SETTINGS });
    expect(documentsOf(reading)).toEqual([
      {
        guid: '7',
        url: `${api.origin}/p/7`,
        title: 'R&D',
        text: 'One\ntwo',
        html: '<p>One</p>\ntwo',
        author: 'Ann',
        publishedAt: new Date('2025-06-02T10:00:00Z'),
        updatedAt: null,
      },
    ]);
  });

  test('follows the next page on its own host until what was known comes', async () => {
    await using api = await startLocalApi(({ parameters, origin }) => {
      const page = Number(parameters.get('page') ?? 1);
      const hits = [{ id: page, name: `Hit ${page}`, at: minutesAgo(page * 60).toISOString() }];
      const next = page === 4 ? 'https://elsewhere.example/' : `${origin}/api?page=${page + 1}`;
      return { json: { data: { hits, next } } };
    });
    const source = { url: `${api.origin}/api`, reader: 'json' as const, settings: SETTINGS };
    expect(documentsOf(await visit(http, { ...source, readUntil: minutesAgo(100) }))).toHaveLength(2);
    expect(documentsOf(await visit(http, { ...source, readUntil: minutesAgo(9_000) }))).toHaveLength(4);
  });

  test('a next page that leads to itself ends the visit', async () => {
    await using api = await startLocalApi(({ origin }) => ({
      json: { data: { hits: [{ id: 1, name: 'a' }], next: `${origin}/api` } },
    }));
    const reading = await visit(http, {
      url: `${api.origin}/api`,
      reader: 'json',
      settings: SETTINGS,
      readUntil: minutesAgo(1),
    });
    expect(reading).toMatchObject({ kind: 'read', isWhole: true });
    expect(api.asked).toHaveLength(2);
  });

  test('builds an address from what an item holds', async () => {
    const settings = { items: '$[*]', title: 't', url: 'https://a.example/{kind}/{id}?x=1' };
    const items = [
      { t: 'A', id: 'a/b', kind: 'p' },
      { t: 'B', id: 2 },
    ];
    await using api = await startLocalApi(() => ({ json: items }));
    const documents = documentsOf(await visit(http, { url: `${api.origin}/x`, reader: 'json', settings }));
    expect(documents.map((each) => each.url)).toEqual(['https://a.example/p/a%2Fb?x=1', null]);
  });

  test('sends its key in the header that it is named after', async () => {
    await using api = await startLocalApi(() => ({ json: { data: { hits: [] } } }));
    const source = { url: `${api.origin}/api`, reader: 'json' as const, settings: SETTINGS };
    await visit(http, { ...source, secret: { authorization: 'Bearer b', 'x-api-key': 'k' } });
    expect(api.asked[0]?.headers).toMatchObject({ authorization: 'Bearer b', 'x-api-key': 'k' });
    for (const name of ['host', 'content length', 'x\r\ny', '']) {
      expect(await visit(http, { ...source, secret: { [name]: 'v4lue' } })).toMatchObject({
        reason: 'settings-invalid',
      });
    }
    expect(api.asked).toHaveLength(1);
  });

  test('an empty list is an answer; a list that is not there is another answer than the settings speak of', async () => {
    let json: unknown = { data: { hits: [] } };
    await using api = await startLocalApi(() => ({ json }));
    const source = { url: `${api.origin}/api`, reader: 'json' as const, settings: SETTINGS };
    expect(await visit(http, source)).toMatchObject({ kind: 'read', documents: [] });
    json = { error: 'no' };
    expect(await visit(http, source)).toMatchObject({ kind: 'failed', reason: 'not-a-feed' });
  });
});
