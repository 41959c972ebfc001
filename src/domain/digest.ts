/** The weekly summary for a brand. */

import type { BuzzLevel } from './buzz.ts';
import type { EmergingTerm } from './emerging-term.ts';
import type { QuotedMention } from './quoted-mention.ts';
import type { Reliability } from './reliability.ts';
import type { BlindSource } from './source.ts';

export type PeriodCounts = Readonly<{ mentionCount: number; negativeCount: number; positiveCount: number }>;

/** All the figures of a digest, frozen when it was made. Instants are ISO 8601: this is stored and served as JSON. */
export type DigestContent = Readonly<{
  agencyName: string;
  brandName: string;
  timeZone: string;
  periodFrom: string;
  /** Exclusive. */
  periodUntil: string;
  week: PeriodCounts;
  weekBefore: PeriodCounts;
  /** Median of the mention counts of the four weeks before; null where the brand is younger. */
  medianMentionCount: number | null;
  /** Mentions per day of the period, oldest first, seven. */
  days: readonly (PeriodCounts & Readonly<{ date: string }>)[];
  /** Competitors of the same agency in the same week, loudest first. */
  competitors: readonly (PeriodCounts & Readonly<{ name: string }>)[];
  buzzes: readonly Readonly<{
    id: string;
    level: BuzzLevel;
    openedAt: string;
    acknowledgedAt: string | null;
    resolvedAt: string | null;
    negativeCount: number;
  }>[];
  /** What was spoken of more than in the four weeks before, the most telling first; digests from before this have none. */
  emergingTerms?: readonly EmergingTerm[];
  /** At most three each. */
  bestMentions: readonly QuotedMention[];
  worstMentions: readonly QuotedMention[];
  sites: readonly Readonly<{ site: string; mentionCount: number }>[];
  /** Sources of this brand that could not be read at the end of the period. */
  blindSources: readonly BlindSource[];
  /** How right the brand's sentiment was; digests of earlier versions lack it. */
  reliability?: Reliability;
}>;

export type Digest = Readonly<{
  agencyId: string;
  id: string;
  brandId: string;
  /** The local Monday on which the week starts, ISO date: with the brand, the digest's natural key. */
  periodStartsOn: string;
  content: DigestContent;
  createdAt: Date;
}>;
