/** How Mastodon is asked for a brand: by hashtags, which anybody may read, and by search, which wants an account. */
import type { SearchExpression } from '../../domain/search-expression.ts';
import type { SearchService } from '../../domain/search-service.ts';
import { type AskLimits, type Term, toAsks, toTerm, toWords, writeAsk } from './asks.ts';
import { toInstanceUrl } from './instance-url.ts';

/** One in the path and three beside it: an instance reads no more than four of a list. */
const TAGS_PER_URL = 4;
const STATUS_COUNT = '40';

const TAG_COUNT_MAX = 80;

/** Words side by side must all be there; quotes and minus are known, OR is not. */
const SEARCH_LIMITS: AskLimits = {
  isOrKnown: false,
  isTooLong: (ask) => writeAsk(ask).length > 400,
  excludedCountMax: 10,
};

export const mastodonTagsService: SearchService = {
  name: 'mastodon-tags',
  title: 'Mastodon (hashtags)',
  reader: 'mastodon',
  isInstanceNeeded: true,
  secretNames: [],
  makeUrls: (expression, options) => {
    const tags = [...new Set(toTags(expression))].toSorted().slice(0, TAG_COUNT_MAX);
    const urls: string[] = [];
    for (let at = 0; at < tags.length; at += TAGS_PER_URL) {
      const [first = '', ...others] = tags.slice(at, at + TAGS_PER_URL);
      const parameters = new URLSearchParams([
        ...others.map((tag): [string, string] => ['any[]', tag]),
        ['limit', STATUS_COUNT],
      ]);
      const path = `api/v1/timelines/tag/${encodeURIComponent(first)}?${parameters}`;
      urls.push(...[toInstanceUrl(options.instanceUrl, path)].filter((url) => url !== null));
    }
    // who writes of a brand without a hashtag is not found
    return urls.map((url) => ({ url, isExact: false, isWhole: false }));
  },
};

export const mastodonSearchService: SearchService = {
  name: 'mastodon-search',
  title: 'Mastodon',
  reader: 'mastodon',
  isInstanceNeeded: true,
  secretNames: ['token'],
  makeUrls: (expression, options) => {
    const { asks, isExact, isWhole } = toAsks(expression, SEARCH_LIMITS);
    return asks.flatMap((ask) => {
      const parameters = new URLSearchParams({ q: writeAsk(ask), type: 'statuses', limit: STATUS_COUNT });
      const url = toInstanceUrl(options.instanceUrl, `api/v2/search?${parameters}`);
      return url === null ? [] : [{ url, isExact, isWhole }];
    });
  },
};

/** Of words that must all be there the first: a post has the brand's hashtag and not every other word's. */
function toTags(expression: SearchExpression): readonly string[] {
  switch (expression.kind) {
    case 'word':
    case 'phrase':
      return [toTag(toTerm(expression))].filter((tag) => tag !== null);
    case 'any':
      return expression.parts.flatMap(toTags);
    case 'all':
      return expression.parts.map(toTags).find((tags) => tags.length > 0) ?? [];
    case 'not':
      return [];
  }
}

/** "Orange Bank" is #orangebank. A hashtag of digits alone is none, and an instance folds accents by itself. */
function toTag(term: Term): string | null {
  const tag = toWords(term).join('');
  return tag.length >= 2 && tag.length <= 100 && /\p{L}/u.test(tag) ? tag : null;
}
