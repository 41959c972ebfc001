/** What is said in the episodes of a simulated brand, beside its ordinary talk. */

import { HOUR_MS, MINUTE_MS } from '../src/base/clock.ts';
import type { Random } from '../src/base/random.ts';
import type { TalkFact } from '../src/domain/talk-fact.ts';
import { drawBetween, drawExponential, drawFactor, drawOne, drawPoisson, drawWhole, type Range } from './draw.ts';
import type { BuzzPlan, BuzzShape, BuzzSize, HarmlessKind, Plan, QuietPlan } from './plan-episodes.ts';
import {
  CRISIS_IN_BUZZES,
  CRISIS_IN_OTHERS,
  drawAuthor,
  drawCrisis,
  makeOutlet,
  type Place,
  type Talk,
} from './talk-places.ts';

export type HarmlessEpisode = Readonly<{ kind: HarmlessKind; from: number; until: number }>;

export type BadBuzz = Readonly<{
  kind: 'bad-buzz';
  /** Its first and its last negative mention, as they were published. */
  from: number;
  until: number;
  sizeRatio: BuzzSize;
  shape: BuzzShape;
  hasPress: boolean;
  /** By when they were heard. */
  negatives: readonly TalkFact[];
}>;

export type Episode = BadBuzz | HarmlessEpisode;

/** However quiet the brand is. */
export const BUZZ_NEGATIVE_COUNT_MIN = 20;
export const BUZZ_AUTHOR_COUNT_MIN = 12;

/** What a bad buzz of five times the usual brings at least, in the mean; larger ones by the root of their size more. */
const QUIET_BUZZ_NEGATIVE_COUNT = 26;
const BUZZ_TRIES_MAX = 50;
const STEP_MS = 5 * MINUTE_MS;
/** The deviation of a buzz's volume from hour to hour, as a part of itself, beyond chance. */
const BUZZ_VARIATION = 0.25;
/** A part of the authors speaks again. */
const REPEATING_RATIO = 0.15;
const BUZZ_NEWCOMER_RATIO = 0.8;
/** Most texts are their writers' own. */
const BUZZ_COPY_RATIO = 0.12;
/** How many bad buzzes are in forums and in networks at once. */
const TWO_KINDS_RATIO = 0.65;
/** How much of a buzz is where it began. */
const FIRST_PLACE_RATIO = 0.6;
/** Neutral and, sometimes, friendly comments to each negative one. */
const COMMENTS_PER_NEGATIVE = 0.5;
const COMMENT_POSITIVE_RATIO = 0.15;
const COMMENT_DELAY_MEAN_MS = 20 * MINUTE_MS;

const PRESS_RATIO = 0.5;
const PRESS_AFTER_HOURS: Range = { min: 1, max: 8 };
const PRESS_WITHIN_HOURS = 6;
const ARTICLE_COUNT: Range = { min: 2, max: 8 };
const ARTICLE_NEGATIVE_RATIO = 0.8;
/** How many articles take over the first one's text. */
const ARTICLE_COPY_RATIO = 0.5;

const TROLL_POST_COUNT: Range = { min: 20, max: 60 };
const TROLL_REPEATING_RATIO = 0.4;
const TROLL_REPLY_COUNT: Range = { min: 0, max: 3 };
const DISPATCH_SITE_COUNT: Range = { min: 15, max: 60 };
/** How many of them have it in words of their own. */
const DISPATCH_REWRITTEN_RATIO = 0.08;
const DISPATCH_COMMENT_COUNT: Range = { min: 0, max: 4 };
const GRIPE_REPLY_COUNT: Range = { min: 3, max: 5 };
const GRIPE_AGREEING_RATIO = 0.8;
const REPLY_DELAY_MEAN_MS = HOUR_MS;

type CountUsualNegatives = (window: Readonly<{ from: number; until: number }>) => number;

/** Says what the plan brings; campaigns, launches and outages have no mentions of their own. */
export function tellEpisode(
  talk: Talk,
  { plan, countUsualNegatives }: Readonly<{ plan: Plan; countUsualNegatives: CountUsualNegatives }>,
): Episode {
  switch (plan.kind) {
    case 'bad-buzz':
      return tellBuzz(talk, { plan, countUsualNegatives });
    case 'troll':
      tellTroll(talk, plan);
      break;
    case 'dispatch':
      tellDispatch(talk, plan);
      break;
    case 'gripe':
      tellGripe(talk, plan);
      break;
    case 'campaign':
    case 'launch':
    case 'outage':
      break;
  }
  return { kind: plan.kind, from: plan.from, until: plan.until };
}

// -------------------------------------------------------------------------------------------------------- the bad buzz

function tellBuzz(
  talk: Talk,
  { plan, countUsualNegatives }: Readonly<{ plan: BuzzPlan; countUsualNegatives: CountUsualNegatives }>,
): BadBuzz {
  const { random } = talk;
  const times = drawBuzzTimes(random, { plan, countUsualNegatives });
  const drawHere = makeStage(talk);
  const storyIds: string[] = [];
  const authors = new Set<string>();
  const authorsBySite = new Map<string, string[]>();
  const negatives = times.map((publishedAt, index) => {
    const place = drawHere();
    const stillNewCount = BUZZ_AUTHOR_COUNT_MIN - authors.size;
    const mayRepeat = times.length - index > stillNewCount;
    const spoken = authorsBySite.get(place.site) ?? [];
    const author = mayRepeat ? drawBuzzAuthor(talk, { place, spoken }) : talk.newcomerAt(place);
    authors.add(author);
    authorsBySite.set(place.site, spoken);
    spoken.push(author);
    const isCopy = storyIds.length > 0 && random.next() < BUZZ_COPY_RATIO;
    const storyId = isCopy ? drawOne(random, storyIds) : talk.newStory();
    storyIds.push(storyId);
    tellComments(talk, { publishedAt, place });
    const crisisWeight = drawCrisis(random, CRISIS_IN_BUZZES);
    return talk.say({ publishedAt, label: 'negative', place, author, storyId, crisisWeight });
  });
  const hasPress = random.next() < PRESS_RATIO;
  const articles = hasPress ? tellArticles(talk, plan) : [];
  const all = [...negatives, ...articles].filter(({ label }) => label === 'negative');
  const published = all.map(({ publishedAt }) => publishedAt).sort((one, other) => one - other);
  return {
    kind: 'bad-buzz',
    from: published[0] ?? plan.from,
    until: published.at(-1) ?? plan.until,
    sizeRatio: plan.sizeRatio,
    shape: plan.shape,
    hasPress,
    negatives: all.sort((one, other) => one.heardAt - other.heardAt),
  };
}

/** Rising. A brand so quiet that five times its usual is next to nothing has the same shape, larger. */
function drawBuzzTimes(
  random: Random,
  { plan, countUsualNegatives }: Readonly<{ plan: BuzzPlan; countUsualNegatives: CountUsualNegatives }>,
): readonly number[] {
  const steps: { from: number; mean: number }[] = [];
  for (let from = plan.from; from < plan.until; from += STEP_MS) {
    const usual = countUsualNegatives({ from, until: from + STEP_MS });
    steps.push({ from, mean: plan.sizeRatio * usual * heightAt(plan, from + STEP_MS / 2) });
  }
  const expected = steps.reduce((sum, { mean }) => sum + mean, 0);
  const scale = Math.max(1, (QUIET_BUZZ_NEGATIVE_COUNT * Math.sqrt(plan.sizeRatio / 5)) / expected);
  for (let tryCount = 0; tryCount < BUZZ_TRIES_MAX; tryCount += 1) {
    let factor = 1;
    const times = steps.flatMap(({ from, mean }, index) => {
      if (index % (HOUR_MS / STEP_MS) === 0) factor = drawFactor(random, BUZZ_VARIATION);
      const count = drawPoisson(random, mean * scale * factor);
      return Array.from({ length: count }, () => from + random.next() * STEP_MS);
    });
    if (times.length >= BUZZ_NEGATIVE_COUNT_MIN) return times.sort((one, other) => one - other);
  }
  throw new Error(`a bad buzz of ${expected * scale} negatives in the mean never had ${BUZZ_NEGATIVE_COUNT_MIN}`);
}

/** 0 to 1: rising evenly, staying, falling to a third and a third again. */
function heightAt({ from, riseMs, plateauMs, decayMs }: BuzzPlan, at: number): number {
  const sinceMs = at - from;
  if (sinceMs < riseMs) return sinceMs / riseMs;
  return Math.exp(-Math.max(0, sinceMs - riseMs - plateauMs) / decayMs);
}

/** Where it is said: mostly where it began, in two kinds of source or in one. */
function makeStage({ random, places: { people } }: Talk): () => Place {
  const first = drawOne(random, people);
  const isSpread = random.next() < TWO_KINDS_RATIO;
  const others = people.filter(({ sourceKind }) => isSpread === (sourceKind !== first.sourceKind));
  return () => (random.next() < FIRST_PLACE_RATIO || others.length === 0 ? first : drawOne(random, others));
}

function drawBuzzAuthor(talk: Talk, { place, spoken }: Readonly<{ place: Place; spoken: readonly string[] }>): string {
  const repeats = spoken.length > 0 && talk.random.next() < REPEATING_RATIO;
  return repeats ? drawOne(talk.random, spoken) : drawAuthor(talk, place, BUZZ_NEWCOMER_RATIO);
}

function tellComments(talk: Talk, { publishedAt, place }: Readonly<{ publishedAt: number; place: Place }>): void {
  const { random } = talk;
  for (let rest = drawPoisson(random, COMMENTS_PER_NEGATIVE); rest > 0; rest -= 1) {
    talk.say({
      publishedAt: publishedAt + drawExponential(random, COMMENT_DELAY_MEAN_MS),
      label: random.next() < COMMENT_POSITIVE_RATIO ? 'positive' : 'neutral',
      place,
      author: drawAuthor(talk, place, BUZZ_NEWCOMER_RATIO),
      storyId: talk.newStory(),
      crisisWeight: drawCrisis(random, CRISIS_IN_OTHERS),
    });
  }
}

/** At least one of them in the national, the regional or the trade press. */
function tellArticles(talk: Talk, plan: BuzzPlan): readonly TalkFact[] {
  const { random, places } = talk;
  const after = plan.from + drawBetween(random, PRESS_AFTER_HOURS) * HOUR_MS;
  const firstStoryId = talk.newStory();
  return Array.from({ length: drawWhole(random, ARTICLE_COUNT) }, (_, index) => {
    const found = drawOne(random, places.outlets);
    const place: Place = index === 0 && found.outletWeight < 2 ? { ...found, outletWeight: 2, site: 'daily' } : found;
    const isCopy = index === 0 || random.next() < ARTICLE_COPY_RATIO;
    return talk.say({
      publishedAt: after + (index === 0 ? 0 : random.next() * PRESS_WITHIN_HOURS * HOUR_MS),
      label: random.next() < ARTICLE_NEGATIVE_RATIO ? 'negative' : 'neutral',
      place,
      author: talk.regularAt(place),
      storyId: isCopy ? firstStoryId : talk.newStory(),
      crisisWeight: drawCrisis(random, CRISIS_IN_BUZZES),
    });
  });
}

// ------------------------------------------------------------------------------------------------------ harmless things

function tellTroll(talk: Talk, { from, until }: QuietPlan): void {
  const { random, places } = talk;
  const place = drawOne(random, places.people);
  const author = talk.newcomerAt(place);
  const storyIds: string[] = [];
  for (let rest = drawWhole(random, TROLL_POST_COUNT); rest > 0; rest -= 1) {
    const isCopy = storyIds.length > 0 && random.next() < TROLL_REPEATING_RATIO;
    const storyId = isCopy ? drawOne(random, storyIds) : talk.newStory();
    storyIds.push(storyId);
    const publishedAt = drawBetween(random, { min: from, max: until });
    const crisisWeight = drawCrisis(random, CRISIS_IN_BUZZES);
    talk.say({ publishedAt, label: 'negative', place, author, storyId, crisisWeight });
  }
  const replyCount = drawWhole(random, TROLL_REPLY_COUNT);
  tellReplies(talk, { place, from, count: replyCount, agreeingRatio: 0.5 });
}

/** One text, so one weight of its words; each newsroom is another author. */
function tellDispatch(talk: Talk, { from, until }: QuietPlan): void {
  const { random, places } = talk;
  const storyId = talk.newStory();
  const crisisWeight = drawCrisis(random, CRISIS_IN_BUZZES);
  const siteCount = drawWhole(random, DISPATCH_SITE_COUNT);
  for (let index = 0; index < siteCount; index += 1) {
    const known = places.outlets[index];
    const sourceKind = random.next() < 0.5 ? 'feed' : 'search';
    const place = known ?? makeOutlet(random, { site: `copier-${index + 1}`, sourceKind });
    const isRewritten = random.next() < DISPATCH_REWRITTEN_RATIO;
    talk.say({
      publishedAt: index === 0 ? from : drawBetween(random, { min: from, max: until }),
      label: 'negative',
      place,
      author: talk.regularAt(place),
      storyId: isRewritten ? talk.newStory() : storyId,
      crisisWeight,
    });
  }
  const place = drawOne(random, places.people);
  tellReplies(talk, { place, from, count: drawWhole(random, DISPATCH_COMMENT_COUNT), agreeingRatio: 0.5 });
}

/** Somebody whom many read is angry, and some agree; that is all. */
function tellGripe(talk: Talk, { from }: QuietPlan): void {
  const { random, places } = talk;
  const place = drawOne(random, places.people);
  talk.say({
    publishedAt: from,
    label: 'negative',
    place,
    author: talk.newcomerAt(place),
    storyId: talk.newStory(),
    crisisWeight: drawCrisis(random, CRISIS_IN_BUZZES),
  });
  const count = drawWhole(random, GRIPE_REPLY_COUNT);
  tellReplies(talk, { place, from, count, agreeingRatio: GRIPE_AGREEING_RATIO });
}

function tellReplies(
  talk: Talk,
  { place, from, count, agreeingRatio }: Readonly<{ place: Place; from: number; count: number; agreeingRatio: number }>,
): void {
  const { random } = talk;
  for (let rest = count; rest > 0; rest -= 1) {
    const label = random.next() < agreeingRatio ? 'negative' : 'neutral';
    talk.say({
      publishedAt: from + drawExponential(random, REPLY_DELAY_MEAN_MS),
      label,
      place,
      author: drawAuthor(talk, place, BUZZ_NEWCOMER_RATIO),
      storyId: talk.newStory(),
      crisisWeight: drawCrisis(random, label === 'negative' ? CRISIS_IN_BUZZES : CRISIS_IN_OTHERS),
    });
  }
}
