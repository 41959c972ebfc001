/** GDELT DOC 2.0: the world's news of the last three months, every quarter of an hour, without a key. */
import type { ParsedDocument } from '../../domain/document.ts';
import type { SearchService } from '../../domain/search-service.ts';
import { makeAsk, withParameters } from '../apis/api-request.ts';
import { toKnownUntil } from '../apis/harvest.ts';
import { type ApiPage, readPages } from '../apis/read-pages.ts';
import type { ExplainRefusal } from '../ask-json.ts';
import { fail } from '../ask-source.ts';
import { listAt, textAt } from '../json-fields.ts';
import { parseDate } from '../parse-date.ts';
import { readTitle } from '../read-markup.ts';
import type { Reader } from '../reader.ts';
import { toWebUrl } from '../web-url.ts';
import { type Ask, type AskLimits, toAsks, writeAsk } from './asks.ts';
import { describeSearch } from './describe-search.ts';

/** What one answer may hold, by the service's rule. */
const RECORD_COUNT_MAX = 250;
/** It refuses more than about 256 characters ("too short or too long"), the language included. */
const QUERY_CHARS_MAX = 240;
const TERM_CHARS_MIN = 3;
/** One in five seconds is the rule; its clock is not ours. */
const GAP_MS = 6_000;
/** Articles are listed up to some rounds of 15 minutes after they were seen. */
const OVERLAP_MS = 2 * 3_600_000;
const WINDOW_MS_MAX = 85 * 86_400_000;
const PAGE_COUNT_MAX = 4;

/** The languages it names in full; another one is not asked for, which widens. */
const LANGUAGE_NAMES: Readonly<Record<string, string>> = {
  ar: 'arabic',
  cs: 'czech',
  da: 'danish',
  de: 'german',
  el: 'greek',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  hu: 'hungarian',
  it: 'italian',
  ja: 'japanese',
  ko: 'korean',
  nl: 'dutch',
  no: 'norwegian',
  pl: 'polish',
  pt: 'portuguese',
  ro: 'romanian',
  ru: 'russian',
  sv: 'swedish',
  tr: 'turkish',
  uk: 'ukrainian',
  zh: 'chinese',
};

export const gdeltService: SearchService = {
  name: 'gdelt',
  title: 'GDELT',
  reader: 'gdelt',
  isInstanceNeeded: false,
  secretNames: [],
  makeUrls: (expression, options) => {
    const language = LANGUAGE_NAMES[options.language.toLowerCase()];
    const suffix = language === undefined ? '' : ` sourcelang:${language}`;
    const write = (ask: Ask): string => writeAsk(ask) + suffix;
    const limits: AskLimits = {
      isOrKnown: true,
      isTooLong: (ask) => write(ask).length > QUERY_CHARS_MAX,
      isAskable: (term) => term.text.length >= TERM_CHARS_MIN,
      excludedCountMax: 8,
    };
    const { asks, isExact, isWhole } = toAsks(expression, limits);
    return asks.map((ask) => {
      const parameters = new URLSearchParams({
        query: write(ask),
        mode: 'ArtList',
        format: 'json',
        maxrecords: String(RECORD_COUNT_MAX),
        sort: 'DateDesc',
      });
      return { url: `https://api.gdeltproject.org/api/v2/doc/doc?${parameters}`, isExact, isWhole };
    });
  },
};

export const gdeltReader: Reader = {
  name: 'gdelt',
  kind: 'search',
  isRobotsAsked: false,
  gapMs: GAP_MS,
  secretNames: [],
  read: (deps, source) => {
    const now = deps.clock.now();
    const from = toKnownUntil(source, OVERLAP_MS);
    const oldest = new Date(now.getTime() - WINDOW_MS_MAX);
    const times =
      from === null
        ? { timespan: '1d' }
        : { timespan: null, startdatetime: toStamp(from < oldest ? oldest : from), enddatetime: toStamp(now) };
    return readPages(deps, source, {
      url: withParameters(source.url, times),
      ask: makeAsk(deps, source, { explain }),
      parse: ({ json }, askedUrl) => parseGdelt(json, askedUrl),
      knownBy: 'address',
      pagesMax: { first: 2, later: PAGE_COUNT_MAX },
    });
  },
};

/**
 * The articles of a list. There is no text, only a title; `seendate` is when GDELT found the article, at most a
 * quarter of an hour after it came out for the sites that it reads often, and it says no better date.
 *
 * Shape:   a full list goes on below its oldest article, as the service has no pages.
 * Errors:  none: total.
 */
export function parseGdelt(json: unknown, url: string): ApiPage {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    return fail('not-a-feed', 'The answer is no list of GDELT: ask with mode=ArtList and format=json.');
  }
  const records = listAt(json, 'articles').slice(0, RECORD_COUNT_MAX);
  const documents = records.map(toDocument).filter((each) => each !== null);
  return {
    kind: 'page',
    described: describeSearch('GDELT', URL.parse(url)?.searchParams.get('query') ?? null),
    documents,
    nextUrl: records.length < RECORD_COUNT_MAX ? null : nextOf(url, documents),
  };
}

function toDocument(record: unknown): ParsedDocument | null {
  const url = toWebUrl(textAt(record, 'url'), null);
  if (url === null) return null;
  // titles come as they were cut into words: "Orange , le retour"
  const title = readTitle(textAt(record, 'title') ?? '').replace(/ (?=[,.)\]])|(?<=[([]) /g, '');
  const publishedAt = parseStamp(textAt(record, 'seendate'));
  return { guid: null, url, title: title || null, text: '', html: null, author: null, publishedAt, updatedAt: null };
}

function nextOf(url: string, documents: readonly ParsedDocument[]): string | null {
  const dates = documents.flatMap(({ publishedAt }) => (publishedAt === null ? [] : [publishedAt.getTime()]));
  if (dates.length === 0) return null;
  const enddatetime = toStamp(new Date(Math.min(...dates)));
  const start = URL.parse(url)?.searchParams.get('startdatetime') ?? null;
  // without a beginning, or where a whole list is of one moment, there is no further to go
  return start === null || enddatetime <= start ? null : withParameters(url, { enddatetime });
}

/** `20250602T101500Z`. */
function parseStamp(text: string | null): Date | null {
  const [, day, hour, minute, second] = /^(\d{8})T?(\d{2})(\d{2})(\d{2})Z?$/.exec(text?.trim() ?? '') ?? [];
  return day === undefined ? parseDate(text) : parseDate(`${day}T${hour}:${minute}:${second}Z`);
}

function toStamp(date: Date): string {
  return date.toISOString().replace(/\D/g, '').slice(0, 14);
}

/** Errors come as one English sentence, mostly with status 200 and as `text/html`. */
const explain: ExplainRefusal = ({ status, text }) => {
  if (status >= 500) return null;
  if (/limit requests/i.test(text) || status === 429) {
    return {
      reason: 'rate-limited',
      message: 'GDELT was asked more than once in five seconds: it is asked again later.',
      retryAfterSeconds: 60,
    };
  }
  if (/too short/i.test(text)) {
    return {
      reason: 'client-error',
      message: `GDELT refuses the query ("${toSentence(text)}"): words need three letters and the whole at most 250 characters, so shorten or split it.`,
    };
  }
  if (status >= 400 || text === '' || text.startsWith('<') || /^[[{]/.test(text)) return null;
  return {
    reason: 'client-error',
    message: `GDELT refuses the query: "${toSentence(text)}". Correct it and try again.`,
  };
};

function toSentence(text: string): string {
  return readTitle(text)
    .slice(0, 200)
    .replace(/[.\s]+$/, '');
}
