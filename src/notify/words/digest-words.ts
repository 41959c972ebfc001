/** Everything a weekly digest says, as a language has to provide it. */
import type { BuzzLevel } from '../../domain/buzz.ts';
import type { DigestContent } from '../../domain/digest.ts';
import type { EmergingTerm } from '../../domain/emerging-term.ts';
import type { Formats } from '../../domain/formats.ts';
import type { SayReliability } from '../../domain/reliability-words.ts';
import type { BlindSource } from '../../domain/source.ts';

export type DigestWords = Readonly<{
  /** On one line, brand first. */
  subject: (content: DigestContent) => string;
  period: (content: DigestContent) => string;
  /** Volume against the week before, negative share against the week before, buzzes: one sentence or two each. */
  summary: (content: DigestContent) => readonly [string, string, string];
  /** What was spoken of more than in the four weeks before, in the order given; never for none. */
  about: (terms: readonly EmergingTerm[]) => string;
  /** What a week without any mention says in place of everything else. */
  emptyWeek: (content: DigestContent) => string;
  level: (level: BuzzLevel) => string;
  buzzOpened: (openedAt: Date) => string;
  /** null: nobody did. */
  buzzAcknowledged: (durationMs: number | null) => string;
  /** null: it goes on. */
  buzzResolved: (durationMs: number | null) => string;
  buzzNegatives: (count: number) => string;
  mentions: (count: number) => string;
  /** In place of competitors that are not named. */
  otherBrands: (count: number) => string;
  /** Behind a day's or site's number of mentions. */
  ofWhichNegative: (count: number) => string;
  points: (ratioChange: number) => string;
  reliability: SayReliability;
  blind: (source: BlindSource) => string;
  footer: (agencyName: string) => string;
  labels: Readonly<{
    figures: string;
    thisWeek: string;
    weekBefore: string;
    change: string;
    mentions: string;
    negatives: string;
    positives: string;
    negativeShare: string;
    netSentiment: string;
    days: string;
    competitors: string;
    share: string;
    /** The negative share where a column is narrow. */
    negativeShort: string;
    buzzes: string;
    worstMentions: string;
    bestMentions: string;
    sites: string;
    blindSources: string;
    blindSourcesNote: string;
    openBrand: string;
    unknownAuthor: string;
    noBase: string;
    brand: string;
  }>;
}>;

/** Made once a message, because sentences carry numbers and days. */
export type MakeDigestWords = (formats: Formats) => DigestWords;
