/** Lists of places of one document, by rising start. */
import type { Interval } from './vocabulary.ts';

/** The places of all lists by rising start; each list is ordered already, or nearly. */
export function mergePlaces(lists: readonly (readonly Interval[])[]): readonly Interval[] {
  const [first = [], ...others] = lists.filter((list) => list.length > 0);
  if (others.length === 0) return first;
  return [first, ...others].flat().sort((one, other) => one.from - other.from || one.until - other.until);
}

/** The index of the first that fulfils what all behind it fulfil too; the length where none does. */
export function findFirst(places: readonly Interval[], isBehind: (each: Interval) => boolean): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBehind(places[middle] as Interval)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Whether one of them begins there. */
export function holdsPlace(places: readonly Interval[], place: number): boolean {
  return places[findFirst(places, ({ from }) => from >= place)]?.from === place;
}
