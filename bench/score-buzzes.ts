/** How soon and how rightly a detector rang on simulated talk: what each bad buzz, each alarm and each goal comes to. */
import type { ReplayedBuzz } from '../src/analysis/buzz/replay-talk.ts';
import { HOUR_MS, MINUTE_MS } from '../src/base/clock.ts';
import { findFirst } from '../src/base/find-first.ts';
import type { TalkFact } from '../src/domain/talk-fact.ts';
import type { HarmlessKind } from './plan-episodes.ts';
import { isBadBuzz, type SimulatedBrand } from './simulate-talk.ts';
import type { BadBuzz } from './tell-episodes.ts';

/** What became of one bad buzz. Instants in milliseconds. */
export type BuzzScore = Readonly<{
  /** Without its mentions: a large brand's would fill the memory. */
  buzz: Omit<BadBuzz, 'negatives'>;
  negativeCount: number;
  /** When what was heard first made a bad buzz of it; null where it never did, by the definition of `findWhenOne`. */
  becameAt: number | null;
  /** The first rise to level 3 or more from its first mention to two hours after its last; null: missed. */
  foundAt: number | null;
  /** Its negatives heard until it was found; all of them where it was missed. */
  heardCount: number;
  /** The same of level 2, which is told by mail and wakes nobody. */
  watched: Readonly<{ at: number | null; heardCount: number }>;
  /** Further alarms of level 3 or more for the same bad buzz: it was closed too early, or told twice. */
  againCount: number;
}>;

/** A negative buzz that reached level 3 or more, and nothing was the matter. */
export type FalseAlarm = Readonly<{
  at: number;
  during: HarmlessKind | 'usual talk';
  /** Chance alone had made of the talk what a bad buzz is defined by: five times the usual, by ten authors. */
  isLoud: boolean;
}>;

export type BrandScore = Readonly<{
  brand: Pick<SimulatedBrand, 'seed' | 'mentionsPerDay' | 'days' | 'from'>;
  buzzes: readonly BuzzScore[];
  falseAlarms: readonly FalseAlarm[];
  /** Negative buzzes that ended at level 2 and belong to no bad buzz. */
  falseWatchCount: number;
  /** Positive buzzes where neither a campaign nor a launch was on. */
  falsePositiveCount: number;
  /** Silences while talk was heard. */
  falseSilenceCount: number;
  /** Silences during an outage of the crawl: nobody can know better from what is heard. */
  outageSilenceCount: number;
}>;

export type Figures = Readonly<{
  brandCount: number;
  buzzCount: number;
  foundCount: number;
  /** Found of all; NaN where there was none. */
  recall: number;
  /** Found of what rang, found and false; NaN where nothing rang. */
  precision: number;
  falseCount: number;
  /** In all its days. */
  falsePerBrand: number;
  /** Brands that rang falsely more than once in all their days. */
  oftenFalseBrandCount: number;
  /** Those that were loud all the same. */
  falseLoudCount: number;
  falseByKind: ReadonlyMap<FalseAlarm['during'], number>;
  falseWatchPerBrand: number;
  falsePositivePerBrand: number;
  falseSilencePerBrand: number;
  outageSilencePerBrand: number;
  againCount: number;
  /** Of those found. */
  minutesSinceFirst: Spread;
  /** Of those found that ever met the definition; below 0: found before they did. */
  minutesSinceOne: Spread;
  heardCount: Spread;
  /** Met the definition and were found within 30 minutes of it, of all that met it. */
  promptRatio: number;
  /** Found before their twelfth negative was heard, of all. */
  earlyRatio: number;
  /** The same two of level 2. */
  watchedPromptRatio: number;
  watchedEarlyRatio: number;
}>;

export type Spread = Readonly<{ median: number; p90: number }>;

/** From this level on somebody is woken. */
export const ALARM_LEVEL = 3;
/** From this level on people are told by mail. */
export const WATCH_LEVEL = 2;
export const PROMPT_MS_MAX = 30 * MINUTE_MS;
/** "Before its twelfth negative mention". */
export const EARLY_COUNT_MAX = 11;
/** Above it a bad buzz is told by its volume, up to it by how many speak. */
export const SMALL_MENTIONS_PER_DAY_MAX = 100;

/** A bad buzz that has ended may still be found for so long. */
const GRACE_MS = 2 * HOUR_MS;
/** What a harmless episode stirs up is heard for so long after its end. */
const AFTERMATH_MS = 12 * HOUR_MS;

const ONE_AUTHOR_COUNT = 10;
const ONE_RATIO = 5;
const ONE_WINDOWS_MS = [0.5, 1, 2, 3, 6].map((hours) => hours * HOUR_MS);
const ONE_WINDOW_MS_MAX = Math.max(...ONE_WINDOWS_MS);

export function scoreBrand(brand: SimulatedBrand, replayed: readonly ReplayedBuzz[]): BrandScore {
  const badBuzzes = brand.episodes.filter(isBadBuzz);
  const negatives = replayed.filter(({ kind }) => kind === 'negative');
  const isOfNone = (alarm: ReplayedBuzz): boolean =>
    badBuzzes.every((buzz) => !overlaps(alarm, { from: buzz.from, until: buzz.until + GRACE_MS }));
  const isDuring = (at: number, kinds: readonly string[]): boolean => episodeAt(brand, at, kinds) !== undefined;
  const silences = replayed.filter(({ kind }) => kind === 'silence');
  const outageSilences = silences.filter(({ openedAt }) => isDuring(openedAt, ['outage']));
  const { seed, mentionsPerDay, days, from } = brand;
  return {
    brand: { seed, mentionsPerDay, days, from },
    buzzes: badBuzzes.map((buzz) => scoreBuzz(brand, { buzz, replayed: negatives })),
    falseAlarms: negatives.flatMap((alarm) => {
      const at = alarmAt(alarm);
      if (at === null || !(isOfNone(alarm) || rangTooEarly(at, { alarm, badBuzzes }))) return [];
      return [{ at, during: episodeAt(brand, at) ?? 'usual talk', isLoud: isLoudAt(brand, at) }];
    }),
    falseWatchCount: negatives.filter((alarm) => alarm.highestLevel === 2 && isOfNone(alarm)).length,
    falsePositiveCount: replayed.filter(
      ({ kind, openedAt }) => kind === 'positive' && !isDuring(openedAt, ['campaign', 'launch']),
    ).length,
    falseSilenceCount: silences.length - outageSilences.length,
    outageSilenceCount: outageSilences.length,
  };
}

function scoreBuzz(
  brand: SimulatedBrand,
  { buzz, replayed }: Readonly<{ buzz: BadBuzz; replayed: readonly ReplayedBuzz[] }>,
): BuzzScore {
  const { negatives, ...rest } = buzz;
  const listReached = (least: number): readonly number[] =>
    replayed.flatMap(({ steps }) => {
      const step = steps.find(({ at, level }) => level >= least && buzz.from <= at && at <= buzz.until + GRACE_MS);
      return step === undefined ? [] : [step.at];
    });
  const countHeard = (until: number | null): number =>
    negatives.filter(({ heardAt }) => until === null || heardAt <= until).length;
  const found = listReached(ALARM_LEVEL);
  const foundAt = earliestOf(found);
  const watchedAt = earliestOf(listReached(WATCH_LEVEL));
  return {
    buzz: rest,
    negativeCount: negatives.length,
    becameAt: findWhenOne(brand, buzz),
    foundAt,
    heardCount: countHeard(foundAt),
    againCount: Math.max(0, found.length - 1),
    watched: { at: watchedAt, heardCount: countHeard(watchedAt) },
  };
}

function earliestOf(instants: readonly number[]): number | null {
  return instants.length === 0 ? null : Math.min(...instants);
}

/** When it first reached the level at which somebody is woken; null: never. */
function alarmAt({ steps }: ReplayedBuzz): number | null {
  return steps.find(({ level }) => level >= ALARM_LEVEL)?.at ?? null;
}

/** It rang for nothing and was still open when a bad buzz came: that is no find. */
function rangTooEarly(
  at: number,
  { alarm, badBuzzes }: Readonly<{ alarm: ReplayedBuzz; badBuzzes: readonly BadBuzz[] }>,
): boolean {
  const overlapped = badBuzzes.filter((buzz) => overlaps(alarm, { from: buzz.from, until: buzz.until + GRACE_MS }));
  return overlapped.length > 0 && overlapped.every(({ from }) => at < from);
}

function overlaps({ openedAt, resolvedAt }: ReplayedBuzz, span: Readonly<{ from: number; until: number }>): boolean {
  return openedAt <= span.until && (resolvedAt ?? Number.POSITIVE_INFINITY) >= span.from;
}

function episodeAt(brand: SimulatedBrand, at: number, kinds?: readonly string[]): HarmlessKind | undefined {
  for (const { kind, from, until } of brand.episodes) {
    if (kind === 'bad-buzz' || (kinds !== undefined && !kinds.includes(kind))) continue;
    if (from <= at && at <= until + AFTERMATH_MS) return kind;
  }
  return undefined;
}

/**
 * When a bad buzz is one: the instant at which enough of it was heard for anybody to know.
 *
 * That is: of the mentions heard so far, ten authors of its negatives had published by some instant, and, for a brand
 * above 100 mentions a day, the brand's negatives published in the last half hour, one, two, three or six hours before
 * that instant are five times what is usual then. A brand below has no volume that five times could be told of: there,
 * ten authors are enough.
 *
 * Shape:   milliseconds, the instant of hearing; null where it never was one.
 */
export function findWhenOne(brand: SimulatedBrand, buzz: BadBuzz): number | null {
  const own = new Set(buzz.negatives);
  const near = brand.facts.filter(
    ({ label, publishedAt }) =>
      label === 'negative' && buzz.from - ONE_WINDOW_MS_MAX < publishedAt && publishedAt <= buzz.until,
  );
  const isLoudBy = brand.mentionsPerDay > SMALL_MENTIONS_PER_DAY_MAX ? makeLoudness(brand, buzz) : null;
  const firstByAuthor = new Map<string, number>();
  let manyAuthorsAt = Number.POSITIVE_INFINITY;
  for (const fact of near) {
    const loudAt = isLoudBy === null ? Number.POSITIVE_INFINITY : isLoudBy(fact);
    if (own.has(fact)) {
      const first = firstByAuthor.get(fact.author) ?? Number.POSITIVE_INFINITY;
      if (fact.publishedAt < first) firstByAuthor.set(fact.author, fact.publishedAt);
      if (fact.publishedAt < Math.min(first, manyAuthorsAt)) manyAuthorsAt = findTenth(firstByAuthor);
    }
    if (manyAuthorsAt < Number.POSITIVE_INFINITY && manyAuthorsAt <= loudAt) return fact.heardAt;
  }
  return null;
}

/** By when the tenth author had published; infinite while there are fewer. */
function findTenth(firstByAuthor: ReadonlyMap<string, number>): number {
  if (firstByAuthor.size < ONE_AUTHOR_COUNT) return Number.POSITIVE_INFINITY;
  const firsts = [...firstByAuthor.values()].sort((one, other) => one - other);
  return firsts[ONE_AUTHOR_COUNT - 1] ?? Number.POSITIVE_INFINITY;
}

/**
 * Told each negative as it is heard, it answers with the last instant whose window was loud enough by then; with
 * minus infinity while there is none. A window may end at every whole minute of the bad buzz.
 */
function makeLoudness(
  brand: SimulatedBrand,
  { from, until }: Readonly<{ from: number; until: number }>,
): (fact: TalkFact) => number {
  const ends = Array.from(
    { length: Math.ceil((until - from) / MINUTE_MS) + 1 },
    (_, index) => from + index * MINUTE_MS,
  );
  const windows = ONE_WINDOWS_MS.map((widthMs) => ({
    widthMs,
    counts: ends.map(() => 0),
    needed: ends.map((end) => ONE_RATIO * brand.countUsualNegatives({ from: end - widthMs, until: end })),
  }));
  let loudAt = Number.NEGATIVE_INFINITY;
  return ({ publishedAt }) => {
    const firstEnd = Math.max(0, Math.ceil((publishedAt - from) / MINUTE_MS));
    for (const { widthMs, counts, needed } of windows) {
      for (let index = firstEnd; index < ends.length; index += 1) {
        const end = ends[index] ?? 0;
        if (end >= publishedAt + widthMs) break;
        const count = (counts[index] ?? 0) + 1;
        counts[index] = count;
        if (end > loudAt && count >= (needed[index] ?? 0)) loudAt = end;
      }
    }
    return loudAt;
  };
}

/** Whether some window of what was heard until then is loud, by the same measure as `findWhenOne`. */
function isLoudAt(brand: SimulatedBrand, at: number): boolean {
  const heard = brand.facts.slice(
    firstHeardAfter(brand.facts, at - ONE_WINDOW_MS_MAX),
    firstHeardAfter(brand.facts, at),
  );
  return ONE_WINDOWS_MS.some((widthMs) => {
    const within = heard.filter(({ label, publishedAt }) => label === 'negative' && publishedAt > at - widthMs);
    const usual = brand.countUsualNegatives({ from: at - widthMs, until: at });
    return within.length >= ONE_RATIO * usual && new Set(within.map(({ author }) => author)).size >= ONE_AUTHOR_COUNT;
  });
}

function firstHeardAfter(facts: readonly TalkFact[], at: number): number {
  return findFirst(facts, ({ heardAt }) => heardAt > at);
}

// ------------------------------------------------------------------------------------------------- of many brands

/** Shape: counts per half year weigh each brand by its days. Ratios and spreads of nothing are NaN. */
export function sumScores(scores: readonly BrandScore[]): Figures {
  const perBrand = (pick: (score: BrandScore) => number): number =>
    scores.reduce((sum, score) => sum + pick(score), 0) / scores.length;
  const buzzes = scores.flatMap((score) => score.buzzes);
  const found = buzzes.filter(isFound);
  const falseAlarms = scores.flatMap((score) => score.falseAlarms);
  const defined = buzzes.filter(hasBecome);
  return {
    brandCount: scores.length,
    buzzCount: buzzes.length,
    foundCount: found.length,
    recall: found.length / buzzes.length,
    precision: found.length / (found.length + falseAlarms.length),
    falseCount: falseAlarms.length,
    falsePerBrand: perBrand((score) => score.falseAlarms.length),
    oftenFalseBrandCount: scores.filter(({ falseAlarms: own }) => own.length > 1).length,
    falseLoudCount: falseAlarms.filter(({ isLoud }) => isLoud).length,
    falseByKind: countBy(falseAlarms.map(({ during }) => during)),
    falseWatchPerBrand: perBrand((score) => score.falseWatchCount),
    falsePositivePerBrand: perBrand((score) => score.falsePositiveCount),
    falseSilencePerBrand: perBrand((score) => score.falseSilenceCount),
    outageSilencePerBrand: perBrand((score) => score.outageSilenceCount),
    againCount: buzzes.reduce((sum, { againCount }) => sum + againCount, 0),
    minutesSinceFirst: spreadOf(found.map(({ buzz, foundAt }) => (foundAt - buzz.from) / MINUTE_MS)),
    minutesSinceOne: spreadOf(found.filter(hasBecome).map(({ becameAt, foundAt }) => (foundAt - becameAt) / MINUTE_MS)),
    heardCount: spreadOf(found.map(({ heardCount }) => heardCount)),
    promptRatio: defined.filter(isPrompt).length / defined.length,
    earlyRatio: buzzes.filter(isEarly).length / buzzes.length,
    watchedPromptRatio: defined.map(asWatched).filter(isPrompt).length / defined.length,
    watchedEarlyRatio: buzzes.map(asWatched).filter(isEarly).length / buzzes.length,
  };
}

/** As if what is told by mail were what wakes somebody. */
function asWatched(score: BuzzScore): BuzzScore {
  return { ...score, foundAt: score.watched.at, heardCount: score.watched.heardCount };
}

type FoundBuzz = BuzzScore & Readonly<{ foundAt: number }>;

export function isFound(score: BuzzScore): score is FoundBuzz {
  return score.foundAt !== null;
}

export function isEarly(score: BuzzScore): boolean {
  return isFound(score) && score.heardCount <= EARLY_COUNT_MAX;
}

function hasBecome<Score extends BuzzScore>(score: Score): score is Score & Readonly<{ becameAt: number }> {
  return score.becameAt !== null;
}

/** Also where it was found before it was one. */
export function isPrompt(score: BuzzScore): boolean {
  return isFound(score) && score.becameAt !== null && score.foundAt <= score.becameAt + PROMPT_MS_MAX;
}

function countBy<Key>(keys: readonly Key[]): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

/** By the nearest rank. */
function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (ratio: number): number => sorted[Math.max(0, Math.ceil(ratio * sorted.length) - 1)] ?? Number.NaN;
  return { median: at(0.5), p90: at(0.9) };
}
