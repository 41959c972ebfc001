/** Many things under way at once, of which a slow one keeps nobody else waiting. */
import { toErrorMessage } from '../base/errors.ts';

export type InHand = Readonly<{
  /** Takes up what is due while there is room, without waiting for it to end. Returns how many were taken up. */
  run: () => Promise<number>;
  /** Waits for all that is in hand. Errors: its faults, after all of it ended. */
  settle: () => Promise<void>;
}>;

/**
 * Takes up items as long as there is room; a pass does not wait for those that are under way.
 *
 * Shape:   claim: items that are due, at most `room` of them, given those that are under way or claimed. work: one item, to its end.
 *          nameOf: what to call an item where its fault is told.
 * Errors:  run throws the faults of what ended since the pass before: what they had claimed comes back with its lease.
 */
export function makeInHand<Item>(
  options: Readonly<{
    atOnceMax: number;
    /** So many are claimed before their turn comes, beside those at work; by default none. */
    aheadMax?: number;
    /** Nothing is claimed before there is room for so many: claims of one at a time would cost more than the work. */
    roomMin: number;
    claim: (room: number, underWay: readonly Item[]) => Promise<readonly Item[]>;
    work: (item: Item) => Promise<void>;
    nameOf: (item: Item) => string;
    stopping: AbortSignal;
  }>,
): InHand {
  const { atOnceMax, aheadMax = 0 } = options;
  const inHand = new Map<Item, Promise<void>>();
  const ahead: Item[] = [];
  const faults: Error[] = [];

  const start = (item: Item): void => {
    const running = options
      .work(item)
      .catch((error: unknown) => {
        faults.push(new Error(`${options.nameOf(item)}: ${toErrorMessage(error)}`, { cause: error }));
      })
      .then(() => {
        inHand.delete(item);
        startNext();
      });
    inHand.set(item, running);
  };

  const startNext = (): void => {
    while (inHand.size < atOnceMax) {
      const next = ahead.shift();
      if (next === undefined) return;
      start(next);
    }
  };
  const countRoom = (): number => atOnceMax + aheadMax - inHand.size - ahead.length;

  const throwFaults = (): void => {
    const thrown = faults.splice(0);
    const [first] = thrown;
    if (first !== undefined) throw new AggregateError(thrown, first.message, { cause: first });
  };

  return {
    run: async () => {
      throwFaults();
      let count = 0;
      while (!options.stopping.aborted) {
        while (countRoom() < options.roomMin) await Promise.race(inHand.values());
        const items = await options.claim(countRoom(), [...inHand.keys(), ...ahead]);
        if (items.length === 0) break;
        count += items.length;
        ahead.push(...items);
        startNext();
      }
      return count;
    },
    settle: async () => {
      while (inHand.size > 0) await Promise.all(inHand.values());
      throwFaults();
    },
  };
}
