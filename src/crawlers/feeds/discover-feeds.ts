/** From the address of a page to the feeds behind it, each read before it is offered. */
import type { FetchFailureReason } from '../../domain/source.ts';
import { askSource, toHost } from '../ask-source.ts';
import { decodeBody } from '../decode-body.ts';
import type { PageParse } from '../page-parse.ts';
import type { ReaderDeps } from '../reader.ts';
import type { Robots } from '../robots.ts';
import { COMMON_FEED_PATHS, findFeedLinks } from './find-feed-links.ts';
import { parseFeed } from './parse-feed.ts';

export type DiscoveredFeed = Readonly<{
  url: string;
  title: string | null;
  documentCount: number;
  /** Of its documents; null where none is dated. */
  newestAt: Date | null;
}>;

export type FeedDiscovery =
  /** At least one, the likeliest first. */
  | Readonly<{ kind: 'found'; feeds: readonly DiscoveredFeed[] }>
  | Readonly<{ kind: 'failed'; reason: FetchFailureReason; message: string }>;

/** Of the links that a page names; a site with a feed for every heading is not read whole. */
const LINKS_PROBED_MAX = 6;

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml, application/xml;q=0.9, text/html;q=0.9, */*;q=0.5';

/**
 * The feeds of a page: itself if it is one, else those that it names, else what lies at the common paths of its site.
 *
 * Each is asked for and parsed, because pages name feeds that are long gone. Common paths are tried only where the
 * page names none that works, one after the other until one does. All of it is one visit: robots.txt is asked for
 * every address, the host's gap is kept between requests, and a host that wants to be left alone is.
 *
 * Errors:  none for what the other side does: 'failed' carries one of the closed reasons and a sentence.
 */
export async function discoverFeeds(
  deps: ReaderDeps & Readonly<{ robots: Robots }>,
  url: string,
): Promise<FeedDiscovery> {
  const page = await read(deps, url);
  if (page.kind === 'failed') return page;
  if (page.parse.kind === 'parsed') return { kind: 'found', feeds: [describe(page.url, page.parse)] };

  const html = decodeBody({ body: page.body, contentType: page.contentType });
  const links = findFeedLinks({ html, url: page.url }).slice(0, LINKS_PROBED_MAX);
  const named = await probe(deps, { urls: links.map((link) => link.url), countMax: LINKS_PROBED_MAX });
  if (named.feeds.length > 0) {
    const titles = new Map(links.map((link) => [link.url, link.title]));
    return {
      kind: 'found',
      feeds: named.feeds.map((feed) => ({ ...feed, title: feed.title ?? titles.get(feed.url) ?? null })),
    };
  }
  if (!named.isLeftAlone) {
    const urls = COMMON_FEED_PATHS.map((path) => new URL(path, page.url).href).filter((each) => each !== page.url);
    const common = await probe(deps, { urls, countMax: 1 });
    if (common.feeds.length > 0) return { kind: 'found', feeds: common.feeds };
  }
  return {
    kind: 'failed',
    reason: 'not-a-feed',
    message: `${toHost(page.url)} names no feed that can be read: look on the page for its RSS or Atom address and give that.`,
  };
}

/** Until countMax feeds were found. isLeftAlone: a host said that it was asked too often. */
async function probe(
  deps: ReaderDeps & Readonly<{ robots: Robots }>,
  input: Readonly<{ urls: readonly string[]; countMax: number }>,
): Promise<Readonly<{ feeds: readonly DiscoveredFeed[]; isLeftAlone: boolean }>> {
  const feeds: DiscoveredFeed[] = [];
  for (const url of input.urls) {
    if (feeds.length >= input.countMax) break;
    await deps.waitGap();
    const found = await read(deps, url);
    if (found.kind === 'failed') {
      if (found.reason === 'rate-limited') return { feeds, isLeftAlone: true };
      continue;
    }
    if (found.parse.kind !== 'parsed') continue;
    if (!feeds.some((feed) => feed.url === found.url)) feeds.push(describe(found.url, found.parse));
  }
  return { feeds, isLeftAlone: false };
}

type Answered = Readonly<{
  kind: 'answered';
  parse: PageParse;
  /** Where the answer came from. */
  url: string;
  body: Uint8Array;
  contentType: string | null;
}>;

async function read(
  deps: ReaderDeps & Readonly<{ robots: Robots }>,
  url: string,
): Promise<Answered | (FeedDiscovery & Readonly<{ kind: 'failed' }>)> {
  const leave = await deps.robots.isAllowed(url);
  if (leave.kind === 'refused') return { kind: 'failed', reason: leave.reason, message: leave.message };
  const asked = await askSource(deps, { url, accept: ACCEPT, etag: null, lastModified: null });
  switch (asked.kind) {
    case 'answered': {
      const { body, url: answeredUrl, headers } = asked.answer;
      const contentType = headers['content-type'] ?? null;
      return {
        kind: 'answered',
        parse: await parseFeed({ body, contentType, url: answeredUrl }),
        url: answeredUrl,
        body,
        contentType,
      };
    }
    case 'unchanged':
      return {
        kind: 'failed',
        reason: 'not-a-feed',
        message: `${toHost(url)} answered 304 to a question without conditions: try the address in a browser.`,
      };
    case 'failed':
      return { kind: 'failed', reason: asked.reason, message: asked.message };
  }
}

function describe(url: string, { source, documents }: PageParse & Readonly<{ kind: 'parsed' }>): DiscoveredFeed {
  const instants = documents.flatMap(({ publishedAt }) => (publishedAt === null ? [] : [publishedAt.getTime()]));
  return {
    url,
    title: source.title,
    documentCount: documents.length,
    newestAt: instants.length === 0 ? null : new Date(Math.max(...instants)),
  };
}
