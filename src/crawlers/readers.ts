/** The registry: every way of reading a source, a line each. */
import type { ReaderName, SourceKind } from '../domain/source.ts';
import { feedReader } from './feeds/feed-reader.ts';
import { forumPageReader } from './forums/forum-page-reader.ts';
import type { Reader } from './reader.ts';
import { alertFeedReader } from './searches/alert-feed-reader.ts';

export const READERS: Readonly<Record<ReaderName, Reader>> = {
  feed: feedReader,
  'forum-page': forumPageReader,
  'alert-feed': alertFeedReader,
};

/** What a source of this kind is read by where nobody named a reader. */
export const DEFAULT_READERS: Readonly<Record<SourceKind, ReaderName>> = {
  feed: 'feed',
  forum: 'forum-page',
  search: 'alert-feed',
};
