/** The simulated talk has what its bad buzzes and its harmless things are told apart by, and nothing else. */
import { describe, expect, test } from 'vitest';
import { HARMLESS_KINDS, type HarmlessKind } from '../../bench/plan-episodes.ts';
import { HALF_YEAR_DAYS, isBadBuzz, type SimulatedBrand, simulateBrand } from '../../bench/simulate-talk.ts';
import { hourOfDay } from '../../bench/talk-rhythm.ts';
import { DAY_MS, HOUR_MS } from '../../src/base/clock.ts';
import type { TalkFact } from '../../src/domain/talk-fact.ts';

const WEEKS_DAYS = 84;
const SEEDS = Array.from({ length: 20 }, (_, index) => 300 + index);

const calm = simulateBrand({ seed: 1, mentionsPerDay: 300, days: WEEKS_DAYS, story: 'calm' });
const halfYears = SEEDS.map((seed) =>
  simulateBrand({ seed, mentionsPerDay: 100, days: HALF_YEAR_DAYS, story: 'half-year' }),
);
const quiet = SEEDS.map((seed) =>
  simulateBrand({ seed, mentionsPerDay: 0.2, days: HALF_YEAR_DAYS, story: 'half-year' }),
);

const isNegative = ({ label }: TalkFact): boolean => label === 'negative';

function publishedIn(brand: SimulatedBrand, { from, until }: Readonly<{ from: number; until: number }>) {
  return brand.facts.filter(({ publishedAt }) => from <= publishedAt && publishedAt < until);
}

function episodesOf(kind: HarmlessKind) {
  return halfYears.flatMap((brand) =>
    brand.episodes.filter((episode) => episode.kind === kind).map((episode) => ({ brand, episode })),
  );
}

/** What is said in an episode beyond the ordinary: by those who spoke before, or in a place of its own, it is not told apart. */
function negativesIn({ brand, episode }: ReturnType<typeof episodesOf>[number]) {
  return publishedIn(brand, episode).filter(isNegative);
}

/** How many of the same key, most first. */
function largestCount(keys: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Math.max(0, ...counts.values());
}

describe('ordinary talk', () => {
  test('the same seed gives the same talk, another seed another', () => {
    const spec = { seed: 5, mentionsPerDay: 3, days: HALF_YEAR_DAYS, story: 'half-year' } as const;
    const facts = simulateBrand(spec).facts;
    expect(simulateBrand(spec).facts).toEqual(facts);
    expect(simulateBrand({ ...spec, seed: 6 }).facts).not.toEqual(facts);
  });

  test('facts come as they are heard, never before they were published, and within the days', () => {
    for (const [index, { publishedAt, heardAt }] of calm.facts.entries()) {
      expect(heardAt).toBeGreaterThanOrEqual(calm.facts[index - 1]?.heardAt ?? 0);
      expect(heardAt).toBeGreaterThanOrEqual(publishedAt);
      expect(publishedAt).toBeGreaterThanOrEqual(calm.from);
      expect(heardAt).toBeLessThan(calm.until);
    }
  });

  test('the volume and the share of negatives are what was asked for', () => {
    expect(calm.facts.length / WEEKS_DAYS / 300).toBeGreaterThan(0.85);
    expect(calm.facts.length / WEEKS_DAYS / 300).toBeLessThan(1.15);
    const negativeCount = calm.facts.filter(isNegative).length;
    expect(negativeCount / calm.countUsualNegatives(calm)).toBeGreaterThan(0.8);
    expect(negativeCount / calm.countUsualNegatives(calm)).toBeLessThan(1.2);
    expect(calm.negativeRatio).toBeGreaterThanOrEqual(0.08);
    expect(calm.negativeRatio).toBeLessThanOrEqual(0.3);
  });

  test('the deepest night has about a twelfth of noon, a Sunday less than a Tuesday', () => {
    const countAt = (hours: readonly number[]) =>
      calm.facts.filter(({ publishedAt }) => hours.includes(hourOfDay(publishedAt))).length / hours.length;
    const ratio = countAt([11, 12]) / countAt([3, 4]);
    expect(ratio).toBeGreaterThan(7); // replies to the late evening are written at night
    expect(ratio).toBeLessThan(15);
    const countOn = (weekday: number) =>
      calm.facts.filter(({ publishedAt }) => new Date(publishedAt).getUTCDay() === weekday).length;
    expect(countOn(0)).toBeLessThan(0.85 * countOn(2));
  });

  test('days vary far more than chance alone would make them', () => {
    const counts = Array.from({ length: WEEKS_DAYS }, (_, day) => {
      const from = calm.from + day * DAY_MS;
      return publishedIn(calm, { from, until: from + DAY_MS }).length;
    });
    const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
    const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length;
    expect(variance / mean).toBeGreaterThan(10); // of chance alone it is 1
  });

  test('few negatives hold a word of crisis, and most mentions are heard within the hour', () => {
    const negatives = calm.facts.filter(isNegative);
    const crisisRatio = negatives.filter(({ crisisWeight }) => crisisWeight > 0).length / negatives.length;
    expect(crisisRatio).toBeGreaterThan(0.03);
    expect(crisisRatio).toBeLessThan(0.12);
    const lateRatio =
      calm.facts.filter(({ publishedAt, heardAt }) => heardAt - publishedAt > HOUR_MS).length / calm.facts.length;
    expect(lateRatio).toBeGreaterThan(0.01);
    expect(lateRatio).toBeLessThan(0.06);
  });

  test('some speak again and again, and many once', () => {
    const countByAuthor = new Map<string, number>();
    for (const { author } of calm.facts) countByAuthor.set(author, (countByAuthor.get(author) ?? 0) + 1);
    const counts = [...countByAuthor.values()];
    expect(counts.filter((count) => count === 1).length / counts.length).toBeGreaterThan(0.5);
    expect(Math.max(...counts)).toBeGreaterThan(100);
  });
});

describe('bad buzzes', () => {
  const buzzesOf = (brand: SimulatedBrand) => brand.episodes.filter(isBadBuzz);

  test('a half year has three, at least three weeks apart and none in the first three weeks, of each size and shape one', () => {
    for (const brand of [...halfYears, ...quiet]) {
      const buzzes = buzzesOf(brand);
      const starts = buzzes.map(({ from }) => (from - brand.from) / DAY_MS);
      for (const [index, start] of starts.entries()) {
        expect(start - (starts[index - 1] ?? 0)).toBeGreaterThanOrEqual(20.9); // to the first mention that is negative
      }
      expect(buzzes.map(({ sizeRatio }) => sizeRatio).sort((one, other) => one - other)).toEqual([5, 8, 15]);
      expect(new Set(buzzes.map(({ shape }) => shape)).size).toBe(3);
    }
  });

  test('however quiet the brand, a bad buzz has twenty negatives by twelve authors, most in words of their own', () => {
    for (const { negatives } of quiet.flatMap(buzzesOf)) {
      expect(negatives.length).toBeGreaterThanOrEqual(20);
      expect(new Set(negatives.map(({ author }) => author)).size).toBeGreaterThanOrEqual(12);
      expect(new Set(negatives.map(({ storyId }) => storyId)).size).toBeGreaterThan(0.6 * negatives.length);
    }
  });

  test('what belongs to it is in the talk, heard in order, from its first negative to its last', () => {
    for (const brand of halfYears) {
      const facts = new Set(brand.facts);
      for (const { negatives, from, until } of buzzesOf(brand)) {
        expect(negatives.every((fact) => facts.has(fact) && isNegative(fact))).toBe(true);
        const published = negatives.map(({ publishedAt }) => publishedAt);
        expect([Math.min(...published), Math.max(...published)]).toEqual([from, until]);
        const heard = negatives.map(({ heardAt }) => heardAt);
        expect(heard).toEqual(heard.toSorted((one, other) => one - other));
      }
    }
  });

  test('at its peak it is so many times the usual as its size says, sooner in an explosion than in a slow burn', () => {
    const large = SEEDS.slice(0, 4).flatMap((seed) => {
      const brand = simulateBrand({ seed, mentionsPerDay: 2_000, days: 75, story: 'half-year' });
      return buzzesOf(brand).map((buzz) => ({ brand, buzz }));
    });
    const peakHours = { explosion: 4, ramp: 11, 'slow-burn': 36 };
    for (const { brand, buzz } of large) {
      const hours = Array.from({ length: 60 }, (_, hour) => {
        const window = { from: buzz.from + hour * HOUR_MS, until: buzz.from + (hour + 1) * HOUR_MS };
        const count = buzz.negatives.filter(
          ({ publishedAt, outletWeight }) =>
            outletWeight === 0 && window.from <= publishedAt && publishedAt < window.until,
        ).length;
        return { hour, ratio: count / brand.countUsualNegatives(window), count };
      });
      // where there are enough for chance to weigh little
      const [peak] = hours.filter(({ count }) => count >= 15).sort((one, other) => other.ratio - one.ratio);
      if (peak === undefined) continue;
      expect(peak.ratio).toBeGreaterThan(0.7 * buzz.sizeRatio);
      expect(peak.ratio).toBeLessThan(2.2 * buzz.sizeRatio);
      expect(peak.hour).toBeLessThan(peakHours[buzz.shape]);
    }
  });

  test('half of them are taken up by the press, and half or more are in two kinds of source', () => {
    const buzzes = [...halfYears, ...quiet].flatMap(buzzesOf);
    const pressRatio = buzzes.filter(({ hasPress }) => hasPress).length / buzzes.length;
    expect(pressRatio).toBeGreaterThan(0.4);
    expect(pressRatio).toBeLessThan(0.6);
    const isSpread = ({ negatives }: (typeof buzzes)[number]) =>
      new Set(negatives.filter(({ outletWeight }) => outletWeight === 0).map(({ sourceKind }) => sourceKind)).size >= 2;
    expect(buzzes.filter(isSpread).length / buzzes.length).toBeGreaterThanOrEqual(0.5);
    for (const { negatives } of buzzes.filter(({ hasPress }) => !hasPress)) {
      expect(negatives.every(({ outletWeight }) => outletWeight === 0)).toBe(true);
    }
  });

  test('a third of it holds a word of crisis, and the talk that is not negative rises with it', () => {
    const negatives = halfYears.flatMap(buzzesOf).flatMap((buzz) => buzz.negatives);
    const crisisRatio = negatives.filter(({ crisisWeight }) => crisisWeight > 0).length / negatives.length;
    expect(crisisRatio).toBeGreaterThan(0.28);
    expect(crisisRatio).toBeLessThan(0.38);
    for (const brand of quiet) {
      for (const buzz of buzzesOf(brand)) {
        const others = publishedIn(brand, buzz).filter((fact) => !isNegative(fact));
        expect(others.length).toBeGreaterThanOrEqual(3);
      }
    }
  });

  test('a new brand has one, within its first three days and after its first', () => {
    for (const seed of SEEDS) {
      const brand = simulateBrand({ seed, mentionsPerDay: 30, days: 10, story: 'first-days' });
      expect(brand.episodes.map(({ kind }) => kind)).toEqual(['bad-buzz']);
      const day = ((brand.episodes[0]?.from ?? 0) - brand.from) / DAY_MS;
      expect(day).toBeGreaterThanOrEqual(1);
      expect(day).toBeLessThan(3.5); // a slow burn's first negative comes hours after it began
    }
  });
});

describe('harmless things', () => {
  test('of each kind there are one to three in a half year, where there is room, and none within a day of another episode', () => {
    for (const kind of HARMLESS_KINDS) {
      const found = episodesOf(kind).length / halfYears.length;
      expect(found).toBeGreaterThan(1);
      expect(found).toBeLessThanOrEqual(3);
    }
    for (const { episodes } of halfYears) {
      for (const [index, episode] of episodes.slice(1).entries()) {
        const before = episodes[index];
        if (before === undefined || isBadBuzz(before)) continue; // whose last article comes after its end
        expect(episode.from - before.until).toBeGreaterThanOrEqual(DAY_MS - 1);
      }
    }
  });

  test('campaigns are declared, launches are not; both lift the talk, at the usual share of negatives or less', () => {
    const ratios = (['campaign', 'launch'] as const).map((kind) => {
      const found = episodesOf(kind);
      const talk = found.map(({ brand, episode }) => publishedIn(brand, episode));
      const negatives = talk.map((facts) => facts.filter(isNegative).length);
      const usualNegatives = found.map(({ brand, episode }) => brand.countUsualNegatives(episode));
      const usualTalk = found.map(({ brand }, index) => (usualNegatives[index] ?? 0) / brand.negativeRatio);
      const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
      return {
        volume: sum(talk.map((facts) => facts.length)) / sum(usualTalk),
        share: sum(negatives) / sum(usualNegatives) / (sum(talk.map((facts) => facts.length)) / sum(usualTalk)),
      };
    });
    const [campaign, launch] = ratios;
    expect(campaign?.volume).toBeGreaterThan(3.5);
    expect(campaign?.volume).toBeLessThan(8);
    expect(campaign?.share).toBeGreaterThan(0.8);
    expect(campaign?.share).toBeLessThan(1.2);
    expect(launch?.volume).toBeGreaterThan(2);
    expect(launch?.volume).toBeLessThan(5);
    expect(launch?.share).toBeLessThan(1);
    for (const { campaigns, episodes } of halfYears) {
      const declared = episodes.filter(({ kind }) => kind === 'campaign').map(({ from, until }) => ({ from, until }));
      expect(campaigns).toEqual(declared);
    }
  });

  test('a flood is one troll, who posts twenty times or more', () => {
    for (const flood of episodesOf('troll')) {
      expect(largestCount(negativesIn(flood).map(({ author }) => author))).toBeGreaterThanOrEqual(20);
    }
  });

  test('a dispatch is one story on a dozen sites or more', () => {
    for (const dispatch of episodesOf('dispatch')) {
      const articles = negativesIn(dispatch).filter(({ outletWeight }) => outletWeight > 0);
      expect(new Set(articles.map(({ site }) => site)).size).toBeGreaterThanOrEqual(14);
      expect(largestCount(articles.map(({ storyId }) => storyId))).toBeGreaterThanOrEqual(10);
    }
  });

  test('a gripe is one negative mention and five replies at most', () => {
    for (const brand of quiet) {
      for (const episode of brand.episodes.filter(({ kind }) => kind === 'gripe')) {
        const negatives = publishedIn(brand, episode).filter(isNegative);
        expect(negatives.length).toBeGreaterThanOrEqual(1);
        expect(negatives.length).toBeLessThanOrEqual(7); // one of them may be ordinary talk
      }
    }
  });

  test('nothing is heard while the crawl is out, and all of it afterwards, with the time at which it was published', () => {
    for (const { brand, episode } of episodesOf('outage')) {
      expect(brand.facts.some(({ heardAt }) => episode.from <= heardAt && heardAt < episode.until)).toBe(false);
      const published = publishedIn(brand, episode);
      expect(published.length).toBeGreaterThan(0);
      const soonHeard = published.filter(({ heardAt }) => heardAt < episode.until + HOUR_MS);
      expect(soonHeard.length / published.length).toBeGreaterThan(0.7);
    }
  });
});

describe('what cannot be simulated is refused, with the way out', () => {
  test.each([
    ['days that do not hold three bad buzzes', { days: 60, story: 'half-year' }, /60 days .* give 70 or more/],
    ['first days that do not hold one', { days: 5, story: 'first-days' }, /5 first days .* give 8 or more/],
    ['no talk at all', { mentionsPerDay: 0 }, /0 mentions a day has no talk/],
    ['a rate that is no number', { mentionsPerDay: Number.NaN }, /NaN mentions a day has no talk/],
  ] as const)('%s', (_name, overrides, message) => {
    expect(() => simulateBrand({ seed: 1, mentionsPerDay: 3, days: 10, story: 'calm', ...overrides })).toThrow(message);
  });
});
