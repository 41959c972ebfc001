/** Which words stand close together. */
import type { Interval } from './vocabulary.ts';

/** What NEAR asks of two lists of places. */
type Near = Readonly<{ isOrdered: boolean; wordCountMax: number }>;

/** Stretches of one kind that a NEAR within another one gives; a text that says two names ten thousand times says no more. */
export const STRETCH_COUNT_MAX = 5_000;

/**
 * The stretches of text in which something of the left list and something of the right list stand close to each other.
 *
 * Every place is joined to the nearest of the other list on either side of it (where the order counts: to the nearest
 * right one behind a left one). Not to all of them, because that would be a square of places for two words that a page
 * repeats; whether there is a stretch at all comes to the same. Of those that begin at one place the shortest is kept,
 * and of those that end at one, so that a chain of NEARs costs no more for being long.
 *
 * Shape:   both lists by rising start; wordCountMax: words that may stand between the two, which never overlap; countMax:
 *          how many are looked for in each of the four ways that a place is joined (1 tells whether there is any).
 *          Returns stretches from the first word to the last, by rising start, each once.
 * Errors:  none: total. Time: n + m where no place holds another, else (n + m) log (n + m).
 *
 * @example findNear([{ from: 0, until: 1 }], [{ from: 3, until: 4 }], { isOrdered: true, wordCountMax: 2 })
 *          // [{ from: 0, until: 4 }]
 */
export function findNear(
  left: readonly Interval[],
  right: readonly Interval[],
  near: Near,
  countMax = STRETCH_COUNT_MAX,
): readonly Interval[] {
  if (left.length === 0 || right.length === 0) return [];
  const found = findInOrder(left, right, near.wordCountMax, countMax);
  if (!near.isOrdered) found.push(...findInOrder(right, left, near.wordCountMax, countMax));
  return found.length < 2 ? found : keepShortest(found);
}

/** Joined to the nearest behind each of the first list, and to the nearest before each of the second one. */
function findInOrder(
  before: readonly Interval[],
  after: readonly Interval[],
  wordCountMax: number,
  countMax: number,
): Interval[] {
  const byEnd = orderByEnd(before);
  const stretches: Interval[] = [];
  const add = (first: Interval | undefined, second: Interval | undefined): void => {
    if (first === undefined || second === undefined || second.from - first.until > wordCountMax) return;
    stretches.push({ from: first.from, until: second.until });
  };
  let next = 0;
  for (const first of byEnd) {
    while (next < after.length && (after[next] as Interval).from < first.until) next += 1;
    if (next === after.length || stretches.length >= countMax) break;
    add(first, after[next]);
  }
  next = 0;
  for (const second of after) {
    while (next < byEnd.length && (byEnd[next] as Interval).until <= second.from) next += 1;
    if (stretches.length >= 2 * countMax) break;
    add(byEnd[next - 1], second);
  }
  return stretches;
}

/** By rising end: words are, phrases of several lengths may not be. */
function orderByEnd(places: readonly Interval[]): readonly Interval[] {
  let last = 0;
  for (const { until } of places) {
    if (until < last) return places.toSorted((one, other) => one.until - other.until || one.from - other.from);
    last = until;
  }
  return places;
}

/** The shortest from each start and the shortest to each end. */
function keepShortest(stretches: readonly Interval[]): readonly Interval[] {
  const byStart = new Map<number, Interval>();
  const byEnd = new Map<number, Interval>();
  for (const stretch of stretches) {
    const fromHere = byStart.get(stretch.from);
    if (fromHere === undefined || stretch.until < fromHere.until) byStart.set(stretch.from, stretch);
    const toHere = byEnd.get(stretch.until);
    if (toHere === undefined || stretch.from > toHere.from) byEnd.set(stretch.until, stretch);
  }
  const others = [...byEnd.values()].filter(({ from, until }) => byStart.get(from)?.until !== until);
  return [...byStart.values(), ...others].sort((one, other) => one.from - other.from || one.until - other.until);
}
