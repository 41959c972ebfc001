/** How a Stack Exchange site is asked for a brand: by its search for questions. */
import type { SearchService } from '../../domain/search-service.ts';
import { type AskLimits, toAsks, writeAsk } from './asks.ts';
import { toInstanceUrl } from './instance-url.ts';

/**
 * "An undocumented algorithm", says its own documentation (api.stackexchange.com/docs/advanced-search): so only words
 * and phrases are asked for, and neither OR nor minus.
 */
const LIMITS: AskLimits = {
  isOrKnown: false,
  isTooLong: (ask) => writeAsk(ask).length > 200,
  excludedCountMax: 0,
};

/** Its instances are its sites: https://stackoverflow.com or https://french.stackexchange.com. */
export const stackExchangeService: SearchService = {
  name: 'stack-exchange',
  title: 'Stack Exchange',
  reader: 'stack-exchange',
  isInstanceNeeded: true,
  secretNames: [],
  makeUrls: (expression, options) => {
    const site = URL.parse(toInstanceUrl(options.instanceUrl, '') ?? '')?.hostname.replace(/^www\./, '');
    if (site === undefined) return [];
    const { asks, isExact, isWhole } = toAsks(expression, LIMITS);
    return asks.map((ask) => {
      const parameters = new URLSearchParams({ q: writeAsk(ask), site });
      return { url: `https://api.stackexchange.com/2.3/search/advanced?${parameters}`, isExact, isWhole };
    });
  },
};
