/** JSON Feed 1.0 and 1.1 to documents. */
import type { ParsedDocument } from '../../domain/document.ts';
import { NO_WISHES } from '../../domain/source.ts';
import type { PageParse } from '../page-parse.ts';
import { parseDate } from '../parse-date.ts';
import { type Markup, readMarkup, readText, readTitle, toStorable } from '../read-markup.ts';
import { toWebUrl } from '../web-url.ts';

const GUID_CHARS_MAX = 2_000;
/** Of lists beside the items: authors, hubs. */
const PARTS_MAX = 20;

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * The documents of a JSON Feed; null for any other JSON, and for what is none.
 *
 * It is known by its `version`, the one thing that both editions demand. Whatever else is absent or of the wrong type
 * counts as not said. Text that the feed calls text stays plain; only `content_html` is read as markup.
 *
 * Errors:  none: total.
 * Source:  https://www.jsonfeed.org/version/1.1/
 */
export function parseJsonFeed(
  input: Readonly<{ json: string; feedUrl: string; documentCountMax: number }>,
): (PageParse & Readonly<{ kind: 'parsed' }>) | null {
  const feed = toObject(readJson(input.json));
  if (feed === null || !/^https?:\/\/(?:www\.)?jsonfeed\.org\/version\//i.test(toText(feed.version))) return null;
  const { feedUrl } = input;
  const link = toWebUrl(toText(feed.home_page_url), feedUrl);
  const author = findAuthor(feed);
  const items = toList(feed.items, input.documentCountMax).map((item) => toObject(item));
  const documents = items
    .filter((item) => item !== null)
    .map((item) => toDocument(item, { baseUrl: link ?? feedUrl, author }));
  const nextUrl = toWebUrl(toText(feed.next_url), feedUrl);
  return {
    kind: 'parsed',
    source: {
      title: readText(toText(feed.title)).text || null,
      link,
      description: readText(toText(feed.description)).text || null,
      author,
      updatedAt: null,
    },
    documents,
    wishes: { ...NO_WISHES, hub: findHub(feed, feedUrl) },
    nextUrl: nextUrl === toWebUrl(feedUrl, null) ? null : nextUrl,
  };
}

function toDocument(item: JsonObject, inherited: Readonly<{ baseUrl: string; author: string | null }>): ParsedDocument {
  const guid = toStorable(toText(item.id).trim()).slice(0, GUID_CHARS_MAX).toWellFormed() || null;
  const updatedAt = parseDate(toText(item.date_modified));
  const url = toWebUrl(toText(item.url), inherited.baseUrl) ?? toWebUrl(toText(item.external_url), inherited.baseUrl);
  return {
    guid,
    url: url ?? toWebUrl(guid, null),
    title: readTitle(toText(item.title)) || null,
    ...readBody(item, url ?? inherited.baseUrl),
    author: findAuthor(item) ?? inherited.author,
    publishedAt: parseDate(toText(item.date_published)) ?? updatedAt,
    updatedAt,
  };
}

function readBody(item: JsonObject, baseUrl: string): Markup {
  const content = readMarkup(toText(item.content_html), baseUrl);
  if (content.text !== '') return content;
  const plain = readText(toText(item.content_text));
  if (plain.text !== '') return { text: plain.text, html: content.html };
  return { text: readText(toText(item.summary)).text, html: content.html };
}

/** Edition 1.1 has a list of authors, 1.0 one. */
function findAuthor(holder: JsonObject): string | null {
  for (const each of [...toList(holder.authors, PARTS_MAX), holder.author]) {
    const name = readText(toText(toObject(each)?.name)).text;
    if (name !== '') return name;
  }
  return null;
}

function findHub(feed: JsonObject, feedUrl: string): Readonly<{ hubUrl: string; topicUrl: string }> | null {
  const topicUrl = toWebUrl(toText(feed.feed_url), feedUrl) ?? toWebUrl(feedUrl, null);
  for (const each of toList(feed.hubs, PARTS_MAX)) {
    const hub = toObject(each);
    const hubUrl = toWebUrl(toText(hub?.url), null);
    if (hubUrl !== null && topicUrl !== null && /^websub$/i.test(toText(hub?.type))) return { hubUrl, topicUrl };
  }
  return null;
}

function readJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null; // no JSON: the caller says what it is instead
  }
}

function toObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

function toList(value: unknown, countMax: number): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, countMax) : [];
}

/** Ids are numbers in some feeds; anything else that is no text says nothing. */
function toText(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
