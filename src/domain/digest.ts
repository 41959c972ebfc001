/** What is summed up regularly: what was said of a brand, or of an agency's brands side by side. */
import type { CalendarPeriod, Slot } from '../base/zoned-time.ts';
import type { Agency } from './agency.ts';
import type { BuzzKind, BuzzLevel } from './buzz.ts';
import type { Crisis } from './crisis.ts';
import type { EmergingTerm } from './emerging-term.ts';
import type { LogbookEntry, Priority } from './logbook.ts';
import type { OutletWeight } from './outlet.ts';
import type { QuotedMention } from './quoted-mention.ts';
import type { Reliability } from './reliability.ts';
import type { Sector } from './sector.ts';
import type { BlindSource } from './source.ts';
import type { SummaryDraft } from './summary-draft.ts';
import type { Theme } from './theme.ts';

/** What a digest is of. A month is one of the calendar; a week, the seven days before the slot. */
export type DigestPeriod = CalendarPeriod;

export const DIGEST_PERIODS = ['day', 'week', 'month'] as const satisfies readonly DigestPeriod[];

/** Which digests a contact reads: one of each of his brands, one of all of the agency's side by side, or both. */
export type DigestScope = 'brands' | 'agency' | 'both';

export const DIGEST_SCOPES = ['brands', 'agency', 'both'] as const satisfies readonly DigestScope[];

export type PeriodCounts = Readonly<{ mentionCount: number; negativeCount: number; positiveCount: number }>;

/** Of the four periods before, each by itself; a ratio is null where in none of them anybody spoke. */
export type PeriodMedians = Readonly<{
  mentionCount: number;
  /** Missing in digests of the first version, as the next one. */
  negativeCount?: number;
  positiveCount?: number;
  /** 0..1. */
  negativeRatio: number | null;
  /** -1..1. */
  netSentimentRatio: number | null;
}>;

/** A buzz as a digest tells it. Instants are ISO 8601. */
export type DigestBuzz = Readonly<{
  id: string;
  kind: BuzzKind;
  level: BuzzLevel;
  /** The first negative mention of what it was judged by; null: none is kept, or it was judged by none. */
  firstHeardAt: string | null;
  openedAt: string;
  acknowledgedAt: string | null;
  resolvedAt: string | null;
  /** In the window that spoke loudest. */
  negativeCount: number;
  /** Its width; missing in digests of the first version. */
  windowMinutes?: number;
}>;

/** What every digest holds, frozen when it was made. Instants are ISO 8601: this is stored and served as JSON. */
type DigestFrame = Readonly<{
  agencyName: string;
  /** Whose midnights the period begins and ends with. */
  timeZone: string;
  period: DigestPeriod;
  periodFrom: string;
  /** Exclusive. */
  periodUntil: string;
  counts: PeriodCounts;
  /** Of the period before; of a day, the same day of the week before. */
  countsBefore: PeriodCounts;
  /** Null where not all of the four periods before were watched. */
  medians: PeriodMedians | null;
  /** Mentions per day, oldest first: of the period, and of a day the week that it ends. */
  days: readonly (PeriodCounts & Readonly<{ date: string }>)[];
  /** From the logbook, in the order in which it was done, and how much there was. */
  done: readonly DigestAction[];
  doneCount: number;
  /** What is open at the end, the earliest first. */
  priorities: readonly DigestPriority[];
  /** Sources of the brand, or of the agency, that could not be read at the end of the period. */
  blindSources: readonly BlindSource[];
}>;

/** What somebody or Vigie noted; told in the reader's language. brandName: null in the brand's own digest. */
export type DigestAction = Pick<LogbookEntry, 'brandId' | 'onDate' | 'kind' | 'text' | 'facts' | 'count'> &
  Readonly<{ brandName: string | null }>;

/** brandName: as of DigestAction. */
export type DigestPriority = Pick<Priority, 'text' | 'forDate'> & Readonly<{ brandName: string | null }>;

/** All the figures of a brand's digest. */
export type BrandDigestContent = DigestFrame &
  Readonly<{
    kind: 'brand';
    brandName: string;
    /** What a brand of it is called in words; null: a brand. */
    sector: Sector | null;
    /** The brand's own, as listRivals has them, in the same period, loudest first. */
    competitors: readonly (PeriodCounts & Readonly<{ name: string }>)[];
    buzzes: readonly DigestBuzz[];
    /** What was spoken of more than in the four weeks before, the most telling first. */
    emergingTerms: readonly EmergingTerm[];
    /** At most three each. */
    bestMentions: readonly DigestMention[];
    worstMentions: readonly DigestMention[];
    sites: readonly SiteCount[];
    /** Those that had not spoken of the brand in the four weeks before, the loudest first. */
    newSites: readonly SiteCount[];
    /** People who had never spoken of the brand before: how many, and those who said most. */
    newAuthors: Readonly<{
      count: number;
      loudest: readonly Readonly<{ author: string; site: string; mentionCount: number }>[];
    }>;
    /** How right the brand's sentiment was; null in digests of the first version. */
    reliability: Reliability | null;
  }>;

/** A mention, and why it is among the best or the worst; digests of the first version do not say why. */
export type DigestMention = QuotedMention &
  Readonly<{
    why?: Readonly<{
      themes: readonly Theme[];
      crisis: Crisis;
      /** Mentions of the period that tell the same story, itself among them. */
      toldCount: number;
      outletWeight: OutletWeight;
    }>;
  }>;

export type SiteCount = Readonly<{ site: string; mentionCount: number }>;

/** A brand beside the agency's others. */
export type AgencyDigestBrand = Readonly<{
  brandId: string;
  name: string;
  counts: PeriodCounts;
  countsBefore: PeriodCounts;
  /** Of the buzzes of the period, by their highest; null: there was none. */
  highestLevel: BuzzLevel | null;
  buzzCount: number;
  /** Of these, those that go on at its end. */
  openBuzzCount: number;
}>;

/** All the figures of an agency's digest: counts and days are the sums of its brands. */
export type AgencyDigestContent = DigestFrame &
  Readonly<{
    kind: 'agency';
    /** Clients' brands: the worst buzzes first, then the most negative mentions. */
    brands: readonly AgencyDigestBrand[];
  }>;

export type DigestContent = BrandDigestContent | AgencyDigestContent;

export type Digest<Content extends DigestContent = DigestContent> = Readonly<{
  agencyId: string;
  id: string;
  /** Null: of the agency. */
  brandId: string | null;
  period: DigestPeriod;
  /** IANA. */
  timeZone: string;
  /** The first local day, ISO date: with all above but the id, the digest's natural key. */
  periodStartsOn: string;
  content: Content;
  /** Null: nobody asked for one. */
  summaryDraft: SummaryDraft | null;
  createdAt: Date;
}>;

/** When digests come: how often, and on whose clock. */
export type DigestRhythm = Readonly<{ period: DigestPeriod; timeZone: string }>;

/** The hour and weekday are the agency's, the clock that shows them is the reader's. */
export function toDigestSlot(agency: Pick<Agency, 'digestWeekday' | 'digestHour'>, rhythm: DigestRhythm): Slot {
  return { ...rhythm, weekday: agency.digestWeekday, hour: agency.digestHour };
}
