/** Lemmy: versions 3 and 4 of its API, answered by an instance on loopback. */
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

const CREATOR = { name: 'kim', actor_id: 'https://home.example/u/kim' };

function toPostView(id: number, minutes: number): Readonly<Record<string, unknown>> {
  const published = minutesAgo(minutes).toISOString();
  const post = {
    id,
    name: `Post ${id} <3`,
    body: '> quoted\n\n**Bad** box',
    ap_id: `https://l.example/post/${id}`,
    published,
  };
  return { post, creator: CREATOR, community: { name: 'boxes' } };
}

function toCommentView(id: number, minutes: number): Readonly<Record<string, unknown>> {
  const published = minutesAgo(minutes).toISOString();
  const comment = { id, content: `Comment ${id}`, ap_id: `https://l.example/comment/${id}`, published };
  return { comment, post: { name: 'The box' }, creator: CREATOR };
}

/** One kind is rare (one in ten hours), the other frequent (one a minute). */
function answerSearch3(request: ApiRequest, rare: 'posts' | 'comments' = 'posts'): ApiAnswer | undefined {
  if (request.path !== '/api/v3/search') return undefined;
  const start = (Number(request.parameters.get('page') ?? 1) - 1) * 50;
  const places = Array.from({ length: 50 }, (_, index) => start + index);
  const [postMinutes, commentMinutes] = rare === 'posts' ? [600, 1] : [1, 600];
  const posts = places.map((place) => toPostView(1_000 - place, place * postMinutes));
  const comments = places.map((place) => toCommentView(9_000 - place, place * commentMinutes));
  return { json: { type_: 'All', posts, comments, communities: [], users: [] } };
}

describe('a search on a Lemmy instance', () => {
  test('brings posts and comments with author, home and address, without quotes and marks', async () => {
    await using api = await startLocalApi((request) => answerSearch3(request));
    const reading = await visit(http, {
      url: `${api.origin}/api/v3/search?q=box`,
      reader: 'lemmy',
      readUntil: minutesAgo(1),
    });
    const documents = documentsOf(reading);
    expect(documents.find((each) => each.url === 'https://l.example/post/1000')).toEqual({
      guid: 'https://l.example/post/1000',
      url: 'https://l.example/post/1000',
      title: 'Post 1000 <3',
      text: 'Bad box',
      html: null,
      author: 'kim@home.example',
      publishedAt: minutesAgo(0),
      updatedAt: null,
      type: 'post',
    });
    expect(documents.find((each) => each.url === 'https://l.example/comment/9000')).toMatchObject({
      title: 'The box',
      text: 'Comment 9000',
      type: 'comment',
    });
    expect(Object.fromEntries(api.asked[0]?.parameters ?? [])).toMatchObject({ q: 'box', sort: 'New', type_: 'All' });
  });

  test.each([
    ['posts', 'comment/', 9_000],
    ['comments', 'post/', 1_000],
  ] as const)('old %s do not end the reading of what is still new', async (rare, path, newest) => {
    await using api = await startLocalApi((request) => answerSearch3(request, rare));
    const url = `${api.origin}/api/v3/search?q=box`;
    const reading = await visit(http, { url, reader: 'lemmy', readUntil: minutesAgo(120) });
    expect(reading).toMatchObject({ kind: 'read', isWhole: true });
    const urls = documentsOf(reading).map((each) => each.url);
    for (let minutes = 0; minutes <= 130; minutes += 1) {
      expect(urls).toContain(`https://l.example/${path}${newest - minutes}`);
    }
    expect(api.asked).toHaveLength(3);
  });

  test('what was deleted or removed is left out', async () => {
    const [view, removed] = [toPostView(1, 1), toPostView(2, 1)];
    const post = { ...(removed.post as object), removed: true };
    await using api = await startLocalApi(() => ({ json: { posts: [view, { ...removed, post }] } }));
    const reading = await visit(http, { url: `${api.origin}/api/v3/post/list?community_name=boxes`, reader: 'lemmy' });
    expect(documentsOf(reading).map((each) => each.url)).toEqual(['https://l.example/post/1']);
  });
});

describe('a Lemmy instance that answers version 4 alone', () => {
  function answer4(request: ApiRequest): ApiAnswer | undefined {
    if (request.path === '/nodeinfo/2.1') return { json: { software: { name: 'lemmy', version: '1.0.2' } } };
    if (request.path !== '/api/v4/search') return undefined;
    const isFirst = request.parameters.get('page_cursor') === null;
    const view = toPostView(isFirst ? 2 : 1, isFirst ? 1 : 30);
    const post = {
      ...(view.post as object),
      published: undefined,
      published_at: minutesAgo(isFirst ? 1 : 30).toISOString(),
    };
    return { json: { items: [{ type_: 'post', ...view, post }], ...(isFirst ? { next_page: 'c2' } : {}) } };
  }

  test.each(['/api/v3/search?q=box&type_=All', '/api/v4/search?search_term=box'])(
    'is asked its way for %s',
    async (path) => {
      await using api = await startLocalApi(answer4);
      const reading = await visit(http, { url: api.origin + path, reader: 'lemmy', readUntil: minutesAgo(5_000) });
      expect(reading).toMatchObject({ kind: 'read', isWhole: true });
      expect(documentsOf(reading).map((each) => each.publishedAt)).toEqual([minutesAgo(1), minutesAgo(30)]);
      const asked = api.asked.filter((request) => request.path === '/api/v4/search').map((each) => each.parameters);
      expect(asked.map((each) => [each.get('search_term'), each.get('type_'), each.get('q')])).toEqual([
        ['box', 'all', null],
        ['box', 'all', null],
      ]);
    },
  );

  test('another server that knows no such address is not mistaken for one', async () => {
    await using api = await startLocalApi((request) =>
      request.path === '/nodeinfo/2.1' ? { json: { software: { name: 'lemmy', version: '0.19.5' } } } : undefined,
    );
    const reading = await visit(http, { url: `${api.origin}/api/v3/search?q=box`, reader: 'lemmy' });
    expect(reading).toMatchObject({ kind: 'failed', reason: 'not-found' });
    expect(api.asked.some((request) => request.path.includes('v4'))).toBe(false);
  });
});
