/** Google News: a search as RSS, without a key. */

import type { SearchService } from '../../domain/search-service.ts';
import type { Reader } from '../reader.ts';
import { alertFeedReader } from './alert-feed-reader.ts';
import { type AskLimits, countWords, toAsks, writeAsk } from './asks.ts';

/** What a Google search reads of a question; the rest it leaves out, which would narrow none and widen any. */
const WORD_COUNT_MAX = 32;
/** The answer holds about a hundred results, best first: without it they may be years old. */
const WINDOW = 'when:7d';
const GAP_MS = 60_000;

const LIMITS: AskLimits = {
  isOrKnown: true,
  // the window counts as a word
  isTooLong: (ask) => countWords(ask) > WORD_COUNT_MAX - 1 || writeAsk(ask).length > 1_000,
  excludedCountMax: 8,
};

/** An alert feed like the others, but asked at most once a minute. */
export const googleNewsReader: Reader = { ...alertFeedReader, name: 'google-news', gapMs: GAP_MS };

export const googleNewsService: SearchService = {
  name: 'google-news',
  title: 'Google News',
  reader: 'google-news',
  isInstanceNeeded: false,
  secretNames: [],
  makeUrls: (expression, options) => {
    const { asks, isExact, isWhole } = toAsks(expression, LIMITS);
    return asks.map((ask) => ({ url: toUrl(`${writeAsk(ask)} ${WINDOW}`, options), isExact, isWhole }));
  },
};

/** hl, gl and ceid must agree. English editions name their country in the language as well. */
function toUrl(q: string, options: Readonly<{ language: string; country: string }>): string {
  const country = options.country.toUpperCase();
  const language = options.language.toLowerCase();
  const hl = language === 'en' ? `en-${country}` : language;
  return `https://news.google.com/rss/search?${new URLSearchParams({ q, hl, gl: country, ceid: `${country}:${language}` })}`;
}
