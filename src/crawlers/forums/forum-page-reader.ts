/** A forum's thread, board or feed, at one address and the pages that go with it. */
import type { Reader } from '../reader.ts';
import { followPages } from './follow-pages.ts';
import { parseForumPage } from './parse-forum.ts';

export const forumPageReader: Reader = {
  name: 'forum-page',
  kind: 'forum',
  isRobotsAsked: true,
  gapMs: null,
  // a cookie where the board wants a log-in
  secretNames: [],
  read: (deps, source) => followPages(deps, source, parseForumPage),
};
