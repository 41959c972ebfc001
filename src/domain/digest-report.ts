/** A digest in the reader's language, before it is a mail, a page or a PDF: the same words and figures in each. */
import type { Language } from './agency.ts';
import type { AgencyLook } from './agency-look.ts';
import type { DigestContent } from './digest.ts';

/** Numbers under each other. */
export type FigureTable = Readonly<{
  /** The first names the column of row headings and may be empty. */
  head: readonly string[];
  rows: readonly (readonly string[])[];
}>;

/** A picture of figures. alt: the same in words. */
export type ReportChart = Readonly<{ id: string; alt: string }> &
  (
    | Readonly<{
        kind: 'days';
        /** One bar a day, oldest first; label: below it, "" where there is no room for each. */
        bars: readonly Readonly<{ label: string; count: number; negativeCount: number }>[];
        legend: Readonly<{ negative: string; other: string }>;
      }>
    | Readonly<{
        kind: 'voices';
        /** Loudest first. share: of all, 0..1. isOwn: the brand that the digest is of. */
        bars: readonly Readonly<{ label: string; share: number; shareText: string; isOwn: boolean }>[];
      }>
  );

/** A quotation whose every line was written by a stranger. url: opens a page and nothing else; null: there is none. */
export type ReportQuote = Readonly<{
  headline: string;
  excerpt: string | null;
  origin: string;
  url: string | null;
  /** Why it is quoted; null: nothing is known. */
  reason: string | null;
}>;

export type ReportBody =
  | Readonly<{ kind: 'figures'; table: FigureTable }>
  | Readonly<{ kind: 'bullets'; items: readonly Readonly<{ text: string; url: string | null }>[] }>
  | Readonly<{ kind: 'quotes'; quotes: readonly ReportQuote[] }>;

export type ReportSection = Readonly<{
  title: string;
  chart: ReportChart | null;
  body: ReportBody;
  /** Sentences below the body. */
  notes: readonly string[];
}>;

export type DigestReport = Readonly<{
  language: Language;
  /** On one line, brand first. */
  subject: string;
  heading: string;
  period: string;
  /** What matters, in a few sentences. */
  lead: readonly string[];
  sections: readonly ReportSection[];
  /** The agency's name. */
  sender: string;
  /** Who made it. */
  footer: string;
}>;

/**
 * What makes a digest readable: handed to pages and the API, which know nothing of messages.
 *
 * Errors:  toReport: RangeError for an unknown time zone; digests are stored with one that is known.
 */
export type DigestWriter = Readonly<{
  toReport: (content: DigestContent, language: Language) => DigestReport;
  /** The picture as text, for a page. */
  toSvg: (chart: ReportChart) => string;
  /** madeAt: what the file says of when it was made; the same input gives the same bytes. */
  toPdf: (report: DigestReport, made: Readonly<{ madeAt: Date; look: AgencyLook }>) => Promise<Buffer>;
}>;
