/** Where something begins in a list that is in order. */

/**
 * The index of the first that fulfils what all behind it fulfil too; the length where none does.
 *
 * Shape:   isBehind: false of some first items, none to all, and true of all others. Looks at the logarithm of their number.
 *
 * @example findFirst([1, 3, 5], (value) => value >= 4)  // 2
 */
export function findFirst<Item>(items: readonly Item[], isBehind: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBehind(items[middle] as Item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
