/** How alerts and digests quote what is stored: frozen as JSON, so instants become text. */
import type { AlertContent, QuotedMention } from '../domain/alert.ts';
import type { Mention } from '../domain/mention.ts';
import type { BlindSource } from '../store/sources.ts';

export function toQuotedMention(mention: Mention): QuotedMention {
  const { title, excerpt, url, author, site } = mention;
  return {
    title,
    excerpt,
    url,
    author,
    site,
    publishedAt: mention.publishedAt.toISOString(),
    score: mention.sentiment.score,
  };
}

export function toBlindSources(sources: readonly BlindSource[]): AlertContent['blindSources'] {
  return sources.map(({ title, url, since }) => ({ title, url, since: since.toISOString() }));
}
