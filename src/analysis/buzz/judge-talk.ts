/**
 * Is a brand's talk abnormal for this brand, and how badly? The rule that decides whether somebody is woken up.
 *
 * Three questions are asked of each width (half an hour to a day): do more people speak ill of the brand who
 * never spoke of it before than the hour of the week explains, is a larger part of the talk negative than usual, and do
 * they use words of crisis? News make a brand loud and a quiet day makes one complaint a third of the talk; what is rare
 * in all three together is a bad buzz. They are asked of voices, not of mentions: one troll or one dispatch on forty
 * sites must not wake anybody.
 */

import { findFirst } from '../../base/find-first.ts';
import type { Sensitivity } from '../../domain/brand.ts';
import {
  type BuzzCondition,
  type BuzzFigures,
  type BuzzKind,
  type BuzzLevel,
  type BuzzReason,
  type BuzzRule,
  type BuzzVerdict,
  type NextLevel,
  SPREAD_AUTHOR_COUNT_MIN,
} from '../../domain/buzz.ts';
import { toShareInterval } from '../../domain/share-interval.ts';
import type { TalkFact } from '../../domain/talk-fact.ts';
import { BUCKET_MS } from '../../domain/volume.ts';
import { countVoices, type Voices } from './count-voices.ts';
import {
  joinWindows,
  readSurprises,
  type SeriesSurprise,
  surpriseOf,
  type WindowSurprise,
  withFloor,
} from './detect-volume.ts';
import { logLowerTail, logShareTail, logUpperTail, usualCounts } from './negative-binomial.ts';
import {
  paceOf,
  type TalkPace,
  type TalkRow,
  type TalkState,
  takenRatioOf,
  usualNewcomerRatioOf,
  usualRatioOf,
  watchedBucketCount,
} from './talk-state.ts';
import {
  BUCKETS_PER_DAY,
  countUsualBuckets,
  MODEL_SETTINGS,
  ORDINARY_DISPERSION_MAX,
  readWindows,
  type VolumeModel,
} from './volume-model.ts';

/** What a level asks for, in one width. Surprises in orders of magnitude. */
type Bars = Readonly<{
  negativeCount: number;
  jointSurprise: number;
  crowdSurprise: number;
  shareSurprise: number;
  voices: number;
  authors: number;
  stories: number;
}>;

/**
 * Source: simulated half years (`npm run bench:buzz-sim`), on other seeds than the ones they are reported on; counts of
 * authors and stories as in alerting.md.
 */
const BARS: Readonly<Record<2 | 3, Bars>> = {
  2: { negativeCount: 6, jointSurprise: 3.3, crowdSurprise: 1, shareSurprise: 1, voices: 4, authors: 3, stories: 3 },
  3: {
    negativeCount: 10,
    jointSurprise: 4.6,
    crowdSurprise: 1.4,
    shareSurprise: 1.3,
    voices: 8,
    authors: 5,
    stories: 5,
  },
};

/** What the surprise of the share weighs beside the others: days have their moods. */
const SHARE_WEIGHT = 0.7;
/** Of the share no more surprise than this is added: of a brand of which nobody speaks a dispatch is all the talk. */
const SHARE_SURPRISE_MAX = 2.5;

/** In buckets: half an hour, one, three and six hours, a day. */
const JUDGED_WIDTHS = [6, 12, 36, 72, 288];
/** What the surprise of all voices weighs beside that of the newcomers among them: regulars have their bad days together. */
const VOICES_WEIGHT = 0.8;
/** People who come anew come by themselves: fewer of them come together than mentions do. */
const NEWCOMER_CLUSTER = 1;
/** Of the quietest brands a newcomer is granted so often: in no hour of the night is one infinitely unusual. */
const NEWCOMERS_PER_HOUR_MIN = 0.05;
/** What part of the voices of an ordinary day uses words of crisis. */
const CRISIS_RATIO = 0.05;

/** This many authors are many; fewer are as telling with a second kind of source, the press, or words of crisis. */
const MANY_AUTHORS_COUNT_MIN = 8;
const CRISIS_VOICE_COUNT_MIN = 3;
/** From this surprise of the share on it is named as a reason. */
const PRAISE_SHARE_SURPRISE_MIN = 2;
const PRAISE_COUNT_MIN = 8;

/** How a sensitivity moves the bars: surprises are multiplied, counts too and rounded up. */
export const SENSITIVITY_TIMES: Readonly<Record<Sensitivity, Readonly<{ surpriseTimes: number; countTimes: number }>>> =
  {
    fewer: { surpriseTimes: 1.4, countTimes: 1.5 },
    balanced: { surpriseTimes: 1, countTimes: 1 },
    more: { surpriseTimes: 0.75, countTimes: 0.7 },
  };

/**
 * Opinions come in moods: two mentions of a day agree more often than chance lets them, so that a thousand say no more of
 * a share than about thirty that know nothing of each other.
 */
const SHARE_CORRELATION = 0.03;
/** z of the lower bound of the negative share: one-sided 97.5 %. */
const SHARE_CONFIDENCE_Z = 1.96;

/** Between one hour and the next: two equal hours differ by more than this in one case out of six. */
const RISE_SCORE_MIN = 1.4;
const HOUR_MINUTES = 60;
const HOUR_MS = 12 * BUCKET_MS;

/** Nobody looks at single mentions while there are not so many times the expected. */
const RISE_RATIO_MIN = 1.5;

/** So long a brand's volume is unknown: the share of its negatives and their words must speak for themselves. */
const NEW_DAYS = 2;

/** A silence is told where it is this rare, in orders of magnitude, and no sooner than this. */
const SILENCE_SURPRISE_MIN = 4;
const SILENCE_BUCKETS_MIN = BUCKETS_PER_DAY / 4;
/** Silences are told of brands that are known. */
const SILENCE_WATCHED_DAYS_MIN = 7;

/** After two weeks the expectation is the brand's own. */
const OWN_BASIS_DAYS_MIN = 14;
const BASELINE_WEEKS_MAX = 8;

export type TalkContext = Readonly<{
  sensitivity: Sensitivity;
  /** A campaign that is on; null: none. It raises the bar for volume, never for the negative share. */
  campaignName: string | null;
  /**
   * Whether a bad buzz is open, or was within the last day: then the last six hours decide whether it goes on or comes back,
   * and not the day that holds its beginning. The day may make it worse.
   */
  phase: 'calm' | 'buzz' | 'aftermath';
  /** What people were told of the buzz that is open; 0: none is. */
  toldLevel: 0 | BuzzLevel;
  /** Whether a silence is open: it lasts until somebody speaks, though by then less and less is to be expected. */
  isSilenceOpen: boolean;
}>;

/** All that counts say, before anybody looks at single mentions. */
export type TalkScan = Readonly<{
  row: TalkRow;
  state: TalkState;
  context: TalkContext;
  mentions: SeriesSurprise;
  negatives: SeriesSurprise;
  /** Positive mentions in the last 24 hours. */
  positiveCount: number;
  /** Only where it is set can the verdict be anything but calm. */
  needsFacts: boolean;
}>;

/**
 * What counts alone say of the brand now. Reads and changes nothing.
 *
 * Shape:   state: everything before the row. row: the bucket in hand, as far as it has come. positiveCount: of the last 24
 *          hours, the row included.
 * Errors:  RangeError where the row's bucket is not after the last one folded.
 */
export function scanTalk(input: Pick<TalkScan, 'state' | 'row' | 'context' | 'positiveCount'>): TalkScan {
  const { state, row, context, positiveCount } = input;
  const { bucket, likeBucket = bucket } = row;
  const mentions = readSurprises(state.mentions, { bucket, count: row.mentionCount, likeBucket });
  const negatives = readSurprises(state.negatives, { bucket, count: row.negativeCount, likeBucket });
  const { negativeCount } = toBars(2, context.sensitivity);
  const isYoung = isNew(state, bucket);
  const needsFacts =
    context.phase !== 'calm' ||
    negatives.level > 0 ||
    negatives.windows.some(
      ({ observedCount, expectedCount }) =>
        observedCount >= negativeCount && (isYoung || observedCount >= RISE_RATIO_MIN * expectedCount),
    );
  return { row, state, context, mentions, negatives, positiveCount, needsFacts };
}

function isNew(state: TalkState, bucket: number): boolean {
  return watchedBucketCount(state, bucket) < NEW_DAYS * BUCKETS_PER_DAY;
}

/**
 * The widths, in buckets, in which single mentions could make something of it that counts alone do not tell: in any other
 * even a crowd of newcomers would stay below the bars, so that nobody need look at its mentions.
 */
export function listOpenWidths(scan: TalkScan): readonly number[] {
  const { context, needsFacts, row, state } = scan;
  if (!needsFacts) return [];
  const { negativeCount, shareSurprise } = toBars(2, context.sensitivity);
  const usualRatio = usualNegativeRatioOf(state, row.bucket);
  const { mentions, negatives } = readJudged(state, row);
  return JUDGED_WIDTHS.filter((buckets, index) => {
    const { observedCount: wholeCount = 0 } = mentions[index] ?? {};
    const { observedCount: partCount = 0, expectedCount = 0 } = negatives[index] ?? {};
    if (context.phase === 'aftermath' && buckets > STILL_BUCKETS) return false;
    const maySayStill = context.phase === 'buzz' && buckets === STILL_BUCKETS;
    const explained = explainedCount(scan, wholeCount);
    if (maySayStill && partCount >= stillVoicesNeeded(Math.max(expectedCount, explained))) return true;
    return partCount >= negativeCount && shareOf({ partCount, wholeCount, usualRatio }).surprise >= shareSurprise;
  });
}

/** Both series in the widths that are judged, in their order. */
function readJudged(state: TalkState, row: TalkRow) {
  const { bucket, likeBucket = bucket } = row;
  const read = (model: VolumeModel, count: number) =>
    readWindows(model, { bucket, count, likeBucket }, MODEL_SETTINGS, JUDGED_WIDTHS);
  return { mentions: read(state.mentions, row.mentionCount), negatives: read(state.negatives, row.negativeCount) };
}

/** What there is of a new brand's talk may be nothing but its first bad buzz. */
function usualNegativeRatioOf(state: TalkState, bucket: number): number {
  return isNew(state, bucket) ? takenRatioOf(state, 'negative') : usualRatioOf(state, 'negative');
}

/** The verdict on one kind of buzz. facts: as judgeTalk wants them. */
export function judgeKind(kind: BuzzKind, scan: TalkScan, facts: readonly TalkFact[]): BuzzVerdict {
  switch (kind) {
    case 'negative':
      return judgeTalk(scan, facts);
    case 'positive':
      return judgePraise(scan);
    case 'silence':
      return judgeSilence(scan);
  }
}

/**
 * How bad the brand's talk is now: 0 as usual, 1 more negatives than usual whoever speaks, 2 and a larger share of the
 * talk among at least three people, 3 among many, or in several places, 4 and the national press took it up.
 *
 * Shape:   facts: the negative mentions of the last 24 hours, oldest first; may be empty where the scan needs none. Two
 *          hours at level 3 make a 4 too: that is followBuzz's.
 * Errors:  none: total.
 */
export function judgeTalk(scan: TalkScan, facts: readonly TalkFact[]): BuzzVerdict {
  const widths = readWidths(scan).map((width) => ({ width, judged: judgeWidth(scan, facts, width) }));
  const { phase, toldLevel } = scan.context;
  const worst = findWorst(widths.map(({ judged }) => judged));
  const isAnew = phase === 'calm' || (phase === 'buzz' && worst.level > toldLevel);
  const still = widths.filter(({ width: { buckets } }) => buckets <= STILL_BUCKETS);
  const judged = isAnew ? worst : findWorst(still.map(({ judged }) => judged));
  const level = Math.max(judged.level, isSignal(scan, widths) ? 1 : 0) as 0 | BuzzLevel;
  return {
    level,
    reasons: level === 0 ? [] : judged.reasons,
    figures: judged.toFigures(),
    isGrowing: isGrowing(scan, facts),
  };
}

function findWorst(judged: readonly JudgedWidth[]): JudgedWidth {
  return judged.reduce((worst, each) =>
    each.level > worst.level || (each.level === worst.level && each.loudness > worst.loudness) ? each : worst,
  );
}

/** While a buzz is open these decide whether it goes on, in buckets: the day that holds its beginning has no say in it. */
const STILL_BUCKETS = 72;
/** It does while so many speak ill of the brand in that time… */
const STILL_VOICES_MIN = 3;
/** …and so many times as many as usual. */
const STILL_RATIO_MIN = 2;

/** The two series in one width. expected: the negatives against what a campaign lets expect too. */
type Width = Readonly<{
  buckets: number;
  mentions: WindowSurprise;
  negatives: WindowSurprise;
  expected: WindowSurprise;
}>;

function readWidths(scan: TalkScan): readonly Width[] {
  const { mentions, negatives } = readJudged(scan.state, scan.row);
  return JUDGED_WIDTHS.map((buckets, index): Width => {
    const [ofMentions, ofNegatives] = [mentions[index], negatives[index]];
    if (ofMentions === undefined || ofNegatives === undefined) throw new Error(`no window of ${buckets} buckets`);
    const both = { mentions: surpriseOf(ofMentions), negatives: surpriseOf(ofNegatives) };
    return { buckets, ...both, expected: underCampaign(scan, both) };
  });
}

/** More negatives than usual, whoever speaks; while a buzz is open, still so many voices. */
function isSignal(scan: TalkScan, widths: readonly Readonly<{ width: Width; judged: JudgedWidth }>[]): boolean {
  const { phase } = scan.context;
  if (phase === 'calm') return isLoud(scan);
  if (phase === 'aftermath') return false;
  return widths.some(
    ({ width, judged }) =>
      width.buckets === STILL_BUCKETS && judged.voiceCount >= stillVoicesNeeded(width.expected.expectedCount),
  );
}

/**
 * Whether there are more negatives than usual, by counts alone, and more than a campaign explains: level 1 where all was calm.
 *
 * What a campaign lets expect strays as ordinary days do, as it does for the levels above. By what a brand of few negatives has
 * shown of itself five times as many would be nothing, and a campaign of nothing but negatives has no more.
 */
export function isLoud(scan: TalkScan): boolean {
  const { context, mentions, negatives } = scan;
  if (negatives.level === 0 || context.campaignName === null) return negatives.level > 0;
  const windows = negatives.windows.map((ofNegatives, index) => {
    const ofMentions = mentions.windows[index];
    if (ofMentions === undefined) throw new Error('no window of mentions beside the negatives’');
    const dispersion = Math.min(ofNegatives.dispersion, ORDINARY_DISPERSION_MAX);
    return underCampaign(scan, { mentions: ofMentions, negatives: { ...ofNegatives, dispersion } });
  });
  return joinWindows(windows).level > 0;
}

function stillVoicesNeeded(expectedCount: number): number {
  return Math.max(STILL_VOICES_MIN, STILL_RATIO_MIN * expectedCount);
}

type JudgedWidth = Readonly<{
  level: 0 | BuzzLevel;
  /** Tells equal levels apart. */
  loudness: number;
  voiceCount: number;
  reasons: readonly BuzzReason[];
  toFigures: () => BuzzFigures;
}>;

function judgeWidth(
  scan: TalkScan,
  facts: readonly TalkFact[],
  { buckets, mentions, negatives, expected }: Width,
): JudgedWidth {
  const { context, state, row } = scan;
  const isYoung = isNew(state, row.bucket);
  const usualRatio = usualNegativeRatioOf(state, row.bucket);
  const voices = countVoices(takeSince(facts, (row.bucket - buckets + 1) * BUCKET_MS));
  const newcomers = toNewcomers(voices, { expected, usualRatio: usualNewcomerRatioOf(state) });
  const share = toShare({ voices, mentions, negatives, usualRatio });
  const crisisSurprise = tailOfShare({
    partCount: voices.crisisVoiceCount,
    wholeCount: voices.voiceCount,
    ratio: CRISIS_RATIO,
  });
  const shareSurprise = isYoung ? share.surprise : Math.min(share.surprise, SHARE_SURPRISE_MAX);
  const crowdSurprise = Math.max(newcomers.surprise, VOICES_WEIGHT * toVoicesSurprise(voices, expected));
  const jointSurprise = crowdSurprise + SHARE_WEIGHT * shareSurprise + crisisSurprise;
  const have: Record<BuzzCondition, number> = {
    'negative-count': Math.min(voices.heardCount, negatives.observedCount),
    'joint-surprise': jointSurprise,
    'crowd-surprise': crowdSurprise,
    'share-surprise': share.surprise,
    voices: voices.voiceCount,
    authors: voices.authorCount,
    stories: voices.storyCount,
    spread: voices.authorCount,
    'national-press': voices.nationalPressSiteCount,
  };
  const missingFor = (level: BuzzLevel) =>
    conditionsOf(level, { voices, sensitivity: context.sensitivity, isYoung }).flatMap(({ condition, need }) =>
      have[condition] >= need ? [] : [{ condition, have: have[condition], need }],
    );
  let level: 0 | BuzzLevel = 0;
  for (const next of [2, 3, 4] as const) {
    if (missingFor(next).length > 0) break;
    level = next;
  }
  const nextLevel = level === 4 ? null : toNextLevel(level, missingFor);
  return {
    level,
    loudness: jointSurprise,
    voiceCount: voices.voiceCount,
    reasons: toReasons({ mentions, negatives, newcomers, share, voices }),
    toFigures: () =>
      toFigures({
        scan,
        mentions,
        negatives: expected,
        newcomers,
        share,
        voices,
        usualRatio,
        facts,
        nextLevel,
        jointSurprise,
      }),
  };
}

type Need = Readonly<{ condition: BuzzCondition; need: number }>;

function conditionsOf(
  level: BuzzLevel,
  { voices, sensitivity, isYoung }: Readonly<{ voices: Voices; sensitivity: Sensitivity; isYoung: boolean }>,
): readonly Need[] {
  if (level === 1) return [];
  if (level === 4) return [{ condition: 'national-press', need: 1 }];
  const bars = toBars(level, sensitivity);
  const isSpread =
    voices.sourceKindCount >= 2 || voices.crisisVoiceCount >= CRISIS_VOICE_COUNT_MIN || voices.pressSiteCount > 0;
  return [
    { condition: 'negative-count', need: bars.negativeCount },
    { condition: 'joint-surprise', need: bars.jointSurprise },
    ...(isYoung ? [] : [{ condition: 'crowd-surprise', need: bars.crowdSurprise } as const]),
    { condition: 'share-surprise', need: bars.shareSurprise },
    { condition: 'voices', need: bars.voices },
    { condition: 'authors', need: bars.authors },
    { condition: 'stories', need: bars.stories },
    ...(level === 3
      ? [{ condition: 'spread', need: isSpread ? SPREAD_AUTHOR_COUNT_MIN : MANY_AUTHORS_COUNT_MIN } as const]
      : []),
  ];
}

function toBars(level: 2 | 3, sensitivity: Sensitivity): Bars {
  const { surpriseTimes, countTimes } = SENSITIVITY_TIMES[sensitivity];
  const { negativeCount, jointSurprise, crowdSurprise, shareSurprise, voices, authors, stories } = BARS[level];
  return {
    negativeCount: Math.ceil(negativeCount * countTimes),
    jointSurprise: jointSurprise * surpriseTimes,
    crowdSurprise: crowdSurprise * surpriseTimes,
    shareSurprise: shareSurprise * surpriseTimes,
    voices: Math.ceil(voices * countTimes),
    authors: Math.max(2, Math.ceil(authors * countTimes)),
    stories: Math.max(2, Math.ceil(stories * countTimes)),
  };
}

function toNextLevel(level: 0 | BuzzLevel, missingFor: (level: BuzzLevel) => NextLevel['missing']): NextLevel {
  const next = Math.max(2, level + 1) as BuzzLevel;
  return { level: next, missing: missingFor(next) };
}

/** While a campaign is on, as many negatives are to be expected as its talk explains at the usual share. */
function underCampaign(
  scan: TalkScan,
  { mentions, negatives }: Readonly<{ mentions: WindowSurprise; negatives: WindowSurprise }>,
): WindowSurprise {
  const explained = explainedCount(scan, mentions.observedCount);
  return explained <= negatives.expectedCount ? negatives : surpriseOf({ ...negatives, expectedCount: explained });
}

/** Of so many mentions; 0 where no campaign is on. */
function explainedCount({ context, state, row }: TalkScan, mentionCount: number): number {
  return context.campaignName === null ? 0 : usualNegativeRatioOf(state, row.bucket) * mentionCount;
}

type Newcomers = Readonly<{ count: number; expectedCount: number; surprise: number }>;

/** How many speak ill of the brand who never spoke of it before, and how rare that is. */
function toNewcomers(
  { newcomerCount }: Voices,
  { expected, usualRatio }: Readonly<{ expected: WindowSurprise; usualRatio: number }>,
): Newcomers {
  const expectedCount = expected.expectedCount * usualRatio;
  const granted = Math.max(expectedCount, (NEWCOMERS_PER_HOUR_MIN * expected.widthMinutes) / 60);
  const dispersion = Math.min(expected.dispersion, ORDINARY_DISPERSION_MAX) + NEWCOMER_CLUSTER / granted;
  const logTail = logUpperTail({ observedCount: newcomerCount, expectedCount: granted, dispersion });
  return { count: newcomerCount, expectedCount, surprise: newcomerCount <= granted ? 0 : -logTail / Math.LN10 };
}

/** How rare so many voices are, whoever they are. */
function toVoicesSurprise({ voiceCount }: Voices, expected: WindowSurprise): number {
  const granted = withFloor({
    ...expected,
    observedCount: Math.min(voiceCount, expected.observedCount),
    dispersion: Math.min(expected.dispersion, ORDINARY_DISPERSION_MAX),
  });
  return granted.observedCount <= granted.expectedCount ? 0 : -logUpperTail(granted) / Math.LN10;
}

type Share = Readonly<{ surprise: number; ratioMin: number }>;

/** How far the share of negative voices is from the usual one, counting how few they are and that opinions come in moods. */
function toShare(
  input: Readonly<{
    voices: Voices;
    mentions: WindowSurprise;
    negatives: WindowSurprise;
    usualRatio: number;
  }>,
): Share {
  const { voices, mentions, negatives, usualRatio } = input;
  const partCount = Math.min(voices.voiceCount, negatives.observedCount);
  const wholeCount = mentions.observedCount - negatives.observedCount + partCount;
  return shareOf({ partCount, wholeCount, usualRatio });
}

function shareOf({
  partCount,
  wholeCount,
  usualRatio,
}: Readonly<{ partCount: number; wholeCount: number; usualRatio: number }>): Share {
  if (partCount <= 0 || wholeCount <= 0) return { surprise: 0, ratioMin: 0 };
  const scale = 1 / (1 + (wholeCount - 1) * SHARE_CORRELATION);
  const counts = { partCount: partCount * scale, wholeCount: wholeCount * scale };
  return {
    surprise: tailOfShare({ ...counts, ratio: usualRatio }),
    ratioMin: toShareInterval(counts, SHARE_CONFIDENCE_Z).from,
  };
}

/** In orders of magnitude; 0 where the part is no larger than usual. */
function tailOfShare(counts: Readonly<{ partCount: number; wholeCount: number; ratio: number }>): number {
  return counts.partCount <= counts.ratio * counts.wholeCount ? 0 : -logShareTail(counts) / Math.LN10;
}

/** From this surprise on a signal is named. */
const NAMED_SURPRISE_MIN = 1.3;

function toReasons(
  input: Readonly<{
    mentions: WindowSurprise;
    negatives: WindowSurprise;
    newcomers: Newcomers;
    share: Share;
    voices: Voices;
  }>,
): readonly BuzzReason[] {
  const { mentions, negatives, newcomers, share, voices } = input;
  const reasons: readonly (BuzzReason | false)[] = [
    (negatives.surprise >= NAMED_SURPRISE_MIN || share.surprise < NAMED_SURPRISE_MIN) && 'negative-volume',
    share.surprise >= NAMED_SURPRISE_MIN && 'negative-share',
    mentions.surprise >= NAMED_SURPRISE_MIN && 'mention-volume',
    newcomers.surprise >= NAMED_SURPRISE_MIN && 'newcomers',
    voices.authorCount >= MANY_AUTHORS_COUNT_MIN && 'many-authors',
    voices.sourceKindCount >= 2 && voices.authorCount >= SPREAD_AUTHOR_COUNT_MIN && 'many-source-kinds',
    voices.crisisVoiceCount >= CRISIS_VOICE_COUNT_MIN && 'crisis-words',
    voices.nationalPressSiteCount > 0 ? 'national-press' : voices.pressSiteCount > 0 && 'press',
  ];
  return reasons.filter((reason) => reason !== false);
}

function toFigures(
  input: Readonly<{
    scan: TalkScan;
    mentions: WindowSurprise;
    negatives: WindowSurprise;
    newcomers: Newcomers;
    jointSurprise: number;
    share: Share;
    voices: Voices;
    usualRatio: number;
    facts: readonly TalkFact[];
    nextLevel: NextLevel | null;
  }>,
): BuzzFigures {
  const { scan, mentions, negatives, newcomers, share, voices, usualRatio } = input;
  const { state, row, context } = scan;
  const { authorCount, siteCount, sourceKindCount, storyCount, voiceCount } = voices;
  return {
    windowMinutes: mentions.widthMinutes,
    mentionCount: mentions.observedCount,
    negativeCount: negatives.observedCount,
    positiveCount: scan.positiveCount,
    expectedMentionCount: mentions.expectedCount,
    expectedNegativeCount: negatives.expectedCount,
    usualNegatives: usualCounts(withFloor(negatives)),
    probability: negatives.tailProbability,
    mentionProbability: mentions.tailProbability,
    highestNegativeCount: null,
    negativeRatio: mentions.observedCount === 0 ? 0 : negatives.observedCount / mentions.observedCount,
    negativeRatioMin: share.ratioMin,
    usualNegativeRatio: usualRatio,
    ...{ voiceCount, authorCount, siteCount, sourceKindCount, storyCount },
    newcomerCount: newcomers.count,
    expectedNewcomerCount: newcomers.expectedCount,
    crisisVoiceCount: voices.crisisVoiceCount,
    pressSiteCount: voices.pressSiteCount,
    nationalPressSiteCount: voices.nationalPressSiteCount,
    hourlyNegativeCounts: countHours(input.facts, row.bucket),
    score: input.jointSurprise,
    ...toBasis(state, row.bucket),
    campaignName: context.campaignName,
    metRules: [],
    nextLevel: input.nextLevel,
  };
}

function toBasis(state: TalkState, bucket: number): Pick<BuzzFigures, 'basis' | 'baselineWeekCount'> {
  const days = watchedBucketCount(state, bucket) / BUCKETS_PER_DAY;
  return {
    basis: days >= OWN_BASIS_DAYS_MIN ? 'own' : state.prior === null ? 'general' : 'agency',
    baselineWeekCount: Math.min(BASELINE_WEEKS_MAX, Math.floor(days / 7)),
  };
}

/** Of the last three hours, the oldest first; the last one ends with the bucket. */
function countHours(facts: readonly TalkFact[], bucket: number): readonly number[] {
  const until = (bucket + 1) * BUCKET_MS;
  return [3, 2, 1].map((hour) => {
    const from = until - hour * HOUR_MS;
    return facts.filter(({ publishedAt }) => publishedAt >= from && publishedAt < from + HOUR_MS).length;
  });
}

/** Of a brand that is new no hour is usual yet. */
function isGrowing(scan: TalkScan, facts: readonly TalkFact[]): boolean {
  const hour = scan.negatives.windows.find(({ widthMinutes }) => widthMinutes === HOUR_MINUTES);
  const isAbnormal = (hour?.surprise ?? 0) >= NAMED_SURPRISE_MIN || isNew(scan.state, scan.row.bucket);
  const [, before = 0, last = 0] = countHours(facts, scan.row.bucket);
  return isAbnormal && 2 * (Math.sqrt(last + 3 / 8) - Math.sqrt(before + 3 / 8)) >= RISE_SCORE_MIN;
}

function takeSince(facts: readonly TalkFact[], since: number): readonly TalkFact[] {
  const first = findFirst(facts, ({ publishedAt }) => publishedAt >= since);
  return first === 0 ? facts : facts.slice(first);
}

/** For figures of what nobody has to be counted for. */
const NO_VOICES = {
  newcomers: { count: 0, expectedCount: 0, surprise: 0 },
  jointSurprise: 0,
  voices: countVoices([]),
  facts: [],
  nextLevel: null,
} as const;

/** Much praise: more talk than usual and a larger part of it positive. Level 1 or none: nobody is woken for it. */
export function judgePraise(scan: TalkScan): BuzzVerdict {
  const day = scan.mentions.windows.at(-1);
  const negatives = scan.negatives.windows.at(-1);
  if (day === undefined || negatives === undefined) throw new Error('no window of a day');
  const usualRatio = usualRatioOf(scan.state, 'positive');
  const share = shareOf({ partCount: scan.positiveCount, wholeCount: day.observedCount, usualRatio });
  const { surpriseTimes } = SENSITIVITY_TIMES[scan.context.sensitivity];
  const isPraise =
    scan.mentions.level > 0 &&
    scan.positiveCount >= PRAISE_COUNT_MIN &&
    share.surprise >= PRAISE_SHARE_SURPRISE_MIN * surpriseTimes;
  return {
    level: isPraise ? 1 : 0,
    reasons: isPraise ? ['positive-share', 'mention-volume'] : [],
    figures: toFigures({
      ...NO_VOICES,
      ...{ scan, mentions: day, negatives, share },
      usualRatio: usualRatioOf(scan.state, 'negative'),
    }),
    isGrowing: false,
  };
}

/** Nobody speaks of the brand any more: longer than its talk explains. Level 1 or none. */
export function judgeSilence(scan: TalkScan): BuzzVerdict {
  const { state, row } = scan;
  const day = scan.mentions.windows.at(-1);
  const negatives = scan.negatives.windows.at(-1);
  if (day === undefined || negatives === undefined) throw new Error('no window of a day');
  const since = row.mentionCount > 0 ? row.bucket : (state.lastSpokenBucket ?? state.firstBucket ?? row.bucket);
  const silentBuckets = row.bucket - since;
  const { expectedCount, logTail } = readSilence(scan, day, silentBuckets);
  const isRare =
    watchedBucketCount(state, row.bucket) >= SILENCE_WATCHED_DAYS_MIN * BUCKETS_PER_DAY &&
    -logTail / Math.LN10 >= SILENCE_SURPRISE_MIN * SENSITIVITY_TIMES[scan.context.sensitivity].surpriseTimes;
  const isSilent = silentBuckets >= SILENCE_BUCKETS_MIN && (scan.context.isSilenceOpen || isRare);
  const figures = toFigures({
    ...NO_VOICES,
    ...{ scan, mentions: day, negatives, share: { surprise: 0, ratioMin: 0 } },
    usualRatio: usualRatioOf(state, 'negative'),
  });
  return {
    level: isSilent ? 1 : 0,
    reasons: isSilent ? ['silence'] : [],
    figures: {
      ...figures,
      windowMinutes: (silentBuckets * BUCKET_MS) / 60_000,
      ...{ mentionCount: 0, negativeCount: 0, positiveCount: 0, negativeRatio: 0 },
      expectedMentionCount: expectedCount,
      probability: Math.exp(logTail),
      score: -logTail / Math.LN10,
    },
    isGrowing: false,
  };
}

/** How many mentions are missing, and the logarithm of how rare that is. */
type Silence = Readonly<{ expectedCount: number; logTail: number }>;

/**
 * Up to a day of these very hours, and of no more than they usually have; beyond it of how often the brand was spoken of when it
 * last was: by then the models learn that nobody speaks.
 */
function readSilence({ state, row }: TalkScan, day: WindowSurprise, silentBuckets: number): Silence {
  if (silentBuckets === 0) return { expectedCount: 0, logTail: 0 };
  const { bucket, mentionCount: count, likeBucket = bucket } = row;
  const pace = paceOf(state);
  const usualBuckets = countUsualBuckets(state.mentions, { bucket: bucket + 1, buckets: silentBuckets });
  const usualCount = pace.mentionsPerBucket * usualBuckets;
  if (silentBuckets > BUCKETS_PER_DAY) {
    return { expectedCount: usualCount, logTail: logLongSilenceTail(pace, usualBuckets) };
  }
  const [window] = readWindows(state.mentions, { bucket, count, likeBucket }, MODEL_SETTINGS, [silentBuckets]);
  const expectedCount = Math.min(usualCount, window?.expectedCount ?? 0);
  return { expectedCount, logTail: logSilenceTail(day, expectedCount) };
}

/**
 * Mentions come in clusters, so that fewer independent ones are missing than mentions are. Nothing is rarer than where they
 * come one by one, which is also what keeps next to nothing that was to be expected out of reckoning.
 */
function logSilenceTail(day: WindowSurprise, expectedCount: number): number {
  if (expectedCount < 1) return -expectedCount;
  const dispersion = day.dispersion + 2 / expectedCount;
  return Math.max(-expectedCount, logLowerTail({ observedCount: 0, expectedCount, dispersion }));
}

/**
 * Counted in hours in which anybody speaks, so that no thread makes a brand loud. Days stray each for itself: the surprises of so
 * many silent ones add up. What is known of few hours is worth less, so that a brand heard twice is never told.
 *
 * Source: a day of 0 of a negative binomial, to the power of the days; a Poisson whose rate is known from so many events.
 */
function logLongSilenceTail(pace: TalkPace, usualBuckets: number): number {
  const { hoursPerBucket, knownHourCount, dayDispersion } = pace;
  if (knownHourCount === 0) return 0;
  const dispersion = Math.min(dayDispersion, ORDINARY_DISPERSION_MAX);
  const dayTail = Math.log1p(dispersion * hoursPerBucket * BUCKETS_PER_DAY) / dispersion;
  const missing = (dayTail * usualBuckets) / BUCKETS_PER_DAY;
  return -knownHourCount * Math.log1p(missing / knownHourCount);
}

/** The verdict with the agency's own rules beside it: a rule that is met lifts it to the rule's level at least. */
export function withRules(verdict: BuzzVerdict, metRules: readonly BuzzRule[]): BuzzVerdict {
  if (metRules.length === 0) return verdict;
  const ruleLevel = metRules.reduce<number>((highest, { level }) => Math.max(highest, level), 0);
  return {
    ...verdict,
    level: Math.max(verdict.level, ruleLevel) as 0 | BuzzLevel,
    reasons: [...verdict.reasons, 'own-rule'],
    figures: { ...verdict.figures, metRules },
  };
}
