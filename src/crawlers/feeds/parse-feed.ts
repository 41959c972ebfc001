/** A feed's bytes to documents, whatever the format: RSS, RDF, Atom, CDF, JSON Feed. */
import { gunzipSync } from 'node:zlib';
import { decodeBody } from '../decode-body.ts';
import type { FetchedBody, PageParse } from '../page-parse.ts';
import { parseJsonFeed } from './parse-json-feed.ts';
import { parseXmlFeed } from './parse-xml-feed.ts';
import { findFeedRoot, readXmlFeed, type XmlFeed } from './read-xml-feed.ts';

export const DOCUMENTS_PER_FEED_MAX = 1_000;
const INFLATED_BYTES_MAX = 15 * 1_024 * 1_024;

/**
 * The documents of a feed, or why there are none.
 *
 * A feed without entries is a feed: it parses, with no documents. An HTML page, other JSON or an empty body is
 * 'not-a-feed'; what began as a feed and ended before its first entry did is 'unreadable'. Nothing is made up: a date
 * that is absent or wrong is null, a title that is absent is null, and entries that say nothing are entries all the
 * same. The damage of a feed costs what is damaged and no more.
 *
 * Shape:   documents in the feed's order, at most 1,000. url: the entry's page, relative links resolved against
 *          xml:base, else (RSS) the feed's own link, else where the feed came from.
 * Errors:  none for bad input: total.
 */
export async function parseFeed(input: FetchedBody): Promise<PageParse> {
  const body = inflate(input.body);
  const host = URL.parse(input.url)?.host ?? input.url;
  if (body === null) {
    return {
      kind: 'refused',
      reason: 'unreadable',
      message: `The feed of ${host} is compressed and could not be unpacked: it is tried again later.`,
    };
  }
  const text = decodeBody({ body, contentType: input.contentType });
  const isJson = /^\s*[[{]/.test(text) && holdsJson(text);
  const json = isJson
    ? parseJsonFeed({ json: text, feedUrl: input.url, documentCountMax: DOCUMENTS_PER_FEED_MAX })
    : null;
  if (json !== null) return json;
  const root = isJson ? null : findFeedRoot(text);
  const feed =
    root === null
      ? null
      : readXmlFeed({ xml: text, rootAt: root.at, feedUrl: input.url, entryCountMax: DOCUMENTS_PER_FEED_MAX });
  const impostor = feed === null || root === null ? nameImpostor(text) : findImpostor(text, { feed, ...root });
  if (feed === null || impostor !== null) {
    return {
      kind: 'refused',
      reason: 'not-a-feed',
      message: `${host} answered with ${impostor ?? 'something else'} where a feed was expected: look on the page for its RSS or Atom address.`,
    };
  }
  if (!feed.isWhole && feed.entries.length === 0) {
    return {
      kind: 'refused',
      reason: 'unreadable',
      message: `The feed of ${host} ends before its first entry does and could not be read: it is tried again later.`,
    };
  }
  return parseXmlFeed(feed, input.url);
}

/** Some servers compress a body and do not say so, or twice. Null where it cannot be unpacked within the limit. */
function inflate(body: Uint8Array): Uint8Array | null {
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body;
  try {
    return gunzipSync(body, { maxOutputLength: INFLATED_BYTES_MAX });
  } catch {
    return null; // damaged, or too large: the sentence that the caller writes is all there is to say
  }
}

/** Of any kind: what stands in its texts is no feed, even if it looks like one. */
function holdsJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // whatever it is: the XML reader looks for a feed in it
  }
}

/** RSS 1.0 and 0.9 are RDF, and so is much that is no feed. */
const RDF_FEED_NAMESPACE = /purl\.org\/(?:rss|net\/rss)|netscape\.com\/(?:rdf|publish)/i;

/** What a text with the root of a feed in it is nonetheless: a page that shows one, another vocabulary. */
function findImpostor(
  text: string,
  { feed, at, isFirst }: Readonly<{ feed: XmlFeed; at: number; isFirst: boolean }>,
): string | null {
  const isEmpty =
    feed.entries.length === 0 &&
    !feed.feed.children.some((child) => /^(?:title|link|abstract|description)$/.test(child.name));
  if (isEmpty && feed.root === 'rdf' && !RDF_FEED_NAMESPACE.test(text.slice(at, feed.feed.innerFrom))) {
    return nameImpostor(text);
  }
  if (isEmpty && feed.root === 'cdf' && !feed.feed.attributes.has('href') && !feed.feed.attributes.has('lastmod')) {
    return nameImpostor(text);
  }
  if (isFirst) return null;
  const isPage = /<!doctype html|<html[\s>]/i.test(text.slice(0, at));
  const says = feed.entries.some((entry) => entry.children.some((child) => /^(?:link|guid|id)$/.test(child.name)));
  return isPage && !says ? 'an HTML page' : null;
}

function nameImpostor(text: string): string {
  const start = text.trimStart().slice(0, 2_000);
  if (start === '') return 'nothing';
  if (/^[[{]/.test(start)) return 'JSON';
  return /<!doctype html|<html[\s>]/i.test(start) ? 'an HTML page' : 'something else';
}
