/** How alerts and digests quote what is stored: frozen as JSON, so instants become text. */
import { findEmergingTerms } from '../analysis/terms/find-emerging-terms.ts';
import type { TimeRange } from '../base/zoned-time.ts';
import type { Brand } from '../domain/brand.ts';
import type { EmergingTerm } from '../domain/emerging-term.ts';
import type { Mention } from '../domain/mention.ts';
import type { QuotedMention } from '../domain/quoted-mention.ts';
import type { BlindSource } from '../domain/source.ts';
import type { BlindSource as StoredBlindSource } from '../store/coverage.ts';
import type { Db } from '../store/database.ts';
import { listTalkTexts } from '../store/mentions.ts';

type BrandWindow = Readonly<{ agencyId: string; brandId: string }> & TimeRange;

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

const EMERGING_TERMS_MAX = 5;

/** What the brand's talk of the window is suddenly about, the most telling first. */
export async function readEmergingTerms(
  db: Db,
  window: BrandWindow,
  brand: Pick<Brand, 'name' | 'query'>,
): Promise<readonly EmergingTerm[]> {
  return findEmergingTerms({ ...(await listTalkTexts(db, window)), brand }).terms.slice(0, EMERGING_TERMS_MAX);
}
