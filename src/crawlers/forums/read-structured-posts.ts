/** What a forum's page tells search engines of its posts: schema.org as JSON-LD. */
import type { ParsedDocument } from '../../domain/document.ts';
import { permalinkUrl } from '../canonical-url.ts';
import { readMarkup, readTitle } from '../read-markup.ts';
import { toWebUrl } from '../web-url.ts';
import type { ForumPage } from './forum-page.ts';
import { readPostDate } from './read-post-date.ts';

const SCRIPTS_MAX = 50;
const SCRIPT_CHARS_MAX = 2_000_000;
const POSTS_MAX = 500;
const DEPTH_MAX = 12;
const POST_TYPES = /^(?:DiscussionForumPosting|SocialMediaPosting|Question|Answer|Comment)$/;
/** Where a posting keeps others, in the order in which a reader meets them. */
const NESTED = ['@graph', 'mainEntity', 'acceptedAnswer', 'suggestedAnswer', 'comment'] as const;

type Thing = Readonly<Record<string, unknown>>;

/**
 * The posts that the page's JSON-LD holds, in its order.
 *
 * It is a copy for machines, often shortened and without markup, so the page itself is read first; but some pages are
 * drawn by scripts and hold their posts nowhere else.
 *
 * Errors:  none: total. What is no JSON is passed over.
 */
export function readStructuredPosts(page: ForumPage): readonly ParsedDocument[] {
  const documents: ParsedDocument[] = [];
  for (const script of page.$('script[type="application/ld+json"]').slice(0, SCRIPTS_MAX).toArray()) {
    const json = page.$(script).text();
    if (json.length <= SCRIPT_CHARS_MAX) collect(page, parseJson(json), 0, documents);
  }
  const seen = new Set<string>();
  return documents.filter((each) => !seen.has(each.text) && seen.add(each.text));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a page's mistake: there is no other way to ask whether a text is JSON
  }
}

function collect(page: ForumPage, value: unknown, depth: number, into: ParsedDocument[]): void {
  if (depth > DEPTH_MAX || into.length >= POSTS_MAX) return;
  if (Array.isArray(value)) {
    for (const each of value) collect(page, each, depth + 1, into);
    return;
  }
  if (!isThing(value)) return;
  const type = [value['@type']].flat().find((each) => typeof each === 'string' && POST_TYPES.test(each));
  const document = type === undefined ? null : toDocument(page, value);
  if (document !== null) into.push(document);
  for (const key of NESTED) collect(page, value[key], depth + 1, into);
}

function toDocument(page: ForumPage, thing: Thing): ParsedDocument | null {
  const { text, html } = readMarkup(toText(thing.text) ?? toText(thing.articleBody) ?? '', page.baseUrl);
  if (text === '') return null;
  const url = toWebUrl(toText(thing.url) ?? toText(thing['@id']), page.baseUrl);
  const number = /(\d+)\/?$/.exec((url ?? '').slice(-40))?.[1];
  const author: unknown = [thing.author ?? thing.creator].flat()[0];
  return {
    guid: number === undefined ? null : `post:${number}`,
    url: url === null ? null : permalinkUrl(url),
    title: page.title,
    text,
    html,
    author: readTitle(toText(isThing(author) ? author.name : author) ?? '') || null,
    publishedAt: readPostDate(toText(thing.datePublished) ?? toText(thing.dateCreated), page.dateOrder),
    updatedAt: readPostDate(toText(thing.dateModified), page.dateOrder),
  };
}

function isThing(value: unknown): value is Thing {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toText(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
