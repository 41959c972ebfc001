/**
 * Is a brand's talk abnormal for this brand, and how badly? The rule that decides whether somebody is woken up.
 */
import type {
  BrandTalk,
  BuzzFigures,
  BuzzLevel,
  BuzzReason,
  BuzzVerdict,
  HourCounts,
  WindowCounts,
} from '../../domain/buzz.ts';
import { toShareInterval } from '../../domain/share-interval.ts';

/**
 * Negative mentions an hour that even the quietest brand is granted: five a day surprise nobody, and without a floor
 * the first complaint of a brand with none so far would be infinitely unusual.
 */
const EXPECTED_PER_HOUR_MIN = 0.2;
/** How many weeks of the same hour the mean of the last seven days weighs as much as. */
const LAST_WEEK_WEIGHT = 1;
/** After two days of watching, the volume is known; before, the less is known the more only the share of negatives speaks. */
const HOURS_UNTIL_VOLUME_IS_KNOWN = 48;
/** What part of the talk about a brand of which nothing is known is taken to be negative… */
const USUAL_RATIO_PRIOR = 0.2;
/** …with the weight of this many mentions. */
const USUAL_RATIO_PRIOR_COUNT = 20;

/**
 * Standard deviations. Talk comes in clusters, so it strays further than independent events: at 3 a simulated brand of
 * 50 mentions a day has a level 1 twenty times in half a year, at 3.5 eight times.
 */
const SCORE_MIN = 3.5;
/** What gets somebody out of bed must be surer still. */
const LEVEL_3_SCORE_MIN = 4;
/** Times the expected count. Large brands are many deviations away at every small piece of news; this holds for them. */
const VOLUME_RATIO_MIN = 3;
/** z of the lower bound of the negative share: one-sided 97.5 %. */
const SHARE_CONFIDENCE_Z = 1.96;
/** The lower bound must close this part of the gap between the usual share and all; shares swing with the news. */
const SHARE_GAP_RATIO = 0.2;

/** Below these counts of negative mentions nothing is told, however unusual. */
const LEVEL_1_NEGATIVE_COUNT_MIN = 4;
const LEVEL_2_NEGATIVE_COUNT_MIN = 6;
const LEVEL_3_NEGATIVE_COUNT_MIN = 10;
/** One troll with forty posts is one author; one dispatch on thirty sites is one story. Neither wakes anybody. */
const LEVEL_2_AUTHOR_COUNT_MIN = 3;
const LEVEL_2_STORY_COUNT_MIN = 3;
const LEVEL_3_STORY_COUNT_MIN = 5;
const MANY_AUTHORS_COUNT_MIN = 8;
/** With two kinds of source speaking, fewer authors are as telling. */
const SPREAD_AUTHOR_COUNT_MIN = 5;
const SPREAD_SOURCE_KIND_COUNT_MIN = 2;

/** Between one hour and the next: two equal hours differ by more than this in one case out of six. */
const RISE_SCORE_MIN = 1.4;

/**
 * The level of a brand's talk now, 0 to 3, with its reasons and numbers. Level 4 takes time and is followBuzz's.
 *
 * Two windows are judged, the last hour and the last six (a slow fire makes no single hour abnormal), and the one that
 * speaks louder is told. The expectation is the median of the same hour in earlier weeks, which one crisis among them
 * does not move, blended with the mean of the last seven days, which knows a brand that has just grown.
 *
 *     1  the negative volume is abnormal, whoever speaks
 *     2  and so is the negative share, among at least 3 authors and 3 stories
 *     3  and at least 10 negative mentions in 5 stories by 8 authors, or by 5 in two kinds of source
 *
 * Shape:   counts as in BrandTalk; works from the first hour of a brand, when there is nothing to compare with.
 * Errors:  none: total.
 * Source:  volumes: buzzScore. Shares: lower bound of E. B. Wilson (1927), JASA 22: 209-212. Levels: alerting.md.
 *          Thresholds: simulated half years without incident (hours and days that vary by a third, shares by a quarter,
 *          nights at a twelfth of noon), judged every 15 minutes, on other seeds than they were chosen on. Level 3 for
 *          nothing, times in half a year: 0 for brands of up to 5 mentions a day, 0.2 at 50, 0.8 at 500, 0.6 at 5,000.
 *          An hour with 12 negatives, or five times the usual where that is more, five authors for six posts, reaches
 *          level 3 in 99 % up to 50 a day, 83 % at 500 and 95 % at 5,000. Where hours and days vary by half and shares
 *          by two fifths, the large brands have 8 to 14 false ones: a known limit of a rule that learns no variance.
 */
export function judgeBrand(talk: BrandTalk): BuzzVerdict {
  const usual = toUsual(talk);
  const hour = judgeWindow(talk.lastHour, 1, usual);
  const sixHours = judgeWindow(talk.lastSixHours, 6, atLeastLastWeek(usual, talk));
  const isSixHours =
    sixHours.level === hour.level ? sixHours.figures.score > hour.figures.score : sixHours.level > hour.level;
  const isGrowing =
    hour.level > 0 &&
    buzzScore({ observedCount: talk.lastHour.negativeCount, expectedCount: talk.hourBefore.negativeCount }) >=
      RISE_SCORE_MIN;
  return { ...(isSixHours ? sixHours : hour), isGrowing };
}

/**
 * How unusual a number of mentions is, in standard deviations above what was expected.
 *
 * Counts of rare events vary more when they are large, so a plain ratio rings for every small brand (3 against 0.5 is
 * "six times as many") and stays silent for the large ones. Twice the square root has a variance near 1 whatever the
 * mean, which makes one threshold fit every brand.
 *
 * Shape:   observedCount: integer >= 0. expectedCount: >= 0, of the same window. Negative means quieter than usual.
 * Errors:  none: total.
 * Source:  F. J. Anscombe (1948), Biometrika 35: 246-254: x -> 2 * sqrt(x + 3/8).
 *
 * @example buzzScore({ observedCount: 40, expectedCount: 9 })  // 6.58
 */
export function buzzScore(counts: Readonly<{ observedCount: number; expectedCount: number }>): number {
  return 2 * (Math.sqrt(counts.observedCount + 3 / 8) - Math.sqrt(counts.expectedCount + 3 / 8));
}

/**
 * The lowest negative share that the counts allow: two of two is not "all of them" but "at least a third".
 *
 * @example shareLowerBound({ partCount: 2, wholeCount: 2 })  // 0.34; 0 where there is nothing
 */
export function shareLowerBound(counts: Readonly<{ partCount: number; wholeCount: number }>): number {
  return counts.wholeCount <= 0 ? 0 : toShareInterval(counts, SHARE_CONFIDENCE_Z).from;
}

/** What is normal for the brand. */
type Usual = Readonly<{
  mentionsPerHour: number;
  negativesPerHour: number;
  negativeRatio: number;
  /** 0: the volume is unknown, 1: it is known. */
  volumeTrust: number;
  weekCount: number;
}>;

function toUsual(talk: BrandTalk): Usual {
  const { lastWeek, sameHourByWeek: weeks } = talk;
  const ordinaryWeeks = withoutLoudest(weeks);
  const mentionCount = ordinaryWeeks.reduce((sum, week) => sum + week.mentionCount, lastWeek.mentionCount);
  const negativeCount = ordinaryWeeks.reduce((sum, week) => sum + week.negativeCount, lastWeek.negativeCount);
  return {
    mentionsPerHour: toHourly(
      weeks.map((week) => week.mentionCount),
      lastWeek.mentionCount,
      lastWeek.hourCount,
    ),
    negativesPerHour: toHourly(
      weeks.map((week) => week.negativeCount),
      lastWeek.negativeCount,
      lastWeek.hourCount,
    ),
    negativeRatio:
      (negativeCount + USUAL_RATIO_PRIOR * USUAL_RATIO_PRIOR_COUNT) / (mentionCount + USUAL_RATIO_PRIOR_COUNT),
    volumeTrust: weeks.length > 0 ? 1 : Math.min(1, lastWeek.hourCount / HOURS_UNTIL_VOLUME_IS_KNOWN),
    weekCount: weeks.length,
  };
}

/**
 * What six hours are measured against. Only the last of them is known from earlier weeks, and at midnight that one is
 * quiet while the evening before it was not: the mean of the whole week stands in where it is larger.
 */
function atLeastLastWeek(usual: Usual, talk: BrandTalk): Usual {
  const { mentionCount, negativeCount, hourCount } = talk.lastWeek;
  if (hourCount === 0) return usual;
  return {
    ...usual,
    mentionsPerHour: Math.max(usual.mentionsPerHour, mentionCount / hourCount),
    negativesPerHour: Math.max(usual.negativesPerHour, negativeCount / hourCount),
  };
}

/** Of three weeks or more, all but the most negative one: a past crisis must not become what is usual. */
function withoutLoudest(weeks: readonly HourCounts[]): readonly HourCounts[] {
  if (weeks.length < 3) return weeks;
  return [...weeks].sort((left, right) => left.negativeCount - right.negativeCount).slice(0, -1);
}

function toHourly(weeks: readonly number[], lastWeekCount: number, lastWeekHourCount: number): number {
  const lastWeekWeight = lastWeekHourCount > 0 ? LAST_WEEK_WEIGHT : 0;
  const weight = weeks.length + lastWeekWeight;
  if (weight === 0) return EXPECTED_PER_HOUR_MIN;
  const lastWeekMean = lastWeekHourCount > 0 ? lastWeekCount / lastWeekHourCount : 0;
  return Math.max(EXPECTED_PER_HOUR_MIN, (weeks.length * median(weeks) + lastWeekWeight * lastWeekMean) / weight);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

function judgeWindow(
  window: WindowCounts,
  hourCount: number,
  usual: Usual,
): Readonly<{ level: 0 | BuzzLevel; reasons: readonly BuzzReason[]; figures: BuzzFigures }> {
  // As long as the volume is unknown, as many mentions as there are were to be expected, negative in the usual share.
  const doubt = (1 - usual.volumeTrust) * window.mentionCount;
  const expectedMentionCount = usual.volumeTrust * usual.mentionsPerHour * hourCount + doubt;
  const expectedNegativeCount = usual.volumeTrust * usual.negativesPerHour * hourCount + doubt * usual.negativeRatio;
  const figures: BuzzFigures = {
    windowMinutes: hourCount * 60,
    mentionCount: window.mentionCount,
    negativeCount: window.negativeCount,
    expectedMentionCount,
    expectedNegativeCount,
    negativeRatio: window.mentionCount === 0 ? 0 : window.negativeCount / window.mentionCount,
    usualNegativeRatio: usual.negativeRatio,
    authorCount: window.authorCount,
    siteCount: window.siteCount,
    sourceKindCount: window.sourceKindCount,
    storyCount: window.storyCount,
    score: buzzScore({ observedCount: window.negativeCount, expectedCount: expectedNegativeCount }),
    baselineWeekCount: usual.weekCount,
  };
  const level = toLevel(figures);
  return { level, reasons: level === 0 ? [] : toReasons(figures), figures };
}

function toLevel(figures: BuzzFigures): 0 | 1 | 2 | 3 {
  const { negativeCount, authorCount, storyCount, score } = figures;
  if (negativeCount < LEVEL_1_NEGATIVE_COUNT_MIN || !isNegativeVolumeAbnormal(figures)) return 0;
  const isLevel2 =
    negativeCount >= LEVEL_2_NEGATIVE_COUNT_MIN &&
    authorCount >= LEVEL_2_AUTHOR_COUNT_MIN &&
    storyCount >= LEVEL_2_STORY_COUNT_MIN &&
    isNegativeShareAbnormal(figures);
  if (!isLevel2) return 1;
  const isLevel3 =
    negativeCount >= LEVEL_3_NEGATIVE_COUNT_MIN &&
    score >= LEVEL_3_SCORE_MIN &&
    storyCount >= LEVEL_3_STORY_COUNT_MIN &&
    (hasManyAuthors(figures) || hasSpread(figures));
  return isLevel3 ? 3 : 2;
}

function toReasons(figures: BuzzFigures): readonly BuzzReason[] {
  const isMentionVolumeAbnormal = isAbnormal(figures.mentionCount, figures.expectedMentionCount);
  const reasons: readonly (BuzzReason | false)[] = [
    'negative-volume',
    isNegativeShareAbnormal(figures) && 'negative-share',
    isMentionVolumeAbnormal && 'mention-volume',
    hasManyAuthors(figures) && 'many-authors',
    hasSpread(figures) && 'many-source-kinds',
  ];
  return reasons.filter((reason) => reason !== false);
}

function isNegativeVolumeAbnormal(figures: BuzzFigures): boolean {
  return isAbnormal(figures.negativeCount, figures.expectedNegativeCount);
}

function isAbnormal(observedCount: number, expectedCount: number): boolean {
  return buzzScore({ observedCount, expectedCount }) >= SCORE_MIN && observedCount >= VOLUME_RATIO_MIN * expectedCount;
}

function isNegativeShareAbnormal(figures: BuzzFigures): boolean {
  const lowest = shareLowerBound({ partCount: figures.negativeCount, wholeCount: figures.mentionCount });
  return lowest > figures.usualNegativeRatio + SHARE_GAP_RATIO * (1 - figures.usualNegativeRatio);
}

function hasManyAuthors(figures: BuzzFigures): boolean {
  return figures.authorCount >= MANY_AUTHORS_COUNT_MIN;
}

function hasSpread(figures: BuzzFigures): boolean {
  return figures.sourceKindCount >= SPREAD_SOURCE_KIND_COUNT_MIN && figures.authorCount >= SPREAD_AUTHOR_COUNT_MIN;
}
