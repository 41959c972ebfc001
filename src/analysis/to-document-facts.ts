/** What is known of a document besides its words, from how it was found. */
import type { DocumentFacts, DocumentType, SourceLabel } from '../domain/document-facts.ts';
import type { ReaderName, SourceKind } from '../domain/source.ts';
import { foldWord } from './query/fold-word.ts';

/** One way on which the document came: a source, and what the agency's subscription says of it. */
export type Finding = Readonly<{
  sourceKind: SourceKind;
  reader: ReaderName | null;
  tags: readonly string[];
  /** ISO 3166-1, of the search that it answers; null: none, or a source without one. */
  country: string | null;
}>;

/** Readers whose sources are all of one sort that their kind does not tell. */
const LABELS: Partial<Record<ReaderName, SourceLabel>> = {
  'alert-feed': 'news',
  'google-news': 'news',
  gdelt: 'news',
  mastodon: 'social',
  bluesky: 'social',
  'bluesky-stream': 'social',
  reddit: 'social',
  'app-store': 'review',
};

/** Top-level domains that are a country's by law and everybody's in use. */
const EVERYBODYS_DOMAINS = new Set(['ai', 'cc', 'co', 'eu', 'fm', 'gg', 'io', 'ly', 'me', 'sh', 'to', 'tv', 'ws']);

/**
 * The facts that a query may ask for.
 *
 * Shape:   site: the host; type: what the reader said, null where it could not tell: then an article, unless it came from
 *          where people write to each other. A search's country counts only where the host names none.
 * Errors:  none: total.
 */
export function toDocumentFacts(
  document: Readonly<{ site: string; type: DocumentType | null }>,
  findings: readonly Finding[],
): DocumentFacts {
  const labels = findings.flatMap(({ reader }) => (reader === null ? [] : (LABELS[reader] ?? [])));
  const sources = [...new Set<SourceLabel>([...findings.map(({ sourceKind }) => sourceKind), ...labels])];
  const country = toCountry(document.site);
  return {
    sources,
    types: [document.type ?? guessType(sources)],
    engines: [...new Set(findings.flatMap(({ reader }) => reader ?? []))],
    countries: country === null ? findings.flatMap((finding) => finding.country?.toLowerCase() ?? []) : [country],
    tags: findings.flatMap(({ tags }) => tags.map(foldWord)),
  };
}

function guessType(sources: readonly SourceLabel[]): DocumentType {
  if (sources.includes('review')) return 'review';
  return sources.includes('social') || sources.includes('forum') ? 'post' : 'article';
}

function toCountry(site: string): string | null {
  const domain = /\.([a-z]{2})$/.exec(site)?.[1] ?? null;
  if (domain === null || EVERYBODYS_DOMAINS.has(domain)) return null;
  return domain === 'uk' ? 'gb' : domain;
}
