/** An episode in which a brand's talk is abnormal, and the numbers it is judged by. */

/**
 * 1 weak signal (dashboard and digest only), 2 to watch, 3 bad buzz, 4 crisis. 0 is no buzz at all.
 */
export type BuzzLevel = 1 | 2 | 3 | 4;

export const BUZZ_LEVELS = [1, 2, 3, 4] as const satisfies readonly BuzzLevel[];

export type BuzzStatus = 'open' | 'acknowledged' | 'resolved';

export const BUZZ_STATUSES = ['open', 'acknowledged', 'resolved'] as const satisfies readonly BuzzStatus[];

/** What people say of it afterwards: that it was none, or that it was one. */
export type BuzzMark = 'false-alarm' | 'confirmed';

export const BUZZ_MARKS = ['false-alarm', 'confirmed'] as const satisfies readonly BuzzMark[];

/** Why a buzz has its level: each names one signal that is abnormal for this brand. */
export type BuzzReason =
  | 'negative-volume' // more negative mentions than this hour of the week explains
  | 'negative-share' // a larger part of the talk is negative than usual, counting how few they are
  | 'mention-volume' // more mentions of any kind than usual
  | 'many-authors'
  | 'many-source-kinds'
  | 'long-and-growing'; // at level 3 for over two hours and still rising

export const BUZZ_REASONS = [
  'negative-volume',
  'negative-share',
  'mention-volume',
  'many-authors',
  'many-source-kinds',
  'long-and-growing',
] as const satisfies readonly BuzzReason[];

export type HourCounts = Readonly<{ mentionCount: number; negativeCount: number }>;

/** One window of talk that ends now. Authors, sites, source kinds and stories are counted among the negative ones. */
export type WindowCounts = HourCounts &
  Readonly<{ authorCount: number; siteCount: number; sourceKindCount: number; storyCount: number }>;

/** All that the detector knows of a brand's talk. */
export type BrandTalk = Readonly<{
  lastHour: WindowCounts;
  lastSixHours: WindowCounts;
  /** The hour before the last one, to tell rising from falling. */
  hourBefore: HourCounts;
  /** The same hour of the week in earlier weeks, newest first; weeks before the brand was watched are absent. */
  sameHourByWeek: readonly HourCounts[];
  /** The seven days before the last six hours; hourCount is how many of those hours the brand was watched. */
  lastWeek: HourCounts & Readonly<{ hourCount: number }>;
}>;

/** The numbers a buzz was judged by, frozen with the decision. */
export type BuzzFigures = Readonly<{
  /** Width of the window that spoke loudest: 60 or 360. */
  windowMinutes: number;
  mentionCount: number;
  negativeCount: number;
  /** What this brand usually has in such a window at this hour of the week. */
  expectedMentionCount: number;
  expectedNegativeCount: number;
  /** Part of the mentions that is negative, 0..1; 0 where there are none. */
  negativeRatio: number;
  usualNegativeRatio: number;
  authorCount: number;
  siteCount: number;
  sourceKindCount: number;
  storyCount: number;
  /** Standard deviations of the negative count above what was expected. */
  score: number;
  /** How many earlier weeks the expectation rests on; 0 when it rests on the last days alone. */
  baselineWeekCount: number;
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
  /** The highest level it has reached. */
  level: BuzzLevel;
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
  /** Null: nobody said, or it was taken back. A false alarm goes on until its talk is ordinary again. */
  mark: BuzzMark | null;
  /** Name of the member or the API key, as it was then. */
  markedBy: string | null;
  markedAt: Date | null;
  resolvedAt: Date | null;
}>;

/** What happened to a buzz that people may have to be told of. */
export type BuzzChange = 'opened' | 'escalated' | 'resolved';

export type BuzzEventKind = 'opened' | 'escalated' | 'told' | 'acknowledged' | 'marked' | 'resolved';

export const BUZZ_EVENT_KINDS = [
  'opened',
  'escalated',
  'told',
  'acknowledged',
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
  /** Of the kind marked: what was said; null: it was taken back. */
  mark: BuzzMark | null;
}>;
