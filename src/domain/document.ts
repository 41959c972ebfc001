/** What was published, before and after it is stored. */
import type { DocumentType } from './document-facts.ts';

/** What a parser says of the whole feed or page. */
export type ParsedSource = Readonly<{
  title: string | null;
  link: string | null;
  description: string | null;
  author: string | null;
  updatedAt: Date | null;
}>;

/** One entry, post or result as a parser read it. */
export type ParsedDocument = Readonly<{
  guid: string | null;
  /** Absolute, http or https. */
  url: string | null;
  title: string | null;
  /** Plain and whole: no tags, entities decoded, white space folded. */
  text: string;
  /** As it came, without scripts; null where there was no markup. */
  html: string | null;
  author: string | null;
  /** Null when the source gave none that could be read: never "now" in disguise. */
  publishedAt: Date | null;
  updatedAt: Date | null;
  /** What it is, where the reader can tell; left out where it cannot, as of a feed's entry. */
  type?: DocumentType;
}>;

/** An article, post, comment or review. Public, shared by all tenants, stored once. */
export type Document = Readonly<{
  id: string;
  /** When Vigie first stored it; the partition it lives in. */
  arrivedAt: Date;
  /** What the source said, never later than arrivedAt; arrivedAt itself where the source said nothing. */
  publishedAt: Date;
  isPublishedAtKnown: boolean;
  /** Undated and from its source's first visit: it may be years old, so it is shown and never counted as news. */
  isBacklog: boolean;
  url: string | null;
  /** Host of the URL without `www.`: what "distinct sites" counts. Empty where there is no URL. */
  site: string;
  title: string | null;
  text: string;
  author: string | null;
  /** What it is, as its reader told when it was stored; null where the reader could not tell. */
  type: DocumentType | null;
}>;
