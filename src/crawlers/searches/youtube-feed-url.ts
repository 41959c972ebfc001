/** YouTube channels and playlists as the feeds that they have and that nobody finds. */

const FEED = 'https://www.youtube.com/feeds/videos.xml';
const HOST = /^(?:(?:www|m|music)\.)?youtube\.com$/;
const CHANNEL_ID = /^UC[\w-]{22}$/;
const PLAYLIST_ID = /^[\w-]{2,64}$/;

/**
 * The feed of a channel or playlist, where its address says which one; null where only the page knows (`/@handle`,
 * `/c/name`) or where it is no such address.
 *
 * @example makeYoutubeFeedUrl('https://www.youtube.com/channel/UC0123456789abcdefghijkl/videos')
 *          // 'https://www.youtube.com/feeds/videos.xml?channel_id=UC0123456789abcdefghijkl'
 */
export function makeYoutubeFeedUrl(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || !HOST.test(parsed.hostname)) return null;
  const [section, name = ''] = parsed.pathname.split('/').slice(1);
  const list = parsed.searchParams.get('list') ?? '';
  if (section === 'channel' && CHANNEL_ID.test(name)) return `${FEED}?channel_id=${name}`;
  if ((section === 'playlist' || section === 'watch') && PLAYLIST_ID.test(list)) return `${FEED}?playlist_id=${list}`;
  if (section === 'user' && /^[\w.-]{1,100}$/.test(name)) return `${FEED}?user=${name}`;
  if (parsed.pathname !== '/feeds/videos.xml') return null;
  const kept = ['channel_id', 'playlist_id', 'user'].find((each) => parsed.searchParams.has(each));
  return kept === undefined ? null : `${FEED}?${new URLSearchParams({ [kept]: parsed.searchParams.get(kept) ?? '' })}`;
}

/**
 * The channel whose page this is: its own id, not one of the many that it recommends.
 *
 * Errors:  none: total. Null where the page names none.
 */
export function findChannelId(html: string): string | null {
  const patterns = [
    /"externalId":"(UC[\w-]{22})"/,
    /<link rel="canonical" href="https:\/\/www\.youtube\.com\/channel\/(UC[\w-]{22})"/,
    /feeds\/videos\.xml\?channel_id=(UC[\w-]{22})/,
    /<meta itemprop="(?:identifier|channelId)" content="(UC[\w-]{22})"/,
  ];
  for (const pattern of patterns) {
    const id = pattern.exec(html)?.[1];
    if (id !== undefined) return id;
  }
  return null;
}

/** The feed of a channel, by its address or, where that does not say which channel, by what its page says. */
export function findYoutubeFeed(page: Readonly<{ url: string; html: string }>): string | null {
  const known = makeYoutubeFeedUrl(page.url);
  if (known !== null || !HOST.test(URL.parse(page.url)?.hostname ?? '')) return known;
  const id = findChannelId(page.html);
  return id === null ? null : `${FEED}?channel_id=${id}`;
}
