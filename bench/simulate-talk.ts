/**
 * A simulated brand's talk, mention by mention, with what happened in it: for `npm run bench:buzz-sim`.
 *
 * The labels of public talk are nobody's property and no half year of them is public, so what the detector is measured
 * on is made here: the rhythm of day and week, counts that vary more than chance alone, threads of replies, a share of
 * negatives that wanders, few loud authors and many who speak once, and mentions that are heard late. The same seed
 * gives the same talk.
 */

import { DAY_MS, HOUR_MS, MINUTE_MS } from '../src/base/clock.ts';
import { makeSeededRandom, type Random } from '../src/base/random.ts';
import type { TalkFact } from '../src/domain/talk-fact.ts';
import {
  drawBetween,
  drawExponential,
  drawFactor,
  drawGeometric,
  drawNormal,
  drawOne,
  drawPoisson,
  type Range,
} from './draw.ts';
import { type Plan, planEpisodes, planFirstDays, type SurgePlan } from './plan-episodes.ts';
import {
  CRISIS_IN_NEGATIVES,
  CRISIS_IN_OTHERS,
  drawAuthor,
  drawCrisis,
  drawPlace,
  makePlaces,
  openTalk,
  type SaidFact,
  type Talk,
} from './talk-places.ts';
import { countTalkDays, rhythmAt } from './talk-rhythm.ts';
import { type BadBuzz, type Episode, tellEpisode } from './tell-episodes.ts';

export type BrandSpec = Readonly<{
  seed: number;
  /** The mean over a week without episodes; above 0. */
  mentionsPerDay: number;
  /** Whole days. */
  days: number;
  /** What happens: harmless things and three bad buzzes, one bad buzz in a brand's first days, or nothing. */
  story: 'half-year' | 'first-days' | 'calm';
}>;

export type SimulatedBrand = BrandSpec &
  Readonly<{
    from: number;
    until: number;
    /** By when they were heard; what is heard after the end is left out. */
    facts: readonly TalkFact[];
    /** By when they begin. */
    episodes: readonly Episode[];
    /** Those episodes that the brand's manager declared. */
    campaigns: readonly Readonly<{ from: number; until: number }>[];
    /** What is negative in an ordinary week, 0..1. */
    negativeRatio: number;
    /** The mean number of negative mentions between two instants, where nothing happens. */
    countUsualNegatives: (window: Readonly<{ from: number; until: number }>) => number;
  }>;

export const HALF_YEAR_DAYS = 182;
export const FIRST_DAYS = 10;

/** A Monday. */
const FROM_MS = Date.UTC(2026, 0, 5);

const NEGATIVE_RATIO: Range = { min: 0.08, max: 0.3 };
const NEGATIVE_RATIO_MAX = 0.6;
/** Of what is not negative. */
const POSITIVE_RATIO: Range = { min: 0.2, max: 0.4 };
/** The share's deviation from day to day, as a part of itself, and how much of it stays until the next day. */
const SHARE_VARIATION = 0.25;
const SHARE_PERSISTENCE = 0.7;
/** The deviation of a day's and of an hour's volume, as a part of itself, beyond chance. */
const VARIATION = 1 / 3;
const RESTLESS_VARIATION = 1 / 2;
const RESTLESS_RATIO = 1 / 3;

/** How many mentions of people bring replies that name the brand too, and how many then. */
const REPLIED_RATIO = 0.15;
const REPLY_COUNT_MEAN = 2;
const REPLY_DELAY_MEAN_MS = 45 * MINUTE_MS;
/** How many replies take the side of what they reply to; the others are like anything else. */
const AGREEING_RATIO = 0.5;
const MENTIONS_PER_ROOT = 1 + REPLIED_RATIO * REPLY_COUNT_MEAN;
/** How many mentions repeat one of the last texts. */
const COPIED_RATIO = 0.05;
const RECENT_STORY_COUNT = 20;
/** While a campaign or a launch lifts the talk, what it brings comes from so many who are new. */
const SURGE_NEWCOMER_RATIO = 0.6;

/**
 * A brand's talk, as the detector would hear it, and what happened in it.
 *
 * Shape:   facts by heardAt. A half year needs 70 days or more: three weeks of learning, three bad buzzes three weeks
 *          apart and some days for the last to end. First days need 8.
 * Errors:  RangeError where the days are too few or the rate is not above 0.
 */
export function simulateBrand(spec: BrandSpec): SimulatedBrand {
  const { seed, mentionsPerDay, days, story } = spec;
  if (!(mentionsPerDay > 0))
    throw new RangeError(`a brand of ${mentionsPerDay} mentions a day has no talk to simulate`);
  const random = makeSeededRandom(seed);
  const negativeRatio = drawBetween(random, NEGATIVE_RATIO);
  const until = FROM_MS + days * DAY_MS;
  const plans = drawPlans(random, { story, from: FROM_MS, days });
  const places = makePlaces(random, mentionsPerDay);
  const talk = openTalk(random, { places, outages: plans.filter(({ kind }) => kind === 'outage') });
  const usual: Usual = {
    mentionsPerDay,
    negativeRatio,
    positiveRatio: drawBetween(random, POSITIVE_RATIO),
    variation: random.next() < RESTLESS_RATIO ? RESTLESS_VARIATION : VARIATION,
  };
  tellOrdinaryTalk(talk, { usual, plans, from: FROM_MS, until });
  const countUsualNegatives: SimulatedBrand['countUsualNegatives'] = (window) =>
    mentionsPerDay * negativeRatio * countTalkDays(window);
  const episodes = plans.map((plan) => tellEpisode(talk, { plan, countUsualNegatives }));
  return {
    ...spec,
    from: FROM_MS,
    until,
    facts: withNewcomers(talk.facts.filter(({ heardAt }) => heardAt < until).sort(byHeardAt)),
    episodes,
    campaigns: plans.filter(({ kind }) => kind === 'campaign').map((plan) => ({ from: plan.from, until: plan.until })),
    negativeRatio,
    countUsualNegatives,
  };
}

export function isBadBuzz(episode: Episode): episode is BadBuzz {
  return episode.kind === 'bad-buzz';
}

type Usual = Readonly<{
  mentionsPerDay: number;
  negativeRatio: number;
  positiveRatio: number;
  variation: number;
}>;

/** How an hour leans. */
type Mood = Readonly<{
  negativeRatio: number;
  /** Of what is not negative. */
  positiveRatio: number;
  /** Null: as the place has it. */
  newcomerRatio: number | null;
}>;

function drawPlans(
  random: Random,
  { story, from, days }: Readonly<{ story: BrandSpec['story']; from: number; days: number }>,
): readonly Plan[] {
  switch (story) {
    case 'half-year':
      return planEpisodes(random, { from, days });
    case 'first-days':
      return planFirstDays(random, { from, days });
    case 'calm':
      return [];
  }
}

function tellOrdinaryTalk(
  talk: Talk,
  { usual, plans, from, until }: Readonly<{ usual: Usual; plans: readonly Plan[]; from: number; until: number }>,
): void {
  const { random } = talk;
  const tell = makeThreadTeller(talk);
  const surges = plans.filter((plan): plan is SurgePlan => plan.kind === 'campaign' || plan.kind === 'launch');
  let strayed = drawNormal(random) * SHARE_VARIATION;
  for (let day = from; day < until; day += DAY_MS) {
    strayed =
      SHARE_PERSISTENCE * strayed + Math.sqrt(1 - SHARE_PERSISTENCE ** 2) * SHARE_VARIATION * drawNormal(random);
    const shareFactor = Math.exp(strayed - SHARE_VARIATION ** 2 / 2); // of mean 1
    const dayFactor = drawFactor(random, usual.variation);
    for (let hour = day; hour < day + DAY_MS; hour += HOUR_MS) {
      const surge = surges.find((plan) => plan.from <= hour && hour < plan.until);
      const rootsPerHour = (usual.mentionsPerDay / 24 / MENTIONS_PER_ROOT) * rhythmAt(hour) * dayFactor;
      const mean = rootsPerHour * drawFactor(random, usual.variation);
      const negativeRatio = Math.min(NEGATIVE_RATIO_MAX, usual.negativeRatio * shareFactor);
      const ordinary: Mood = { negativeRatio, positiveRatio: usual.positiveRatio, newcomerRatio: null };
      tellHour(tell, { random, hour, count: drawPoisson(random, mean), mood: ordinary });
      if (surge === undefined) continue;
      const lifted: Mood = {
        negativeRatio: negativeRatio * surge.shareRatio,
        positiveRatio: Math.min(1, usual.positiveRatio / surge.shareRatio),
        newcomerRatio: SURGE_NEWCOMER_RATIO,
      };
      const count = drawPoisson(random, mean * (surge.volumeRatio - 1));
      tellHour(tell, { random, hour, count, mood: lifted });
    }
  }
}

type TellThread = (publishedAt: number, mood: Mood) => void;

function tellHour(
  tell: TellThread,
  { random, hour, count, mood }: Readonly<{ random: Random; hour: number; count: number; mood: Mood }>,
): void {
  for (let index = 0; index < count; index += 1) tell(hour + random.next() * HOUR_MS, mood);
}

/** One mention and, sometimes, those that reply to it. */
function makeThreadTeller(talk: Talk): TellThread {
  const { random, places } = talk;
  const recentStories: string[] = [];
  const drawStory = (): string => {
    if (recentStories.length > 0 && random.next() < COPIED_RATIO) return drawOne(random, recentStories);
    const storyId = talk.newStory();
    recentStories.push(storyId);
    if (recentStories.length > RECENT_STORY_COUNT) recentStories.shift();
    return storyId;
  };
  return (publishedAt, mood) => {
    const place = drawPlace(random, places);
    const newcomerRatio = mood.newcomerRatio ?? place.newcomerRatio;
    const rootLabel = drawLabel(random, mood);
    const sayHere = (at: number, label: TalkFact['label'], storyId: string): void => {
      const crisisWeight = drawCrisis(random, label === 'negative' ? CRISIS_IN_NEGATIVES : CRISIS_IN_OTHERS);
      const author = drawAuthor(talk, place, newcomerRatio);
      talk.say({ publishedAt: at, label, place, author, storyId, crisisWeight });
    };
    sayHere(publishedAt, rootLabel, drawStory());
    if (random.next() >= REPLIED_RATIO) return;
    for (let rest = drawGeometric(random, REPLY_COUNT_MEAN); rest > 0; rest -= 1) {
      const label = random.next() < AGREEING_RATIO ? rootLabel : drawLabel(random, mood);
      sayHere(publishedAt + drawExponential(random, REPLY_DELAY_MEAN_MS), label, talk.newStory());
    }
  };
}

function drawLabel(random: Random, { negativeRatio, positiveRatio }: Mood): TalkFact['label'] {
  if (random.next() < negativeRatio) return 'negative';
  return random.next() < positiveRatio ? 'positive' : 'neutral';
}

/** Marks the first that was heard of each author. */
function withNewcomers(facts: readonly SaidFact[]): readonly TalkFact[] {
  const known = new Set<string>();
  for (const fact of facts) {
    fact.isNewcomer = !known.has(fact.author);
    known.add(fact.author);
  }
  return facts;
}

function byHeardAt(one: TalkFact, other: TalkFact): number {
  return one.heardAt - other.heardAt || one.publishedAt - other.publishedAt;
}
