/** Everything a digest says, as a language has to provide it. */
import type { BuzzLevel } from '../../domain/buzz.ts';
import type { DigestBuzz, DigestContent, DigestMention } from '../../domain/digest.ts';
import type { EmergingTerm } from '../../domain/emerging-term.ts';
import type { Formats } from '../../domain/formats.ts';
import type { SayReliability } from '../../domain/reliability-words.ts';
import type { BlindSource } from '../../domain/source.ts';

export type DigestWords = Readonly<{
  /** On one line, brand or agency first. */
  subject: (content: DigestContent) => string;
  period: (content: DigestContent) => string;
  /** Volume against before, negative share against before, buzzes: one sentence or two each. */
  summary: (content: DigestContent) => readonly [string, string, string];
  /** What was spoken of more than in the four weeks before, in the order given; never for none. */
  about: (terms: readonly EmergingTerm[]) => string;
  /** What a period without any mention says in place of everything else. */
  nothing: (content: DigestContent) => string;
  level: (level: BuzzLevel) => string;
  /** The level of a bad buzz; of praise and silence what they are. */
  buzz: (buzz: Pick<DigestBuzz, 'kind' | 'level'>) => string;
  buzzOpened: (openedAt: Date) => string;
  /** From its first negative mention to its opening. */
  buzzDetected: (durationMs: number) => string;
  /** null: nobody did. */
  buzzAcknowledged: (durationMs: number | null) => string;
  /** null: it goes on. */
  buzzResolved: (durationMs: number | null) => string;
  buzzNegatives: (buzz: Pick<DigestBuzz, 'negativeCount' | 'windowMinutes'>) => string;
  mentions: (count: number) => string;
  /** In place of brands that are not named. */
  otherBrands: (count: number) => string;
  /** Behind a day's or site's number of mentions. */
  ofWhichNegative: (count: number) => string;
  points: (ratioChange: number) => string;
  /** Why it is among the best or worst: its tone first, by which they are ranked. */
  why: (why: NonNullable<DigestMention['why']> & Pick<DigestMention, 'score'>) => string;
  /** names: those who said most, or all. */
  newAuthors: (count: number, names: readonly string[]) => string;
  newSites: (sites: readonly string[]) => string;
  /** A line of the logbook; brandName: null where it is the digest's own. */
  onDay: (day: string, brandName: string | null, said: string) => string;
  ofBrand: (brandName: string | null, said: string) => string;
  /** What was done beside what is told. */
  moreDone: (count: number) => string;
  reliability: SayReliability;
  blind: (source: BlindSource) => string;
  /** Below the sources that were blind at the end. */
  blindNote: string;
  footer: (content: DigestContent) => string;
  /** Over the figures: of the period, of the one before, the median of four, the change. */
  columns: (content: DigestContent) => readonly [now: string, before: string, median: string, change: string];
  labels: Readonly<{
    figures: string;
    mentions: string;
    negatives: string;
    positives: string;
    negativeShare: string;
    netSentiment: string;
    /** For a column as narrow as its numbers. */
    netShort: string;
    days: string;
    day: string;
    competitors: string;
    share: string;
    /** Where a column is narrow. */
    negativeShort: string;
    changeShort: string;
    buzzes: string;
    brands: string;
    done: string;
    priorities: string;
    worstMentions: string;
    bestMentions: string;
    sites: string;
    blindSources: string;
    openBrand: string;
    openAgency: string;
    unknownAuthor: string;
    noBase: string;
    brand: string;
    others: string;
  }>;
}>;

/** Made once a message, because sentences carry numbers and days. */
export type MakeDigestWords = (formats: Formats) => DigestWords;
