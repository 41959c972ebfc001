/** YouTube's addresses lead to their feeds. */
import { afterAll, expect, test } from 'vitest';
import { makeManualClock } from '../../../src/base/clock.ts';
import { makeHttp } from '../../../src/base/http.ts';
import {
  findChannelId,
  findYoutubeFeedUrl,
  makeYoutubeFeedUrl,
} from '../../../src/crawlers/searches/youtube-feed-url.ts';
import { NOW, startLocalService } from './local-service.ts';

const ID = 'UC0123456789abcdefghij-_';
const OTHER = 'UCzzzzzzzzzzzzzzzzzzzzzz';
const FEED = 'https://www.youtube.com/feeds/videos.xml';
const http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'Vigie/0.1' });
const deps = { http, clock: makeManualClock(NOW) };

afterAll(() => http.close());

test.each([
  [`https://www.youtube.com/channel/${ID}`, `${FEED}?channel_id=${ID}`],
  [`https://m.youtube.com/channel/${ID}/videos?view=0`, `${FEED}?channel_id=${ID}`],
  ['https://www.youtube.com/playlist?list=PL123-abc', `${FEED}?playlist_id=PL123-abc`],
  ['https://youtube.com/watch?v=abc&list=PL123', `${FEED}?playlist_id=PL123`],
  ['https://www.youtube.com/user/orange', `${FEED}?user=orange`],
  [`${FEED}?channel_id=${ID}&utm_source=x`, `${FEED}?channel_id=${ID}`],
])('%s has the feed %s', (url, feed) => {
  expect(makeYoutubeFeedUrl(url)).toBe(feed);
});

test.each([
  'https://www.youtube.com/@orange',
  'https://www.youtube.com/c/Orange',
  'https://www.youtube.com/channel/UCshort',
  `https://youtube.com.evil.example/channel/${ID}`,
  'not an address',
])('%s does not say which channel it is', (url) => {
  expect(makeYoutubeFeedUrl(url)).toBeNull();
});

test('a page tells its own channel, not one that it recommends', () => {
  expect(findChannelId(`{"channelId":"${OTHER}"},"externalId":"${ID}"`)).toBe(ID);
  expect(findChannelId(`<a href="/channel/${OTHER}">`)).toBeNull();
});

test('a handle is looked up on its page', async () => {
  await using service = await startLocalService(() => ({ body: `<script>{"externalId":"${ID}"}</script>` }));
  expect(await findYoutubeFeedUrl(deps, `${service.origin}/@orange`)).toEqual({
    kind: 'found',
    feedUrl: `${FEED}?channel_id=${ID}`,
  });
});

test.each([
  [{ body: '<html>Before you continue</html>' }, 'not-a-feed'],
  [{ status: 429, headers: { 'retry-after': '60' } }, 'rate-limited'],
])('a page without a channel is told', async (page, reason) => {
  await using service = await startLocalService(() => page);
  expect(await findYoutubeFeedUrl(deps, `${service.origin}/@orange`)).toMatchObject({ kind: 'failed', reason });
});
