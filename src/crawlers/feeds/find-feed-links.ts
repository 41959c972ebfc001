/** The feeds that a page names, for somebody who has only the address of the page. */
import { Parser } from 'htmlparser2';
import { readTitle } from '../read-markup.ts';
import { toWebUrl } from '../web-url.ts';

export type FeedLink = Readonly<{
  url: string;
  /** What the page calls it; null where it does not say. */
  title: string | null;
  /** The media type that the page states, in lower case; null where it does not say. */
  type: string | null;
}>;

/** Where blogs, forums and news sites put their feed when no page names it, the commonest first. */
export const COMMON_FEED_PATHS: readonly string[] = [
  '/feed',
  '/rss.xml',
  '/feed.xml',
  '/atom.xml',
  '/rss',
  '/index.xml',
  '/feed.json',
  '/feeds/posts/default',
  '/spip.php?page=backend',
  '/latest.rss',
];

const HTML_CHARS_MAX = 2_000_000;
const LINKS_MAX = 50;
const TEXT_CHARS_MAX = 200;
/** Beyond it the parser's own stack makes each tag dearer than the last. */
const DEPTH_MAX = 2_000;

const FEED_TYPES = /^application\/(?:rss|atom|rdf|feed)\+(?:xml|json)$/;
const MAYBE_TYPES = /^(?:application|text)\/(?:xml|rss|json|x-rss\+xml)$/;
const FEED_ADDRESS =
  /(?:\.(?:rss|atom|rdf)|\/(?:feed|rss|atom|feeds?\.xml|rss\.xml|atom\.xml|index\.rdf|feed\.json|backend(?:\.php)?))\/?(?:[?#]|$)|[?&](?:feed|format|type|page|output)=(?:rss|atom|feed|rss2|backend)\b/i;
const FEED_WORDS = /^(?:(?:flux|feed|fil)\b.{0,20}\b)?(?:rss|atom|feed|flux|syndication)\b/i;
/** What a page offers beside its own news. */
const SIDE_FEED = /comment|r[ée]ponse|repl(?:y|ies)|\/tag\/|\/author\/|\/auteur\//i;

/** Lower is likelier. */
type Likelihood = 0 | 1 | 2 | 3;

/**
 * The feeds that a page names, likeliest first.
 *
 * First what the page declares for programs (`link rel=alternate` with a feed's type), then what it declares less
 * exactly, then links for people that are plainly feeds; of each, feeds of comments, tags and authors come last.
 *
 * Shape:   url: where the page came from; `base href` counts. Each address once, at most 50.
 * Errors:  none: total.
 * Source:  https://www.rssboard.org/rss-autodiscovery; RFC 5005 and JSON Feed for the types.
 */
export function findFeedLinks(page: Readonly<{ html: string; url: string }>): FeedLink[] {
  const found: (FeedLink & Readonly<{ likelihood: Likelihood }>)[] = [];
  let baseUrl = page.url;
  let anchor: { url: string; title: string; text: string } | null = null;
  let depth = 0;

  const add = (link: FeedLink, likelihood: Likelihood): void => {
    if (found.length < LINKS_MAX && !found.some((each) => each.url === link.url && each.likelihood <= likelihood)) {
      found.push({ ...link, likelihood });
    }
  };
  const closeAnchor = (): void => {
    if (anchor === null) return;
    const { url, text, title } = anchor;
    anchor = null;
    const words = readTitle(text);
    if (FEED_ADDRESS.test(url) || FEED_WORDS.test(words)) add({ url, title: title || words || null, type: null }, 3);
  };

  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        depth += 1;
        if (depth > DEPTH_MAX) parser.pause(); // what was read so far is the answer
        if (name === 'base') baseUrl = toWebUrl(attributes.href, page.url) ?? baseUrl;
        const url = toWebUrl(attributes.href?.replace(/^feed:(?:\/\/)?(?=https?:)/i, ''), baseUrl);
        if (url === null) return;
        const title = readTitle(attributes.title ?? '');
        if (name === 'a') {
          closeAnchor();
          anchor = { url, title, text: attributes['aria-label'] ?? '' };
        }
        if (name === 'link') {
          const likelihood = toLikelihood(attributes, url);
          if (likelihood !== null) add({ url, title: title || null, type: toType(attributes.type) }, likelihood);
        }
      },
      ontext: (part) => {
        if (anchor !== null && anchor.text.length < TEXT_CHARS_MAX) anchor.text += part.slice(0, TEXT_CHARS_MAX);
      },
      onclosetag: (name) => {
        depth -= 1;
        if (name === 'a') closeAnchor();
      },
    },
    { decodeEntities: true },
  );
  parser.end(page.html.slice(0, HTML_CHARS_MAX));

  const seen = new Set<string>();
  return found
    .sort((a, b) => a.likelihood - b.likelihood || Number(isSide(a)) - Number(isSide(b)))
    .filter(({ url }) => !seen.has(url) && seen.add(url) !== undefined)
    .map(({ url, title, type }) => ({ url, title, type }));
}

function toLikelihood(attributes: Readonly<Record<string, string>>, url: string): Likelihood | null {
  const relations = (attributes.rel ?? '').toLowerCase().split(/\s+/);
  const type = toType(attributes.type) ?? '';
  if (relations.includes('feed')) return 0;
  if (!relations.includes('alternate')) return null;
  if (FEED_TYPES.test(type)) return 0;
  if (relations.includes('stylesheet') || attributes.hreflang !== undefined) return null;
  // a type of any XML or JSON says little: sites name their API the same way
  if (MAYBE_TYPES.test(type)) return FEED_ADDRESS.test(url) ? 1 : 2;
  return type === '' && FEED_ADDRESS.test(url) ? 2 : null;
}

function toType(type: string | undefined): string | null {
  return (type ?? '').split(';')[0]?.trim().toLowerCase() || null;
}

function isSide({ url, title }: FeedLink): boolean {
  return SIDE_FEED.test(url) || SIDE_FEED.test(title ?? '');
}
