/** A search alert that comes as a feed (Google Alerts, Google News, Bing News, Talkwalker), at one address. */
import { readOnePage } from '../read-one-page.ts';
import type { Reader } from '../reader.ts';
import { parseSearchFeed } from './parse-search-feed.ts';

const ACCEPT = 'application/atom+xml, application/rss+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5';

export const alertFeedReader: Reader = {
  name: 'alert-feed',
  kind: 'search',
  // the alert was made by this person, for a program of his to read: robots.txt speaks to those who wander
  isRobotsAsked: false,
  gapMs: null,
  secretNames: [],
  read: (deps, source) => readOnePage(deps, source, { accept: ACCEPT, parse: parseSearchFeed }),
};
