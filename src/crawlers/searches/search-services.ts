/**
 * The registry: every service that can be asked for a brand, a line each.
 *
 * Google Alerts is not here: nobody but its user can make one, by hand. Its feed is a source like any other.
 */
import type { SearchServices } from '../../domain/search-service.ts';
import { bingNewsService } from './bing-news.ts';
import { blueskyService } from './bluesky-service.ts';
import { gdeltService } from './gdelt.ts';
import { googleNewsService } from './google-news.ts';
import { hackerNewsService } from './hacker-news.ts';
import { mastodonSearchService, mastodonTagsService } from './mastodon-services.ts';
import { redditService } from './reddit-service.ts';
import { searxngService } from './searxng.ts';
import { stackExchangeService } from './stack-exchange-service.ts';

export const SEARCH_SERVICES: SearchServices = {
  'google-news': googleNewsService,
  'bing-news': bingNewsService,
  gdelt: gdeltService,
  searxng: searxngService,
  'mastodon-tags': mastodonTagsService,
  'mastodon-search': mastodonSearchService,
  bluesky: blueskyService,
  reddit: redditService,
  'stack-exchange': stackExchangeService,
  'hacker-news': hackerNewsService,
};
