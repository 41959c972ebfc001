/** The registry: every way of reading a source, a line each. */
import type { ReaderName } from '../domain/source.ts';
import { blueskyReader } from './apis/bluesky-reader.ts';
import { blueskyStreamReader } from './apis/bluesky-stream-reader.ts';
import { discourseReader, discourseSearchReader } from './apis/discourse-reader.ts';
import { flarumReader } from './apis/flarum-reader.ts';
import { jsonReader } from './apis/json-reader.ts';
import { lemmyReader } from './apis/lemmy-reader.ts';
import { nodebbReader } from './apis/nodebb-reader.ts';
import { redditReader } from './apis/reddit-reader.ts';
import { stackExchangeReader } from './apis/stack-exchange-reader.ts';
import { feedReader } from './feeds/feed-reader.ts';
import { forumPageReader } from './forums/forum-page-reader.ts';
import { pageSelectorsReader } from './forums/page-selectors-reader.ts';
import type { Reader } from './reader.ts';
import { alertFeedReader } from './searches/alert-feed-reader.ts';
import { appStoreReader } from './searches/app-store.ts';
import { gdeltReader } from './searches/gdelt.ts';
import { googleNewsReader } from './searches/google-news.ts';
import { hackerNewsReader } from './searches/hacker-news.ts';
import { mastodonReader } from './searches/mastodon.ts';
import { searxngReader } from './searches/searxng.ts';

export const READERS: Readonly<Record<ReaderName, Reader>> = {
  feed: feedReader,
  'forum-page': forumPageReader,
  'page-selectors': pageSelectorsReader,
  'alert-feed': alertFeedReader,
  'google-news': googleNewsReader,
  gdelt: gdeltReader,
  searxng: searxngReader,
  mastodon: mastodonReader,
  'hacker-news': hackerNewsReader,
  'app-store': appStoreReader,
  discourse: discourseReader,
  'discourse-search': discourseSearchReader,
  flarum: flarumReader,
  nodebb: nodebbReader,
  lemmy: lemmyReader,
  'stack-exchange': stackExchangeReader,
  reddit: redditReader,
  bluesky: blueskyReader,
  'bluesky-stream': blueskyStreamReader,
  json: jsonReader,
};
