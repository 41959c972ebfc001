/** How Reddit is asked for a brand: by its search, with the key of an app that the agency registered. */
import type { SearchService } from '../../domain/search-service.ts';
import { type Ask, type AskLimits, toAsks, writeAsk, writeTerm } from './asks.ts';

/** 512 are taken (reddit.com/dev/api, GET /search). */
const QUERY_CHARS_MAX = 500;

const LIMITS: AskLimits = {
  isOrKnown: true,
  isTooLong: (ask) => write(ask).length > QUERY_CHARS_MAX,
  excludedCountMax: 10,
};

export const redditService: SearchService = {
  name: 'reddit',
  title: 'Reddit',
  reader: 'reddit',
  isInstanceNeeded: false,
  secretNames: ['clientId', 'clientSecret'],
  makeUrls: (expression) => {
    const { asks, isExact, isWhole } = toAsks(expression, LIMITS);
    return asks.map((ask) => {
      const parameters = new URLSearchParams({ q: write(ask), sort: 'new' });
      return { url: `https://oauth.reddit.com/search?${parameters}`, isExact, isWhole };
    });
  },
};

/** AND, OR and NOT in capitals, with parentheses; a minus is none of its operators. */
function write(ask: Ask): string {
  const needed = writeAsk({ groups: ask.groups, excluded: [] });
  return [needed, ...ask.excluded.map((term) => `NOT ${writeTerm(term)}`)].join(' ');
}
