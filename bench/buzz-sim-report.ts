/** What bench/buzz-sim.ts prints: one line a rate, what went wrong, and whether the goals are met. */
import { DAY_MS } from '../src/base/clock.ts';
import { BUZZ_SHAPES, BUZZ_SIZES } from './plan-episodes.ts';
import {
  ALARM_LEVEL,
  type BrandScore,
  EARLY_COUNT_MAX,
  isFound,
  SMALL_MENTIONS_PER_DAY_MAX,
  type Spread,
  sumScores,
  WATCH_LEVEL,
} from './score-buzzes.ts';

/** The scores of the brands of one rate, and what replaying one mention took. */
export type Measured = Readonly<{ rate: number; scores: readonly BrandScore[]; microsecondsPerMention: number }>;

const RECALL_GOAL = 0.95;
const PRECISION_GOAL = 0.9;
/** What part of the bad buzzes has to be found in time. */
const IN_TIME_GOAL = 0.95;

/** Together with a space between, 120 columns. */
const COLUMNS: readonly Readonly<{ name: string; width: number }>[] = [
  { name: 'a day', width: 6 },
  { name: 'buzzes', width: 6 },
  { name: 'recall', width: 6 },
  { name: 'prec.', width: 6 },
  { name: 'false', width: 5 },
  { name: '>once', width: 5 },
  { name: 'watch', width: 5 },
  { name: 'first', width: 11 },
  { name: 'one', width: 10 },
  { name: '30 min', width: 6 },
  { name: 'heard', width: 9 },
  { name: '<12th', width: 6 },
  { name: 'pos.', width: 4 },
  { name: 'sil.', width: 4 },
  { name: 'out.', width: 4 },
  { name: 'again', width: 5 },
  { name: 'µs', width: 6 },
];

export const LEGEND = `buzzes: bad ones that were told. recall, prec.: of alarms at level ${ALARM_LEVEL} or more. false: such alarms for nothing,
a brand; >once: brands that had more than one; watch: level 2 for nothing, a brand. Of those found, median/90th
percentile: minutes since the first mention (first) and since it was one (one: 10 authors heard, above ${SMALL_MENTIONS_PER_DAY_MAX} a day
also 5 times the usual in some window of up to 6 hours), negatives heard by then (heard). 30 min: found within them of
being one; <12th: before the twelfth negative. A brand: positives and silences raised wrongly (pos., sil.), silences in
outages of the crawl (out.). again: further alarms for the same bad buzz. µs: to replay one mention.`;

export function toHead(): string {
  return toRow(COLUMNS.map(({ name }) => name));
}

export function toLine(name: string, { scores, microsecondsPerMention }: Omit<Measured, 'rate'>): string {
  const figures = sumScores(scores);
  return toRow([
    name,
    String(figures.buzzCount),
    toPercent(figures.recall),
    toPercent(figures.precision),
    figures.falsePerBrand.toFixed(2),
    `${figures.oftenFalseBrandCount}/${figures.brandCount}`,
    figures.falseWatchPerBrand.toFixed(1),
    toSpread(figures.minutesSinceFirst),
    toSpread(figures.minutesSinceOne),
    toPercent(figures.promptRatio),
    toSpread(figures.heardCount),
    toPercent(figures.earlyRatio),
    figures.falsePositivePerBrand.toFixed(1),
    figures.falseSilencePerBrand.toFixed(1),
    figures.outageSilencePerBrand.toFixed(1),
    String(figures.againCount),
    toNumber(microsecondsPerMention),
  ]);
}

/** Recall by size and shape, and false alarms by what went on. */
export function toDetails(scores: readonly BrandScore[]): readonly string[] {
  const buzzes = scores.flatMap((score) => score.buzzes);
  const byShape = BUZZ_SHAPES.map((shape) => {
    const cells = BUZZ_SIZES.map((size) => {
      const some = buzzes.filter(({ buzz }) => buzz.shape === shape && buzz.sizeRatio === size);
      return `${size} x: ${some.filter(isFound).length} of ${some.length}`;
    });
    return `  ${shape.padEnd(10)} ${cells.join('   ')}`;
  });
  const { falseByKind, falseLoudCount } = sumScores(scores);
  const kinds = [...falseByKind].sort(([, one], [, other]) => other - one).map(([kind, count]) => `${kind} ${count}`);
  return [
    'found, by shape and by size at the peak:',
    ...byShape,
    `false alarms, by what went on: ${kinds.join(', ') || 'none'}`,
    `of them while the negatives were 5 times the usual, by 10 authors, all the same: ${falseLoudCount}`,
  ];
}

/** Each bad buzz that was missed and each false alarm, with what it takes to see it again. */
export function toMistakes(scores: readonly BrandScore[]): readonly string[] {
  return scores.flatMap(({ brand, buzzes, falseAlarms }) => {
    const tell = (at: number, what: string): string => {
      const day = ((at - brand.from) / DAY_MS).toFixed(2);
      return `  ${brand.mentionsPerDay} a day, seed ${brand.seed}, day ${day} (${new Date(at).toISOString()}): ${what}`;
    };
    return [
      ...buzzes
        .filter((score) => !isFound(score))
        .map(({ buzz, negativeCount }) =>
          tell(buzz.from, `missed ${buzz.shape} of ${buzz.sizeRatio} x, ${negativeCount} negatives`),
        ),
      ...falseAlarms.map(({ at, during }) => tell(at, `false alarm, ${during}`)),
    ];
  });
}

/** A goal for which nothing was measured says so. */
export function toGoals(scores: readonly BrandScore[]): readonly string[] {
  const all = sumScores(scores);
  const large = sumScores(scores.filter(({ brand }) => brand.mentionsPerDay > SMALL_MENTIONS_PER_DAY_MAX));
  const small = sumScores(scores.filter(({ brand }) => brand.mentionsPerDay <= SMALL_MENTIONS_PER_DAY_MAX));
  const often = `${all.oftenFalseBrandCount} of ${all.brandCount} brands more often, mean ${all.falsePerBrand.toFixed(2)}`;
  return [
    toGoal(
      `level >= ${ALARM_LEVEL} falsely at most once per brand in six months`,
      all.brandCount > 0 ? all.oftenFalseBrandCount === 0 : null,
      often,
    ),
    toRatioGoal(`above ${SMALL_MENTIONS_PER_DAY_MAX} a day, found within 30 min of being one`, large.promptRatio, {
      goal: IN_TIME_GOAL,
      watchedRatio: large.watchedPromptRatio,
    }),
    toRatioGoal(
      `up to ${SMALL_MENTIONS_PER_DAY_MAX} a day, found before negative ${EARLY_COUNT_MAX + 1}`,
      small.earlyRatio,
      { goal: IN_TIME_GOAL, watchedRatio: small.watchedEarlyRatio },
    ),
    toRatioGoal('recall', all.recall, { goal: RECALL_GOAL }),
    toRatioGoal('precision', all.precision, { goal: PRECISION_GOAL }),
  ];
}

function toRatioGoal(
  name: string,
  ratio: number,
  { goal, watchedRatio }: Readonly<{ goal: number; watchedRatio?: number }>,
): string {
  const isMet = Number.isNaN(ratio) ? null : ratio >= goal;
  const told = (part: number): string => `${(part * 100).toFixed(1)} %`;
  const watched = watchedRatio === undefined ? '' : `; at level ${WATCH_LEVEL}, by mail: ${told(watchedRatio)}`;
  return toGoal(`${name}: >= ${goal * 100} %`, isMet, told(ratio) + watched);
}

function toGoal(name: string, isMet: boolean | null, found: string): string {
  if (isMet === null) return `goal: ${name}: not measured`;
  return `goal: ${name}: ${isMet ? 'met' : 'MISSED'} (${found})`;
}

function toSpread({ median, p90 }: Spread): string {
  return Number.isNaN(median) ? '-' : `${toNumber(median)}/${toNumber(p90)}`;
}

function toNumber(value: number): string {
  if (Number.isNaN(value)) return '-';
  const rounded = Math.abs(value) < 9.95 ? Math.round(value * 10) / 10 : Math.round(value);
  return rounded === 0 ? '0' : String(rounded);
}

/** Never 100 % where one is missing. */
function toPercent(ratio: number): string {
  if (Number.isNaN(ratio)) return '-';
  return `${Math.floor(ratio * 1_000) / 10}%`;
}

function toRow(cells: readonly string[]): string {
  return COLUMNS.map(({ width }, index) => (cells[index] ?? '').padStart(width)).join(' ');
}
