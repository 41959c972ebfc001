/** A forum's page as a tree that is cheap to look through, with what the whole page says of itself. */
import { type CheerioAPI, load } from 'cheerio';
import { Parser } from 'htmlparser2';
import { decodeBody } from '../decode-body.ts';
import type { FetchedBody } from '../page-parse.ts';
import { readTitle } from '../read-markup.ts';
import { toWebUrl } from '../web-url.ts';
import { type DateOrder, decideDateOrder } from './read-post-date.ts';

const TAG_COUNT_MAX = 100_000;
/** A tree builder looks through all open elements at each tag: 190,000 nested ones would take it many minutes. */
const DEPTH_MAX = 200;
/** Where a date stands is short; a post's own text says how its author writes dates, not how the page does. */
const DATE_TEXT_CHARS_MAX = 60;

export type Selection = ReturnType<CheerioAPI>;
export type PageNode = Selection[number];
/** An element of the page. */
export type Tag = Extract<PageNode, { attribs: unknown }>;

export type ForumPage = Readonly<{
  $: CheerioAPI;
  /** What relative links are relative to. */
  baseUrl: string;
  pageUrl: string;
  /** The address that the page names as its own; pageUrl where it names none. */
  topicUrl: string;
  title: string | null;
  lang: string | null;
  /** How the page writes numeric dates. */
  dateOrder: DateOrder;
}>;

/**
 * The page's tree, or null where it is too long or too deeply nested for a forum page.
 *
 * Errors:  none: total.
 */
export function loadForumPage(input: FetchedBody): ForumPage | null {
  // in HTML a CDATA mark is a comment that the next ">" ends; htmlparser2 would look for "]]>" to the end of the page
  const html = decodeBody(input).replaceAll('<![CDATA[', '<! CDATA[');
  if (!isReasonable(html)) return null;
  // htmlparser2's tree, not parse5's: that one opens every unclosed <b> again in each paragraph that follows, as the
  // standard asks, and a page of 400 KB takes it more than a minute
  const $ = load(html, { xml: { xmlMode: false, decodeEntities: true } });
  gather($);
  const baseUrl = toWebUrl($('base[href]').attr('href'), input.url) ?? input.url;
  const canonical = toWebUrl($('link[rel="canonical"]').attr('href'), baseUrl);
  const heading = $('meta[property="og:title"]').attr('content') || $('title').first().text();
  const lang = $('html').attr('lang') ?? $('html').attr('xml:lang') ?? $('meta[property="og:locale"]').attr('content');
  return {
    $,
    baseUrl,
    pageUrl: input.url,
    topicUrl: canonical ?? input.url,
    title: readTitle(escapeText(heading)) || null,
    lang: lang ?? null,
    dateOrder: decideDateOrder({ texts: shortTexts($), lang: lang ?? null }),
  };
}

export function isTag(node: PageNode | null | undefined): node is Tag {
  return node !== null && node !== undefined && 'attribs' in node;
}

/** cheerio has decoded the text already; the title reader expects markup. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/**
 * What the selector finds within the selection, at any depth.
 *
 * cheerio's own find compares all children of the element with each other, which takes seconds for the fifty thousand of a
 * page that was made for it; with `:scope` it begins at the element itself.
 */
export function findIn(within: Selection, selectors: string): Selection {
  return within.find(`:scope :is(${selectors})`);
}

/** Puts everything into one element, for the same reason: what is looked for in the whole page begins at its roots. */
function gather($: CheerioAPI): void {
  const [root] = $.root();
  const [wrapper] = load('<forum-page></forum-page>', { xml: { xmlMode: false } })('forum-page');
  if (root === undefined || wrapper === undefined) return;
  wrapper.children = root.children;
  for (const child of wrapper.children) child.parent = wrapper;
  wrapper.parent = root;
  root.children = [wrapper];
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

/** The page's own short texts and titles, in which dates stand. */
function* shortTexts($: CheerioAPI): Generator<string> {
  const stack: PageNode[] = $('body').toArray();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node.type === 'text') {
      if (node.data.length <= DATE_TEXT_CHARS_MAX * 2 && /\d[./-]\d/.test(node.data)) {
        const text = node.data.trim();
        if (text.length <= DATE_TEXT_CHARS_MAX) yield text;
      }
    } else if (isTag(node) && node.name !== 'script' && node.name !== 'style') {
      const { title } = node.attribs;
      if (title !== undefined && title.length <= DATE_TEXT_CHARS_MAX) yield title;
      stack.push(...node.children);
    }
  }
}
