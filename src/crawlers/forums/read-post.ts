/** One post of a page as a document: who wrote it, when, under which address, and what of it is his own saying. */
import type { ParsedDocument } from '../../domain/document.ts';
import { permalinkUrl } from '../canonical-url.ts';
import { readMarkup, readTitle } from '../read-markup.ts';
import { toWebUrl } from '../web-url.ts';
import { escapeText, type ForumPage, findIn, isTag, type PageNode, type Selection, type Tag } from './forum-page.ts';
import { isDateMark, isDateText, isPersonMark, OTHER_DATE } from './page-marks.ts';
import { readEpoch, readPostDate } from './read-post-date.ts';

/** How an engine's posts are read; a null is left to the vocabulary that all forums share. */
export type PostRules = Readonly<{
  /** Names the engine in the guid. */
  name: string;
  noise: string | null;
  author: string | null;
  date: string | null;
  permalink: string | null;
  permalinkPattern: string | null;
}>;

export type PostParts = Readonly<{
  /** What holds the post with its author and date. */
  item: Selection;
  /** What the author wrote. */
  body: Selection;
  /** Where author and date stand before the item; null where they stand in it. */
  head: Selection | null;
  rules: PostRules;
}>;

/** No forum counts further; a number is looked for in so many characters at the end of an id or a link. */
const NUMBER_CHARS_MAX = 40;
const AUTHOR_CHARS_MAX = 100;
/** What is looked at of one post's surroundings. */
const NODES_MAX = 3_000;
const NEARBY_CHARS = 40;
/** Ids that number posts; those that a script counts out (`ui_12`) change with every visit. */
const POST_ID =
  /(?:^|[a-z_-])(?:post|msg|message|comment|reply|answer|entry|edit|topic|question|pid|cid|p|c)[a-z]{0,12}[_-]?(\d{1,20})$|^(\d{3,20})$/i;

/** What stands in a post's text on any forum and is not its author's: quotes, signatures, notes, buttons. */
const COMMON_NOISE = [
  'script, style, template, noscript, form, button, select, textarea, svg, iframe',
  '[class*="quote" i]:not([class*="quote-button" i], [class*="selectquote" i], [class*="selecttoquote" i]):is(blockquote, div, aside, table, details, dl, fieldset)',
  '[class*="signature" i], .sig, .postsig, [id^="sig"]',
  '[class*="editedby" i], [class*="edited-by" i], [class*="last-edit" i], [class*="lastedit" i], .edited, .postedit, .post-edited',
  '[class*="reaction" i], [class*="share-" i], [class*="-share" i], .post-controls, .post-actions, .postbuttons, [class*="votes" i]',
  '[class*="visually-hidden" i], .sr-only, .d-none, .hidden, [hidden]',
].join(', ');
const EPOCH_ATTRIBUTES = ['data-time', 'data-timestamp', 'data-date', 'data-epoch'] as const;
const DATE_ATTRIBUTES =
  'datetime content ts created-timestamp title data-tippy-content data-date data-original-title data-tooltip aria-label'.split(
    ' ',
  );
const SAID =
  /^[^\n]{0,80}\b(?:said|wrote|posted|says|a écrit|a dit|schrieb|sagte|escribió|dijo|ha scritto|escreveu)\b[^\n]{0,40}[:.…↑]/i;

/**
 * The post's document, or null where nothing of it is its author's own.
 *
 * Shape:   text: without what it quotes of others, how it is signed and when it was edited. publishedAt: from an
 *          attribute made for programs, else as it is written for people (see readPostDate). guid: engine and number.
 * Errors:  none: total.
 */
export function readPost(page: ForumPage, post: PostParts): ParsedDocument | null {
  const { item, body, rules } = post;
  const content = body.clone();
  findIn(content, rules.noise ?? COMMON_NOISE).remove();
  if (rules.noise === null) dropSayings(page, content);
  const { text, html } = readMarkup(content.html() ?? '', page.baseUrl);
  if (text === '') return null;
  const link = rules.permalink === null ? findPermalink(page, item, body) : firstAround(post, rules.permalink);
  const number = findNumber(item, body, link);
  return {
    guid: number === null ? null : `${rules.name}:${number}`,
    url: toPermalink(page, { href: link.attr('href'), item, number, pattern: rules.permalinkPattern }),
    title: page.title,
    text,
    html,
    author: readAuthor(page, post),
    publishedAt: readDate(page, post),
    updatedAt: readEditDate(page, item),
  };
}

/** The first alternative of a selector list that is there: the lists go from the precise to the vague. */
export function firstOf(item: Selection, selectors: string): Selection {
  for (const selector of splitSelectors(selectors)) {
    const found = findIn(item, selector).first();
    if (found.length > 0) return found;
  }
  return item.slice(0, 0);
}

function firstAround(post: PostParts, selectors: string): Selection {
  const inHead = post.head === null ? null : firstOf(post.head, selectors);
  return inHead !== null && inHead.length > 0 ? inHead : firstOf(post.item, selectors);
}

function splitSelectors(selectors: string): readonly string[] {
  return selectors.split(/,\s*(?![^(]*\))/);
}

/** A quotation that only its first words, or the words before it, give away: "Ann said:". */
function dropSayings(page: ForumPage, content: Selection): void {
  for (const node of findIn(content, 'blockquote').toArray()) {
    const quote = page.$(node);
    const before = quote.prev();
    const isIntroduced = before.is('cite') || isSaying(before.text());
    if (!isIntroduced && quote.attr('cite') === undefined && !isSaying(quote.text())) continue;
    quote.remove();
    if (isIntroduced) before.remove();
  }
}

function isSaying(text: string): boolean {
  return SAID.test(text.slice(0, 400).trim().slice(0, 200));
}

function readAuthor(page: ForumPage, post: PostParts): string | null {
  const { item, rules } = post;
  const attribute = item.attr('data-author') ?? item.attr('data-username') ?? item.attr('author');
  if (attribute !== undefined && attribute.trim() !== '') return toName(attribute);
  if (rules.author !== null) {
    const found = firstAround(post, rules.author);
    const name = toName(found.attr('content') ?? found.text());
    if (name !== null) return name;
  }
  const named = findIn(item, '[itemprop="author"] [itemprop="name"], [itemprop="creator"] [itemprop="name"]').first();
  const structured = toName(named.attr('content') ?? named.text());
  if (structured !== null) return structured;
  return findPerson(page, post, 'links') ?? findPerson(page, post, 'any');
}

/** The first name around the text: of a link to a person's page, else of anything that is called an author. */
function findPerson(page: ForumPage, post: PostParts, which: 'links' | 'any'): string | null {
  for (const tag of outsideTags(post.item, post.body)) {
    if (!isPersonMark(tag) || (which === 'links' && tag.name !== 'a')) continue;
    const text = page
      .$(tag)
      .text()
      .trim()
      .replace(/^(?:by|von|par|por|da)\s+/i, '');
    const name = text.length <= AUTHOR_CHARS_MAX ? toName(text) : null;
    if (name !== null && /\p{L}|\d/u.test(name) && !isDateText(name)) return name;
  }
  return null;
}

function toName(text: string): string | null {
  return readTitle(escapeText(text.slice(0, AUTHOR_CHARS_MAX * 4))).slice(0, AUTHOR_CHARS_MAX) || null;
}

function readDate(page: ForumPage, post: PostParts): Date | null {
  const { item, body, rules } = post;
  if (rules.date !== null) {
    const found = firstAround(post, rules.date);
    const date = found.length === 0 ? null : readDateOf(page, found[0]);
    if (date !== null) return date;
  }
  const own = EPOCH_ATTRIBUTES.map((name) => readEpoch(item.attr(name))).find((each) => each !== null);
  if (own !== undefined) return own;
  let before = '';
  for (const node of outsideNodes(item, body)) {
    if (isTag(node)) {
      const date = isDateMark(node) && !isOtherDate(page, node, before) ? readDateOf(page, node) : null;
      if (date !== null) return date;
    } else if (node.type === 'text') {
      const text = node.data.trim();
      if (text === '') continue;
      const date =
        isDateText(text) && !OTHER_DATE.test(`${before} ${text}`) ? readPostDate(text, page.dateOrder) : null;
      if (date !== null) return date;
      before = text.slice(-NEARBY_CHARS);
    }
  }
  return null;
}

function isOtherDate(page: ForumPage, tag: Tag, before: string): boolean {
  const start = page.$(tag).text().trim().slice(0, NEARBY_CHARS);
  return OTHER_DATE.test(`${before} ${tag.attribs.class ?? ''} ${tag.attribs.itemprop ?? ''} ${start}`);
}

/** The date that an element tells: to programs first, then to people. */
export function readDateOf(page: ForumPage, node: PageNode | undefined): Date | null {
  if (!isTag(node)) return null;
  const { attribs } = node;
  const epoch = EPOCH_ATTRIBUTES.map((name) => readEpoch(attribs[name])).find((each) => each !== null);
  if (epoch !== undefined) return epoch;
  const inner = findIn(page.$(node), 'time[datetime], [title]').first();
  const values = [...DATE_ATTRIBUTES.map((name) => attribs[name]), inner.attr('datetime'), inner.attr('title')];
  for (const value of [...values, page.$(node).text()]) {
    const date = readPostDate(value, page.dateOrder);
    if (date !== null) return date;
  }
  return null;
}

function readEditDate(page: ForumPage, item: Selection): Date | null {
  const note = findIn(
    item,
    'meta[itemprop="dateModified"], .message-lastEdit time, time[itemprop="dateModified"]',
  ).first();
  return readPostDate(note.attr('content') ?? note.attr('datetime'), page.dateOrder);
}

/** The elements of the item that are not in the body, in the order of the page. */
function* outsideTags(item: Selection, body: Selection): Generator<Tag> {
  for (const node of outsideNodes(item, body)) if (isTag(node)) yield node;
}

function* outsideNodes(item: Selection, body: Selection): Generator<PageNode> {
  const [start] = item;
  const [inner] = body;
  const stack: PageNode[] = isTag(start) ? start.children.toReversed() : [];
  let count = 0;
  for (let node = stack.pop(); node !== undefined && count < NODES_MAX; node = stack.pop()) {
    if (node === inner) continue;
    count += 1;
    yield node;
    if (isTag(node) && node.name !== 'script' && node.name !== 'style') stack.push(...node.children.toReversed());
  }
}

function findPermalink(page: ForumPage, item: Selection, body: Selection): Selection {
  let numbered: Tag | null = null;
  for (const tag of outsideTags(item, body)) {
    if (tag.name !== 'a') continue;
    const href = (tag.attribs.href ?? '').slice(-NUMBER_CHARS_MAX * 4);
    if (/^javascript:|^#?$/i.test(href)) continue;
    if (/permalink|bookmark/i.test(`${tag.attribs.rel ?? ''} ${tag.attribs.class ?? ''}`)) return page.$(tag);
    if (/#[a-z_-]*\d+$/i.test(href) || /comment[/=-]\w+\/?$/i.test(href)) numbered ??= tag;
    if (page.$(tag).children('time').length > 0) numbered ??= tag;
  }
  return numbered === null ? item.slice(0, 0) : page.$(numbered);
}

/** The name that the engine gave the post, mostly a number: of an attribute, its permalink, else the element's id. */
function findNumber(item: Selection, body: Selection, link: Selection): string | null {
  const marked =
    item.attr('data-fullname') ?? item.attr('thingid') ?? item.attr('data-pid') ?? item.attr('data-answerid');
  if (marked !== undefined && /^\w{1,40}$/.test(marked)) return marked;
  const ending = (link.attr('href') ?? '').slice(-NUMBER_CHARS_MAX);
  const fromLink = /(?:#[a-z_-]*|post[-/]?|comment[=/-]|[?&;](?:p|pid|id|postID)=)(\d+)\/?$/i.exec(ending)?.[1];
  if (fromLink !== undefined) return fromLink;
  const other = item.attr('data-questionid') ?? item.attr('data-commentid') ?? item.attr('data-post-id');
  const inner = findIn(item, '[id*="msg_"], [id^="post"]').attr('id');
  for (const id of [other, item.attr('data-content'), item.attr('id'), body.attr('id'), inner]) {
    const number = POST_ID.exec((id ?? '').slice(-NUMBER_CHARS_MAX));
    if (number !== null) return number[1] ?? number[2] ?? null;
  }
  return null;
}

function toPermalink(
  page: ForumPage,
  post: Readonly<{ href: string | undefined; item: Selection; number: string | null; pattern: string | null }>,
): string | null {
  const linked = toWebUrl(post.href, page.baseUrl);
  if (linked !== null) return permalinkUrl(linked);
  const topic = URL.parse(page.topicUrl);
  if (topic === null) return null;
  topic.hash = '';
  if (post.pattern !== null && post.number !== null) {
    topic.search = '';
    return post.pattern.replace('{topic}', topic.href.replace(/\/$/, '')).replace('{number}', post.number);
  }
  const id = post.item.attr('id') ?? (post.number === null ? null : `post-${post.number}`);
  return permalinkUrl(id === null ? topic.href : `${topic.href}#${id}`);
}
