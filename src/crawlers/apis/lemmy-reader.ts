/**
 * A Lemmy instance through its API: a search, or the posts or comments of a community.
 *
 * Source: lemmy-js-client's types, versions 3 and 4 of the API. Version 4 renamed the search's words, writes its kinds in
 * small letters and pages by cursor; an instance that no longer answers version 3 is asked that way.
 */
import type { ParsedDocument } from '../../domain/document.ts';
import { askJson } from '../ask-json.ts';
import { dateAt, flagAt, textAt, valueAt } from '../json-fields.ts';
import { readTitle } from '../read-markup.ts';
import type { Reader, ReaderDeps } from '../reader.ts';
import { toWebUrl } from '../web-url.ts';
import { makeAsk, refuseAddress, refuseAnswer, withDefaults, withParameters } from './api-request.ts';
import { type JsonPage, NO_DESCRIPTION } from './harvest.ts';
import { readMarkdown } from './post-markup.ts';
import { type ApiPage, readPages } from './read-pages.ts';

const FORMS = 'https://HOST/api/v3/search?q=WORDS or https://HOST/api/v3/post/list?community_name=NAME';
const PATH = /^(.*)\/api\/v([34])\/(search|post\/list|comment\/list)\/?$/;
const POSTS_PER_PAGE = 50;
const NODEINFO_PATHS = ['/nodeinfo/2.1', '/nodeinfo/2.0.json'];
/** Values of version 3 that version 4 writes in small letters. */
const NAMES_OF_KINDS = ['type_', 'sort', 'listing_type'];

export const lemmyReader: Reader = {
  name: 'lemmy',
  kind: 'forum',
  isRobotsAsked: false,
  gapMs: null,
  secretNames: [],
  read: async (deps, source) => {
    const version = PATH.exec(URL.parse(source.url)?.pathname ?? '')?.[2];
    if (version === undefined) return refuseAddress(source.url, FORMS);
    const read = (url: string, parse: (page: JsonPage) => ApiPage) =>
      readPages(deps, source, { url, ask: makeAsk(deps, source), described: toDescribed(source.url), parse });
    if (version === '4') return await read(toVersion4(source.url), parsePage);

    const reading = await read(toVersion3(source.url), parsePage);
    if (reading.kind !== 'failed' || reading.reason !== 'not-found') return reading;
    const isNewer = await isVersion4Alone(deps, source.url);
    return isNewer ? await read(toVersion4(source.url), parsePage) : reading;
  },
};

function toVersion3(url: string): string {
  const isSearch = /\/search\/?$/.test(new URL(url).pathname);
  const all = isSearch ? { type_: 'All', listing_type: 'All' } : { type_: 'All' };
  return withDefaults(url, { sort: 'New', limit: POSTS_PER_PAGE, ...all });
}

function toVersion4(url: string): string {
  const parsed = new URL(url);
  parsed.pathname = parsed.pathname.replace('/api/v3/', '/api/v4/');
  const words = parsed.searchParams.get('q');
  if (words !== null) {
    parsed.searchParams.delete('q');
    parsed.searchParams.set('search_term', words);
  }
  for (const name of NAMES_OF_KINDS) {
    const value = parsed.searchParams.get(name);
    if (value !== null) parsed.searchParams.set(name, value.toLowerCase());
  }
  return withDefaults(parsed.href, { sort: 'new', limit: POSTS_PER_PAGE, type_: 'all' });
}

/** From 1.0 on an instance may answer version 4 alone. */
async function isVersion4Alone(deps: ReaderDeps, sourceUrl: string): Promise<boolean> {
  for (const path of NODEINFO_PATHS) {
    await deps.waitGap();
    const asked = await askJson(deps, { url: new URL(path, sourceUrl).href, etag: null, lastModified: null });
    if (asked.kind !== 'answered') continue;
    const major = Number(/^(\d{1,3})\./.exec(textAt(asked.json, 'software.version') ?? '')?.[1] ?? 0);
    return textAt(asked.json, 'software.name') === 'lemmy' && major >= 1;
  }
  return false;
}

function parsePage(page: JsonPage): ApiPage {
  const lists = findLists(page.json);
  if (lists.length === 0) return refuseAnswer(page.url, 'posts and comments of a Lemmy instance');
  const found = lists.map((views) => views.flatMap((view) => toDocument(view) ?? []));
  // posts go back a year while comments of one page go back an hour: the page is complete as far as the shorter of them
  const fullCount = Number(new URL(page.url).searchParams.get('limit') ?? POSTS_PER_PAGE) / 2;
  const hasCursor = textAt(page.json, 'next_page') !== null;
  const cut = found.filter((_documents, index) => hasCursor || (lists[index]?.length ?? 0) >= fullCount);
  const oldest = cut.map((documents) => Math.min(...documents.map(toTime)));
  return {
    kind: 'page',
    documents: found.flat(),
    nextUrl: toNextUrl(page, cut.length === 0),
    completeUntil: new Date(Math.max(0, ...oldest.filter(Number.isFinite))),
  };
}

/** Version 3 keeps posts and comments apart; version 4 gives one list, called by two names in its time. */
function findLists(json: unknown): readonly (readonly unknown[])[] {
  return ['posts', 'comments', 'items', 'search', 'results']
    .map((name) => valueAt(json, name))
    .filter((list): list is unknown[] => Array.isArray(list));
}

function toNextUrl(page: JsonPage, isLast: boolean): string | null {
  const cursor = textAt(page.json, 'next_page');
  if (cursor !== null) return withParameters(page.url, { page_cursor: cursor, page: null });
  if (isLast || page.url.includes('/api/v4/')) return null;
  const pageNumber = Number(new URL(page.url).searchParams.get('page') ?? 1);
  return Number.isInteger(pageNumber) ? withParameters(page.url, { page: pageNumber + 1 }) : null;
}

/** A comment's view holds its post too, for the title; what is neither (a community, a person) is nothing said. */
function toDocument(view: unknown): ParsedDocument | null {
  const isComment = valueAt(view, 'comment') !== undefined;
  const said = valueAt(view, isComment ? 'comment' : 'post');
  const url = toWebUrl(textAt(said, 'ap_id'), null);
  if (url === null || flagAt(said, 'deleted') || flagAt(said, 'removed')) return null;
  return {
    guid: url,
    url,
    title: readTitle(escapeMarkup(textAt(view, 'post.name') ?? '')) || null,
    text: readMarkdown(textAt(said, isComment ? 'content' : 'body')),
    html: null,
    author: toAuthor(valueAt(view, 'creator')),
    publishedAt: dateAt(said, 'published_at') ?? dateAt(said, 'published'),
    updatedAt: dateAt(said, 'updated_at') ?? dateAt(said, 'updated'),
    type: isComment ? 'comment' : 'post',
  };
}

/** `name@home`: names repeat from instance to instance. */
function toAuthor(creator: unknown): string | null {
  const name = textAt(creator, 'name');
  const home = URL.parse(textAt(creator, 'ap_id') ?? textAt(creator, 'actor_id') ?? '')?.host ?? '';
  return name === null || home === '' ? name : `${name}@${home}`;
}

function toDescribed(url: string): typeof NO_DESCRIPTION {
  const { origin, searchParams } = new URL(url);
  const name = searchParams.get('q') ?? searchParams.get('search_term') ?? searchParams.get('community_name');
  return { ...NO_DESCRIPTION, title: name === null ? null : readTitle(escapeMarkup(name)), link: `${origin}/` };
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function toTime(document: ParsedDocument): number {
  return document.publishedAt?.getTime() ?? 0;
}
