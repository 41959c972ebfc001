/** Lists of places of one document, by rising start. */
import { findFirst } from '../../base/find-first.ts';
import type { Interval } from './vocabulary.ts';

/** The places of all lists by rising start; each list is ordered already, or nearly. */
export function mergePlaces(lists: readonly (readonly Interval[])[]): readonly Interval[] {
  const [first = [], ...others] = lists.filter((list) => list.length > 0);
  if (others.length === 0) return first;
  return [first, ...others].flat().sort((one, other) => one.from - other.from || one.until - other.until);
}

/** Whether one of them begins there. */
export function holdsPlace(places: readonly Interval[], place: number): boolean {
  return places[findFirst(places, ({ from }) => from >= place)]?.from === place;
}
