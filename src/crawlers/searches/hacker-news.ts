/** Hacker News: stories and comments by Algolia's search, newest first, without a key. */
import type { ParsedDocument } from '../../domain/document.ts';
import type { SearchService } from '../../domain/search-service.ts';
import { makeAsk, withParameters } from '../apis/api-request.ts';
import { toKnownUntil } from '../apis/harvest.ts';
import { type ApiPage, readPages } from '../apis/read-pages.ts';
import { fail } from '../ask-source.ts';
import { dateAt, listAt, numberAt, textAt } from '../json-fields.ts';
import { readMarkup, readTitle } from '../read-markup.ts';
import type { Reader } from '../reader.ts';
import { type Ask, type AskLimits, toAsks } from './asks.ts';
import { describeSearch } from './describe-search.ts';

const HIT_COUNT = 100;
/** The service gives a thousand hits of one search and no more. */
const PAGE_COUNT_MAX = 10;
/** Posts are found some minutes after they were written; edits and flags take longer. */
const OVERLAP_MS = 3_600_000;
/** Ten thousand requests an hour and address are its limit. */
const GAP_MS = 1_000;

/** The search reads 512 bytes of a query. It knows quotes and minus, and no OR. */
const LIMITS: AskLimits = {
  isOrKnown: false,
  isTooLong: (ask) => Buffer.byteLength(write(ask)) > 500,
  excludedCountMax: 10,
};

export const hackerNewsService: SearchService = {
  name: 'hacker-news',
  title: 'Hacker News',
  reader: 'hacker-news',
  isInstanceNeeded: false,
  secretNames: [],
  makeUrls: (expression) => {
    const { asks, isExact, isWhole } = toAsks(expression, LIMITS);
    return asks.map((ask) => {
      const parameters = new URLSearchParams({
        query: write(ask),
        tags: '(story,comment)',
        hitsPerPage: String(HIT_COUNT),
        advancedSyntax: 'true',
        typoTolerance: 'false',
        queryType: 'prefixNone', // else "lg" finds whoever writes "lgtm"
      });
      return { url: `https://hn.algolia.com/api/v1/search_by_date?${parameters}`, isExact, isWhole };
    });
  },
};

/** Every term in quotes: a bare word may be left out by the search when it finds nothing. */
function write(ask: Ask): string {
  const needed = ask.groups.flat().map((term) => `"${term.text}"`);
  return [...needed, ...ask.excluded.map((term) => `-"${term.text}"`)].join(' ');
}

export const hackerNewsReader: Reader = {
  name: 'hacker-news',
  kind: 'search',
  isRobotsAsked: false,
  gapMs: GAP_MS,
  secretNames: [],
  read: (deps, source) => {
    const from = toKnownUntil(source, OVERLAP_MS);
    const numericFilters = from === null ? null : `created_at_i>${Math.floor(from.getTime() / 1_000)}`;
    return readPages(deps, source, {
      url: withParameters(source.url, { numericFilters, page: null }),
      ask: makeAsk(deps, source),
      parse: ({ json }, askedUrl) => parseHackerNews(json, askedUrl),
      knownBy: 'address',
      pagesMax: { first: 2, later: PAGE_COUNT_MAX },
    });
  },
};

/**
 * The hits of a search. A story that links to an article is a post of its own, with its own talk: its address is the
 * one on Hacker News. A comment has its story's title, as a forum's post has its topic's.
 *
 * Errors:  none: total.
 */
export function parseHackerNews(json: unknown, url: string): ApiPage {
  if (!Array.isArray((json as Readonly<{ hits?: unknown }> | null)?.hits)) {
    return fail('not-a-feed', 'The answer is no list of hits: use an address of hn.algolia.com/api/v1/search_by_date.');
  }
  const documents = listAt(json, 'hits')
    .slice(0, 1_000)
    .map(toDocument)
    .filter((each) => each !== null);
  const page = numberAt(json, 'page') ?? 0;
  const pageCount = numberAt(json, 'nbPages') ?? 0;
  const hasNext = documents.length > 0 && page + 1 < pageCount;
  return {
    kind: 'page',
    described: describeSearch('Hacker News', URL.parse(url)?.searchParams.get('query') ?? null),
    documents,
    nextUrl: hasNext ? withParameters(url, { page: page + 1 }) : null,
  };
}

function toDocument(hit: unknown): ParsedDocument | null {
  const id = textAt(hit, 'objectID');
  if (id === null || !/^\d{1,15}$/.test(id)) return null;
  const title = readTitle(textAt(hit, 'title') ?? textAt(hit, 'story_title') ?? '');
  const { text, html } = readMarkup(textAt(hit, 'comment_text') ?? textAt(hit, 'story_text') ?? '', null);
  if (title === '' && text === '') return null;
  return {
    guid: id,
    url: `https://news.ycombinator.com/item?id=${id}`,
    title: title || null,
    text,
    html,
    author: readTitle(textAt(hit, 'author') ?? '') || null,
    publishedAt: dateAt(hit, 'created_at_i') ?? dateAt(hit, 'created_at'),
    updatedAt: null,
    type: isComment(hit) ? 'comment' : 'post',
  };
}

function isComment(hit: unknown): boolean {
  return listAt(hit, '_tags').includes('comment') || textAt(hit, 'comment_text') !== null;
}
