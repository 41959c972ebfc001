/** A forum's answer to documents: its feed where it gives one, else the posts or topics of its page. */
import { createHash } from 'node:crypto';
import type { ParsedDocument } from '../../domain/document.ts';
import { NO_WISHES } from '../../domain/source.ts';
import { extractArticle } from '../articles/extract-article.ts';
import { permalinkUrl } from '../canonical-url.ts';
import { parseFeed } from '../feeds/parse-feed.ts';
import type { FetchedBody, PageParse } from '../page-parse.ts';
import { readMarkup, readTitle } from '../read-markup.ts';
import { toWebUrl } from '../web-url.ts';
import { findLastUrl, findNextUrl, findPreviousUrl, findThreadPlace, type ThreadPlace } from './find-next-page.ts';
import { findThread } from './find-thread.ts';
import { isOldestFirst, type PagedParse, type ReachedBy } from './follow-pages.ts';
import type { ForumEngine } from './forum-engine.ts';
import { FORUM_ENGINES } from './forum-engines.ts';
import { escapeText, type ForumPage, loadForumPage, type Selection } from './forum-page.ts';
import { firstOf, type PostRules, readDateOf, readPost } from './read-post.ts';
import { readStructuredPosts } from './read-structured-posts.ts';
import { type PostToTell, tellTypes } from './tell-types.ts';

export const POSTS_PER_PAGE_MAX = 500;
/** An item's author and date stand at most so many elements before it. */
const HEAD_STEPS_MAX = 3;
/** Two people may both say "Thanks!", but not this much. */
const COPY_CHARS_MIN = 40;
/** Less is a log-in form or an error message. */
const SINGLE_POST_CHARS_MIN = 80;
/** A fragment that names one post of its page. */
const NUMBERED = /#[a-z_-]*\d+$/i;
const THREAD_PATH = /\/(?:t|d|topic|threads?|discussion|comments)\/|showthread|viewtopic|[?&]topic=/i;
const CHALLENGE =
  '#anubis_challenge, #challenge-form, #challenge-running, script[src*="challenge-platform"], #px-captcha';

const UNKNOWN_ENGINE: PostRules = {
  name: 'post',
  noise: null,
  author: null,
  date: null,
  permalink: null,
  permalinkPattern: null,
};

/**
 * The posts of a thread's page, or the topics of a board's page, or the entries of a forum's feed.
 *
 * Each post is a document of its own: it has its author, date and permalink, and what it quotes and how it is signed is
 * not its author's saying. The engines of the table are read by their own markup; any other thread by what threads have
 * in common (see findThread), or by what the page tells search engines. A page without posts and topics whose main text
 * stands out is one document.
 *
 * The first message of a thread is a post, as is a topic of a board; those that answer are comments.
 *
 * Shape:   posts in the order of the page. guid: engine and number, `phpBB:123`. url: the permalink, fragment kept.
 *          A topic of a board has its title, and an empty text: it says nothing yet.
 * Errors:  none for bad input. 'not-a-feed': a page without posts, topics and main text (a log-in wall, a test for
 *          robots).
 */
export async function parseForum(input: FetchedBody): Promise<PageParse> {
  return (await parseForumPage(input, 'address')).parse;
}

/** As parseForum, with the pages that a visit may go on to. */
export async function parseForumPage(input: FetchedBody, reachedBy: ReachedBy): Promise<PagedParse> {
  const asFeed = await parseFeed(input);
  if (asFeed.kind === 'parsed' || asFeed.reason === 'unreadable') return alone(asFeed);
  const host = URL.parse(input.url)?.host ?? input.url;
  const page = loadForumPage(input);
  if (page === null) {
    return refuse(
      `The page of ${host} is too long or too deeply nested for a forum page: use the address of a thread or of a board.`,
    );
  }
  const engine = FORUM_ENGINES.find((candidate) => page.$(candidate.signs).length > 0) ?? null;
  const place = reachedBy === 'next-link' ? 'later' : findThreadPlace(page);
  const found = readDocuments(page, { engine, place });
  const documents = withOwnAddresses(found.length > 0 ? found : readSinglePost(page, { engine, place, input }));
  if (documents.length === 0) {
    return refuse(
      `The ${engine === null ? '' : `${engine.name} `}page of ${host} shows no posts and no topics: use the address of a thread or board that opens without logging in, or look for a feed of this forum.`,
    );
  }
  const parse: PageParse = {
    kind: 'parsed',
    source: {
      title: page.title,
      link: page.topicUrl,
      description: readTitle(page.$('meta[name="description"]').attr('content') ?? '') || null,
      author: null,
      updatedAt: null,
    },
    documents,
    wishes: NO_WISHES,
    nextUrl: findNextUrl(page),
  };
  // posts have a text and stand in the order of their thread; the topics of a board have a title alone, the newest first
  const isThread = documents.some((each) => each.text !== '');
  return {
    parse,
    previousUrl: findPreviousUrl(page),
    lastUrl: findLastUrl(page),
    isOldestFirst: isThread && isOldestFirst(parse, true),
  };
}

/**
 * Posts of one page that have no permalinks are told apart by a number made of what they are: under one address they
 * would be stored as one document. The first keeps the page's address, being what the page is about.
 */
function withOwnAddresses(documents: readonly ParsedDocument[]): readonly ParsedDocument[] {
  const taken = new Set<string>();
  return documents.map((each) => {
    const address = each.url === null || NUMBERED.test(each.url) ? null : each.url.replace(/#.*$/, '');
    if (address === null || !taken.has(address)) {
      if (address !== null) taken.add(address);
      return each;
    }
    return { ...each, url: `${address}#post-${toNumber(each)}` };
  });
}

function toNumber({ author, text }: ParsedDocument): number {
  return createHash('sha256')
    .update(`${author ?? ''}\n${text}`)
    .digest()
    .readUIntBE(0, 6);
}

type Known = Readonly<{ engine: ForumEngine | null; place: ThreadPlace }>;

/** By the surest way that brings something. */
function readDocuments(page: ForumPage, { engine, place }: Known): readonly ParsedDocument[] {
  if (engine !== null) {
    const posts = tellTypes(readEnginePosts(page, engine), place);
    if (posts.length > 0) return posts;
    const topics = readTopics(page, engine);
    if (topics.length > 0) return topics;
  }
  const thread = readThread(page, place);
  const structured = readStructuredPosts(page);
  if (toLength(structured) > toLength(thread)) return structured;
  return thread;
}

/** A page that is one text: a thread without answers, or what a page drawn by scripts says of its first post. */
function readSinglePost(page: ForumPage, how: Known & Readonly<{ input: FetchedBody }>): readonly ParsedDocument[] {
  const article = extractArticle(how.input);
  const documents = article.kind === 'parsed' && !isChallenge(page) ? article.documents : [];
  const long = documents.filter((each) => each.text.length >= SINGLE_POST_CHARS_MIN);
  const isThread = how.engine !== null || THREAD_PATH.test(page.topicUrl);
  // elsewhere it may as well be an article
  if (long.length > 0) return isThread ? tellTypes(long.map(toUnmarked), how.place) : long;
  const description = readMarkup(page.$('meta[property="og:description"]').attr('content') ?? '', null).text;
  if (how.engine === null || description.length < SINGLE_POST_CHARS_MIN || !THREAD_PATH.test(page.topicUrl)) return [];
  const url = permalinkUrl(page.topicUrl);
  const dates = { publishedAt: null, updatedAt: null };
  const said = { guid: null, url, title: page.title, text: description, html: null, author: null, ...dates };
  return tellTypes([toUnmarked(said)], how.place);
}

/** A test for robots is a page of some length that says nothing of the forum. */
function isChallenge(page: ForumPage): boolean {
  return (
    page.$(CHALLENGE).length > 0 ||
    /^(?:just a moment|making sure you|attention required|access denied|un instant)/i.test(page.title ?? '')
  );
}

function toLength(documents: readonly ParsedDocument[]): number {
  return documents.reduce((sum, each) => sum + each.text.length, 0);
}

function readEnginePosts(page: ForumPage, engine: ForumEngine): readonly PostToTell[] {
  const rules: PostRules = { ...engine.post, name: engine.name, date: engine.post.date ?? null };
  const posts: PostToTell[] = [];
  const { linkPost } = engine.post;
  const links = linkPost === undefined ? [] : listBodies(page, linkPost.item, linkPost.title);
  const found =
    engine.post.isNested === true ? listNested(page, engine) : listBodies(page, engine.post.item, engine.post.text);
  for (const { item, body } of [...links, ...found]) {
    const head = engine.post.head === undefined ? null : findHead(item, engine.post.head);
    posts.push({ document: readPost(page, { item, body, head, rules }), marked: findMark(item, engine) });
  }
  return posts;
}

function findMark(item: Selection, { post }: ForumEngine): PostToTell['marked'] {
  if (post.types === undefined) return null;
  if (item.is(post.types.post)) return 'post';
  return item.is(post.types.comment) ? 'comment' : null;
}

type Found = Readonly<{ item: Selection; body: Selection }>;

function listBodies(page: ForumPage, itemSelector: string, bodySelectors: string): readonly Found[] {
  return listItems(page, itemSelector)
    .map((item) => ({ item, body: firstOf(item, bodySelectors) }))
    .filter(({ body }) => body.length > 0);
}

/** From the text outwards, since the first text in an item that holds others may be another's. */
function listNested(page: ForumPage, engine: ForumEngine): readonly Found[] {
  return listItems(page, engine.post.text)
    .map((body) => ({ item: body.closest(engine.post.item), body }))
    .filter(({ item }) => item.length > 0);
}

function findHead(item: Selection, selector: string): Selection | null {
  let head = item.prev();
  for (let step = 0; step < HEAD_STEPS_MAX && head.length > 0; step += 1) {
    if (head.is(selector)) return head;
    head = head.prev();
  }
  return null;
}

function readThread(page: ForumPage, place: ThreadPlace): readonly ParsedDocument[] {
  const documents = findThread(page).map((post) =>
    readPost(page, { item: page.$(post.item), body: page.$(post.body), head: null, rules: UNKNOWN_ENGINE }),
  );
  const posts = dropCopies(documents.filter((document) => document !== null)).map(toUnmarked);
  return tellTypes(documents[0] === null ? [toUnmarked(null), ...posts] : posts, place);
}

function toUnmarked(document: ParsedDocument | null): PostToTell {
  return { document, marked: null };
}

/** Pages show a post twice for small screens, for quoting, as the best answer: the one that says most of itself stays. */
function dropCopies(documents: readonly ParsedDocument[]): readonly ParsedDocument[] {
  const best = new Map<string, ParsedDocument>();
  for (const each of documents) {
    const key = each.text.length >= COPY_CHARS_MIN ? each.text : `${best.size}`;
    const other = best.get(key);
    if (other === undefined || toFacts(each) > toFacts(other)) best.set(key, each);
  }
  return [...best.values()];
}

function toFacts({ author, publishedAt, guid }: ParsedDocument): number {
  return [author, publishedAt, guid].filter((each) => each !== null).length;
}

function readTopics(page: ForumPage, engine: ForumEngine): readonly ParsedDocument[] {
  const documents: ParsedDocument[] = [];
  for (const item of listItems(page, engine.topic.item)) {
    const link = firstOf(item, engine.topic.link);
    const title = readTitle(escapeText(link.text()));
    const url = toWebUrl(link.attr('href'), page.baseUrl);
    if (title === '' || url === null) continue;
    documents.push({
      guid: null,
      url: permalinkUrl(url),
      title,
      text: '',
      html: null,
      author: readTitle(escapeText(firstOf(item, engine.topic.author).text())) || null,
      publishedAt: readDateOf(page, firstOf(item, engine.topic.date ?? 'time[datetime]')[0]),
      updatedAt: null,
      type: 'post',
    });
  }
  return documents;
}

/** The outermost elements of the selector: two hundred posts inside each other would each be read with all the others. */
function listItems(page: ForumPage, selector: string): readonly Selection[] {
  const items: Selection[] = [];
  for (const node of page.$(selector).toArray()) {
    const last = items.at(-1)?.[0];
    if (last !== undefined && page.$.contains(last, node)) continue;
    if (items.length >= POSTS_PER_PAGE_MAX) break;
    items.push(page.$(node));
  }
  return items;
}

function refuse(message: string): PagedParse {
  return alone({ kind: 'refused', reason: 'not-a-feed', message });
}

function alone(parse: PageParse): PagedParse {
  return { parse, previousUrl: null, lastUrl: null, isOldestFirst: false };
}
