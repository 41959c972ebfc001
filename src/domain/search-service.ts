/** What a search service is that can be asked for a brand: its expression in, source URLs in the service's syntax out. */
import type { SearchExpression } from './search-expression.ts';
import type { ReaderName, ReaderSettings, SourceKind } from './source.ts';

export type SearchServiceName =
  | 'google-news'
  | 'bing-news'
  | 'gdelt'
  | 'searxng'
  | 'mastodon-tags'
  | 'mastodon-search'
  | 'bluesky'
  | 'reddit'
  | 'stack-exchange'
  | 'hacker-news';

/** In the order in which people are offered them: those that need nothing first. */
export const SEARCH_SERVICE_NAMES = [
  'google-news',
  'bing-news',
  'gdelt',
  'hacker-news',
  'mastodon-tags',
  'mastodon-search',
  'bluesky',
  'reddit',
  'stack-exchange',
  'searxng',
] as const satisfies readonly SearchServiceName[];

/** For whom is asked. */
export type SearchOptions = Readonly<{
  /** ISO 639-1, as `fr`: the edition or the language of the results, where the service tells them apart. */
  language: string;
  /** ISO 3166-1 alpha-2, as `FR`. */
  country: string;
  /** The agency's own instance, of a service that has many; ignored by the others. */
  instanceUrl: string | null;
}>;

/**
 * One source to be read. Several of one answer belong together: what one does not bring another does.
 *
 * The URL is the first page's, without times and in one order of words, so that two agencies that ask for the same
 * share one source. The flags speak of the whole answer.
 */
export type SearchUrl = Readonly<{
  url: string;
  /** False where the service can't say all of it and is asked for more; what does not match falls away afterwards. */
  isExact: boolean;
  /** False where a part could not be asked for at all (a name too short for the service): nobody looks for it there. */
  isWhole: boolean;
}>;

export type SearchService = Readonly<{
  name: SearchServiceName;
  /** As people know it. */
  title: string;
  /** What the sources are read by. */
  reader: ReaderName;
  /** Whether it needs `instanceUrl`. */
  isInstanceNeeded: boolean;
  /** Names of the secret's parts that its sources cannot do without. */
  secretNames: readonly string[];
  /**
   * The sources that ask for an expression.
   *
   * What a service can't express is widened and never narrowed: every answer is matched again here.
   *
   * Shape:   empty where the service can't be asked for any of it, or where it needs an instance and got none.
   * Errors:  none: total.
   */
  makeUrls: (expression: SearchExpression, options: SearchOptions) => readonly SearchUrl[];
}>;

/** Every service, for those who may not know the crawlers. */
export type SearchServices = Readonly<Record<SearchServiceName, SearchService>>;

/** What has to be known of a reader before a source is given to it. */
export type ReaderFact = Readonly<{
  kind: SourceKind;
  /** Names of the secret's parts that it cannot do without. */
  secretNames: readonly string[];
  /** What is wrong with its settings (null: none were given), one sentence a problem. */
  findSettingsProblems: (settings: ReaderSettings | null) => readonly string[];
}>;

export type ReaderFacts = Readonly<Record<ReaderName, ReaderFact>>;

/** "Ask this service for that brand": the sources follow the brand's query. */
export type Search = Readonly<{
  agencyId: string;
  id: string;
  brandId: string;
  service: SearchServiceName;
  language: string;
  country: string;
  /** Null: none was given. */
  instanceUrl: string | null;
  hasSecret: boolean;
  /** As SearchUrl says it, of all its sources together. */
  isExact: boolean;
  isWhole: boolean;
  createdAt: Date;
}>;
