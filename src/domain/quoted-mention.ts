/** A mention in the words of somebody who tells of it. */

/** A mention as an alert, a digest or evidence quotes it. Instants are ISO 8601: this is stored as JSON and sent as it is. */
export type QuotedMention = Readonly<{
  title: string | null;
  excerpt: string;
  url: string | null;
  author: string | null;
  site: string;
  publishedAt: string;
  score: number;
}>;
