/** A page of any site, read by the CSS selectors that somebody wrote for it, and the pages that follow it. */
import type { Reader } from '../reader.ts';
import { followPages, isOldestFirst } from './follow-pages.ts';
import { parseBySelectors } from './parse-by-selectors.ts';

export const pageSelectorsReader: Reader = {
  name: 'page-selectors',
  kind: 'forum',
  isRobotsAsked: true,
  gapMs: null,
  // a cookie where the site wants a log-in
  secretNames: [],
  read: (deps, source) =>
    followPages(deps, source, (input) => {
      const parse = parseBySelectors(input, source.settings);
      return Promise.resolve({ parse, previousUrl: null, lastUrl: null, isOldestFirst: isOldestFirst(parse, false) });
    }),
};
