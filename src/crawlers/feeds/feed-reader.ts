/** Feeds of any format, at one address. */
import { readOnePage } from '../read-one-page.ts';
import type { Reader } from '../reader.ts';
import { parseFeed } from './parse-feed.ts';

const ACCEPT =
  'application/atom+xml, application/rss+xml, application/rdf+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5';

export const feedReader: Reader = {
  name: 'feed',
  kind: 'feed',
  isRobotsAsked: true,
  gapMs: null,
  secretNames: [],
  read: (deps, source) => readOnePage(deps, source, { accept: ACCEPT, parse: parseFeed }),
};
