/** A feed's bytes to documents: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0. */
import type { ParsedDocument } from '../../domain/document.ts';
import { NO_WISHES } from '../../domain/source.ts';
import { decodeBody } from '../decode-body.ts';
import type { FetchedBody, PageParse } from '../page-parse.ts';
import { parseDate } from '../parse-date.ts';
import { readMarkup, readTitle, toStorable } from '../read-markup.ts';
import { toWebUrl } from '../web-url.ts';
import { type RawFeed, type RawFields, readXmlFeed, type XmlValue } from './read-xml-feed.ts';

export const DOCUMENTS_PER_FEED_MAX = 1_000;
const GUID_CHARS_MAX = 2_000;
const XML_DEPTH_MAX = 8;

/**
 * The documents of a feed, or why there are none.
 *
 * A feed without entries is a feed: it parses, with no documents. An HTML page, JSON or an empty body is 'not-a-feed';
 * what began as a feed and could not be read even after light repair is 'unreadable'. Nothing is made up: a date that
 * is absent or wrong is null, a title that is absent is null, and entries that say nothing are entries all the same.
 *
 * Shape:   documents in the feed's order, at most 1,000. url: the entry's page, relative links resolved against
 *          xml:base, else the feed's own link, else where the feed came from.
 * Errors:  none for bad input: total.
 */
export async function parseFeed(input: FetchedBody): Promise<PageParse> {
  const text = decodeBody(input);
  const impostor = findImpostor(text);
  if (impostor !== null) {
    const host = URL.parse(input.url)?.host ?? input.url;
    return {
      kind: 'refused',
      reason: 'not-a-feed',
      message: `${host} answered with ${impostor} where a feed was expected: look on the page for its RSS or Atom address.`,
    };
  }
  const read = await readXmlFeed({ xml: text, entryCountMax: DOCUMENTS_PER_FEED_MAX });
  if (read.kind === 'broken') {
    const host = URL.parse(input.url)?.host ?? input.url;
    return {
      kind: 'refused',
      reason: 'unreadable',
      message: `The feed of ${host} is damaged and could not be read (${read.detail.slice(0, 120)}): it is tried again later.`,
    };
  }
  return toParse(read.feed, input.url);
}

const FEED_ROOT = /<(?:\w+:)?(?:rss|feed|rdf)[\s>/]/i;

/** What the body is instead of a feed; null where it may be one. */
function findImpostor(text: string): string | null {
  const start = text.trimStart().slice(0, 2_000);
  if (start === '') return 'nothing';
  if (/^[[{]/.test(start)) return 'JSON';
  const rootAt = text.search(FEED_ROOT);
  if (/<!doctype html|<html[\s>]/i.test(rootAt < 0 ? start : text.slice(0, rootAt))) return 'an HTML page';
  return rootAt < 0 ? 'something else' : null;
}

function toParse(feed: RawFeed, feedUrl: string): PageParse {
  const { fields } = feed;
  const declaredBase = toWebUrl(attributeOf(fields.$?.[0], 'xml:base'), feedUrl);
  const link = findLink(fields, declaredBase ?? feedUrl);
  const baseUrl = declaredBase ?? link ?? feedUrl;
  const documents = feed.items.slice(0, DOCUMENTS_PER_FEED_MAX).map((item) => toDocument(item, baseUrl));
  const description = firstText(fields, ['description', 'subtitle', 'tagline']);
  return {
    kind: 'parsed',
    source: {
      title: toTitle(firstText(fields, ['title'])),
      link,
      description: description === null ? null : readMarkup(description, baseUrl).text || null,
      author: findAuthor(fields, ['author', 'managingEditor', 'dc:creator']),
      updatedAt: firstDate(fields, ['updated', 'modified', 'lastBuildDate', 'pubDate', 'dc:date']),
    },
    documents,
    wishes: NO_WISHES,
    nextUrl: null,
  };
}

function toDocument(item: RawFields, feedBaseUrl: string): ParsedDocument {
  const baseUrl = toWebUrl(attributeOf(item.$?.[0], 'xml:base'), feedBaseUrl) ?? feedBaseUrl;
  const title = toTitle(firstText(item, ['title', 'dc:title']));
  const content = longestText(item);
  const markup = content === null ? { text: '', html: null } : readMarkup(content, baseUrl);
  const guid = firstText(item, ['guid', 'id']) ?? attributeOf(item.$?.[0], 'rdf:about');
  const url = findLink(item, baseUrl) ?? toUrlFromGuid(item, guid);

  const updatedAt = firstDate(item, ['updated', 'modified', 'atom:updated', 'dcterms:modified']);
  const publishedAt = firstDate(item, [
    'pubDate',
    'published',
    'issued',
    'dc:date',
    'dcterms:issued',
    'created',
    'dcterms:created',
  ]);
  return {
    guid: guid === null ? null : toStorable(guid.trim()).slice(0, GUID_CHARS_MAX).toWellFormed() || null,
    url,
    title,
    text: markup.text,
    html: markup.html,
    author: findAuthor(item, ['author', 'dc:creator', 'itunes:author']),
    publishedAt: publishedAt ?? updatedAt,
    updatedAt,
  };
}

/** Everything a publisher may put the body in: the longest is the whole one, the others are its summaries. */
function longestText(item: RawFields): string | null {
  const mediaGroup = item['media:group']?.[0];
  const candidates = [
    ...['content:encoded', 'content', 'description', 'summary', 'itunes:summary', 'media:description'].map((name) =>
      firstText(item, [name]),
    ),
    isObject(mediaGroup) ? textOf(mediaGroup['media:description'], 0) : null,
  ];
  return candidates.reduce(
    (longest, candidate) => ((candidate?.length ?? 0) > (longest?.length ?? 0) ? candidate : longest),
    null,
  );
}

/** The page for people: what FeedBurner hid, an alternate link, a plain RSS link; never an enclosure or the feed. */
function findLink(fields: RawFields, baseUrl: string): string | null {
  const original = toWebUrl(firstText(fields, ['feedburner:origLink']), baseUrl);
  if (original !== null) return original;
  const links = [...(fields.link ?? []), ...(fields['atom:link'] ?? [])];
  for (const rel of ['alternate', null, 'related', 'via']) {
    for (const link of links) {
      const href = attributeOf(link, 'href');
      if (href === null ? rel !== null : attributeOf(link, 'rel') !== rel) continue;
      const url = toWebUrl(href ?? textOf(link, 0), baseUrl);
      if (url !== null) return url;
    }
  }
  return null;
}

/** RSS says that a guid is a link unless it says otherwise; an id that happens to be one serves where there is none. */
function toUrlFromGuid(item: RawFields, guid: string | null): string | null {
  const isPermaLink = attributeOf(item.guid?.[0], 'isPermaLink')?.toLowerCase() !== 'false';
  return isPermaLink ? toWebUrl(guid, null) : null;
}

/** `jane@example.org (Jane Roe)` and `Jane Roe <jane@example.org>` are Jane Roe. */
function findAuthor(fields: RawFields, names: readonly string[]): string | null {
  for (const name of names) {
    for (const value of fields[name] ?? []) {
      const written = isObject(value) ? textOf(value.name ?? value._ ?? value.email, 0) : textOf(value, 0);
      const person = toPersonName(readTitle(written ?? ''));
      if (person !== '') return person;
    }
  }
  return null;
}

/** Looks from bracket to bracket: one pattern for all would try every pair of them. */
function toPersonName(author: string): string {
  const parenthesisAt = author.indexOf('(');
  if (author.endsWith(')') && /^[^\s@]+@\S+$/.test(author.slice(0, Math.max(0, parenthesisAt)).trim())) {
    return author.slice(parenthesisAt + 1, -1).trim();
  }
  const bracketAt = author.indexOf('<', author.lastIndexOf('>', author.length - 2) + 1);
  return author.endsWith('>') && bracketAt >= 0 ? author.slice(0, bracketAt).trim() : author.trim();
}

function firstDate(fields: RawFields, names: readonly string[]): Date | null {
  for (const name of names) {
    for (const value of fields[name] ?? []) {
      const date = parseDate(textOf(value, 0));
      if (date !== null) return date;
    }
  }
  return null;
}

function firstText(fields: RawFields, names: readonly string[]): string | null {
  for (const name of names) {
    for (const value of fields[name] ?? []) {
      const text = textOf(value, 0);
      if (text !== null && text.trim() !== '') return text;
    }
  }
  return null;
}

/** The characters inside an element, its children's after its own. */
function textOf(value: XmlValue, depth: number): string | null {
  if (typeof value === 'string') return value;
  if (depth > XML_DEPTH_MAX) return null;
  if (Array.isArray(value)) return joinTexts(value, depth);
  if (!isObject(value)) return null;
  return joinTexts([value._, ...Object.keys(value).flatMap((key) => (/^[_$]$/.test(key) ? [] : [value[key]]))], depth);
}

function joinTexts(values: readonly XmlValue[], depth: number): string | null {
  const texts = values.map((value) => textOf(value, depth + 1)).filter((text) => text !== null);
  return texts.length === 0 ? null : texts.join(' ');
}

function attributeOf(value: XmlValue, name: string): string | null {
  if (!isObject(value)) return null;
  const attributes = isObject(value.$) ? value.$ : value;
  const found = attributes[name];
  return typeof found === 'string' ? found : null;
}

function isObject(value: XmlValue): value is Readonly<Record<string, XmlValue>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toTitle(raw: string | null): string | null {
  return raw === null ? null : readTitle(raw) || null;
}
