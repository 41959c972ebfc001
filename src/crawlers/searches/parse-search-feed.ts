/** Search alerts (Google Alerts, Google News, Bing News): feeds whose links lead through the engine's own door. */
import { parseFeed } from '../feeds/parse-feed.ts';
import type { FetchedBody, PageParse } from '../page-parse.ts';
import { unwrapUrl } from '../unwrap-url.ts';

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
