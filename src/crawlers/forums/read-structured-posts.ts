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
const ANSWER_TYPES = /^(?:Answer|Comment)$/;
/** Where a posting keeps others, in the order in which a reader meets them. */
const NESTED = ['@graph', 'mainEntity', 'acceptedAnswer', 'suggestedAnswer', 'comment'] as const;
/** Those of them that answer what holds them, whatever they call themselves. */
const ANSWERS: ReadonlySet<string> = new Set(['acceptedAnswer', 'suggestedAnswer', 'comment']);

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
    const found = { value: json.length <= SCRIPT_CHARS_MAX ? parseJson(json) : null, isAnswer: false, depth: 0 };
    collect(page, found, documents);
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

type Found = Readonly<{
  value: unknown;
  /** Whether it stands where answers do. */
  isAnswer: boolean;
  depth: number;
}>;

function collect(page: ForumPage, found: Found, into: ParsedDocument[]): void {
  const { value, isAnswer } = found;
  const depth = found.depth + 1;
  if (found.depth > DEPTH_MAX || into.length >= POSTS_MAX) return;
  if (Array.isArray(value)) {
    for (const each of value) collect(page, { value: each, isAnswer, depth }, into);
    return;
  }
  if (!isThing(value)) return;
  const type = [value['@type']]
    .flat()
    .map(toText)
    .find((each) => POST_TYPES.test(each ?? ''));
  const document = type === undefined ? null : toDocument(page, value);
  const answers = isAnswer || ANSWER_TYPES.test(type ?? '');
  if (document !== null) into.push({ ...document, type: answers ? 'comment' : 'post' });
  for (const key of NESTED) {
    collect(page, { value: value[key], isAnswer: isAnswer || ANSWERS.has(key), depth }, into);
  }
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
