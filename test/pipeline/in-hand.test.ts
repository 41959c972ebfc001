/** Many things under way at once: how many, how many wait claimed, and what becomes of faults. */
import { expect, test } from 'vitest';
import { makeInHand } from '../../src/pipeline/in-hand.ts';

/** Items 0, 1, 2… that are worked on until they are let go. */
function stageWork(count: number, options: Readonly<{ atOnceMax: number; aheadMax?: number; roomMin: number }>) {
  const due = Array.from({ length: count }, (_, index) => index);
  const begun: number[] = [];
  const claims: number[] = [];
  const ends = new Map<number, (error?: Error) => void>();
  const inHand = makeInHand<number>({
    ...options,
    claim: (room) => {
      const claimed = due.splice(0, room);
      claims.push(claimed.length);
      return Promise.resolve(claimed);
    },
    work: (item) => {
      begun.push(item);
      return new Promise((resolve, reject) => {
        ends.set(item, (error) => (error === undefined ? resolve() : reject(error)));
      });
    },
    nameOf: (item) => `item ${item}`,
    stopping: new AbortController().signal,
  });
  const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  return {
    ...{ inHand, begun, claims, tick },
    end: async (item: number, error?: Error) => {
      ends.get(item)?.(error);
      await tick();
    },
  };
}

test('what is claimed ahead begins in its order as soon as something ends', async () => {
  const { inHand, begun, claims, end } = stageWork(5, { atOnceMax: 2, aheadMax: 3, roomMin: 1 });
  const running = inHand.run();
  await new Promise((resolve) => setImmediate(resolve));
  expect({ begun, claims: claims.slice(0, 1) }).toEqual({ begun: [0, 1], claims: [5] });
  await end(1);
  expect(begun).toEqual([0, 1, 2]);
  for (const item of [0, 2, 3, 4]) await end(item);
  expect(await running).toBe(5);
  await inHand.settle();
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});

test('without it nothing is claimed that cannot begin', async () => {
  const { inHand, begun, claims, end, tick } = stageWork(5, { atOnceMax: 2, roomMin: 1 });
  const running = inHand.run();
  await tick();
  expect({ begun, claims }).toEqual({ begun: [0, 1], claims: [2] });
  for (const item of [0, 1, 2, 3, 4]) await end(item);
  expect(await running).toBe(5);
  expect(Math.max(...claims)).toBeLessThanOrEqual(2);
});

test('one that fails keeps none that waits behind it, and its fault is thrown at the end', async () => {
  const { inHand, begun, end, tick } = stageWork(3, { atOnceMax: 1, aheadMax: 2, roomMin: 1 });
  const running = inHand.run();
  await tick();
  await end(0, new Error('broken'));
  await end(1);
  await end(2);
  await Promise.allSettled([running]);
  expect(begun).toEqual([0, 1, 2]);
  await expect(Promise.all([running, inHand.settle()])).rejects.toThrow('item 0: broken');
});
