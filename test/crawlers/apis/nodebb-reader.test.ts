/** NodeBB: its posts and its boards, read from a forum on loopback. */
import { afterAll, describe, expect, test } from 'vitest';
import {
  type ApiAnswer,
  type ApiRequest,
  documentsOf,
  makeTestHttp,
  minutesAgo,
  startLocalApi,
  visit,
} from './local-api.ts';

const http = makeTestHttp();
afterAll(() => http.close());

function toPost(pid: number, minutes: number): Readonly<Record<string, unknown>> {
  return {
    pid,
    tid: 3,
    content: `<p>Post ${pid}</p>`,
    timestamp: minutesAgo(minutes).getTime(),
    timestampISO: minutesAgo(minutes).toISOString(),
    user: { username: 'tom', displayname: 'Tom' },
    topic: { title: 'The box', slug: '3/the-box' },
  };
}

function answerRecent(request: ApiRequest): ApiAnswer | undefined {
  if (request.path !== '/api/recent/posts') return undefined;
  const start = (Number(request.parameters.get('page') ?? 1) - 1) * 20;
  const posts = Array.from({ length: Math.max(0, Math.min(20, 90 - start)) }, (_, index) =>
    toPost(90 - start - index, start + index),
  );
  return { json: posts };
}

describe('all posts of a NodeBB forum', () => {
  test('a post is a document with its topic’s title and its permalink', async () => {
    await using api = await startLocalApi(answerRecent);
    const url = `${api.origin}/api/recent/posts`;
    const reading = await visit(http, { url, reader: 'nodebb', readUntil: minutesAgo(1) });
    expect(documentsOf(reading)[0]).toEqual({
      guid: 'NodeBB:90',
      url: `${api.origin}/post/90`,
      title: 'The box',
      text: 'Post 90',
      html: '<p>Post 90</p>',
      author: 'Tom',
      publishedAt: minutesAgo(0),
      updatedAt: null,
    });
  });

  test('the first of a topic is a post and the others are comments; where it does not say, nobody can tell', async () => {
    const posts = [{ ...toPost(3, 1), isMainPost: true }, { ...toPost(2, 2), isMainPost: false }, toPost(1, 3)];
    await using api = await startLocalApi(({ parameters }) => ({ json: parameters.has('page') ? [] : posts }));
    const reading = await visit(http, { url: `${api.origin}/api/recent/posts`, reader: 'nodebb' });
    expect(documentsOf(reading).map((each) => each.type)).toEqual(['post', 'comment', undefined]);
  });

  test('pages are read until what was known comes, or until an empty one', async () => {
    await using api = await startLocalApi(answerRecent);
    const url = `${api.origin}/api/recent/posts`;
    expect(documentsOf(await visit(http, { url, reader: 'nodebb', readUntil: minutesAgo(25) }))).toHaveLength(40);
    const all = await visit(http, { url, reader: 'nodebb', readUntil: minutesAgo(9_000) });
    expect(all).toMatchObject({ isWhole: true });
    expect(documentsOf(all)).toHaveLength(90);
  });
});

describe('a board of a NodeBB forum', () => {
  /** Counts places from 1 and shows, without pages, ten posts before a place and ten from it on. */
  function answerBoard(request: ApiRequest): ApiAnswer | undefined {
    if (request.path === '/api/category/2/boxes') {
      const topics = [
        { slug: '3/the-box', postcount: 45, lastposttimeISO: minutesAgo(0).toISOString() },
        { slug: '4/old', postcount: 1, lastposttimeISO: minutesAgo(9_000).toISOString() },
      ];
      return { json: { name: 'Boxes', topics, pagination: { next: { active: true } } } };
    }
    const place = Number(/^\/api\/topic\/3\/the-box\/(\d+)$/.exec(request.path)?.[1]);
    if (Number.isNaN(place)) return undefined;
    const start = Math.max(0, place - 10);
    const posts = Array.from({ length: Math.min(20, 45 - start) }, (_, index) => ({
      ...toPost(100 + start + index, 44 - start - index),
      index: start + index,
    }));
    return { json: { title: 'The box', slug: '3/the-box', posts } };
  }

  test('a changed topic is read backwards to what was known', async () => {
    await using api = await startLocalApi(answerBoard);
    const url = `${api.origin}/api/category/2/boxes`;
    const reading = await visit(http, { url, reader: 'nodebb', readUntil: minutesAgo(20), secret: { token: 'n' } });
    expect(reading).toMatchObject({ kind: 'read', isWhole: true, source: { title: 'Boxes' } });
    const guids = documentsOf(reading).map((each) => each.guid);
    for (let pid = 124; pid <= 144; pid += 1) expect(guids).toContain(`NodeBB:${pid}`);
    expect(new Set(guids).size).toBe(guids.length);
    expect(new Set(documentsOf(reading).map((each) => each.type))).toEqual(new Set(['comment']));
    expect(api.asked.some((request) => request.path.includes('/4/old'))).toBe(false);
    expect(api.asked.every((request) => request.headers.authorization === 'Bearer n')).toBe(true);
  });

  test('a topic’s first message is a post', async () => {
    await using api = await startLocalApi(answerBoard);
    const url = `${api.origin}/api/category/2/boxes`;
    const reading = await visit(http, { url, reader: 'nodebb', readUntil: minutesAgo(8_000) });
    const posts = documentsOf(reading).filter((each) => each.type === 'post');
    expect(posts.map((each) => each.guid)).toEqual(['NodeBB:100']);
  });
});
