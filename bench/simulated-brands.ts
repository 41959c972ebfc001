/** Which brands the bad-buzz simulator makes up: rates of talk, and two sets of seeds that have none in common. */
import type { BrandSpec } from './simulate-talk.ts';
import { FIRST_DAYS, HALF_YEAR_DAYS } from './simulate-talk.ts';

/** Mentions a day. */
export const RATES = [0.2, 1, 3, 10, 30, 100, 300, 1_000, 5_000] as const;

/** The detector is tuned on the one; the other tells how good it is, and nothing is ever chosen on it. */
export const SETS = ['tune', 'test'] as const;
export type SeedSet = (typeof SETS)[number];

/** What the printed figures are made from: never changed, so that two runs can be compared. */
const FIRST_SEEDS: Readonly<Record<SeedSet, number>> = { tune: 1_000_000, test: 2_000_000 };
const FIRST_DAYS_OFFSET = 500_000;
/** Of one rate. */
export const BRAND_COUNT_MAX = 1_000;

export function listBrands({
  set,
  rate,
  brandCount,
  story,
}: Readonly<{
  set: SeedSet;
  rate: (typeof RATES)[number];
  brandCount: number;
  story: 'half-year' | 'first-days';
}>): readonly BrandSpec[] {
  const offset = story === 'first-days' ? FIRST_DAYS_OFFSET : 0;
  const firstSeed = FIRST_SEEDS[set] + offset + RATES.indexOf(rate) * BRAND_COUNT_MAX;
  const days = story === 'first-days' ? FIRST_DAYS : HALF_YEAR_DAYS;
  return Array.from({ length: brandCount }, (_, index) => ({
    seed: firstSeed + index,
    mentionsPerDay: rate,
    days,
    story,
  }));
}
