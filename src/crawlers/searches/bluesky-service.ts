/** How Bluesky is asked for a brand: by the search of the server of the agency's account. */
import type { SearchService } from '../../domain/search-service.ts';
import { type Ask, type AskLimits, toAsks, writeAsk } from './asks.ts';
import { toInstanceUrl } from './instance-url.ts';

/** Lets every account in that Bluesky itself keeps; whoever has a server of her own names it as the instance. */
const COMMON_SERVER = 'https://bsky.social';

/**
 * Words side by side must all be there, straight quotes and a minus before a word are understood, and OR is a word like
 * any other (github.com/bluesky-social/social-app, issues 1143 and 1522).
 */
const LIMITS: AskLimits = {
  isOrKnown: false,
  isTooLong: (ask) => writeAsk(ask).length > 300,
  excludedCountMax: 10,
};

export const blueskyService: SearchService = {
  name: 'bluesky',
  title: 'Bluesky',
  reader: 'bluesky',
  isInstanceNeeded: false,
  secretNames: ['identifier', 'password'],
  makeUrls: (expression, options) => {
    const { asks, isExact, isWhole } = toAsks(expression, LIMITS);
    const isAnyPhraseLeft = asks.some((ask) => ask.excluded.some((term) => term.isPhrase));
    return asks.flatMap((ask) => {
      const parameters = new URLSearchParams({ q: writeAsk(withoutPhrases(ask)), sort: 'latest' });
      // the methods of a server stand at its root, wherever its pages are
      const origin = URL.parse(toInstanceUrl(options.instanceUrl ?? COMMON_SERVER, '') ?? '')?.origin;
      const url = `${origin}/xrpc/app.bsky.feed.searchPosts?${parameters}`;
      return origin === undefined ? [] : [{ url, isExact: isExact && !isAnyPhraseLeft, isWhole }];
    });
  },
};

/** Nothing says that a phrase can be excluded: where its words were taken one by one, it would narrow. */
function withoutPhrases(ask: Ask): Ask {
  return { ...ask, excluded: ask.excluded.filter((term) => !term.isPhrase) };
}
