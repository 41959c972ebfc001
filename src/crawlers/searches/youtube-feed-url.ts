/** YouTube channels and playlists as the feeds that they have and that nobody finds. */
import { askSource, fail, toHost } from '../ask-source.ts';
import { decodeBody } from '../decode-body.ts';
import type { ReaderDeps, SourceFailure } from '../reader.ts';

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

/**
 * The feed of a channel by any of its addresses; its page is asked where the address does not say which channel.
 *
 * Errors:  none for what the other side does: a failure with its sentence.
 */
export async function findYoutubeFeedUrl(
  deps: Pick<ReaderDeps, 'http' | 'clock'>,
  url: string,
): Promise<Readonly<{ kind: 'found'; feedUrl: string }> | SourceFailure> {
  const known = makeYoutubeFeedUrl(url);
  if (known !== null) return { kind: 'found', feedUrl: known };
  // without it Europeans are sent to a page about cookies
  const headers = { cookie: 'SOCS=CAI' };
  const asked = await askSource(deps, { url, accept: 'text/html', etag: null, lastModified: null, headers });
  if (asked.kind === 'failed') return asked;
  const { answer } = asked.kind === 'answered' ? asked : { answer: null };
  const html =
    answer === null ? '' : decodeBody({ body: answer.body, contentType: answer.headers['content-type'] ?? null });
  const id = findChannelId(html);
  if (id !== null) return { kind: 'found', feedUrl: `${FEED}?channel_id=${id}` };
  return fail(
    'not-a-feed',
    `${toHost(url)} shows no channel there: open the channel, "share", "copy channel ID", and give /channel/ID.`,
  );
}
