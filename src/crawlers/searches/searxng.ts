/** SearXNG: the agency's own instance of a search engine that asks many others. */

import type { ParsedDocument } from '../../domain/document.ts';
import type { SearchService } from '../../domain/search-service.ts';
import { makeAsk, withParameters } from '../apis/api-request.ts';
import { type ApiPage, readPages } from '../apis/read-pages.ts';
import type { ExplainRefusal } from '../ask-json.ts';
import { fail, toHost } from '../ask-source.ts';
import { dateAt, listAt, textAt, valueAt } from '../json-fields.ts';
import { readMarkup, readTitle } from '../read-markup.ts';
import type { Reader } from '../reader.ts';
import { unwrapUrl } from '../unwrap-url.ts';
import { toWebUrl } from '../web-url.ts';
import { type AskLimits, countWords, toAsks, writeAsk } from './asks.ts';
import { describeSearch } from './describe-search.ts';
import { toInstanceUrl } from './instance-url.ts';

const PAGE_COUNT_MAX = 3;
const RESULTS_MAX = 500;
const DAY_MS = 86_400_000;
/** Each search is many searches at other engines, which suspend an instance that asks too often. */
const GAP_MS = 3_000;

/**
 * The engines behind it differ: quotes are understood or ignored by all of them, OR and minus by some, and by the
 * others taken as words that must be there, which would narrow. So neither is used.
 */
const LIMITS: AskLimits = {
  isOrKnown: false,
  isTooLong: (ask) => countWords(ask) > 16 || writeAsk(ask).length > 200,
  excludedCountMax: 0,
};

export const searxngService: SearchService = {
  name: 'searxng',
  title: 'SearXNG',
  reader: 'searxng',
  isInstanceNeeded: true,
  secretNames: [],
  makeUrls: (expression, options) => {
    const { asks, isExact, isWhole } = toAsks(expression, LIMITS);
    return asks.flatMap((ask) => {
      const language = options.language.toLowerCase();
      const parameters = new URLSearchParams({ q: writeAsk(ask), format: 'json', categories: 'news', language });
      const url = toInstanceUrl(options.instanceUrl, `search?${parameters}`);
      return url === null ? [] : [{ url, isExact, isWhole }];
    });
  },
};

export const searxngReader: Reader = {
  name: 'searxng',
  kind: 'search',
  isRobotsAsked: false,
  gapMs: GAP_MS,
  secretNames: [],
  read: (deps, source) => {
    const seen = new Set<string>();
    const timeRange = toTimeRange({ now: deps.clock.now(), readUntil: source.readUntil });
    return readPages(deps, source, {
      url: withParameters(source.url, { format: 'json', time_range: timeRange, pageno: 1 }),
      ask: makeAsk(deps, source, { explain }),
      parse: ({ json }, askedUrl) => {
        const page = parseSearxng(json, askedUrl);
        if (page.kind === 'failed') return page;
        // engines that have no more repeat their last page
        const documents = page.documents.filter(({ url: link }) => link !== null && !seen.has(link));
        for (const { url: link } of documents) if (link !== null) seen.add(link);
        return { ...page, documents, nextUrl: documents.length === 0 ? null : page.nextUrl };
      },
      knownBy: 'address', // results come by relevance, and many without a date
      pagesMax: { first: 2, later: PAGE_COUNT_MAX },
    });
  },
};

/** The narrowest range of its four that holds everything since; the last day is read whole in any case. */
function toTimeRange(input: Readonly<{ now: Date; readUntil: Date | null }>): string {
  if (input.readUntil === null) return 'month';
  const days = (input.now.getTime() - input.readUntil.getTime()) / DAY_MS;
  if (days < 0.5) return 'day';
  return days < 28 ? 'month' : 'year';
}

/**
 * The results of a search.
 *
 * Shape:   goes on with the next page number as long as there are results. Engines that did not answer make it partial.
 * Errors:  none: total. 'server-error' where nothing was found because no engine answered.
 */
export function parseSearxng(json: unknown, url: string): ApiPage {
  if (!Array.isArray(valueAt(json, 'results'))) {
    return fail(
      'not-a-feed',
      `${toHost(url)} did not answer as SearXNG does: use its address /search with format=json.`,
    );
  }
  const documents = listAt(json, 'results').slice(0, RESULTS_MAX).map(toDocument);
  const found = documents.filter((each) => each !== null);
  const silent = listAt(json, 'unresponsive_engines')
    .slice(0, 20)
    .map(toEngine)
    .filter((each) => each !== null);
  if (found.length === 0 && silent.length > 0) {
    return fail(
      'server-error',
      `${toHost(url)} found nothing because its engines did not answer (${silent.join(', ').slice(0, 200)}): try later, or switch on other engines there.`,
    );
  }
  const pageNumber = Number(URL.parse(url)?.searchParams.get('pageno') ?? '1');
  return {
    kind: 'page',
    described: describeSearch('SearXNG', textAt(json, 'query')),
    documents: found,
    nextUrl: found.length === 0 ? null : withParameters(url, { pageno: pageNumber + 1 }),
    isPartial: silent.length > 0,
  };
}

function toDocument(result: unknown): ParsedDocument | null {
  const link = toWebUrl(textAt(result, 'url'), null);
  if (link === null) return null;
  const { text, html } = readMarkup(textAt(result, 'content') ?? '', null);
  return {
    guid: null,
    url: unwrapUrl(link),
    title: readTitle(textAt(result, 'title') ?? '') || null,
    text,
    html,
    author: readTitle(textAt(result, 'author') ?? '') || null,
    publishedAt: dateAt(result, 'publishedDate'),
    updatedAt: null,
  };
}

/** `["duckduckgo", "CAPTCHA"]`. */
function toEngine(pair: unknown): string | null {
  const name = textAt(pair, '0');
  const trouble = textAt(pair, '1');
  if (name === null) return null;
  return readTitle(trouble === null ? name : `${name}: ${trouble}`).slice(0, 80);
}

const explain: ExplainRefusal = ({ status, host }) => {
  if (status !== 403) return null;
  return {
    message: `${host} gives no JSON: its administrator must list json under search.formats in settings.yml (formats: [html, json]).`,
  };
};
