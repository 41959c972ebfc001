/** The elements of an XML feed to documents: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, CDF. */
import type { ParsedDocument } from '../../domain/document.ts';
import type { PageParse } from '../page-parse.ts';
import { parseDate } from '../parse-date.ts';
import { type Markup, toStorable } from '../read-markup.ts';
import { toWebUrl } from '../web-url.ts';
import { findNextUrl, readWishes } from './feed-wishes.ts';
import type { XmlElement, XmlFeed } from './read-xml-feed.ts';
import { findAll, findAuthor, findPageLink, readContent, readFirst, readFirstDate, readLine } from './xml-fields.ts';

const GUID_CHARS_MAX = 2_000;

const FEED_TITLES = ['title', 'dc:title', 'itunes:title', 'media:title'];
const FEED_DESCRIPTIONS = [
  'description',
  'subtitle',
  'tagline',
  'abstract',
  'dc:description',
  'dcterms:abstract',
  'itunes:summary',
  'itunes:subtitle',
  'media:description',
  'info',
];
const FEED_AUTHORS = ['author', 'managingeditor', 'dc:creator', 'dc:author', 'dcterms:creator', 'itunes:author'];
const FEED_DATES = [
  'updated',
  'modified',
  'lastbuilddate',
  'dcterms:modified',
  'pubdate',
  'published',
  'dc:date',
  'issued',
  'dcterms:issued',
  'dcterms:created',
  'dcterms:date',
  'created',
];

const TITLES = ['title', 'dc:title', 'dcterms:title', 'media:title', 'itunes:title'];
/** Everything a publisher may put the body in: the longest is the whole one, the others are its summaries. */
const BODIES: ReadonlySet<string> = new Set([
  'content:encoded',
  'content',
  'body',
  'xhtml:body',
  'fullitem',
  'description',
  'summary',
  'abstract',
  'dc:description',
  'dcterms:abstract',
  'itunes:summary',
  'itunes:subtitle',
  'media:description',
]);
const AUTHORS = ['author', 'dc:creator', 'dc:author', 'dcterms:creator', 'itunes:author'];
const UPDATED = ['updated', 'modified', 'dcterms:modified'];
const PUBLISHED = [
  'pubdate',
  'published',
  'issued',
  'dc:date',
  'dcterms:issued',
  'dcterms:available',
  'dcterms:date',
  'created',
  'dcterms:created',
];

/**
 * What a feed says, once its elements were found.
 *
 * Relative links are relative to xml:base where it is declared. Without it Atom means the feed's own address, and RSS,
 * which says nothing, mostly means the site it links to.
 */
export function parseXmlFeed(feed: XmlFeed, feedUrl: string): PageParse & Readonly<{ kind: 'parsed' }> {
  const own = feed.feed;
  const link = findPageLink(feed, own, own.baseUrl ?? feedUrl);
  const baseUrl = own.baseUrl ?? (feed.root === 'atom' ? feedUrl : (link ?? feedUrl));
  const description = findAllOf(own, FEED_DESCRIPTIONS)
    .map((element) => readContent(feed, element, baseUrl).text)
    .find((text) => text !== '');
  const author = findAuthor(feed, own, FEED_AUTHORS);
  const inherited = { baseUrl, author: feed.root === 'atom' ? author : null };
  return {
    kind: 'parsed',
    source: {
      title: findLine(feed, own, FEED_TITLES),
      link,
      description: description ?? null,
      author,
      updatedAt: readFirstDate(feed, own, FEED_DATES) ?? parseDate(own.attributes.get('lastmod')),
    },
    documents: feed.entries.map((entry) => toDocument(feed, entry, inherited)),
    wishes: readWishes(feed, feedUrl),
    nextUrl: findNextUrl(feed, feedUrl),
  };
}

/** An Atom entry without author has the feed's (RFC 4287 section 4.2.1). */
function toDocument(
  feed: XmlFeed,
  entry: XmlElement,
  inherited: Readonly<{ baseUrl: string; author: string | null }>,
): ParsedDocument {
  const baseUrl = entry.baseUrl ?? inherited.baseUrl;
  const group = findAll(entry, 'media:group')[0];
  const media = [
    group,
    ...findAll(entry, 'media:content'),
    ...(group === undefined ? [] : findAll(group, 'media:content')),
  ];
  const guid = readFirst(feed, entry, ['guid', 'id']) ?? entry.attributes.get('rdf:about') ?? null;
  const updatedAt = readFirstDate(feed, entry, UPDATED) ?? parseDate(entry.attributes.get('lastmod'));
  const { text, html } = readBody(feed, [entry, ...media], baseUrl);
  return {
    guid: guid === null ? null : toStorable(guid.trim()).slice(0, GUID_CHARS_MAX).toWellFormed() || null,
    url: findPageLink(feed, entry, baseUrl) ?? toUrlFromGuid(entry, guid),
    title: [entry, ...media].reduce<string | null>(
      (found, holder) => found ?? (holder === undefined ? null : findLine(feed, holder, TITLES)),
      null,
    ),
    text,
    html,
    author: findAuthor(feed, entry, AUTHORS) ?? inherited.author,
    publishedAt: readFirstDate(feed, entry, PUBLISHED) ?? updatedAt,
    updatedAt,
  };
}

/** The longest body that says something; where none has a word, the longest that shows something. */
function readBody(feed: XmlFeed, holders: readonly (XmlElement | undefined)[], baseUrl: string): Markup {
  const bodies = holders
    .flatMap((holder) => holder?.children ?? [])
    .filter((child) => BODIES.has(child.name) && child.innerTo > child.innerFrom)
    .sort((a, b) => b.innerTo - b.innerFrom - (a.innerTo - a.innerFrom));
  let shown: Markup | null = null;
  for (const body of bodies) {
    const markup = readContent(feed, body, baseUrl);
    if (markup.text !== '') return markup;
    if (shown === null && markup.html !== null) shown = markup;
  }
  return shown ?? { text: '', html: null };
}

function findLine(feed: XmlFeed, parent: XmlElement, names: readonly string[]): string | null {
  for (const element of findAllOf(parent, names)) {
    const line = readLine(feed, element);
    if (line !== null) return line;
  }
  return null;
}

function findAllOf(parent: XmlElement, names: readonly string[]): XmlElement[] {
  return names.flatMap((name) => findAll(parent, name));
}

/** RSS says that a guid is a link unless it says otherwise; an id that happens to be one serves where there is none. */
function toUrlFromGuid(entry: XmlElement, guid: string | null): string | null {
  const isPermaLink = findAll(entry, 'guid')[0]?.attributes.get('ispermalink')?.trim().toLowerCase() !== 'false';
  return isPermaLink ? toWebUrl(guid, null) : null;
}
