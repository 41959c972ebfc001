/** A forum's answer to documents: its feed where it gives one, else the posts or topics of its page. */
import { type CheerioAPI, load } from 'cheerio';
import { Parser } from 'htmlparser2';
import type { ParsedDocument } from '../../domain/document.ts';
import { NO_WISHES } from '../../domain/source.ts';
import { permalinkUrl } from '../canonical-url.ts';
import { decodeBody } from '../decode-body.ts';
import { parseFeed } from '../feeds/parse-feed.ts';
import type { FetchedBody, PageParse } from '../page-parse.ts';
import { parseDate } from '../parse-date.ts';
import { readMarkup, readTitle } from '../read-markup.ts';
import { toWebUrl } from '../web-url.ts';
import { FORUM_ENGINES, type ForumEngine } from './forum-engines.ts';

export const POSTS_PER_PAGE_MAX = 500;
const TAG_COUNT_MAX = 100_000;
/** A tree builder looks through all open elements at each tag: 190,000 nested ones would take it many minutes. */
const DEPTH_MAX = 200;
/** No forum counts further; a number is looked for in so many characters at the end of an id or a link. */
const NUMBER_CHARS_MAX = 40;

type Page = Readonly<{ $: CheerioAPI; engine: ForumEngine; pageUrl: string; topicUrl: string; title: string | null }>;
type Element = ReturnType<CheerioAPI>;

/**
 * The posts of a thread's page, or the topics of a board's page, or the entries of a forum's feed.
 *
 * Each post is a document of its own: it has its author, date and permalink, and what it quotes and how it is signed is
 * not its author's saying. A date is read from a machine-readable attribute alone: "Yesterday, 3 pm" depends on the
 * reader's language and zone, and guessing it would date a complaint wrongly. A topic has its title as its text says
 * nothing yet.
 *
 * Shape:   posts in the order of the page. guid: engine and number, `phpBB:123`. url: the permalink, fragment kept.
 * Errors:  none for bad input. 'not-a-feed': a page of no engine that is read, or one without posts and topics (a
 *          log-in wall, an index of boards).
 */
export async function parseForum(input: FetchedBody): Promise<PageParse> {
  const asFeed = await parseFeed(input);
  if (asFeed.kind === 'parsed' || asFeed.reason === 'unreadable') return asFeed;

  // in HTML a CDATA mark is a comment that the next ">" ends; htmlparser2 would look for "]]>" to the end of the page
  const html = decodeBody(input).replaceAll('<![CDATA[', '<! CDATA[');
  const host = URL.parse(input.url)?.host ?? input.url;
  if (!isReasonable(html)) {
    return refuse(
      `The page of ${host} is too long or too deeply nested for a forum page: use the address of a thread or of a board.`,
    );
  }
  // htmlparser2's tree, not parse5's: that one opens every unclosed <b> again in each paragraph that follows, as the
  // standard asks, and a page of 400 KB takes it more than a minute
  const $ = load(html, { xml: { xmlMode: false, decodeEntities: true } });
  const engine = FORUM_ENGINES.find((candidate) => $(candidate.signs).length > 0);
  if (engine === undefined) {
    const names = FORUM_ENGINES.map((each) => each.name).join(', ');
    return refuse(`The page of ${host} is of no forum engine that is read (${names}): look for a feed of this forum.`);
  }
  const page = toPage($, engine, input.url);
  const posts = readPosts(page);
  const documents = posts.length > 0 ? posts : readTopics(page);
  if (documents.length === 0) {
    return refuse(
      `The ${engine.name} page of ${host} shows no posts and no topics: use the address of a thread or board that opens without logging in.`,
    );
  }
  return {
    kind: 'parsed',
    source: {
      title: page.title,
      link: page.topicUrl,
      description: readTitle($('meta[name="description"]').attr('content') ?? '') || null,
      author: null,
      updatedAt: null,
    },
    documents,
    wishes: NO_WISHES,
    nextUrl: null,
  };
}

function isReasonable(html: string): boolean {
  let tagCount = 0;
  let depth = 0;
  let isWithinLimits = true;
  const parser = new Parser({
    onopentagname: () => {
      tagCount += 1;
      depth += 1;
      if (tagCount <= TAG_COUNT_MAX && depth <= DEPTH_MAX) return;
      isWithinLimits = false;
      parser.pause();
    },
    onclosetag: () => {
      depth -= 1;
    },
  });
  parser.end(html);
  return isWithinLimits;
}

function toPage($: CheerioAPI, engine: ForumEngine, pageUrl: string): Page {
  const baseUrl = toWebUrl($('base[href]').attr('href'), pageUrl) ?? pageUrl;
  const canonical = toWebUrl($('link[rel="canonical"]').attr('href'), baseUrl);
  const heading = $('meta[property="og:title"]').attr('content') || $('title').first().text();
  return { $, engine, pageUrl: baseUrl, topicUrl: canonical ?? pageUrl, title: readTitle(escapeText(heading)) || null };
}

function readPosts(page: Page): ParsedDocument[] {
  const { $, engine } = page;
  const documents: ParsedDocument[] = [];
  for (const item of listItems($, engine.post.item)) {
    const content = firstOf(item, engine.post.text).clone();
    if (content.length === 0) continue;
    content.find(engine.post.noise).remove();
    const { text, html } = readMarkup(content.html() ?? '', page.pageUrl);
    if (text === '') continue;
    const link = firstOf(item, engine.post.permalink);
    const number = findNumber(item, link);
    documents.push({
      guid: number === null ? null : `${engine.name}:${number}`,
      url: toPermalink(page, link.attr('href'), item.attr('id') ?? null, number),
      title: page.title,
      text,
      html,
      author: readTitle(escapeText(item.attr('data-author') ?? firstOf(item, engine.post.author).text())) || null,
      publishedAt: parseDate(item.find('time[datetime]').first().attr('datetime')),
      updatedAt: null,
    });
  }
  return documents;
}

function readTopics(page: Page): ParsedDocument[] {
  const { $, engine } = page;
  const documents: ParsedDocument[] = [];
  for (const item of listItems($, engine.topic.item)) {
    const link = firstOf(item, engine.topic.link);
    const title = readTitle(escapeText(link.text()));
    const url = toWebUrl(link.attr('href'), page.pageUrl);
    if (title === '' || url === null) continue;
    documents.push({
      guid: null,
      url: permalinkUrl(url),
      title,
      text: '',
      html: null,
      author: readTitle(escapeText(firstOf(item, engine.topic.author).text())) || null,
      publishedAt: parseDate(item.find('time[datetime]').first().attr('datetime')),
      updatedAt: null,
    });
  }
  return documents;
}

/** The outermost elements of the selector: two hundred posts inside each other would each be read with all the others. */
function listItems($: CheerioAPI, selector: string): readonly Element[] {
  const items: Element[] = [];
  for (const node of $(selector).toArray()) {
    const last = items.at(-1)?.[0];
    if (last !== undefined && $.contains(last, node)) continue;
    if (items.length >= POSTS_PER_PAGE_MAX) break;
    items.push($(node));
  }
  return items;
}

/** The number that the engine gave the post: of its permalink, else of the element's id. */
function findNumber(item: Element, link: Element): string | null {
  const ending = (link.attr('href') ?? '').slice(-NUMBER_CHARS_MAX);
  const fromLink = /(?:#[a-z_-]*|post-?|[?&;]p(?:id)?=)(\d+)\/?$/i.exec(ending)?.[1];
  const ids = [item.attr('data-content'), item.attr('id'), item.find('[id*="msg_"], [id^="post"]').attr('id')];
  const numbers = ids.map((id) => /(\d+)$/.exec((id ?? '').slice(-NUMBER_CHARS_MAX))?.[1]);
  return fromLink ?? numbers.find((number) => number !== undefined) ?? null;
}

function toPermalink(page: Page, href: string | undefined, id: string | null, number: string | null): string | null {
  const linked = toWebUrl(href, page.pageUrl);
  if (linked !== null) return permalinkUrl(linked);
  const topic = URL.parse(page.topicUrl);
  if (topic === null) return null;
  topic.hash = '';
  const { permalinkPattern } = page.engine.post;
  if (permalinkPattern !== null && number !== null) {
    topic.search = '';
    return permalinkPattern.replace('{topic}', topic.href.replace(/\/$/, '')).replace('{number}', number);
  }
  return permalinkUrl(id === null ? topic.href : `${topic.href}#${id}`);
}

/** The first alternative of a selector list that is there: the lists go from the precise to the vague. */
function firstOf(item: Element, selectors: string): Element {
  for (const selector of selectors.split(/,\s*(?![^(]*\))/)) {
    const found = item.find(selector).first();
    if (found.length > 0) return found;
  }
  return item.find(':not(*)');
}

/** cheerio has decoded the text already; the title reader expects markup. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function refuse(message: string): PageParse {
  return { kind: 'refused', reason: 'not-a-feed', message };
}
