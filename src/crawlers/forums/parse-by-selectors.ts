/** A page of any site to documents, by CSS selectors that somebody wrote for it. */
import type { ParsedDocument } from '../../domain/document.ts';
import { NO_WISHES, type ReaderSettings } from '../../domain/source.ts';
import { permalinkUrl } from '../canonical-url.ts';
import type { FetchedBody, PageParse } from '../page-parse.ts';
import { readMarkup, readTitle } from '../read-markup.ts';
import { toWebUrl } from '../web-url.ts';
import { escapeText, type ForumPage, findIn, loadForumPage, type Selection } from './forum-page.ts';
import { readDateOf } from './read-post.ts';
import { readEpoch, readPostDate } from './read-post-date.ts';
import { checkSelectorSettings, type FieldName, type SelectorSettings } from './selector-settings.ts';

export const ITEMS_PER_PAGE_MAX = 500;
/** A selector may compare each child with each other one. */
const CHILDREN_MAX = 5_000;

/**
 * The items of a page, in its order.
 *
 * Shape:   settings: see checkSelectorSettings. An item without text, title and link is passed over; a page with
 *          items of which none says anything, or without items, is refused, since its selectors no longer fit.
 * Errors:  none for bad input. 'settings-invalid': one sentence for each problem. 'not-a-feed': no item was found.
 *
 * @example parseBySelectors(fetched, { item: 'li.post', body: '.text', date: 'time@datetime' })
 */
export function parseBySelectors(input: FetchedBody, settings: ReaderSettings | null): PageParse {
  const check = checkSelectorSettings(settings);
  if (check.kind === 'invalid') {
    return { kind: 'refused', reason: 'settings-invalid', message: check.problems.join(' ') };
  }
  const host = URL.parse(input.url)?.host ?? 'the address';
  const loaded = loadForumPage(input);
  if (loaded === null || hasTooManyChildren(loaded)) {
    return refuse(`The page of ${host} is too long or too deeply nested to be read.`);
  }
  const page = check.settings.dateOrder === null ? loaded : { ...loaded, dateOrder: check.settings.dateOrder };
  const documents = readItems(page, check.settings);
  if (documents.length === 0) {
    return refuse(
      `No item that says anything was found on the page of ${host}: compare the selector "item" and its fields with the page as it is today.`,
    );
  }
  return {
    kind: 'parsed',
    source: { title: page.title, link: page.topicUrl, description: null, author: null, updatedAt: null },
    documents,
    wishes: NO_WISHES,
    nextUrl: findNextUrl(page, check.settings),
  };
}

function hasTooManyChildren({ $ }: ForumPage): boolean {
  return [...$.root().toArray(), ...$('*').toArray()].some(
    (node) => 'children' in node && node.children.length > CHILDREN_MAX,
  );
}

function readItems(page: ForumPage, settings: SelectorSettings): readonly ParsedDocument[] {
  const documents: ParsedDocument[] = [];
  for (const node of page.$(settings.item).slice(0, ITEMS_PER_PAGE_MAX).toArray()) {
    const document = readItem(page, settings, page.$(node));
    if (document !== null) documents.push(document);
  }
  return documents;
}

function readItem(page: ForumPage, settings: SelectorSettings, item: Selection): ParsedDocument | null {
  const read = (name: FieldName): string | null => {
    const field = settings.fields[name];
    if (field === undefined) return null;
    const found = field.selector === '' ? item : findIn(item, field.selector).first();
    return (field.attribute === null ? found.text() : (found.attr(field.attribute) ?? '')).trim() || null;
  };
  const body = settings.fields.body;
  const markup =
    body === undefined || body.attribute !== null ? escapeText(read('body') ?? '') : toMarkup(item, body.selector);
  const { text, html } = readMarkup(markup, page.baseUrl);
  const url = toWebUrl(readLink(settings, item), page.baseUrl);
  const title = readTitle(escapeText(read('title') ?? '')) || null;
  if (text === '' && title === null && url === null) return null;
  return {
    guid: null,
    url: url === null ? null : permalinkUrl(url),
    title,
    text,
    html,
    author: readTitle(escapeText(read('author') ?? '')) || null,
    publishedAt: readDate(page, settings, item),
    updatedAt: null,
  };
}

function toMarkup(item: Selection, selector: string): string {
  return (selector === '' ? item : findIn(item, selector).first()).html() ?? '';
}

/** A link stands in href where no attribute is named. */
function readLink(settings: SelectorSettings, item: Selection): string | null {
  const field = settings.fields.link;
  if (field === undefined) return null;
  const found = field.selector === '' ? item : findIn(item, field.selector).first();
  return found.attr(field.attribute ?? 'href') ?? null;
}

function readDate(page: ForumPage, settings: SelectorSettings, item: Selection): Date | null {
  const field = settings.fields.date;
  if (field === undefined) return null;
  const found = field.selector === '' ? item : findIn(item, field.selector).first();
  if (field.attribute === null) return readDateOf(page, found[0]);
  const value = found.attr(field.attribute);
  return readEpoch(value) ?? readPostDate(value, page.dateOrder);
}

function findNextUrl(page: ForumPage, settings: SelectorSettings): string | null {
  const field = settings.fields.next;
  if (field === undefined || field.selector === '') return null;
  const href = page
    .$(field.selector)
    .first()
    .attr(field.attribute ?? 'href');
  const url = toWebUrl(href, page.baseUrl);
  if (url === null || URL.parse(url)?.origin !== URL.parse(page.pageUrl)?.origin) return null;
  return url === page.pageUrl ? null : url;
}

function refuse(message: string): PageParse {
  return { kind: 'refused', reason: 'not-a-feed', message };
}
