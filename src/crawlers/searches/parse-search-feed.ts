/** Search alerts (Google Alerts, Google News, Bing News): feeds whose links lead through the engine's own door. */
import { parseFeed } from '../feeds/parse-feed.ts';
import type { FetchedBody, PageParse } from '../page-parse.ts';
import { toWebUrl } from '../web-url.ts';

const UNWRAPS_MAX = 3;

/** Where each engine hides the real address, first name that holds one. */
const REDIRECTORS: readonly Readonly<{ host: RegExp; path: RegExp; names: readonly string[] }>[] = [
  { host: /(?:^|\.)google\.[a-z]{2,3}(?:\.[a-z]{2})?$/, path: /^\/url$/, names: ['url', 'q'] },
  { host: /(?:^|\.)google\.[a-z]{2,3}(?:\.[a-z]{2})?$/, path: /^\/news\/url$/, names: ['url'] },
  { host: /(?:^|\.)bing\.com$/, path: /^\/news\/apiclick\.aspx$/i, names: ['url'] },
];

/**
 * The results of a search alert as documents that point at the pages themselves.
 *
 * The key of a document is its URL: without unwrapping, the article that a newspaper's feed and an alert both bring
 * would be two mentions. The `<b>` around the words that matched goes with all other markup of titles.
 *
 * Shape:   as parseFeed. Google News links that are opaque (`/rss/articles/…`) stay as they are.
 * Errors:  none: refusals as of parseFeed.
 */
export async function parseSearchFeed(input: FetchedBody): Promise<PageParse> {
  const parse = await parseFeed(input);
  if (parse.kind === 'refused') return parse;
  return {
    ...parse,
    documents: parse.documents.map((document) => ({
      ...document,
      url: document.url === null ? null : unwrapUrl(document.url),
    })),
  };
}

/**
 * The address behind a search engine's redirector; any other URL as it is.
 *
 * @example unwrapUrl('https://www.google.com/url?rct=j&url=https%3A%2F%2Fexample.org%2Fa')  // 'https://example.org/a'
 */
export function unwrapUrl(url: string): string {
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
  for (const redirector of REDIRECTORS) {
    if (!redirector.host.test(parsed.hostname) || !redirector.path.test(parsed.pathname)) continue;
    for (const name of redirector.names) {
      const target = toWebUrl(parsed.searchParams.get(name), null);
      if (target !== null) return target;
    }
  }
  return null;
}
