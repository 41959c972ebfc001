/** Bing News: a search as RSS, without a key. Nothing promises that it stays. */

import type { SearchService } from '../../domain/search-service.ts';
import { type AskLimits, countWords, toAsks, writeAsk } from './asks.ts';

/** "Only the first 10 terms are used": help.bing.microsoft.com/apex/index/18/ta/10002. */
const TERM_COUNT_MAX = 10;

const LIMITS: AskLimits = {
  isOrKnown: true,
  isTooLong: (ask) => countWords(ask) > TERM_COUNT_MAX || writeAsk(ask).length > 500,
  excludedCountMax: 4,
};

export const bingNewsService: SearchService = {
  name: 'bing-news',
  title: 'Bing News',
  reader: 'alert-feed',
  isInstanceNeeded: false,
  secretNames: [],
  makeUrls: (expression, options) => {
    const market = `${options.language.toLowerCase()}-${options.country.toUpperCase()}`;
    const { asks, isExact, isWhole } = toAsks(expression, LIMITS);
    return asks.map((ask) => {
      const parameters = new URLSearchParams({ q: writeAsk(ask), format: 'rss', mkt: market });
      return { url: `https://www.bing.com/news/search?${parameters}`, isExact, isWhole };
    });
  },
};
