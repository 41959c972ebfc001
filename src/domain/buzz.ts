/** An episode in which a brand's talk is abnormal, and the numbers it is judged by. */

import type { BuzzEvidence } from './buzz-evidence.ts';
import type { QuietReason } from './quiet-reason.ts';

/**
 * 1 weak signal (dashboard and digest only), 2 to watch, 3 bad buzz, 4 crisis. 0 is no buzz at all.
 */
export type BuzzLevel = 1 | 2 | 3 | 4;

export const BUZZ_LEVELS = [1, 2, 3, 4] as const satisfies readonly BuzzLevel[];

export type BuzzStatus = 'open' | 'acknowledged' | 'resolved';

export const BUZZ_STATUSES = ['open', 'acknowledged', 'resolved'] as const satisfies readonly BuzzStatus[];

/** negative: bad buzz. positive: much praise. silence: hardly anybody speaks of the brand. Only a bad buzz wakes anybody. */
export type BuzzKind = 'negative' | 'positive' | 'silence';

export const BUZZ_KINDS = ['negative', 'positive', 'silence'] as const satisfies readonly BuzzKind[];
/** What people say of it afterwards: that it was none, or that it was one. */
export type BuzzMark = 'false-alarm' | 'confirmed';

export const BUZZ_MARKS = ['false-alarm', 'confirmed'] as const satisfies readonly BuzzMark[];

/** Why a buzz has its level: each names one signal that is abnormal for this brand. */
export type BuzzReason =
  | 'negative-volume' // more negative mentions than this hour of the week explains
  | 'negative-share' // a larger part of the talk is negative than usual, counting how few they are
  | 'mention-volume' // more mentions of any kind than usual
  | 'many-authors'
  | 'newcomers' // people who had never spoken of the brand before
  | 'many-source-kinds'
  | 'crisis-words' // several people use words that crises are made of
  | 'press' // a regional or trade outlet took it up
  | 'national-press'
  | 'long-and-growing' // at level 3 for over two hours and still rising
  | 'own-rule' // a rule of the agency's own is met
  | 'positive-share'
  | 'silence';

export const BUZZ_REASONS = [
  'negative-volume',
  'negative-share',
  'mention-volume',
  'many-authors',
  'newcomers',
  'many-source-kinds',
  'crisis-words',
  'press',
  'national-press',
  'long-and-growing',
  'own-rule',
  'positive-share',
  'silence',
] as const satisfies readonly BuzzReason[];

export type HourCounts = Readonly<{ mentionCount: number; negativeCount: number }>;

/** One window of talk that ends now. Authors, sites, source kinds and stories are counted among the negative ones. */
export type WindowCounts = HourCounts &
  Readonly<{ authorCount: number; siteCount: number; sourceKindCount: number; storyCount: number }>;

/** What the expectation rests on: the brand's own past, the agency's other brands, or what brands are like in general. */
export type BuzzBasis = 'own' | 'agency' | 'general';

export const BUZZ_BASES = ['own', 'agency', 'general'] as const satisfies readonly BuzzBasis[];

/** What a level asks for. Surprises are orders of magnitude: 3 is once in a thousand such windows. */
export type BuzzCondition =
  | 'negative-count' // of one author no more than two, and of one story no more than two
  | 'joint-surprise' // of newcomers, of the share and of words of crisis, added up
  | 'crowd-surprise' // of all voices, or of the newcomers among them
  | 'share-surprise'
  | 'voices' // people with a story of their own: a troll's forty posts are one, a dispatch on forty sites too
  | 'authors'
  | 'stories'
  | 'spread' // many authors; fewer with a second kind of source, the press, or words of crisis
  | 'national-press'; // or two hours at level 3, still growing

export const BUZZ_CONDITIONS = [
  'negative-count',
  'joint-surprise',
  'crowd-surprise',
  'share-surprise',
  'voices',
  'authors',
  'stories',
  'spread',
  'national-press',
] as const satisfies readonly BuzzCondition[];

/** So many authors are spread enough with a second kind of source, the press, or words of crisis. */
export const SPREAD_AUTHOR_COUNT_MIN = 5;

/** Why not the next level: what it asks for and is not so. */
export type NextLevel = Readonly<{
  level: BuzzLevel;
  missing: readonly Readonly<{ condition: BuzzCondition; have: number; need: number }>[];
}>;

/** A rule of the agency's own that was met, as it was then. */
export type BuzzRule = Readonly<{
  name: string;
  level: BuzzLevel;
  count: number;
  countMin: number;
  windowMinutes: number;
}>;

/** The numbers a buzz was judged by, frozen with the decision. */
export type BuzzFigures = Readonly<{
  /** Width of the window that spoke loudest: 30, 60, 180, 360 or 1440; of a silence how long it lasts. */
  windowMinutes: number;
  mentionCount: number;
  negativeCount: number;
  positiveCount: number;
  /** What this brand usually has in such a window at this hour of the week. */
  expectedMentionCount: number;
  expectedNegativeCount: number;
  /** In nineteen of twenty such windows as many, both inclusive. */
  usualNegatives: Readonly<{ from: number; until: number }>;
  /** Probability of so many negatives or more where the brand is as usual, 0..1; of a silence that of so few mentions. */
  probability: number;
  /** The same of the mentions. */
  mentionProbability: number;
  /** Most negatives in a window of this width in the last eight weeks; null where they are not known. */
  highestNegativeCount: number | null;
  /** Part of the mentions that is negative, 0..1; 0 where there are none. */
  negativeRatio: number;
  /** The lowest share that the counts allow. */
  negativeRatioMin: number;
  usualNegativeRatio: number;
  /** Among the negatives: people with a story of their own. */
  voiceCount: number;
  /** Of the voices, those that had never spoken of the brand before, and how many of them the window usually has. */
  newcomerCount: number;
  expectedNewcomerCount: number;
  authorCount: number;
  siteCount: number;
  sourceKindCount: number;
  storyCount: number;
  /** Among the negatives: people who use words of crisis of weight 2 or 3. */
  crisisVoiceCount: number;
  /** Press sites among them, and those of national weight. */
  pressSiteCount: number;
  nationalPressSiteCount: number;
  /** Negatives of the last three hours, the oldest first. */
  hourlyNegativeCounts: readonly number[];
  /** Orders of magnitude by which newcomers, share and words of crisis are rare together: 3 is once in a thousand windows. */
  score: number;
  basis: BuzzBasis;
  /** How many earlier weeks of its own the expectation rests on, at most eight. */
  baselineWeekCount: number;
  /** The campaign that raised the bar for volume; null: none was on. */
  campaignName: string | null;
  metRules: readonly BuzzRule[];
  /** Null at the highest, and where nothing is negative. */
  nextLevel: NextLevel | null;
}>;

/** What the detector says of a brand now. level 0: nothing abnormal. */
export type BuzzVerdict = Readonly<{
  level: 0 | BuzzLevel;
  reasons: readonly BuzzReason[];
  figures: BuzzFigures;
  /** The last hour is abnormal by itself and clearly louder than the one before. */
  isGrowing: boolean;
}>;

export type Buzz = Readonly<{
  agencyId: string;
  id: string;
  brandId: string;
  kind: BuzzKind;
  /** The highest level it has reached since it opened or reopened: what people were told. */
  level: BuzzLevel;
  /** What its talk amounts to by now. */
  presentLevel: BuzzLevel;
  /** The last time that it amounted to that. */
  presentLevelAt: Date;
  status: BuzzStatus;
  reasons: readonly BuzzReason[];
  figures: BuzzFigures;
  openedAt: Date;
  /** When it reached its present level. */
  levelSince: Date;
  /** The last time that the talk was abnormal. */
  lastAbnormalAt: Date;
  acknowledgedAt: Date | null;
  /** Name of the contact or member, as it was then. */
  acknowledgedBy: string | null;
  /** The level that it had then; null: nobody did. A worse one asks again. */
  acknowledgedLevel: BuzzLevel | null;
  /** Nobody is reminded before; null: reminders go on. */
  snoozedUntil: Date | null;
  /** Null: nobody said, or it was taken back. A false alarm goes on until its talk is ordinary again. */
  mark: BuzzMark | null;
  /** Name of the member or the API key, as it was then. */
  markedBy: string | null;
  markedAt: Date | null;
  resolvedAt: Date | null;
  /** Who ended it by hand, so that only a worse one reopens it; null: it ended by itself, or goes on. */
  resolvedBy: string | null;
  /** How often it came back within a day of its end. */
  reopenCount: number;
}>;

export type BuzzEndKind =
  | 'by-itself' // its talk became ordinary again
  | 'closed' // somebody said that it is over, whatever the talk does
  | 'false-alarm'; // somebody said of its last level that it was none

export const BUZZ_END_KINDS = ['by-itself', 'closed', 'false-alarm'] as const satisfies readonly BuzzEndKind[];

/** How a buzz ended. by: the name of whoever said so, as it was then. */
export type BuzzEnd =
  | Readonly<{ as: 'by-itself'; by: null }>
  | Readonly<{ as: Exclude<BuzzEndKind, 'by-itself'>; by: string }>;

/**
 * How a buzz that is over ended.
 *
 * A false alarm says more than that it was closed, so it comes first. It is said of the level that the buzz had then, as
 * an answer is: of one that got worse or came back afterwards it tells nothing.
 *
 * Errors:  none: total.
 */
export function toBuzzEnd(buzz: Pick<Buzz, 'mark' | 'markedBy' | 'markedAt' | 'levelSince' | 'resolvedBy'>): BuzzEnd {
  const { mark, markedBy, markedAt, levelSince, resolvedBy } = buzz;
  const isFalse = mark === 'false-alarm' && markedAt !== null && markedAt >= levelSince;
  if (isFalse && markedBy !== null) return { as: 'false-alarm', by: markedBy };
  return resolvedBy === null ? { as: 'by-itself', by: null } : { as: 'closed', by: resolvedBy };
}

/** What happened to a buzz that people may have to be told of. */
export type BuzzChange = 'opened' | 'escalated' | 'reopened' | 'resolved';

export type BuzzEventKind =
  | 'opened'
  | 'escalated'
  | 'fell'
  | 'reopened'
  | 'told'
  | 'withheld'
  | 'acknowledged'
  | 'snoozed'
  | 'marked'
  | 'resolved';

export const BUZZ_EVENT_KINDS = [
  'opened',
  'escalated',
  'fell',
  'reopened',
  'told',
  'withheld',
  'acknowledged',
  'snoozed',
  'marked',
  'resolved',
] as const satisfies readonly BuzzEventKind[];

/** One line of a buzz's timeline; never changed afterwards. */
export type BuzzEvent = Readonly<{
  buzzId: string;
  at: Date;
  kind: BuzzEventKind;
  level: BuzzLevel;
  /** Who, or how many were told; null where nobody is behind it. */
  by: string | null;
  reasons: readonly BuzzReason[];
  /** Null for what is not a judgement: told, acknowledged, marked. */
  figures: BuzzFigures | null;
  /** What the judgement rested on; null for what is none, for a fall, and for what was judged before evidence was kept. */
  evidence: BuzzEvidence | null;
  /** Of the kind marked: what was said; null: it was taken back. */
  mark: BuzzMark | null;
  /** Of the kind withheld: why nobody was told. */
  withheldReason: QuietReason | null;
}>;
