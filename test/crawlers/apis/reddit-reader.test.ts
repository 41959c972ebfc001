/** Reddit: tokens, limits, posts and comments, answered by a service on loopback. */
import { afterAll, expect, test } from 'vitest';
import { type ManualClock, makeManualClock } from '../../../src/base/clock.ts';
import { makeRedditReader } from '../../../src/crawlers/apis/reddit-reader.ts';
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

const SECRET = { clientId: 'cid', clientSecret: 's3cret' };

function toPost(id: number, minutes: number): Readonly<Record<string, unknown>> {
  const data = {
    name: `t3_${id}`,
    title: `Post ${id} &amp; co`,
    selftext: 'x',
    selftext_html: '<div class="md"><blockquote><p>quoted</p></blockquote><p>Own words</p></div>',
    permalink: `/r/phones/comments/${id}/post/`,
    author: 'ann',
    created_utc: minutesAgo(minutes).getTime() / 1_000,
    edited: false,
  };
  return { kind: 't3', data };
}

/** Gives a new token each time and takes only the newest. Three pages. */
function makeReddit(): Readonly<{ answer: (request: ApiRequest) => ApiAnswer | undefined; expire: () => void }> {
  let tokenCount = 0;
  let valid = '';
  return {
    expire: () => {
      valid = 'none';
    },
    answer: (request) => {
      if (request.path === '/api/v1/access_token') {
        const isKnown = request.headers.authorization === `Basic ${Buffer.from('cid:s3cret').toString('base64')}`;
        if (!isKnown || request.method !== 'POST' || request.body !== 'grant_type=client_credentials') {
          return { status: 401, json: { message: 'Unauthorized', error: 401 } };
        }
        tokenCount += 1;
        valid = `token${tokenCount}`;
        return { json: { access_token: valid, token_type: 'bearer', expires_in: 3_600, scope: '*' } };
      }
      if (request.headers.authorization !== `Bearer ${valid}`) return { status: 401, json: { error: 401 } };
      const page = Number(request.parameters.get('after')?.slice(3) ?? 0);
      const children = [toPost(page * 10 + 1, page * 60 + 1), toPost(page * 10 + 2, page * 60 + 30)];
      return { json: { kind: 'Listing', data: { children, after: page < 2 ? `t3_${page + 1}` : null } } };
    },
  };
}

async function visitTwice(
  api: LocalApi,
  between: (clock: ManualClock) => void,
): Promise<readonly [SourceReading, SourceReading]> {
  const reader = makeRedditReader();
  const clock = makeManualClock(NOW);
  const deps = { http, clock, waitGap: async () => {} };
  const source: SourceToRead = {
    url: `${api.origin}/search?q=acme`,
    etag: null,
    lastModified: null,
    settings: null,
    secret: SECRET,
    readUntil: minutesAgo(5),
  };
  const first = await reader.read(deps, source);
  between(clock);
  return [first, await reader.read(deps, source)];
}

function countTokens(api: LocalApi): number {
  return api.asked.filter((request) => request.path === '/api/v1/access_token').length;
}

test('a search brings the newest posts, page by page, without what they quote', async () => {
  await using api = await startLocalApi(makeReddit().answer);
  const url = `${api.origin}/search?q=acme`;
  const reading = await visit(http, { url, reader: 'reddit', secret: SECRET, readUntil: minutesAgo(75) });
  expect(reading).toMatchObject({ kind: 'read', isWhole: true, source: { title: 'Reddit: acme' } });
  expect(documentsOf(reading)).toHaveLength(4);
  expect(documentsOf(reading)[0]).toEqual({
    guid: 't3_1',
    url: 'https://www.reddit.com/r/phones/comments/1/post/',
    title: 'Post 1 & co',
    text: 'Own words',
    html: '<div><p>Own words</p></div>',
    author: 'ann',
    publishedAt: minutesAgo(1),
    updatedAt: null,
    type: 'post',
  });
  expect(Object.fromEntries(api.asked[1]?.parameters ?? [])).toEqual({
    q: 'acme',
    sort: 'new',
    limit: '100',
    raw_json: '1',
  });
});

test('a comment is told from a submission, has its thread’s title, and one that was removed says nothing', async () => {
  const toComment = (id: number, body: string): unknown => ({
    kind: 't1',
    data: {
      name: `t1_${id}`,
      body,
      body_html: `<p>${body}</p>`,
      link_title: 'The thread',
      permalink: `/r/phones/comments/9/the_thread/${id}/`,
      author: '[deleted]',
      created_utc: minutesAgo(1).getTime() / 1_000,
      edited: minutesAgo(0).getTime() / 1_000,
    },
  });
  const { answer } = makeReddit();
  await using api = await startLocalApi((request) =>
    request.path === '/r/phones/comments'
      ? { json: { data: { children: [toComment(1, 'Hm'), toComment(2, '[removed]')], after: null } } }
      : answer(request),
  );
  const reading = await visit(http, { url: `${api.origin}/r/phones/comments`, reader: 'reddit', secret: SECRET });
  expect(documentsOf(reading)).toHaveLength(1);
  expect(documentsOf(reading)[0]).toMatchObject({
    title: 'The thread',
    text: 'Hm',
    author: null,
    updatedAt: minutesAgo(0),
    type: 'comment',
  });
});

test('a token is asked for once and used for the next visit too', async () => {
  await using api = await startLocalApi(makeReddit().answer);
  const [first, second] = await visitTwice(api, () => {});
  expect([first.kind, second.kind]).toEqual(['read', 'read']);
  expect(countTokens(api)).toBe(1);
});

test('a token whose time is over is not tried again', async () => {
  await using api = await startLocalApi(makeReddit().answer);
  await visitTwice(api, (clock) => clock.advanceMs(3_600_000));
  expect(countTokens(api)).toBe(2);
  expect(api.asked).toHaveLength(4);
});

test('a token that is refused before its time is replaced within the visit', async () => {
  const reddit = makeReddit();
  await using api = await startLocalApi(reddit.answer);
  const [, second] = await visitTwice(api, reddit.expire);
  expect(documentsOf(second)).not.toEqual([]);
  expect(countTokens(api)).toBe(2);
});

test('a key that Reddit does not know is said so, without the key', async () => {
  await using api = await startLocalApi(makeReddit().answer);
  const secret = { clientId: 'cid', clientSecret: 'wr0ng' };
  const reading = await visit(http, { url: `${api.origin}/search?q=acme`, reader: 'reddit', secret });
  expect(reading).toMatchObject({ kind: 'failed', reason: 'not-authorised' });
  expect(JSON.stringify(reading)).toContain('prefs/apps');
  expect(JSON.stringify(reading)).not.toContain('wr0ng');
});

test('without a key the sentence tells the way by RSS, and nothing is asked', async () => {
  await using api = await startLocalApi(makeReddit().answer);
  const reading = await visit(http, { url: `${api.origin}/search?q=acme`, reader: 'reddit' });
  expect(reading).toMatchObject({ kind: 'failed', reason: 'secret-missing' });
  expect(JSON.stringify(reading)).toContain('search.rss');
  expect(api.asked).toEqual([]);
});

test('requests that are used up end the visit until the period is over', async () => {
  const { answer } = makeReddit();
  await using api = await startLocalApi((request) => ({
    ...answer(request),
    headers: { 'x-ratelimit-remaining': '0.0', 'x-ratelimit-reset': '77' },
  }));
  const url = `${api.origin}/search?q=acme`;
  const reading = await visit(http, { url, reader: 'reddit', secret: SECRET, readUntil: minutesAgo(5_000) });
  expect(reading).toMatchObject({ kind: 'read', isWhole: false, retryAfterSeconds: 77 });
  expect(api.asked).toHaveLength(2);
});

test('429 waits for the period that the limit’s header names', async () => {
  const { answer } = makeReddit();
  await using api = await startLocalApi((request) =>
    request.path === '/search' ? { status: 429, headers: { 'x-ratelimit-reset': '31' }, json: {} } : answer(request),
  );
  const reading = await visit(http, { url: `${api.origin}/search?q=acme`, reader: 'reddit', secret: SECRET });
  expect(reading).toMatchObject({ kind: 'failed', reason: 'rate-limited', retryAfterSeconds: 31 });
});
