/** A rule of an agency's own: so many mentions within so long are at least this grave, whatever is usual. */
import type { BuzzLevel } from './buzz.ts';
import type { Mention, SentimentLabel } from './mention.ts';
import type { SourceKind } from './source.ts';

export type AlertRuleCounts = 'mentions' | 'negatives';

export const ALERT_RULE_COUNTS = ['mentions', 'negatives'] as const satisfies readonly AlertRuleCounts[];

/** The largest number that a rule may ask for: whoever reads so many mentions has read enough for any rule. */
export const ALERT_RULE_COUNT_MAX = 100_000;
/** A brand is held against all that are for it whenever it is judged. */
export const ALERT_RULES_PER_AGENCY_MAX = 100;
export const ALERT_RULE_MINUTES_MIN = 5;
export const ALERT_RULE_MINUTES_MAX = 1_440;

export type AlertRule = Readonly<{
  agencyId: string;
  id: string;
  /** null: for every brand of the agency. */
  brandId: string | null;
  name: string;
  counts: AlertRuleCounts;
  /** Which of the brand's mentions, in Vigie's query language: a term, a site, an author; null: all of them. */
  query: string | null;
  countMin: number;
  windowMinutes: number;
  /** What it is at least, once the rule is met. */
  level: BuzzLevel;
  createdAt: Date;
}>;

/** What rules know of a stored mention. */
export type RuleMention = Pick<
  Mention,
  'publishedAt' | 'language' | 'title' | 'excerpt' | 'passages' | 'url' | 'author' | 'site'
> &
  Readonly<{ label: SentimentLabel; sourceKind: SourceKind }>;

/** A rule that is met now, and by how many mentions. */
export type MetRule = Readonly<{
  rule: Pick<AlertRule, 'id' | 'name' | 'level' | 'countMin' | 'windowMinutes' | 'counts'>;
  count: number;
}>;
