/** Any answer of a search service, recognised by its own shape: what is tried by hand and what is read are one code. */

import { NO_WISHES } from '../../domain/source.ts';
import { NO_DESCRIPTION } from '../apis/harvest.ts';
import type { ApiPage } from '../apis/read-pages.ts';
import { parseJson } from '../ask-json.ts';
import { decodeBody } from '../decode-body.ts';
import { listAt, textAt, valueAt } from '../json-fields.ts';
import type { FetchedBody, PageParse } from '../page-parse.ts';
import { makeAppStoreReviewsUrl, parseAppStore } from './app-store.ts';
import { parseGdelt } from './gdelt.ts';
import { parseHackerNews } from './hacker-news.ts';
import { parseMastodon } from './mastodon.ts';
import { parseSearchFeed } from './parse-search-feed.ts';
import { parseSearxng } from './searxng.ts';

/** First one whose mark is there. */
const SHAPES: readonly Readonly<{
  isIt: (json: unknown) => boolean;
  parse: (json: unknown, url: string) => ApiPage;
}>[] = [
  { isIt: (json) => Array.isArray(valueAt(json, 'hits')), parse: parseHackerNews },
  { isIt: (json) => Array.isArray(valueAt(json, 'articles')), parse: parseGdelt },
  { isIt: (json) => Array.isArray(valueAt(json, 'results')), parse: parseSearxng },
  { isIt: (json) => Array.isArray(valueAt(json, 'statuses')) || isTimeline(json), parse: parseStatuses },
  { isIt: (json) => valueAt(json, 'feed.entry') !== undefined, parse: parseReviews },
];

/**
 * The documents of a search's answer: an alert feed, or the JSON of a service that Vigie asks.
 *
 * Shape:   as parseSearchFeed. What is no JSON, or a JSON of none of these shapes, is read as a feed.
 * Errors:  none: refusals as of parseSearchFeed.
 */
export async function parseSearchAnswer(input: FetchedBody): Promise<PageParse> {
  const json = isJsonLike(input.body) ? parseJson(decodeBody(input)) : undefined;
  const shape = json === undefined ? undefined : SHAPES.find(({ isIt }) => isIt(json));
  if (shape === undefined) return await parseSearchFeed(input);
  const page = shape.parse(json, input.url);
  if (page.kind === 'failed') return { kind: 'refused', reason: 'not-a-feed', message: page.message };
  const { described: source = NO_DESCRIPTION, documents, nextUrl } = page;
  return { kind: 'parsed', source, documents, wishes: NO_WISHES, nextUrl };
}

function isJsonLike(body: Uint8Array): boolean {
  const head = new TextDecoder('utf-8').decode(body.subarray(0, 100)).trimStart();
  return head.startsWith('{') || head.startsWith('[');
}

function isTimeline(json: unknown): boolean {
  return Array.isArray(json) && valueAt(json, '0.content') !== undefined && valueAt(json, '0.account') !== undefined;
}

function parseStatuses(json: unknown, url: string): ApiPage {
  return parseMastodon(json, { url, link: undefined, seen: new Set() });
}

/** A file does not say where it came from; its reviews' links do. */
function parseReviews(json: unknown, url: string): ApiPage {
  if (/\/customerreviews\//.test(url)) return parseAppStore(json, url);
  const entries = valueAt(json, 'feed.entry');
  const links = (Array.isArray(entries) ? listAt(json, 'feed.entry').slice(0, 5) : [entries]).map(
    (entry) => /\/([a-z]{2})\/review\?id=(\d{1,15})/.exec(textAt(entry, 'link.attributes.href') ?? '') ?? [],
  );
  const [, country = 'us', appId = '0'] = links.find((link) => link.length > 0) ?? [];
  return parseAppStore(json, makeAppStoreReviewsUrl({ appId, country }) ?? url);
}
