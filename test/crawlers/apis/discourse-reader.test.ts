/** Discourse: its posts, its boards, its search, read from a forum on loopback. */
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

/** A forum of so many posts, one a minute, post N being N minutes older than the newest. */
function toPost(id: number, minutes: number): Readonly<Record<string, unknown>> {
  return {
    id,
    username: `user${id}`,
    created_at: minutesAgo(minutes).toISOString(),
    updated_at: minutesAgo(0).toISOString(),
    version: 1,
    cooked: `<p>Post ${id} &amp; more</p>`,
    post_number: id,
    post_type: 1,
    topic_id: 7,
    topic_slug: 'my-phone',
    topic_title: 'My phone',
    post_url: `/t/my-phone/7/${id}`,
  };
}

/** Newer versions leave out the post named by `before`, older ones give it again. */
function answerPosts(request: ApiRequest, how: Readonly<{ postCount: number; isBeforeIncluded: boolean }>): ApiAnswer {
  const before = Number(request.parameters.get('before') ?? how.postCount + 1);
  const newest = how.isBeforeIncluded ? Math.min(before, how.postCount) : before - 1;
  const ids = Array.from({ length: Math.min(50, newest) }, (_, index) => newest - index);
  return { json: { latest_posts: ids.map((id) => toPost(id, how.postCount - id)) } };
}

describe('all posts of a Discourse forum', () => {
  test('a post is a document with its words, author, instant and permalink, without what it quotes', async () => {
    const cooked =
      '<aside class="quote no-group" data-username="ann"><blockquote><p>It broke!</p></blockquote></aside><p>Mine works &amp; well.</p>';
    await using api = await startLocalApi(() => ({
      json: { latest_posts: [{ ...toPost(12, 5), cooked, version: 3 }] },
    }));
    const reading = await visit(http, {
      url: `${api.origin}/posts.json`,
      reader: 'discourse',
      readUntil: minutesAgo(60),
    });
    expect(documentsOf(reading)).toEqual([
      {
        guid: 'Discourse:12',
        url: `${api.origin}/t/my-phone/7/12`,
        title: 'My phone',
        text: 'Mine works & well.',
        html: '<p>Mine works &amp; well.</p>',
        author: 'user12',
        publishedAt: minutesAgo(5),
        updatedAt: minutesAgo(0),
        type: 'comment',
      },
    ]);
  });

  test.each([true, false])(
    'pages are read until what was known comes (`before` counted in: %s)',
    async (isIncluded) => {
      await using api = await startLocalApi((request) =>
        answerPosts(request, { postCount: 400, isBeforeIncluded: isIncluded }),
      );
      const url = `${api.origin}/posts.json`;
      const reading = await visit(http, { url, reader: 'discourse', readUntil: minutesAgo(120) });
      expect(reading).toMatchObject({ kind: 'read', isWhole: true });
      const ids = documentsOf(reading).map((each) => Number(each.guid?.slice('Discourse:'.length)));
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.slice(0, 131)).toEqual(Array.from({ length: 131 }, (_, index) => 400 - index));
      expect(api.asked.length).toBe(3);
    },
  );

  test('a forum that wrote more than a visit reads is said to be read in part', async () => {
    await using api = await startLocalApi((request) =>
      answerPosts(request, { postCount: 5_000, isBeforeIncluded: false }),
    );
    const url = `${api.origin}/posts.json`;
    const reading = await visit(http, { url, reader: 'discourse', readUntil: minutesAgo(4_000) });
    expect(reading).toMatchObject({ kind: 'read', isWhole: false, etag: null });
    expect(api.asked.length).toBe(10);
  });

  test('the first visit reads some history and misses nothing by it', async () => {
    await using api = await startLocalApi((request) =>
      answerPosts(request, { postCount: 5_000, isBeforeIncluded: false }),
    );
    const reading = await visit(http, { url: `${api.origin}/posts.json`, reader: 'discourse' });
    expect(reading).toMatchObject({ kind: 'read', isWhole: true });
    expect(documentsOf(reading)).toHaveLength(150);
  });

  test('a limit met on page 2 keeps page 1, says that it is not all, and grants the rest that the forum asks for', async () => {
    await using api = await startLocalApi((request) =>
      request.parameters.has('before')
        ? { status: 429, json: { error_type: 'rate_limit', extras: { wait_seconds: 37 } } }
        : { ...answerPosts(request, { postCount: 400, isBeforeIncluded: false }), headers: { etag: '"a"' } },
    );
    const url = `${api.origin}/posts.json`;
    const reading = await visit(http, { url, reader: 'discourse', readUntil: minutesAgo(300) });
    expect(reading).toMatchObject({ kind: 'read', isWhole: false, etag: null, retryAfterSeconds: 37 });
    expect(documentsOf(reading)).toHaveLength(50);
  });

  test('what has not changed is not read again', async () => {
    await using api = await startLocalApi((request) =>
      request.headers['if-none-match'] === '"a"' ? { status: 304 } : { json: { latest_posts: [] } },
    );
    const reading = await visit(http, { url: `${api.origin}/posts.json`, reader: 'discourse', etag: '"a"' });
    expect(reading).toMatchObject({ kind: 'unchanged', etag: '"a"' });
  });

  test('posts that were hidden, deleted or are no words of anybody are left out', async () => {
    const posts = [
      { ...toPost(1, 1), hidden: true },
      { ...toPost(2, 1), post_type: 3 },
      { ...toPost(3, 1), deleted_at: '2025-06-01T00:00:00Z' },
      toPost(4, 1),
    ];
    await using api = await startLocalApi(() => ({ json: { latest_posts: posts } }));
    const reading = await visit(http, { url: `${api.origin}/posts.json`, reader: 'discourse' });
    expect(documentsOf(reading).map((each) => each.guid)).toEqual(['Discourse:4']);
  });

  test('the first of a topic is a post and the others are comments; without a number nobody can tell', async () => {
    const posts = [toPost(1, 3), toPost(2, 2), { ...toPost(3, 1), post_number: undefined }];
    await using api = await startLocalApi(() => ({ json: { latest_posts: posts } }));
    const reading = await visit(http, { url: `${api.origin}/posts.json`, reader: 'discourse' });
    expect(documentsOf(reading).map((each) => each.type)).toEqual(['post', 'comment', undefined]);
  });

  test('the key of a private forum goes to that forum and nowhere else', async () => {
    await using elsewhere = await startLocalApi(() => ({ json: { latest_posts: [] } }));
    await using api = await startLocalApi((request) => {
      if (request.path === '/moved/posts.json') {
        return { status: 302, headers: { location: `${elsewhere.origin}/posts.json` } };
      }
      return request.headers['api-key'] === 'k1' && request.headers['api-username'] === 'vigie'
        ? { json: { latest_posts: [toPost(1, 1)] } }
        : { status: 403, json: { errors: ['x'], error_type: 'not_logged_in' } };
    });
    const secret = { apiKey: 'k1', apiUser: 'vigie' };
    expect(
      documentsOf(await visit(http, { url: `${api.origin}/posts.json`, reader: 'discourse', secret })),
    ).toHaveLength(1);
    expect(await visit(http, { url: `${api.origin}/posts.json`, reader: 'discourse' })).toMatchObject({
      kind: 'failed',
      reason: 'not-authorised',
      message: expect.stringContaining('apiKey') as string,
    });
    await visit(http, { url: `${api.origin}/moved/posts.json`, reader: 'discourse', secret });
    expect(elsewhere.asked).toHaveLength(1);
    expect(elsewhere.asked[0]?.headers).not.toHaveProperty('api-key');
  });

  test('a key with a line break is asked for again, not thrown over', async () => {
    await using api = await startLocalApi(() => ({ json: { latest_posts: [] } }));
    const secret = { apiKey: 'k1\r\nX: 1', apiUser: 'vigie' };
    const reading = await visit(http, { url: `${api.origin}/posts.json`, reader: 'discourse', secret });
    expect(reading).toMatchObject({ kind: 'failed', reason: 'settings-invalid' });
    expect(JSON.stringify(reading)).not.toContain('k1');
  });
});

describe('a board of a Discourse forum', () => {
  /** Topic 1 has many new posts, topic 2 one, topic 3 nothing new. Shows what lies around a post number, as Discourse does. */
  function answerBoard(request: ApiRequest): ApiAnswer | undefined {
    if (request.path === '/forum/c/phones/5.json') {
      const topics = [
        { id: 3, slug: 'old', title: 'Old', highest_post_number: 4, last_posted_at: minutesAgo(5_000).toISOString() },
        { id: 1, slug: 'storm', title: 'Storm', highest_post_number: 70, last_posted_at: minutesAgo(1).toISOString() },
        { id: 2, slug: 'calm', title: 'Calm', highest_post_number: 2, last_posted_at: minutesAgo(3).toISOString() },
      ];
      return { json: { topic_list: { topics, more_topics_url: '/forum/c/phones/5?page=1' } } };
    }
    const [, id, near] = /^\/forum\/t\/(\d+)\/(\d+)\.json$/.exec(request.path) ?? [];
    const postCount = { 1: 70, 2: 2, 3: 4 }[Number(id)];
    if (postCount === undefined) return undefined;
    const from = Math.max(1, Math.min(Number(near) - 5, postCount - 19));
    const numbers = Array.from({ length: Math.min(20, postCount - from + 1) }, (_, index) => from + index);
    const posts = numbers.map((number) => ({
      ...toPost(Number(id) * 1_000 + number, postCount - number + 1),
      post_number: number,
      topic_title: undefined,
      post_url: undefined,
      topic_id: Number(id),
    }));
    return { json: { id: Number(id), slug: 'storm', title: `Topic ${id}`, post_stream: { posts } } };
  }

  test('each changed topic is read backwards to what was known, and a quiet one not at all', async () => {
    await using api = await startLocalApi(answerBoard);
    const url = `${api.origin}/forum/c/phones/5.json`;
    const reading = await visit(http, { url, reader: 'discourse', readUntil: minutesAgo(40) });
    expect(reading).toMatchObject({ kind: 'read', isWhole: true });
    const guids = documentsOf(reading).map((each) => each.guid);
    for (let number = 21; number <= 70; number += 1) expect(guids).toContain(`Discourse:${1_000 + number}`);
    expect(guids).toContain('Discourse:2002');
    expect(new Set(guids).size).toBe(guids.length);
    expect(api.asked.some((request) => request.path.startsWith('/forum/t/3/'))).toBe(false);
    const newest = documentsOf(reading).find((each) => each.guid === 'Discourse:1070');
    expect(newest).toMatchObject({ title: 'Topic 1', url: `${api.origin}/forum/t/my-phone/1/70` });
  });

  test('a topic that was deleted meanwhile is passed over', async () => {
    await using api = await startLocalApi((request) =>
      request.path.startsWith('/forum/t/1/') ? { status: 404 } : answerBoard(request),
    );
    const url = `${api.origin}/forum/c/phones/5.json`;
    const reading = await visit(http, { url, reader: 'discourse', readUntil: minutesAgo(40) });
    expect(reading).toMatchObject({ kind: 'read', isWhole: true });
    expect(documentsOf(reading).map((each) => each.guid)).toEqual(['Discourse:2002', 'Discourse:2001']);
  });

  test('a forum that stops answering leaves what was read, said to be a part', async () => {
    await using api = await startLocalApi((request) =>
      request.path.startsWith('/forum/t/2/') ? { status: 503, headers: { 'retry-after': '90' } } : answerBoard(request),
    );
    const url = `${api.origin}/forum/c/phones/5.json`;
    const reading = await visit(http, { url, reader: 'discourse', readUntil: minutesAgo(10) });
    expect(reading).toMatchObject({ kind: 'read', isWhole: false, retryAfterSeconds: 90 });
    expect(documentsOf(reading).length).toBeGreaterThanOrEqual(20);
  });

  test('a first visit asks for the newest posts of ten topics at most', async () => {
    const topics = Array.from({ length: 30 }, (_, index) => ({ id: 1, highest_post_number: 70 + index }));
    await using api = await startLocalApi((request) =>
      request.path.endsWith('/latest.json') ? { json: { topic_list: { topics } } } : answerBoard(request),
    );
    const reading = await visit(http, { url: `${api.origin}/forum/latest.json`, reader: 'discourse' });
    expect(reading).toMatchObject({ kind: 'read', isWhole: true });
    expect(api.asked).toHaveLength(11);
  });

  test('one topic is read by its own address', async () => {
    await using api = await startLocalApi((request) =>
      request.path === '/forum/t/calm/2.json'
        ? { json: { id: 2, slug: 'calm', title: 'Calm', highest_post_number: 2 } }
        : answerBoard(request),
    );
    const reading = await visit(http, { url: `${api.origin}/forum/t/calm/2.json`, reader: 'discourse' });
    expect(reading).toMatchObject({ kind: 'read', source: { title: 'Calm' } });
    expect(documentsOf(reading)).toHaveLength(2);
  });

  test('robots.txt is asked for a board, and an address of a page is refused with those that work', async () => {
    await using api = await startLocalApi((request) =>
      request.path === '/robots.txt' ? { text: 'User-agent: *\nDisallow: /c/' } : { json: {} },
    );
    expect(await visit(http, { url: `${api.origin}/c/a/1.json`, reader: 'discourse' })).toMatchObject({
      reason: 'robots-refused',
    });
    expect(await visit(http, { url: `${api.origin}/top`, reader: 'discourse' })).toMatchObject({
      reason: 'settings-invalid',
      message: expect.stringContaining('posts.json') as string,
    });
    expect(api.asked).toEqual([]);
  });
});

describe('a search in a Discourse forum', () => {
  function answerSearch(request: ApiRequest): ApiAnswer | undefined {
    if (request.path !== '/search.json') return undefined;
    const page = Number(request.parameters.get('page') ?? 1);
    const posts = [1, 2, 3].map((place) => {
      const { cooked, topic_title, post_url, ...post } = toPost(page * 10 + place, (page - 1) * 100 + place);
      return { ...post, blurb: `…the phone ${page}.${place} &lt;3` };
    });
    const topics = [{ id: 7, slug: 'my-phone', title: 'My phone' }];
    return { json: { posts, topics, grouped_search_result: { more_full_page_results: page < 5 ? true : null } } };
  }

  test('asks for the newest first and goes on to the last page or to what was known', async () => {
    await using api = await startLocalApi(answerSearch);
    const url = `${api.origin}/search.json?q=acme%20phone`;
    const reading = await visit(http, { url, reader: 'discourse-search', readUntil: minutesAgo(150) });
    const searches = api.asked.filter((request) => request.path === '/search.json');
    expect(searches.map((request) => request.parameters.get('q'))).toEqual(Array(3).fill('acme phone order:latest'));
    expect(reading).toMatchObject({ kind: 'read', isWhole: true });
    expect(documentsOf(reading)).toHaveLength(9);
    expect(documentsOf(reading)[0]).toMatchObject({
      title: 'My phone',
      text: '…the phone 1.1 <3',
      url: `${api.origin}/t/my-phone/7/11`,
    });
  });

  test('an order that the person wrote stays', async () => {
    await using api = await startLocalApi(answerSearch);
    await visit(http, { url: `${api.origin}/search.json?q=acme+order:likes`, reader: 'discourse-search' });
    expect(api.asked[0]?.parameters.get('q')).toBe('acme order:likes');
  });

  test('a new post is read whole; one that the forum does not give keeps its line', async () => {
    await using api = await startLocalApi((request) => {
      if (request.path === '/posts/11.json') return { json: { ...toPost(11, 1), cooked: '<p>The whole story.</p>' } };
      return answerSearch(request);
    });
    const url = `${api.origin}/search.json?q=acme`;
    const reading = await visit(http, { url, reader: 'discourse-search', readUntil: minutesAgo(50) });
    expect(documentsOf(reading).map((each) => each.text)).toEqual([
      'The whole story.',
      '…the phone 1.2 <3',
      '…the phone 1.3 <3',
      '…the phone 2.1 <3',
      '…the phone 2.2 <3',
      '…the phone 2.3 <3',
    ]);
    const asked = api.asked.filter((request) => request.path.startsWith('/posts/')).map((request) => request.path);
    expect(asked).toEqual(['/posts/11.json', '/posts/12.json', '/posts/13.json']);
  });

  test('a forum that is tired of single posts is not asked for the next one', async () => {
    await using api = await startLocalApi((request) =>
      request.path.startsWith('/posts/') ? { status: 429, json: {} } : answerSearch(request),
    );
    const reading = await visit(http, { url: `${api.origin}/search.json?q=acme`, reader: 'discourse-search' });
    expect(documentsOf(reading)).toHaveLength(9);
    expect(api.asked.filter((request) => request.path.startsWith('/posts/'))).toHaveLength(1);
  });
});
