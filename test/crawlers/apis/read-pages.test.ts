/** The walk from page to page that all services share: where it ends, and whether that was the end. */
import { afterAll, describe, expect, test } from 'vitest';
import { makeManualClock } from '../../../src/base/clock.ts';
import { makeAsk } from '../../../src/crawlers/apis/api-request.ts';
import { type ApiPages, type ReadPage, readPages } from '../../../src/crawlers/apis/read-pages.ts';
import { dateAt, flagAt, listAt, textAt } from '../../../src/crawlers/json-fields.ts';
import type { SourceReading } from '../../../src/crawlers/reader.ts';
import {
  type ApiAnswer,
  type ApiRequest,
  documentsOf,
  makeTestHttp,
  minutesAgo,
  NOW,
  startLocalApi,
} from './local-api.ts';

const http = makeTestHttp();
afterAll(() => http.close());

type Options = Pick<ApiPages, 'knownBy' | 'overlapMs' | 'pagesMax'>;

/** Ids and how many minutes ago each was written. */
function toAnswer(items: readonly (readonly [id: string, minutes: number])[], next: string | null = null): ApiAnswer {
  return { json: { items: items.map(([id, minutes]) => ({ id, at: minutesAgo(minutes).toISOString() })), next } };
}

function parse(json: unknown, askedUrl: string): ReadPage {
  const next = textAt(json, 'next');
  const documents = listAt(json, 'items').map((item) => {
    const said = { title: null, text: 'x', html: null, author: null, url: null, updatedAt: null };
    return { ...said, guid: textAt(item, 'id'), publishedAt: dateAt(item, 'at') };
  });
  const nextUrl = next === null ? null : new URL(next, askedUrl).href;
  return { kind: 'page', documents, nextUrl, isPartial: flagAt(json, 'isPartial') };
}

/** A visit an hour after the last one; a page's name is the path that it is asked by. */
async function walk(
  answer: (request: ApiRequest) => ApiAnswer | undefined,
  options: Options = {},
  readUntil: Date | null = minutesAgo(60),
): Promise<Readonly<{ reading: SourceReading; paths: readonly string[]; asked: readonly ApiRequest[] }>> {
  await using api = await startLocalApi(answer);
  const clock = makeManualClock(NOW);
  const url = `${api.origin}/1`;
  const validators = { etag: '"old"', lastModified: null };
  const source = { url, ...validators, settings: null, secret: null, readUntil };
  const reading = await readPages({ waitGap: () => Promise.resolve() }, source, {
    url,
    ask: makeAsk({ http, clock }, source),
    parse: ({ json }, askedUrl) => parse(json, askedUrl),
    ...options,
  });
  return { reading, paths: api.asked.map(({ path }) => path), asked: api.asked };
}

function guidsOf(reading: SourceReading): readonly (string | null)[] {
  return documentsOf(reading).map(({ guid }) => guid);
}

describe('the visit goes on', () => {
  test('after a page of which nothing could be kept', async () => {
    const pages = { '/1': toAnswer([], '/2'), '/2': toAnswer([['a', 5]]) };
    const { reading } = await walk(({ path }) => pages[path as keyof typeof pages]);
    expect(guidsOf(reading)).toEqual(['a']);
    expect(reading).toMatchObject({ isWhole: true });
  });

  test('past an old document that stands before newer ones', async () => {
    const first = toAnswer(
      [
        ['pinned', 9_000],
        ['a', 5],
      ],
      '/2',
    );
    const { reading } = await walk(({ path }) => (path === '/1' ? first : toAnswer([['b', 500]])));
    expect(guidsOf(reading)).toEqual(['pinned', 'a', 'b']);
  });

  test('as far beyond the last visit as the service lists late', async () => {
    const answer = ({ path }: ApiRequest) =>
      toAnswer([[path, 60 + 20 * Number(path.slice(1))]], `/${Number(path.slice(1)) + 1}`);
    expect((await walk(answer)).paths).toEqual(['/1']);
    expect((await walk(answer, { overlapMs: 50 * 60_000 })).paths).toEqual(['/1', '/2', '/3']);
  });

  test('no further than the reader allows, and then says that something may be missing', async () => {
    const answer = ({ path }: ApiRequest) => toAnswer([[path, 1]], `/${Number(path.slice(1)) + 1}`);
    const pagesMax = { first: 2, later: 4 };
    const later = await walk(answer, { pagesMax });
    expect([later.paths.length, later.reading]).toMatchObject([4, { isWhole: false, etag: null }]);
    const first = await walk(answer, { pagesMax }, null);
    expect([first.paths.length, first.reading]).toMatchObject([2, { isWhole: true }]);
    expect((await walk(answer)).paths).toHaveLength(10);
  });
});

describe('a page that repeats what came before ends the visit', () => {
  const repeat = () => toAnswer([['a', 5]], '/2');

  test('as the end of the list, where dates tell what is known', async () => {
    expect(await walk(repeat)).toMatchObject({ paths: ['/1', '/2'], reading: { isWhole: true } });
  });

  test('as a gap, where the address asks for nothing that is known', async () => {
    const { reading, paths } = await walk(repeat, { knownBy: 'address' });
    expect(paths).toEqual(['/1', '/2']);
    expect(guidsOf(reading)).toEqual(['a']);
    expect(reading).toMatchObject({ isWhole: false });
  });
});

describe('an address that bounds its time', () => {
  test('is read to its last page, whatever the dates say', async () => {
    const pages = { '/1': toAnswer([['a', 9_000]], '/2'), '/2': toAnswer([['b', 1]]) };
    const { reading } = await walk(({ path }) => pages[path as keyof typeof pages], { knownBy: 'address' });
    expect(guidsOf(reading)).toEqual(['a', 'b']);
    expect(reading).toMatchObject({ isWhole: true });
  });

  test.each([
    ['address', undefined, null],
    ['dates', '"old"', '"new"'],
  ] as const)('known by %s, it is asked with the validator %s and keeps %s', async (knownBy, sent, kept) => {
    const { reading, asked } = await walk(() => ({ ...toAnswer([['a', 5]]), headers: { etag: '"new"' } }), { knownBy });
    expect(asked[0]?.headers['if-none-match']).toBe(sent);
    expect(reading).toMatchObject({ etag: kept });
  });
});

test('what the service itself calls incomplete is not whole, at the first visit neither', async () => {
  const { reading } = await walk(() => ({ json: { items: [], isPartial: true } }), {}, null);
  expect(reading).toMatchObject({ isWhole: false });
});

test('after a redirect that loses the parameters pages are still counted from what was asked', async () => {
  const { paths, reading } = await walk(({ path }) =>
    path === '/1'
      ? { status: 302, headers: { location: '/elsewhere/deep/' } }
      : toAnswer([[path, 5]], path === '/2' ? null : './2'),
  );
  expect(paths).toEqual(['/1', '/elsewhere/deep/', '/2']);
  expect(reading).toMatchObject({ isWhole: true });
});

test.each([
  [1_000, true],
  [1_001, false],
])('%i documents are whole: %s', async (count, isWhole) => {
  const items = Array.from({ length: count }, (_, index) => [`d${index}`, 5] as const);
  const { reading } = await walk(() => toAnswer(items));
  expect(documentsOf(reading)).toHaveLength(1_000);
  expect(reading).toMatchObject({ isWhole });
});
