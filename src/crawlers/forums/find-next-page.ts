/** How a thread or board is paged: what follows a page, what comes before it, where it ends and where a page stands. */
import { canonicalUrl } from '../canonical-url.ts';
import { toWebUrl } from '../web-url.ts';
import type { ForumPage } from './forum-page.ts';

const LINKS_MAX = 2_000;
const TEXT_CHARS_MAX = 40;

/** From what a page says of itself to what its pagination looks like. */
const NEXT_SELECTORS: readonly string[] = [
  'link[rel~="next"]',
  'a[rel~="next"]',
  '.pageNav-jump--next, .ipsPagination_next:not(.ipsPagination_inactive) a, a.pagination_next, .arrow.next a, li.next a',
  'a.next, .next-button a, a.nextpostslink, a.pagination-next, .pager-next a, .pager__item--next a, .page-item.next:not(.disabled) a, a.morelink',
];
const PREVIOUS_SELECTORS: readonly string[] = [
  'link[rel~="prev"]',
  'a[rel~="prev"]',
  '.pageNav-jump--prev, .ipsPagination_prev:not(.ipsPagination_inactive) a, a.pagination_previous, .arrow.previous a, li.prev a, a.prev',
];
const NEXT_TEXT =
  /^(?:next(?: page)?|(?:page )?suivante?|n[aä]chste(?: seite)?|weiter|siguiente|successiv[ao]|avanti|pr[oó]xim[ao]|volgende)? ?[»›>→]*$/i;
const PAGINATION =
  '[class*="pagination" i] a[href], [class*="pagenav" i] a[href], [class*="pagelinks" i] a[href], [class*="paging" i] a[href], [class*="pager" i] a[href], [class*="page-nav" i] a[href], .pages a[href], td.nav a[href], .gensmall b a[href], .linkst a[href]';
const CURRENT =
  '.pageNav-page--current, .ipsPagination_active, [class*="pagination" i] .active, [class*="pagination" i] .current, [class*="pagination" i] strong, .pagination_current, .pagelinks strong, .pagenav .alt2 strong, [aria-current="page"]';

/** Addresses that name a page; `page=1` is the first page of some engines and the second of others. */
const LATER_ADDRESS =
  /[?&;](?:page|paged|pg)=(?:[2-9]|\d{2,6})(?:[&;#]|$)|[?&;](?:start|st|offset)=0*[1-9]\d{0,6}(?:[&;#]|$)|[?&;]topic=\d{1,12}\.[1-9]\d{0,6}(?:[&;#]|$)|[/_.-]page[-_/]?(?:[2-9]|\d{2,6})(?:\.\w{1,5})?\/?(?:[?#]|$)/i;
/** Addresses of one post that stands alone on its page. */
const SINGLE_POST_ADDRESS = /\/showpost\.php|\/posts?\/\d/i;
const PAGE_PARAMETERS = ['page', 'paged', 'pg', 'p', 'start', 'st', 'offset'] as const;
const PAGE_IN_PATH = /[/_.-]page[-_/]?\d{1,6}(?=(?:\.\w{1,5})?\/?$)/i;

/** Where a page stands in its thread. */
export type ThreadPlace = 'first' | 'later' | 'unknown';

/**
 * The address of the page that follows; null on the last page and where nothing says it.
 *
 * Of the same origin only: a forum's pages lead nowhere else, and what sends us elsewhere is no page of it.
 */
export function findNextUrl(page: ForumPage): string | null {
  const named = findFirst(page, NEXT_SELECTORS);
  if (named !== null) return named;
  for (const { text, href } of listPageLinks(page)) {
    const url = text !== '' && NEXT_TEXT.test(text) ? toNeighbour(page, href) : null;
    if (url !== null) return url;
  }
  return null;
}

/** The address of the page before this one: as it is linked, else the pagination's link with the number before. */
export function findPreviousUrl(page: ForumPage): string | null {
  const named = findFirst(page, PREVIOUS_SELECTORS);
  if (named !== null) return named;
  const current = toNumber(page.$(CURRENT).first().text());
  let best: Readonly<{ number: number; url: string }> | null = null;
  for (const { text, href } of listPageLinks(page)) {
    const number = toNumber(text);
    if (number === 0 || number >= current || number <= (best?.number ?? 0)) continue;
    const url = toNeighbour(page, href);
    if (url !== null) best = { number, url };
  }
  return best?.url ?? null;
}

/**
 * The address of a thread's last page, where its newest posts are; null where it has one page, or this is the last.
 *
 * It is the link of the pagination with the highest number.
 */
export function findLastUrl(page: ForumPage): string | null {
  let best = { number: Math.max(1, toNumber(page.$(CURRENT).first().text())), url: null as string | null };
  for (const { text, href } of listPageLinks(page)) {
    const number = toNumber(text);
    if (number <= best.number) continue;
    const url = toNeighbour(page, href);
    if (url !== null) best = { number, url };
  }
  return best.url;
}

/**
 * Whether the page is the first of its thread: by its number, its address, and the page before it.
 *
 * Blogs call the article before this one "prev" too, so such a link counts only where it leads to the same thread.
 *
 * Errors:  none: total. 'unknown' where the signs contradict each other.
 */
export function findThreadPlace(page: ForumPage): ThreadPlace {
  const current = toNumber(page.$(CURRENT).first().text());
  if (current === 1) return 'first';
  if (LATER_ADDRESS.test(page.pageUrl) || LATER_ADDRESS.test(page.topicUrl)) return 'later';
  const previous = findPreviousUrl(page);
  if (previous !== null) return current > 1 || toThread(previous) === toThread(page.pageUrl) ? 'later' : 'unknown';
  if (current > 1 || SINGLE_POST_ADDRESS.test(page.pageUrl)) return 'unknown';
  // a page that links to page 1 is another, or links to itself
  for (const { text, href } of listPageLinks(page)) {
    if (toNumber(text) === 1 && toNeighbour(page, href) !== null) return 'unknown';
  }
  return 'first';
}

/** The address without what tells one page of a thread from the next. */
function toThread(address: string): string {
  const url = URL.parse(canonicalUrl(address) ?? address);
  if (url === null) return address;
  for (const name of PAGE_PARAMETERS) url.searchParams.delete(name);
  return `${url.host}${url.pathname.replace(PAGE_IN_PATH, '').replace(/\/$/, '')}${url.search}`;
}

function findFirst(page: ForumPage, selectors: readonly string[]): string | null {
  for (const selector of selectors) {
    const found = toNeighbour(page, page.$(selector).first().attr('href'));
    if (found !== null) return found;
  }
  return null;
}

function* listPageLinks(page: ForumPage): Generator<Readonly<{ text: string; href: string | undefined }>> {
  for (const node of page.$(PAGINATION).slice(0, LINKS_MAX).toArray()) {
    const link = page.$(node);
    const text = link.text().trim();
    if (text.length <= TEXT_CHARS_MAX) yield { text, href: link.attr('href') };
  }
}

/** A page's number; 0 for what is none. */
function toNumber(text: string): number {
  const digits = text
    .trim()
    .slice(0, TEXT_CHARS_MAX)
    .replace(/[.,\s]/g, '');
  return /^\d{1,6}$/.test(digits) ? Number(digits) : 0;
}

/** The page that a link leads to, where it is another page of the same site. */
function toNeighbour(page: ForumPage, href: string | undefined): string | null {
  const url = toWebUrl(href, page.baseUrl);
  if (url === null || URL.parse(url)?.origin !== URL.parse(page.pageUrl)?.origin) return null;
  const canonical = canonicalUrl(url);
  return canonical === canonicalUrl(page.pageUrl) ? null : canonical;
}
