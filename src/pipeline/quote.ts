/** How alerts and digests quote what is stored: frozen as JSON, so instants become text. */
import type { QuotedMention } from '../domain/alert.ts';
import type { Mention } from '../domain/mention.ts';
import type { BlindSource } from '../domain/source.ts';
import type { BlindSource as StoredBlindSource } from '../store/coverage.ts';

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

export function toBlindSources(sources: readonly StoredBlindSource[]): readonly BlindSource[] {
  return sources.map(({ title, url, state, since }) => ({ title, url, state, since: since.toISOString() }));
}
