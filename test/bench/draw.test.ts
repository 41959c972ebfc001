/** Draws follow the laws that they are named after: means and deviations of twenty thousand of each. */
import { expect, test } from 'vitest';
import {
  drawBetween,
  drawExponential,
  drawFactor,
  drawGeometric,
  drawIndex,
  drawNormal,
  drawOne,
  drawPoisson,
  drawRank,
  drawWhole,
} from '../../bench/draw.ts';
import { makeSeededRandom, type Random } from '../../src/base/random.ts';

const DRAW_COUNT = 20_000;

function measure(draw: (random: Random) => number) {
  const random = makeSeededRandom(7);
  const values = Array.from({ length: DRAW_COUNT }, () => draw(random));
  const mean = values.reduce((sum, value) => sum + value, 0) / DRAW_COUNT;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / DRAW_COUNT;
  return { values, mean, deviation: Math.sqrt(variance) };
}

test.each<readonly [string, (random: Random) => number, number, number]>([
  ['a normal draw', drawNormal, 0, 1],
  ['a waiting time', (random) => drawExponential(random, 5), 5, 5],
  ['a factor that varies by a third', (random) => drawFactor(random, 1 / 3), 1, 1 / 3],
  ['a factor that varies by its whole', (random) => drawFactor(random, 1), 1, 1],
  ['a count of a small mean', (random) => drawPoisson(random, 0.4), 0.4, Math.sqrt(0.4)],
  ['a count of a mean that is drawn in parts', (random) => drawPoisson(random, 400), 400, 20],
  ['a geometric count', (random) => drawGeometric(random, 3), 3, Math.sqrt(6)],
])('%s has the mean and the deviation of its law', (_name, draw, mean, deviation) => {
  const measured = measure(draw);
  expect(Math.abs(measured.mean - mean) / deviation).toBeLessThan(0.05);
  expect(measured.deviation / deviation).toBeGreaterThan(0.95);
  expect(measured.deviation / deviation).toBeLessThan(1.05);
});

test('nothing is expected where the mean is nothing, and a geometric count of mean 1 is always 1', () => {
  const random = makeSeededRandom(1);
  expect(drawPoisson(random, 0)).toBe(0);
  expect(drawGeometric(random, 1)).toBe(1);
});

test('the second rank is drawn about half as often as the first, and no rank beyond the last', () => {
  const { values } = measure((random) => drawRank(random, 100));
  const countOf = (rank: number): number => values.filter((value) => value === rank).length;
  expect(countOf(1) / countOf(2)).toBeGreaterThan(1.5);
  expect(countOf(1) / countOf(2)).toBeLessThan(2.2);
  expect(Math.min(...values)).toBe(1);
  expect(Math.max(...values)).toBeLessThanOrEqual(100);
  expect(drawRank(makeSeededRandom(3), 1)).toBe(1);
});

test('weights decide how often an index is drawn, and one without weight never is', () => {
  const { values } = measure((random) => drawIndex(random, [1, 0, 3]));
  expect(values.filter((value) => value === 2).length / DRAW_COUNT).toBeCloseTo(0.75, 1);
  expect(values).not.toContain(1);
});

test('a range holds all that is drawn from it, whole numbers up to both ends', () => {
  const { values } = measure((random) => drawWhole(random, { min: 2, max: 4 }));
  expect([...new Set(values)].sort()).toEqual([2, 3, 4]);
  const between = measure((random) => drawBetween(random, { min: -1, max: 1 })).values;
  expect(Math.min(...between)).toBeGreaterThanOrEqual(-1);
  expect(Math.max(...between)).toBeLessThan(1);
});

test('drawing from an empty list is refused', () => {
  expect(() => drawOne(makeSeededRandom(1), [])).toThrow('the list is empty');
});
