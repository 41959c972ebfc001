/** Flarum: its posts and the discussions of a tag, read from a forum on loopback. */
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

const INCLUDED = [
  { type: 'users', id: '4', attributes: { username: 'lea', displayName: 'Léa' } },
  { type: 'discussions', id: '9', attributes: { title: 'Box &amp; wifi', slug: '9-box-wifi' } },
];

function toPost(id: number, minutes: number): Readonly<Record<string, unknown>> {
  return {
    type: 'posts',
    id: String(id),
    attributes: {
      number: id,
      createdAt: minutesAgo(minutes).toISOString(),
      contentType: 'comment',
      contentHtml: `<blockquote><p>Said before</p></blockquote><p>Post ${id}</p>`,
    },
    relationships: {
      user: { data: { type: 'users', id: '4' } },
      discussion: { data: { type: 'discussions', id: '9' } },
    },
  };
}

/** 120 posts, one a minute; links are absolute, as Flarum writes them. */
function answerPosts(request: ApiRequest): ApiAnswer | undefined {
  if (request.path !== '/api/posts') return undefined;
  const offset = Number(request.parameters.get('page[offset]') ?? 0);
  const limit = Number(request.parameters.get('page[limit]') ?? 20);
  const next = new URL(`${request.origin}/api/posts?${request.parameters}`);
  next.searchParams.set('page[offset]', String(offset + limit));
  const data = Array.from({ length: Math.max(0, Math.min(limit, 120 - offset)) }, (_, index) =>
    toPost(120 - offset - index, offset + index),
  );
  return { json: { data, included: INCLUDED, links: offset + limit < 120 ? { next: next.href } : {} } };
}

describe('all posts of a Flarum forum', () => {
  test('a post is a document with its author, its discussion and its place in it', async () => {
    await using api = await startLocalApi(answerPosts);
    const reading = await visit(http, { url: `${api.origin}/api/posts`, reader: 'flarum', readUntil: minutesAgo(1) });
    expect(documentsOf(reading)[0]).toEqual({
      guid: 'Flarum:120',
      url: `${api.origin}/d/9-box-wifi/120`,
      title: 'Box & wifi',
      text: 'Post 120',
      html: '<p>Post 120</p>',
      author: 'Léa',
      publishedAt: minutesAgo(0),
      updatedAt: null,
      type: 'comment',
    });
    expect(api.asked.map((request) => request.parameters.get('sort'))).toEqual(['-createdAt']);
  });

  test('pages are read until what was known comes, or to the end', async () => {
    await using api = await startLocalApi(answerPosts);
    const url = `${api.origin}/api/posts`;
    const some = await visit(http, { url, reader: 'flarum', readUntil: minutesAgo(60) });
    expect([documentsOf(some).length, api.asked.length]).toEqual([100, 2]);
    const all = await visit(http, { url, reader: 'flarum', readUntil: minutesAgo(10_000) });
    expect(all).toMatchObject({ kind: 'read', isWhole: true });
    expect([documentsOf(all).length, api.asked.length]).toEqual([120, 5]);
  });

  test('a link to another host is not followed', async () => {
    await using elsewhere = await startLocalApi(() => ({ json: { data: [] } }));
    await using api = await startLocalApi(() => ({
      json: { data: [toPost(1, 1)], links: { next: `${elsewhere.origin}/api/posts` } },
    }));
    const reading = await visit(http, { url: `${api.origin}/api/posts`, reader: 'flarum', secret: { token: 't' } });
    expect(documentsOf(reading)).toHaveLength(1);
    expect(elsewhere.asked).toEqual([]);
    expect(api.asked[0]?.headers.authorization).toBe('Token t');
  });

  test('the first of a discussion is a post, the others are comments', async () => {
    await using api = await startLocalApi(() => ({ json: { data: [toPost(1, 2), toPost(2, 1)] } }));
    const reading = await visit(http, { url: `${api.origin}/api/posts`, reader: 'flarum' });
    expect(documentsOf(reading).map((each) => each.type)).toEqual(['post', 'comment']);
  });

  test('events and hidden posts are nobody’s words', async () => {
    const event = { ...toPost(1, 1), attributes: { contentType: 'discussionRenamed', content: ['old', 'new'] } };
    const hidden = { ...toPost(2, 1), attributes: { contentType: 'comment', contentHtml: '<p>x</p>', isHidden: true } };
    await using api = await startLocalApi(() => ({ json: { data: [event, hidden] } }));
    expect(documentsOf(await visit(http, { url: `${api.origin}/api/posts`, reader: 'flarum' }))).toEqual([]);
  });

  test.each([
    ['box-wifi', '/d/9-box-wifi/1'],
    ['9', '/d/9/1'],
    ['9-box', '/d/9-box/1'],
  ])('a discussion whose slug is %s is linked by its number too', async (slug, path) => {
    const included = [{ type: 'discussions', id: '9', attributes: { title: 'T', slug } }];
    await using api = await startLocalApi(() => ({ json: { data: [toPost(1, 1)], included } }));
    const reading = await visit(http, { url: `${api.origin}/api/posts`, reader: 'flarum' });
    expect(documentsOf(reading)[0]?.url).toBe(api.origin + path);
  });
});

describe('the discussions of a Flarum tag', () => {
  test('those that changed are read post by post', async () => {
    await using api = await startLocalApi((request) => {
      if (request.path === '/api/posts') return answerPosts(request);
      const data = [
        { type: 'discussions', id: '9', attributes: { lastPostedAt: minutesAgo(0).toISOString() } },
        { type: 'discussions', id: '8', attributes: { lastPostedAt: minutesAgo(9_000).toISOString() } },
      ];
      return { json: { data, links: { next: `${request.origin}/api/discussions?page[offset]=20` } } };
    });
    const url = `${api.origin}/api/discussions?filter[tag]=box`;
    const reading = await visit(http, { url, reader: 'flarum', readUntil: minutesAgo(60) });
    expect(reading).toMatchObject({ kind: 'read', isWhole: true });
    expect(documentsOf(reading)).toHaveLength(100);
    const discussions = api.asked.slice(1).map((request) => request.parameters.get('filter[discussion]'));
    expect(discussions).toEqual(['9', '9']);
  });
});
