/** What happens to a simulated brand, and when: three bad buzzes in a half year, and harmless things of every kind. */
import { DAY_MS, HOUR_MS } from '../src/base/clock.ts';
import type { Random } from '../src/base/random.ts';
import { drawBetween, drawIndex, drawOne, drawWhole, type Range } from './draw.ts';
import { shuffle } from './shuffle.ts';
import { hourOfDay, rhythmAt } from './talk-rhythm.ts';

/** A planned operation, a stir that nobody declared, one troll, one story on many sites, no crawl, one loud gripe. */
export const HARMLESS_KINDS = ['campaign', 'launch', 'troll', 'dispatch', 'outage', 'gripe'] as const;
export type HarmlessKind = (typeof HARMLESS_KINDS)[number];

export const BUZZ_SIZES = [5, 8, 15] as const;
export type BuzzSize = (typeof BUZZ_SIZES)[number];

/** At its peak within the hour, after three to six hours, or after a day. */
export const BUZZ_SHAPES = ['explosion', 'ramp', 'slow-burn'] as const;
export type BuzzShape = (typeof BUZZ_SHAPES)[number];

type Span = Readonly<{ from: number; until: number }>;

export type SurgePlan = Span &
  Readonly<{
    kind: 'campaign' | 'launch';
    /** All talk of those hours, in multiples of the usual. */
    volumeRatio: number;
    /** The lifted talk's share of negatives, in multiples of the usual; at most 1. */
    shareRatio: number;
  }>;

export type QuietPlan = Span & Readonly<{ kind: Exclude<HarmlessKind, SurgePlan['kind']> }>;

export type BuzzPlan = Span &
  Readonly<{
    kind: 'bad-buzz';
    /** Its own negatives at the peak, in multiples of the usual negatives of that hour. */
    sizeRatio: BuzzSize;
    shape: BuzzShape;
    riseMs: number;
    plateauMs: number;
    /** The time in which it falls to a third. */
    decayMs: number;
  }>;

export type Plan = SurgePlan | QuietPlan | BuzzPlan;

const BUZZ_COUNT = 3;
const LEARNING_DAYS = 21;
const BUZZ_GAP_DAYS = 21;
/** The longest slow burn has to end in them. */
const LAST_DAYS = 5;
const HARMLESS_COUNT: Range = { min: 1, max: 3 };
/** Between two episodes, so that it is known which one rang. */
const GAP_MS = DAY_MS;
/** Harmless things begin on the second day. */
const HARMLESS_FROM_MS = DAY_MS;
const PLACING_TRIES_MAX = 200;
/** In a brand's first days the bad buzz begins between these. */
const FIRST_BUZZ_DAYS: Range = { min: 1, max: 3 };

/** In hours. */
const SHAPES: Readonly<Record<BuzzShape, Readonly<{ rise: Range; plateau: Range; decay: Range }>>> = {
  explosion: { rise: { min: 0.3, max: 0.9 }, plateau: { min: 1, max: 2 }, decay: { min: 2, max: 5 } },
  ramp: { rise: { min: 3, max: 6 }, plateau: { min: 1, max: 2 }, decay: { min: 4, max: 8 } },
  'slow-burn': { rise: { min: 20, max: 28 }, plateau: { min: 3, max: 5 }, decay: { min: 8, max: 12 } },
};
/** A buzz has ended when it has fallen to a twentieth of its peak. */
const END_DECAYS = Math.log(20);

const CAMPAIGN_VOLUME: Range = { min: 3, max: 8 };
const CAMPAIGN_DAYS: Range = { min: 1, max: 5 };
const LAUNCH_VOLUME: Range = { min: 2, max: 5 };
const LAUNCH_HOURS = 24;
/** As negative as usual, or half as much. */
const LAUNCH_SHARE: Range = { min: 0.5, max: 1 };
/** The hours of the day at which people begin what they planned. */
const START_HOURS: Range = { min: 7, max: 12 };
const TROLL_HOURS: Range = { min: 1, max: 6 };
const DISPATCH_HOURS: Range = { min: 1, max: 8 };
const OUTAGE_HOURS: Range = { min: 4, max: 30 };
const GRIPE_HOURS = 6;

/**
 * The bad buzzes and the harmless things of a half year, by when they begin.
 *
 * No two are nearer than a day, so that it is known which of them rang. Every size and every shape of bad buzz comes
 * once, in an order of chance.
 *
 * Errors:  RangeError where the days do not hold three bad buzzes.
 */
export function planEpisodes(
  random: Random,
  { from, days }: Readonly<{ from: number; days: number }>,
): readonly Plan[] {
  const spareDays = days - LEARNING_DAYS - LAST_DAYS - (BUZZ_COUNT - 1) * (BUZZ_GAP_DAYS + 1);
  if (spareDays < 0)
    throw new RangeError(`${days} days do not hold three bad buzzes: give ${days - spareDays} or more`);
  const sizes = shuffle(BUZZ_SIZES, random);
  const shapes = shuffle(BUZZ_SHAPES, random);
  const offsets = Array.from({ length: BUZZ_COUNT }, () => random.next() * spareDays).sort((one, other) => one - other);
  const plans: Plan[] = offsets.map((offset, index) => {
    // a day more than the gap, since the hour of the day is drawn too
    const day = Math.floor(LEARNING_DAYS + offset) + index * (BUZZ_GAP_DAYS + 1);
    const onset = drawOnset(random, from + day * DAY_MS);
    return planBuzz(random, { onset, sizeRatio: sizes[index] ?? 5, shape: shapes[index] ?? 'ramp' });
  });
  for (const kind of HARMLESS_KINDS) {
    for (let rest = drawWhole(random, HARMLESS_COUNT); rest > 0; rest -= 1) {
      const placed = placeHarmless(random, { kind, from, days, others: plans });
      if (placed !== null) plans.push(placed);
    }
  }
  return plans.sort((one, other) => one.from - other.from);
}

/** One bad buzz before there is any history to compare it with. */
export function planFirstDays(
  random: Random,
  { from, days }: Readonly<{ from: number; days: number }>,
): readonly Plan[] {
  const daysMin = FIRST_BUZZ_DAYS.max + LAST_DAYS;
  if (days < daysMin) throw new RangeError(`${days} first days do not hold a bad buzz: give ${daysMin} or more`);
  const day = drawWhole(random, { min: FIRST_BUZZ_DAYS.min, max: FIRST_BUZZ_DAYS.max - 1 });
  const onset = drawOnset(random, from + day * DAY_MS);
  return [planBuzz(random, { onset, sizeRatio: drawOne(random, BUZZ_SIZES), shape: drawOne(random, BUZZ_SHAPES) })];
}

/** Within the day, when people are about. */
function drawOnset(random: Random, dayFrom: number): number {
  const hours = Array.from({ length: 24 }, (_, hour) => dayFrom + hour * HOUR_MS);
  const hour = hours[drawIndex(random, hours.map(rhythmAt))] ?? dayFrom;
  return hour + Math.floor(random.next() * HOUR_MS);
}

function planBuzz(
  random: Random,
  { onset, sizeRatio, shape }: Readonly<{ onset: number; sizeRatio: BuzzSize; shape: BuzzShape }>,
): BuzzPlan {
  const { rise, plateau, decay } = SHAPES[shape];
  const riseMs = drawBetween(random, rise) * HOUR_MS;
  const plateauMs = drawBetween(random, plateau) * HOUR_MS;
  const decayMs = drawBetween(random, decay) * HOUR_MS;
  const until = onset + riseMs + plateauMs + decayMs * END_DECAYS;
  return { kind: 'bad-buzz', from: onset, until, sizeRatio, shape, riseMs, plateauMs, decayMs };
}

/** Null where chance found no room for it. */
function placeHarmless(
  random: Random,
  { kind, from, days, others }: Readonly<{ kind: HarmlessKind; from: number; days: number; others: readonly Plan[] }>,
): Plan | null {
  const span: Range = { min: from + HARMLESS_FROM_MS, max: from + (days - LAST_DAYS) * DAY_MS };
  for (let tryCount = 0; tryCount < PLACING_TRIES_MAX; tryCount += 1) {
    const hour = Math.floor(drawBetween(random, span) / HOUR_MS) * HOUR_MS;
    const plan = planHarmless(random, kind, hour);
    const isApart = others.every((other) => plan.until + GAP_MS <= other.from || other.until + GAP_MS <= plan.from);
    if (isApart && plan.until <= span.max) return plan;
  }
  return null;
}

function planHarmless(random: Random, kind: HarmlessKind, hour: number): Plan {
  switch (kind) {
    case 'campaign': {
      const start = toStartHour(random, hour);
      const until = start + drawWhole(random, CAMPAIGN_DAYS) * DAY_MS;
      return { kind, from: start, until, volumeRatio: drawBetween(random, CAMPAIGN_VOLUME), shareRatio: 1 };
    }
    case 'launch': {
      const start = toStartHour(random, hour);
      const until = start + LAUNCH_HOURS * HOUR_MS;
      const shareRatio = drawBetween(random, LAUNCH_SHARE);
      return { kind, from: start, until, volumeRatio: drawBetween(random, LAUNCH_VOLUME), shareRatio };
    }
    case 'troll':
      return { kind, from: hour, until: hour + drawBetween(random, TROLL_HOURS) * HOUR_MS };
    case 'dispatch': {
      const start = toStartHour(random, hour);
      return { kind, from: start, until: start + drawBetween(random, DISPATCH_HOURS) * HOUR_MS };
    }
    case 'outage':
      return { kind, from: hour, until: hour + drawBetween(random, OUTAGE_HOURS) * HOUR_MS };
    case 'gripe':
      return { kind, from: hour, until: hour + GRIPE_HOURS * HOUR_MS };
  }
}

/** The same day, at an hour at which people begin something. */
function toStartHour(random: Random, hour: number): number {
  return hour + (drawWhole(random, START_HOURS) - hourOfDay(hour)) * HOUR_MS;
}
