/** Mastodon: pages by the Link header, tokens, and instances that closed their hashtags. */
import { describe, expect, test } from 'vitest';
import { makeVisitor, NOW, startLocalService, toJsonPage, toRead } from './local-service.ts';

const visit = makeVisitor();
const TAG = '/api/v1/timelines/tag/orange?any[]=orangebank&limit=40';
const SEARCH = '/api/v2/search?q=orange&type=statuses&limit=40';

/** Posts of these ids, each as many hours old as its distance from 100. */
function listPosts(ids: readonly number[]): readonly unknown[] {
  return ids.map((id) => ({
    id: String(id),
    uri: `https://social.example/statuses/${id}`,
    url: `https://social.example/@a/${id}`,
    created_at: new Date(NOW.getTime() - (100 - id) * 3_600_000).toISOString(),
    content: `<p>Post ${id}</p>`,
    account: { acct: 'a' },
  }));
}

describe('a hashtag', () => {
  test('is read by the Link header until what was known comes', async () => {
    const origin = { url: '' };
    await using service = await startLocalService(({ url }) => {
      const maxId = Number(url.searchParams.get('max_id') ?? 101);
      const link = `<${origin.url}${url.pathname}?max_id=${maxId - 2}>; rel="next", <${origin.url}/x?min_id=1>; rel="prev"`;
      return toJsonPage(listPosts([maxId - 1, maxId - 2]), { link });
    });
    origin.url = service.origin;
    const readUntil = new Date(NOW.getTime() - 3 * 3_600_000);
    const reading = toRead(await visit({ url: service.origin + TAG, reader: 'mastodon', readUntil }));
    // known until three hours ago, read an hour further for posts that arrive late
    expect(reading.documents.map((each) => each.text)).toEqual([100, 99, 98, 97, 96, 95].map((id) => `Post ${id}`));
    expect(reading.isWhole).toBe(true);
    expect(service.asked[0]?.searchParams.getAll('any[]')).toEqual(['orangebank']);
  });

  test('goes on below the oldest post where there is no Link header', async () => {
    await using service = await startLocalService(({ url }) =>
      toJsonPage(listPosts(url.searchParams.get('max_id') === null ? [100, 99] : [])),
    );
    const readUntil = new Date(NOW.getTime() - 90 * 3_600_000);
    toRead(await visit({ url: service.origin + TAG, reader: 'mastodon', readUntil }));
    expect(service.asked.map((url) => url.searchParams.get('max_id'))).toEqual([null, '99']);
  });

  test('never follows a Link header to another site, where the token would go with it', async () => {
    await using stranger = await startLocalService(() => toJsonPage([]));
    const link = `<${stranger.origin}/steal>; rel="next"`;
    await using service = await startLocalService(({ url }) =>
      toJsonPage(url.searchParams.has('max_id') ? [] : listPosts([100]), { link }),
    );
    const readUntil = new Date(NOW.getTime() - 90 * 3_600_000);
    toRead(await visit({ url: service.origin + TAG, reader: 'mastodon', readUntil, secret: { token: 'T' } }));
    expect(stranger.asked).toEqual([]);
    expect(service.asked.map((url) => url.searchParams.get('max_id'))).toEqual([null, '100']);
  });

  test('an instance that ignores max_id is not read for ever', async () => {
    await using service = await startLocalService(() => toJsonPage(listPosts([100, 99])));
    const readUntil = new Date(NOW.getTime() - 90 * 3_600_000);
    toRead(await visit({ url: service.origin + TAG, reader: 'mastodon', readUntil }));
    expect(service.asked).toHaveLength(2);
  });

  test('brings posts, and answers as comments; a server that does not say what is answered leaves it open', async () => {
    const [first = {}, second = {}, third = {}] = listPosts([100, 99, 98]) as readonly object[];
    await using service = await startLocalService(({ url }) =>
      toJsonPage(
        url.searchParams.has('max_id')
          ? []
          : [{ ...first, in_reply_to_id: null }, { ...second, in_reply_to_id: '7' }, third],
      ),
    );
    const reading = toRead(await visit({ url: service.origin + TAG, reader: 'mastodon' }));
    expect(reading.documents.map((each) => each.type)).toEqual(['post', 'comment', undefined]);
  });

  test('a quiet one on an open instance is read as empty', async () => {
    const access = { configuration: { timelines_access: { hashtag_feeds: { local: 'public', remote: 'public' } } } };
    await using service = await startLocalService(({ url }) =>
      toJsonPage(url.pathname === '/api/v2/instance' ? access : []),
    );
    expect(await visit({ url: service.origin + TAG, reader: 'mastodon' })).toMatchObject({ kind: 'read' });
  });

  test.each([
    ['authenticated', /access token/],
    ['disabled', /another instance/],
  ])('of an instance that answers nothing because it is %s says so', async (access, message) => {
    const about = { configuration: { timelines_access: { hashtag_feeds: { local: access, remote: 'disabled' } } } };
    await using service = await startLocalService(({ url }) =>
      toJsonPage(url.pathname === '/api/v2/instance' ? about : []),
    );
    const reading = await visit({ url: service.origin + TAG, reader: 'mastodon' });
    expect(reading).toMatchObject({ kind: 'failed', reason: 'not-authorised' });
    expect(reading.kind === 'failed' && reading.message).toMatch(message);
  });
});

describe('a search', () => {
  test('without a token says that it wants one, and asks nobody', async () => {
    await using service = await startLocalService(() => toJsonPage({ statuses: [] }));
    const reading = await visit({ url: service.origin + SEARCH, reader: 'mastodon' });
    expect(reading).toMatchObject({ kind: 'failed', reason: 'secret-missing' });
    expect(service.asked).toEqual([]);
  });

  test('goes with its token and brings posts', async () => {
    await using service = await startLocalService(({ headers }) =>
      headers.authorization === 'Bearer T0ken' ? toJsonPage({ statuses: listPosts([100]) }) : { status: 401 },
    );
    const reading = await visit({ url: service.origin + SEARCH, reader: 'mastodon', secret: { token: 'T0ken\n' } });
    expect(toRead(reading).documents.map((each) => each.text)).toContain('Post 100');
  });

  test('with an expired token says so and never what the token is', async () => {
    await using service = await startLocalService(() => ({
      status: 401,
      body: '{"error":"The access token is invalid"}',
    }));
    const reading = await visit({ url: service.origin + SEARCH, reader: 'mastodon', secret: { token: 'T0ken' } });
    expect(reading).toMatchObject({ kind: 'failed', reason: 'not-authorised' });
    expect(reading.kind === 'failed' && reading.message).toMatch(/expired/);
    expect(JSON.stringify(reading)).not.toContain('T0ken');
  });
});
