/** Bluesky: sessions, tokens that expire, pages, answered by a server on loopback. */
import { afterAll, expect, test } from 'vitest';
import { makeManualClock } from '../../../src/base/clock.ts';
import { makeBlueskyReader } from '../../../src/crawlers/apis/bluesky-reader.ts';
import type { SourceReading, SourceToRead } from '../../../src/crawlers/reader.ts';
import {
  type ApiAnswer,
  type ApiRequest,
  documentsOf,
  type LocalApi,
  makeTestHttp,
  minutesAgo,
  NOW,
  startLocalApi,
  visit,
} from './local-api.ts';

const http = makeTestHttp();
afterAll(() => http.close());

const PATH = '/xrpc/app.bsky.feed.searchPosts?q=acme';
const SECRET = { identifier: '@ann.example', password: 'abcd-efgh' };

function toPost(id: number, minutes: number): Readonly<Record<string, unknown>> {
  return {
    uri: `at://did:plc:abc123/app.bsky.feed.post/3k${id}`,
    cid: 'c',
    author: { did: 'did:plc:abc123', handle: 'ann.example', displayName: 'Ann' },
    record: {
      $type: 'app.bsky.feed.post',
      text: `Post ${id}:\n1 < 2 & so on`,
      createdAt: minutesAgo(minutes).toISOString(),
    },
    indexedAt: minutesAgo(minutes - 1).toISOString(),
  };
}

type Server = Readonly<{
  answer: (request: ApiRequest) => ApiAnswer | undefined;
  /** The access token is over; with it the refresh token too, where told. */
  expire: (what: 'access' | 'session') => void;
}>;

/** As a server of accounts: 400 with ExpiredToken for an old token, a refresh token that works once. */
function makeServer(): Server {
  let count = 0;
  let access = '';
  let refresh = '';
  const issue = (): ApiAnswer => {
    count += 1;
    access = `access${count}`;
    refresh = `refresh${count}`;
    return { json: { accessJwt: access, refreshJwt: refresh, handle: 'ann.example', did: 'did:plc:abc123' } };
  };
  const expired = { status: 400, json: { error: 'ExpiredToken', message: 'Token has expired' } };
  return {
    expire: (what) => {
      access = 'none';
      if (what === 'session') refresh = 'none';
    },
    answer: (request) => {
      if (request.path === '/xrpc/com.atproto.server.createSession') {
        const { identifier, password } = JSON.parse(request.body) as Record<string, string>;
        const isKnown = identifier === 'ann.example' && password === SECRET.password;
        return isKnown ? issue() : { status: 401, json: { error: 'AuthenticationRequired', message: 'Invalid' } };
      }
      if (request.path === '/xrpc/com.atproto.server.refreshSession') {
        return request.headers.authorization === `Bearer ${refresh}` ? issue() : expired;
      }
      if (request.path !== '/xrpc/app.bsky.feed.searchPosts') return undefined;
      if (request.headers.authorization !== `Bearer ${access}`) return expired;
      const page = Number(request.parameters.get('cursor') ?? 0);
      const posts = [toPost(page * 10 + 1, page * 60 + 2), toPost(page * 10 + 2, page * 60 + 30)];
      return { json: { posts, ...(page < 2 ? { cursor: String(page + 1) } : {}) } };
    },
  };
}

async function visitTwice(api: LocalApi, between: () => void): Promise<SourceReading> {
  const reader = makeBlueskyReader();
  const deps = { http, clock: makeManualClock(NOW), waitGap: async () => {} };
  const rest = { etag: null, lastModified: null, settings: null };
  const source: SourceToRead = { url: api.origin + PATH, secret: SECRET, readUntil: minutesAgo(5), ...rest };
  await reader.read(deps, source);
  between();
  return await reader.read(deps, source);
}

function methodsOf(api: LocalApi): readonly (string | undefined)[] {
  return api.asked.map((request) => request.path.split('.').at(-1));
}

test('a search brings posts as their authors wrote them, page by page', async () => {
  await using api = await startLocalApi(makeServer().answer);
  const reading = await visit(http, {
    url: api.origin + PATH,
    reader: 'bluesky',
    secret: SECRET,
    readUntil: minutesAgo(75),
  });
  expect(reading).toMatchObject({ kind: 'read', isWhole: true });
  expect(documentsOf(reading)).toHaveLength(4);
  expect(documentsOf(reading)[0]).toEqual({
    guid: 'at://did:plc:abc123/app.bsky.feed.post/3k1',
    url: 'https://bsky.app/profile/did:plc:abc123/post/3k1',
    title: null,
    text: 'Post 1:\n1 < 2 & so on',
    html: null,
    author: 'ann.example',
    publishedAt: minutesAgo(2),
    updatedAt: null,
    type: 'post',
  });
  expect(Object.fromEntries(api.asked[1]?.parameters ?? [])).toEqual({ q: 'acme', sort: 'latest', limit: '100' });
});

test('a session is opened once and used for the next visit too', async () => {
  await using api = await startLocalApi(makeServer().answer);
  await visitTwice(api, () => {});
  expect(methodsOf(api)).toEqual(['createSession', 'searchPosts', 'searchPosts']);
});

test('an expired token is refreshed within the visit', async () => {
  const server = makeServer();
  await using api = await startLocalApi(server.answer);
  const second = await visitTwice(api, () => server.expire('access'));
  expect(documentsOf(second)).not.toEqual([]);
  expect(methodsOf(api).slice(2)).toEqual(['searchPosts', 'refreshSession', 'searchPosts']);
});

test('a session that is over is opened anew within the visit', async () => {
  const server = makeServer();
  await using api = await startLocalApi(server.answer);
  const second = await visitTwice(api, () => server.expire('session'));
  expect(documentsOf(second)).not.toEqual([]);
  expect(methodsOf(api).slice(2)).toEqual(['searchPosts', 'refreshSession', 'createSession', 'searchPosts']);
});

test('a password that is not known is said so, without the password, and tried once', async () => {
  await using api = await startLocalApi(makeServer().answer);
  const secret = { identifier: 'ann.example', password: 'wr0ng' };
  const reading = await visit(http, { url: api.origin + PATH, reader: 'bluesky', secret });
  expect(reading).toMatchObject({ kind: 'failed', reason: 'not-authorised' });
  expect(JSON.stringify(reading)).toContain('app-passwords');
  expect(JSON.stringify(reading)).not.toContain('wr0ng');
  expect(api.asked).toHaveLength(1);
});

test('a page of HTML with 403 is told as what it is: a server that shows no search to programs', async () => {
  const { answer } = makeServer();
  await using api = await startLocalApi((request) =>
    request.path.endsWith('searchPosts') ? { status: 403, text: '<html>Forbidden</html>' } : answer(request),
  );
  const reading = await visit(http, { url: api.origin + PATH, reader: 'bluesky', secret: SECRET });
  expect(reading).toMatchObject({ kind: 'failed', reason: 'not-authorised' });
  expect(JSON.stringify(reading)).toContain('bsky.social');
});

test('a limit that is told as an instant is waited for', async () => {
  const resetAt = Math.floor(NOW.getTime() / 1_000) + 120;
  await using api = await startLocalApi(() => ({
    status: 429,
    headers: { date: NOW.toUTCString(), 'ratelimit-reset': String(resetAt) },
    json: { error: 'RateLimitExceeded' },
  }));
  const reading = await visit(http, { url: api.origin + PATH, reader: 'bluesky', secret: SECRET });
  expect(reading).toMatchObject({ kind: 'failed', reason: 'rate-limited', retryAfterSeconds: 120 });
});

test('without an app password nothing is asked', async () => {
  const reading = await visit(http, { url: `http://127.0.0.1:1${PATH}`, reader: 'bluesky' });
  expect(reading).toMatchObject({ kind: 'failed', reason: 'secret-missing' });
});

test('a post that answers another is a comment', async () => {
  const { answer } = makeServer();
  const reply = { ...toPost(1, 10), record: { text: 'x', reply: { root: {}, parent: {} } } };
  await using api = await startLocalApi((request) =>
    request.path.endsWith('searchPosts') ? { json: { posts: [reply, toPost(2, 11)] } } : answer(request),
  );
  const documents = documentsOf(await visit(http, { url: api.origin + PATH, reader: 'bluesky', secret: SECRET }));
  expect(documents.map((each) => each.type)).toEqual(['comment', 'post']);
});

test('a post dated after it was indexed, and one whose handle is no more, are still told rightly', async () => {
  const { answer } = makeServer();
  const late = { ...toPost(1, 10), record: { text: 'x', createdAt: '2031-01-01T00:00:00Z' } };
  const lost = { ...toPost(2, 10), author: { did: 'did:plc:abc123', handle: 'handle.invalid' } };
  await using api = await startLocalApi((request) =>
    request.path.endsWith('searchPosts') ? { json: { posts: [late, lost] } } : answer(request),
  );
  const documents = documentsOf(await visit(http, { url: api.origin + PATH, reader: 'bluesky', secret: SECRET }));
  expect(documents[0]?.publishedAt).toEqual(minutesAgo(9));
  expect(documents[1]).toMatchObject({
    author: 'did:plc:abc123',
    url: 'https://bsky.app/profile/did:plc:abc123/post/3k2',
  });
});
