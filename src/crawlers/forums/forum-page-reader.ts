/** A forum's thread, board or feed, at one address. */
import { readOnePage } from '../read-one-page.ts';
import type { Reader } from '../reader.ts';
import { parseForum } from './parse-forum.ts';

const ACCEPT = 'application/atom+xml, application/rss+xml, text/html;q=0.9, application/xhtml+xml;q=0.9, */*;q=0.5';

export const forumPageReader: Reader = {
  name: 'forum-page',
  kind: 'forum',
  isRobotsAsked: true,
  gapMs: null,
  secretNames: [],
  read: (deps, source) => readOnePage(deps, source, { accept: ACCEPT, parse: parseForum }),
};
