/** YouTube's addresses lead to their feeds. */
import { expect, test } from 'vitest';
import { findChannelId, findYoutubeFeed, makeYoutubeFeedUrl } from '../../../src/crawlers/searches/youtube-feed-url.ts';

const ID = 'UC0123456789abcdefghij-_';
const OTHER = 'UCzzzzzzzzzzzzzzzzzzzzzz';
const FEED = 'https://www.youtube.com/feeds/videos.xml';

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

test('the page of a handle says which channel it is, and only on YouTube', () => {
  const html = `<script>{"externalId":"${ID}"}</script>`;
  const feed = `${FEED}?channel_id=${ID}`;
  expect(findYoutubeFeed({ url: 'https://www.youtube.com/@orange', html })).toBe(feed);
  expect(findYoutubeFeed({ url: 'https://www.youtube.com/@orange', html: '<p>Before you continue</p>' })).toBeNull();
  expect(findYoutubeFeed({ url: 'https://blog.example/@orange', html })).toBeNull();
});
