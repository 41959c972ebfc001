/** What an element of a feed says: its text, its markup, its date, its link. */
import { parseDate } from '../parse-date.ts';
import { type Markup, readMarkup, readText, readTitle } from '../read-markup.ts';
import { toWebUrl } from '../web-url.ts';
import type { XmlElement, XmlFeed } from './read-xml-feed.ts';
import { decodeXmlText } from './xml-text.ts';

/** What is read of one element at most, as it lies in the text. */
const ELEMENT_CHARS_MAX = 2_000_000;

/** The children of that name, in order. */
export function findAll(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The plain characters of an element that holds no markup by its nature: an id, a date, a link, a number. */
export function readPlain(feed: XmlFeed, element: XmlElement): string {
  const inner = sliceInner(feed, element);
  return (element.hasTags ? readMarkup(inner, null).text : decodeXmlText(inner, feed.entities)).trim();
}

/** The first of these that says something, by the order of the names. */
export function readFirst(feed: XmlFeed, parent: XmlElement, names: readonly string[]): string | null {
  for (const name of names) {
    for (const child of parent.children) {
      if (child.name !== name) continue;
      const text = readPlain(feed, child);
      if (text !== '') return text;
    }
  }
  return null;
}

/** The first that can be read as an instant, by the order of the names. */
export function readFirstDate(feed: XmlFeed, parent: XmlElement, names: readonly string[]): Date | null {
  for (const name of names) {
    for (const child of parent.children) {
      if (child.name !== name) continue;
      const date = parseDate(readPlain(feed, child));
      if (date !== null) return date;
    }
  }
  return null;
}

/**
 * Text and safe markup of an element that holds text for people.
 *
 * Atom says by `type` (and 0.3 by `mode`) what the characters are; RSS says nothing and means HTML. Atom's text
 * without a type is plain by its standard, and HTML when it plainly is.
 *
 * Source:  RFC 4287 section 3.1.1 and 4.1.3.3; Atom 0.3 (draft-ietf-atompub-format-00) section 3.1.
 */
export function readContent(feed: XmlFeed, element: XmlElement, baseUrl: string): Markup {
  const kind = toContentKind(feed, element);
  const inner = sliceInner(feed, element);
  const base = element.baseUrl ?? baseUrl;
  if (kind === 'inline') return readMarkup(inner, base);
  const decoded = decodeXmlText(inner, feed.entities);
  const characters = kind === 'base64' ? decodeBase64(decoded) : decoded;
  return kind === 'plain' ? readText(characters) : readMarkup(characters, base);
}

/** A title or another short text on one line; null where it says nothing. */
export function readLine(feed: XmlFeed, element: XmlElement): string | null {
  const kind = toContentKind(feed, element);
  const inner = sliceInner(feed, element);
  const decoded = kind === 'inline' ? inner : decodeXmlText(inner, feed.entities);
  if (kind === 'plain') return readText(decoded).text || null;
  return readTitle(kind === 'base64' ? decodeBase64(decoded) : decoded) || null;
}

type ContentKind = 'plain' | 'html' | 'inline' | 'base64';

function toContentKind(feed: XmlFeed, element: XmlElement): ContentKind {
  const type = (element.attributes.get('type') ?? '').trim().toLowerCase();
  const mode = element.attributes.get('mode')?.trim().toLowerCase();
  if (mode === 'base64') return 'base64';
  if (element.hasTags) return 'inline';
  if (/^(?:x?html|text\/html|application\/xhtml\+xml)$/.test(type)) return 'html';
  if (type === 'text' || type === 'plain' || type.startsWith('text/')) return 'plain';
  if (type === '') {
    if (feed.root !== 'atom') return 'html';
    return looksLikeHtml(sliceInner(feed, element)) ? 'html' : 'plain';
  }
  return isBase64(feed, element, type) ? 'base64' : 'html';
}

/** Atom's content of any type that is neither text nor XML is base64; its titles and summaries have no such types. */
function isBase64(feed: XmlFeed, element: XmlElement, type: string): boolean {
  if (feed.root !== 'atom' || !type.includes('/') || /[+/]xml$/.test(type)) return false;
  return element.name === 'content' || type === 'application/octet-stream';
}

/** Escaped or in CDATA: a closing tag, a tag that every page has, or an entity that was escaped once more. */
function looksLikeHtml(inner: string): boolean {
  return /(?:&lt;|&#60;|&#x3c;|<)(?:\/[a-z]|(?:p|br|a|b|i|em|strong|img|div|span|ul|li)\b)|(?:&amp;|&#38;|&#x26;)(?:#\d|#x|[a-z]{2,8}\d?;)|<!\[CDATA\[[^\]]*&(?:#\d|#x|[a-z]{2,8}\d?;)/i.test(
    inner,
  );
}

/** Text in base64, '' where the bytes are no text: a picture. */
function decodeBase64(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return ''; // no text: there is nothing to read in it
  }
}

function sliceInner(feed: XmlFeed, element: XmlElement): string {
  return feed.xml.slice(element.innerFrom, Math.min(element.innerTo, element.innerFrom + ELEMENT_CHARS_MAX));
}

const RELATIONS_URI = 'http://www.iana.org/assignments/relation/';

/** What a link says it is: 'alternate' where an Atom link says nothing, '' for the plain link of RSS. */
export function toRelation(link: XmlElement): string {
  const rel = link.attributes.get('rel')?.trim().toLowerCase() ?? '';
  const short = rel.startsWith(RELATIONS_URI) ? rel.slice(RELATIONS_URI.length) : rel;
  return short === '' && link.attributes.has('href') ? 'alternate' : short;
}

/** Where a link leads, absolute; null for what is no web page. */
export function readLink(feed: XmlFeed, link: XmlElement, baseUrl: string): string | null {
  const href = link.attributes.get('href') ?? link.attributes.get('rdf:resource');
  return toWebUrl(href ?? readPlain(feed, link), link.baseUrl ?? baseUrl);
}

const PAGE_RELATIONS: readonly string[] = ['alternate', '', 'related', 'via'];

/**
 * The page for people: what FeedBurner hid, an alternate link (HTML before others), a plain RSS link; never an
 * enclosure or the feed.
 */
export function findPageLink(feed: XmlFeed, element: XmlElement, baseUrl: string): string | null {
  for (const original of findAll(element, 'feedburner:origlink')) {
    const url = readLink(feed, original, baseUrl);
    if (url !== null) return url;
  }
  const links = findAll(element, 'link');
  for (const relation of PAGE_RELATIONS) {
    const fitting = links.filter((link) => toRelation(link) === relation);
    const ofHtml = fitting.filter((link) => /html/i.test(link.attributes.get('type') ?? 'html'));
    for (const link of [...ofHtml, ...fitting]) {
      const url = readLink(feed, link, baseUrl);
      if (url !== null) return url;
    }
  }
  return toWebUrl(element.attributes.get('href'), element.baseUrl ?? baseUrl);
}

/** Of the people whom these elements name, the first with a name: `jane@example.org (Jane Roe)` is Jane Roe. */
export function findAuthor(feed: XmlFeed, element: XmlElement, names: readonly string[]): string | null {
  for (const name of names) {
    for (const child of element.children) {
      if (child.name !== name) continue;
      const part = findAll(child, 'name')[0] ?? findAll(child, 'email')[0];
      const written = part === undefined ? readLine(feed, child) : readLine(feed, part);
      const person = toPersonName(written ?? '');
      if (person !== '') return person;
    }
  }
  return null;
}

/** Looks from bracket to bracket: one pattern for all would try every pair of them. */
export function toPersonName(author: string): string {
  const parenthesisAt = author.indexOf('(');
  if (author.endsWith(')') && /^[^\s@]+@\S+$/.test(author.slice(0, Math.max(0, parenthesisAt)).trim())) {
    return author.slice(parenthesisAt + 1, -1).trim();
  }
  const bracketAt = author.indexOf('<', author.lastIndexOf('>', author.length - 2) + 1);
  return author.endsWith('>') && bracketAt >= 0 ? author.slice(0, bracketAt).trim() : author.trim();
}
