/** Which words stand close together. */
import { findFirst } from './places.ts';
import type { Interval } from './vocabulary.ts';

/**
 * The stretches of text in which something of the left list and something of the right list stand close to each other.
 *
 * Every place is joined to the nearest of the other list on either side of it (where the order counts: to the nearest
 * right one behind a left one). Not to all of them, because that would be a square of places for two words that a page
 * repeats; whether there is a stretch at all comes to the same. Of those that begin at one place the shortest is kept,
 * and of those that end at one, so that a chain of NEARs costs no more for being long.
 *
 * Shape:   both lists by rising start; wordCountMax: words that may stand between the two, which never overlap. Returns
 *          stretches from the first word to the last, by rising start, each once.
 * Errors:  none: total. Time: (n + m) log (n + m).
 *
 * @example findNear([{ from: 0, until: 1 }], [{ from: 3, until: 4 }], { isOrdered: true, wordCountMax: 2 })
 *          // [{ from: 0, until: 4 }]
 */
export function findNear(
  left: readonly Interval[],
  right: readonly Interval[],
  near: Readonly<{ isOrdered: boolean; wordCountMax: number }>,
): readonly Interval[] {
  if (left.length === 0 || right.length === 0) return [];
  const stretches: Interval[] = [];
  const add = (first: Interval | undefined, second: Interval | undefined): void => {
    if (first === undefined || second === undefined || second.from - first.until > near.wordCountMax) return;
    stretches.push({ from: first.from, until: second.until });
  };
  const join = (before: readonly Interval[], after: readonly Interval[]): void => {
    const byEnd = before.toSorted((one, other) => one.until - other.until || one.from - other.from);
    for (const first of before) add(first, after[findFirst(after, (each) => each.from >= first.until)]);
    for (const second of after) add(byEnd[findFirst(byEnd, (each) => each.until > second.from) - 1], second);
  };
  join(left, right);
  if (!near.isOrdered) join(right, left);
  return keepShortest(stretches);
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
