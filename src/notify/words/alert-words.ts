/** Everything an alert says, as a language has to provide it. The templates hold the order, these hold the sentences. */
import type { AlertContent, AlertReason } from '../../domain/alert.ts';
import type { BuzzEnd, BuzzFigures, BuzzLevel } from '../../domain/buzz.ts';
import type { BuzzWords } from '../../domain/buzz-phrases.ts';
import type { Formats } from '../../domain/formats.ts';
import type { SayReliability } from '../../domain/reliability-words.ts';
import type { BlindSource } from '../../domain/source.ts';

export type AlertWords = Readonly<{
  /** On one line, brand first. */
  subject: (content: AlertContent) => string;
  /** The level in words and out of four. */
  level: (level: BuzzLevel) => string;
  /** The same within a sentence: `crise 4/4`. */
  shortLevel: (level: BuzzLevel) => string;
  headings: Readonly<Record<Exclude<AlertReason, 'resolved'>, string>>;
  /** The heading of the end: that all is as usual again, or who says that it is over. */
  ended: (end: BuzzEnd) => string;
  /** The level of a buzz that is over. */
  pastLevel: (level: BuzzLevel) => string;
  /** Why it is one, in the words of every other place. */
  buzz: BuzzWords;
  reliability: SayReliability;
  since: (content: AlertContent) => string;
  /** What is unusual, in one breath. */
  peak: (content: AlertContent) => string;
  /** Sets a sentence of numbers back to when the buzz was judged: they are not those of now. */
  whenJudged: (sentence: string) => string;
  /** What is suddenly spoken of, in the order given; never for none. */
  about: (terms: readonly string[]) => string;
  /** Who was told and did not answer. */
  unanswered: (waited: NonNullable<AlertContent['unanswered']>) => string;
  acknowledgedBy: (name: string) => string;
  /** The same of a buzz that is over. */
  hadInHand: (name: string) => string;
  /** In place of people who are not named. */
  others: (count: number) => string;
  blind: (source: BlindSource) => string;
  footer: (agencyName: string) => string;
  labels: Readonly<{
    measured: (figures: BuzzFigures) => string;
    usual: string;
    negatives: string;
    negativeShare: string;
    mentions: string;
    authors: string;
    sites: string;
    stories: string;
    acknowledge: string;
    openBuzz: string;
    why: Readonly<Record<AlertReason, string>>;
    worstMentions: string;
    blindSources: string;
    blindSourcesNote: string;
    told: string;
    unknownAuthor: string;
  }>;
  sms: Readonly<{
    /**
     * The message but the brand, the quotation and the link, in parts that commas join: what tells most comes first.
     * toldAt: when it was decided, of one that is sent again, maybe hours later; null: it is news.
     */
    facts: (content: AlertContent, toldAt: Date | null) => readonly string[];
    /** The one term that tells most, behind the facts. */
    about: (term: string) => string;
    /** Asks for the acknowledgement, right before the link. */
    seen: string;
    /** How to answer by SMS, at the very end. */
    answer: (number: number) => string;
  }>;
}>;

/** Made once a message, because sentences carry numbers and hours. */
export type MakeAlertWords = (formats: Formats) => AlertWords;

/** `1h`, `6h`: the width of the window where every character counts. */
export function shortWindow(figures: BuzzFigures): string {
  return figures.windowMinutes % 60 === 0 ? `${figures.windowMinutes / 60}h` : `${figures.windowMinutes}min`;
}

/** How it ended; what alerts said from before it was told. */
export function endOf(content: AlertContent): BuzzEnd {
  return content.end ?? { as: 'by-itself', by: null };
}

/** A phrase from inside a sentence, on a line of its own. */
export function toHeading(phrase: string): string {
  return `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}`;
}
