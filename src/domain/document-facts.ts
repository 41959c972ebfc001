/** What is known of a document besides its words: how it was found, and what it is. */
import type { ReaderName, SourceKind } from './source.ts';

/** As a reader would say it. One document may be several: what a news search brought is `search` and `news`. */
export type SourceLabel = SourceKind | 'review' | 'social' | 'news';

export const SOURCE_LABELS = [
  'feed',
  'forum',
  'search',
  'review',
  'social',
  'news',
] as const satisfies readonly SourceLabel[];

/** article: written for readers; post: opens a conversation; comment: answers in one; review: judges what was bought. */
export type DocumentType = 'article' | 'post' | 'comment' | 'review';

export const DOCUMENT_TYPES = ['article', 'post', 'comment', 'review'] as const satisfies readonly DocumentType[];

/** Of one document, as one agency came to hear of it. Everything in lower case; empty where nothing is known. */
export type DocumentFacts = Readonly<{
  sources: readonly SourceLabel[];
  types: readonly DocumentType[];
  engines: readonly ReaderName[];
  /** ISO 3166-1 alpha-2. */
  countries: readonly string[];
  /** The folders of the subscription, folded as words of a query are. */
  tags: readonly string[];
}>;
