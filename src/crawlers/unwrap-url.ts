/** The address behind another's door: redirectors of search engines and networks, and caches of AMP pages. */
import { toWebUrl } from './web-url.ts';

const UNWRAPS_MAX = 3;

type Door = Readonly<{ host: RegExp; path: RegExp; names: readonly string[] }>;

const GOOGLE = /(?:^|\.)google\.[a-z]{2,3}(?:\.[a-z]{2})?$/;

/** Where each hides the real address: the first parameter that holds one. */
const DOORS: readonly Door[] = [
  { host: GOOGLE, path: /^\/url$/, names: ['url', 'q'] },
  { host: GOOGLE, path: /^\/news\/url$/, names: ['url'] },
  { host: /(?:^|\.)bing\.com$/, path: /^\/news\/apiclick\.aspx$/i, names: ['url'] },
  { host: /^lm?\.(?:facebook|messenger)\.com$/, path: /^\/l\.php$/, names: ['u'] },
  { host: /^(?:www\.)?facebook\.com$/, path: /^\/flx\/warn\/$/, names: ['u'] },
  { host: /^l\.(?:instagram|threads)\.(?:com|net)$/, path: /^\/$/, names: ['u'] },
  { host: /^out\.reddit\.com$/, path: /./, names: ['url'] },
  { host: /^(?:www\.)?youtube\.com$/, path: /^\/redirect$/, names: ['q'] },
  { host: /^(?:www\.)?linkedin\.com$/, path: /^\/(?:redir\/redirect|safety\/go)$/, names: ['url'] },
  { host: /^duckduckgo\.com$/, path: /^\/l\/$/, names: ['uddg'] },
  { host: /^(?:m\.)?vk\.com$/, path: /^\/away\.php$/, names: ['to'] },
  { host: /^t\.umblr\.com$/, path: /^\/redirect$/, names: ['z'] },
  { host: /^getpocket\.com$/, path: /^\/redirect$/, names: ['url'] },
  { host: /^medium\.com$/, path: /^\/r\/$/, names: ['url'] },
  { host: /^(?:www\.)?slack-redir\.net$/, path: /^\/link$/, names: ['url'] },
  { host: /\.safelinks\.protection\.outlook\.com$/, path: /./, names: ['url'] },
];

/** Nearly no address is a door, and every address is looked at. */
const MAYBE_DOOR =
  /google|bing|facebook|messenger|instagram|threads|reddit|youtube|linkedin|duckduckgo|vk\.com|umblr|getpocket|medium|slack-redir|safelinks|ampproject/i;

const AMP_CACHE_HOST = /(?:^|\.)(?:cdn\.ampproject\.org|bing-amp\.com)$/;
/** Content and viewer; `s` says that the page behind is https. */
const AMP_CACHE_PATH = /^\/[cv]\/(s\/)?([^/]+\.[^/]+\/.*)$/;
const GOOGLE_AMP_PATH = /^\/amp\/(s\/)?([^/]+\.[^/]+\/.*)$/;
const BING_CLICK_PATH = /^\/ck\/a$/;

/**
 * The address behind the door; any other URL as it is.
 *
 * Doors that tell nothing without being asked (short links, FeedBurner's old ones) stay as they are.
 *
 * Errors:  none: total.
 *
 * @example unwrapUrl('https://www.google.com/url?rct=j&url=https%3A%2F%2Fexample.org%2Fa')  // 'https://example.org/a'
 */
export function unwrapUrl(url: string): string {
  if (!MAYBE_DOOR.test(url)) return url;
  let current = url;
  for (let count = 0; count < UNWRAPS_MAX; count += 1) {
    const target = findTarget(current);
    if (target === null) break;
    current = target;
  }
  return current;
}

function findTarget(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null) return null;
  for (const door of DOORS) {
    if (!door.host.test(parsed.hostname) || !door.path.test(parsed.pathname)) continue;
    for (const name of door.names) {
      const target = toWebUrl(parsed.searchParams.get(name), null);
      if (target !== null) return target;
    }
  }
  return findCachedPage(parsed) ?? findBingTarget(parsed);
}

function findCachedPage({ hostname, pathname, search }: URL): string | null {
  const pattern = AMP_CACHE_HOST.test(hostname) ? AMP_CACHE_PATH : GOOGLE.test(hostname) ? GOOGLE_AMP_PATH : null;
  const found = pattern?.exec(pathname);
  if (found == null) return null;
  const [, secure, page = ''] = found;
  return toWebUrl(`${secure === undefined ? 'http' : 'https'}://${page}${search}`, null);
}

/** `u` is "a1" and the address in base64url. */
function findBingTarget({ hostname, pathname, searchParams }: URL): string | null {
  if (!/(?:^|\.)bing\.com$/.test(hostname) || !BING_CLICK_PATH.test(pathname)) return null;
  const encoded = searchParams.get('u') ?? '';
  return encoded.startsWith('a1') ? toWebUrl(Buffer.from(encoded.slice(2), 'base64url').toString('utf8'), null) : null;
}
