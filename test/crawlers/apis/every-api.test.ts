/** What every reader of an API keeps, whatever the service: refusals, garbage, wrong types, endless pages. */
import { afterAll, describe, expect, test } from 'vitest';
import type { SourceToRead } from '../../../src/crawlers/reader.ts';
import type { ReaderName } from '../../../src/domain/source.ts';
import { type ApiAnswer, type ApiRequest, makeTestHttp, minutesAgo, startLocalApi, visit } from './local-api.ts';

const http = makeTestHttp();
afterAll(() => http.close());

const AT = minutesAgo(1).toISOString();
const EPOCH_SECONDS = minutesAgo(1).getTime() / 1_000;

type Case = Readonly<{
  reader: ReaderName;
  path: string;
  /** An answer as it should be, with one document. */
  good: unknown;
  /** An answer without any. */
  empty: unknown;
  secret?: SourceToRead['secret'];
  settings?: SourceToRead['settings'];
}>;

const DISCOURSE_POST = { id: 1, username: 'a', created_at: AT, cooked: '<p>x</p>', post_number: 1, topic_id: 1 };
const FLARUM_POST = {
  type: 'posts',
  id: '1',
  attributes: { number: 1, createdAt: AT, contentType: 'comment', contentHtml: '<p>x</p>' },
  relationships: { user: { data: { id: '1' } }, discussion: { data: { id: '1' } } },
};
const NODEBB_POST = { pid: 1, content: 'x', timestampISO: AT, user: { username: 'a' }, topic: { title: 't' } };
const LEMMY_VIEW = {
  post: { name: 't', body: 'x', ap_id: 'https://l.example/post/1', published: AT },
  creator: { name: 'a', actor_id: 'https://l.example/u/a' },
};
const QUESTION = { question_id: 1, title: 't', body: 'x', link: 'https://s.example/1', creation_date: EPOCH_SECONDS };
const REDDIT_POST = {
  kind: 't3',
  data: { name: 't3_1', title: 't', permalink: '/r/a/comments/1/', author: 'a', created_utc: EPOCH_SECONDS },
};
const BLUESKY_POST = {
  uri: 'at://did:plc:a/app.bsky.feed.post/1',
  author: { handle: 'a.example', did: 'did:plc:a' },
  record: { text: 'x', createdAt: AT },
  indexedAt: AT,
};

const DISCOURSE_TOPIC = { id: 1, slug: 't', title: 't', highest_post_number: 1, last_posted_at: AT };
const FLARUM_DISCUSSION = { type: 'discussions', id: '1', attributes: { title: 't', lastPostedAt: AT } };
const NODEBB_TOPIC = { slug: '1/t', postcount: 1, lastposttimeISO: AT };

/** A list of topics and the posts of each come from two addresses; one answer that holds both serves for either. */
const CASES: readonly Case[] = [
  {
    reader: 'discourse',
    path: '/c/board/1.json',
    good: { topic_list: { topics: [DISCOURSE_TOPIC] }, id: 1, title: 't', post_stream: { posts: [DISCOURSE_POST] } },
    empty: { topic_list: { topics: [] } },
  },
  { reader: 'flarum', path: '/api/discussions', good: { data: [FLARUM_DISCUSSION, FLARUM_POST] }, empty: { data: [] } },
  {
    reader: 'nodebb',
    path: '/api/category/1/board',
    good: { name: 'b', topics: [NODEBB_TOPIC], title: 't', slug: '1/t', posts: [{ ...NODEBB_POST, index: 0 }] },
    empty: { topics: [] },
  },
  { reader: 'discourse', path: '/posts.json', good: { latest_posts: [DISCOURSE_POST] }, empty: { latest_posts: [] } },
  {
    reader: 'discourse-search',
    path: '/search.json?q=x',
    good: { posts: [DISCOURSE_POST], topics: [{ id: 1, title: 't', slug: 't' }], grouped_search_result: {} },
    empty: { posts: [], grouped_search_result: { more_full_page_results: null } },
  },
  {
    reader: 'flarum',
    path: '/api/posts',
    good: { data: [FLARUM_POST], included: [{ type: 'users', id: '1' }] },
    empty: { data: [] },
  },
  { reader: 'nodebb', path: '/api/recent/posts', good: [NODEBB_POST], empty: [] },
  {
    reader: 'lemmy',
    path: '/api/v3/search?q=x',
    good: { posts: [LEMMY_VIEW], comments: [] },
    empty: { posts: [], comments: [] },
  },
  {
    reader: 'stack-exchange',
    path: '/2.3/search/advanced?q=x&site=superuser',
    good: { items: [QUESTION], has_more: false, quota_remaining: 9 },
    empty: { items: [], has_more: false, quota_remaining: 9 },
  },
  {
    reader: 'reddit',
    path: '/search?q=x',
    good: { data: { children: [REDDIT_POST], after: null } },
    empty: { data: { children: [], after: null } },
    secret: { clientId: 'c', clientSecret: 's3cret' },
  },
  {
    reader: 'bluesky',
    path: '/xrpc/app.bsky.feed.searchPosts?q=x',
    good: { posts: [BLUESKY_POST] },
    empty: { posts: [] },
    secret: { identifier: 'a.example', password: 's3cret' },
  },
  {
    reader: 'json',
    path: '/api',
    good: { hits: [{ id: 1, t: 'x', u: '/1', by: 'a', at: AT }], next: null },
    empty: { hits: [] },
    settings: {
      items: 'hits[*]',
      title: 't',
      text: 't',
      url: 'u',
      author: 'by',
      date: 'at',
      id: 'id',
      nextUrl: 'next',
    },
    secret: { 'x-api-key': 's3cret' },
  },
];

/** The service itself is always let in; what it then answers is the test's. */
function withTokens(answer: (request: ApiRequest) => ApiAnswer): (request: ApiRequest) => ApiAnswer | undefined {
  return (request) => {
    if (request.path === '/robots.txt' || request.path.startsWith('/nodeinfo')) return undefined;
    if (request.path === '/api/v1/access_token') return { json: { access_token: 't', expires_in: 3_600 } };
    if (request.method === 'POST') return { json: { accessJwt: 'a', refreshJwt: 'r' } };
    return answer(request);
  };
}

describe.each(CASES)('$reader at $path', ({ reader, path, good, empty, secret = null, settings = null }) => {
  const read = async (answer: (request: ApiRequest) => ApiAnswer, readUntil: Date | null = minutesAgo(60)) => {
    await using api = await startLocalApi(withTokens(answer));
    const reading = await visit(http, { url: api.origin + path, reader, secret, settings, readUntil });
    const paths = api.asked.filter((request) => request.method === 'GET' && !request.path.startsWith('/nodeinfo'));
    return { reading, askedCount: paths.length, host: new URL(api.origin).host };
  };

  test('reads one document of an answer as it should be, and none of an empty one', async () => {
    const { reading } = await read(() => ({ json: good, headers: { etag: '"e"' } }));
    expect(reading).toMatchObject({ kind: 'read', isWhole: true, etag: '"e"', movedTo: null });
    expect(reading.kind === 'read' && reading.documents).toHaveLength(1);
    expect(reading.kind === 'read' && reading.documents[0]?.publishedAt).toEqual(minutesAgo(1));
    expect((await read(() => ({ json: empty }))).reading).toMatchObject({ kind: 'read', isWhole: true, documents: [] });
  });

  test('waits as long as a 429 asks, and names the host and no secret', async () => {
    const { reading, host } = await read(() => ({ status: 429, headers: { 'retry-after': '130' }, text: 'slow down' }));
    expect(reading).toMatchObject({ kind: 'failed', reason: 'rate-limited', retryAfterSeconds: 130 });
    expect(JSON.stringify(reading)).toContain(host);
    expect(JSON.stringify(reading)).not.toContain('s3cret');
  });

  test.each([
    [403, '<html><title>Forbidden</title>', 'not-authorised'],
    [404, '<html>', 'not-found'],
    [500, '', 'server-error'],
    [200, '<!doctype html><html><body>Just a moment…', 'not-a-feed'],
    [200, '', 'not-a-feed'],
    [200, '{"broken', 'not-a-feed'],
    [200, '\u0000\u0001garbage', 'not-a-feed'],
    [200, `${'['.repeat(100_000)}`, 'not-a-feed'],
    [200, 'null', 'not-a-feed'],
    [200, '7', 'not-a-feed'],
    [200, '{"error":"no"}', 'not-a-feed'],
  ])('an answer %i %j is %s, in a sentence with the host', async (status, text, reason) => {
    const { reading, host } = await read(() => ({ status, text }));
    expect(reading).toMatchObject({ kind: 'failed', reason });
    expect(reading.kind === 'failed' && reading.message).toContain(host);
    expect(JSON.stringify(reading)).not.toContain('s3cret');
  });

  test('no field of a wrong type throws, or makes a document that cannot be stored', async () => {
    for (const json of spoil(good)) {
      const { reading } = await read(() => ({ json }), null);
      expect(['read', 'failed']).toContain(reading.kind);
      for (const document of reading.kind === 'read' ? reading.documents : []) {
        expect(
          [document.title, document.author, document.guid].every((each) => each === null || typeof each === 'string'),
        ).toBe(true);
        expect(document.url === null || /^https?:\/\//.test(document.url)).toBe(true);
        expect(document.publishedAt === null || !Number.isNaN(document.publishedAt.getTime())).toBe(true);
      }
    }
  });

  test('a service that gives the same page for ever is left after few requests', async () => {
    const endless = { more_full_page_results: true };
    const { askedCount } = await read((request) => ({
      json: Array.isArray(good)
        ? good
        : {
            ...(good as object),
            has_more: true,
            next_page: 'x',
            cursor: 'x',
            next: request.path,
            grouped_search_result: endless,
            links: { next: request.path },
            ...(reader === 'reddit' ? { data: { children: [REDDIT_POST], after: 't3_x' } } : {}),
          },
    }));
    expect(askedCount).toBeLessThanOrEqual(4);
  });

  test('a failure in the middle of a visit fails no visit, and what it left out is asked for again', async () => {
    let isFirst = true;
    let isCut = false;
    const { reading } = await read((request) => {
      if (!isFirst) {
        // a single post of a search is a courtesy: without it there is still its line
        isCut ||= !request.path.startsWith('/posts/');
        return { status: 500 };
      }
      isFirst = false;
      return { json: good, headers: { etag: '"e"' } };
    });
    expect(reading).toMatchObject({ kind: 'read', isWhole: !isCut, etag: isCut ? null : '"e"' });
  });
});

const WRONG: readonly unknown[] = [null, 7, -1, true, 'x', 'javascript:alert(1)', [], {}, ['x'], { id: 1 }];

/** The value with each of its parts, one after the other, replaced by something else. */
function* spoil(value: unknown): Generator<unknown> {
  yield* WRONG;
  if (Array.isArray(value)) {
    for (const [index, part] of value.entries()) {
      for (const spoilt of spoil(part)) yield value.with(index, spoilt);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      for (const spoilt of spoil(part)) yield { ...value, [name]: spoilt };
    }
  }
}
