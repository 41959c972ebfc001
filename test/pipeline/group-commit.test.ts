/** Many small writes that become few large ones: each gets its own answer. */
import { describe, expect, test } from 'vitest';
import { makeSeededRandom } from '../../src/base/random.ts';
import { makeGroupCommit } from '../../src/pipeline/group-commit.ts';

/** A writer that ends when the test says so, with a note of what it was given. */
function makeSlowWriter(answer: (item: number) => number = (item) => item * 10) {
  const batches: (readonly number[])[] = [];
  const ending: (() => void)[] = [];
  let underWay = 0;
  let underWayMax = 0;
  const write = async (items: readonly number[]): Promise<readonly number[]> => {
    batches.push(items);
    underWay += 1;
    underWayMax = Math.max(underWayMax, underWay);
    await new Promise<void>((resolve) => ending.push(resolve));
    underWay -= 1;
    return items.map(answer);
  };
  const endNext = async () => {
    ending.shift()?.();
    await settle();
  };
  return { batches, write, endNext, countUnderWayMax: () => underWayMax };
}

/** Lets everything run that waits for nothing but its turn. */
async function settle(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
}

const NO_BOUND = (waiting: readonly number[]): number => waiting.length;

describe('what is written together', () => {
  test('begins at once while nothing is being written, and what comes meanwhile is the next batch', async () => {
    const writer = makeSlowWriter();
    const commit = makeGroupCommit({ countNext: NO_BOUND, atOnceMax: 1, write: writer.write });
    const results = [1, 2, 3, 4].map(commit);
    expect(writer.batches).toEqual([[1]]);
    await writer.endNext();
    expect(writer.batches).toEqual([[1], [2, 3, 4]]);
    await writer.endNext();
    expect(await Promise.all(results)).toEqual([10, 20, 30, 40]);
    const later = commit(5);
    expect(writer.batches).toEqual([[1], [2, 3, 4], [5]]);
    await writer.endNext();
    expect(await later).toBe(50);
  });

  test('is bounded, however much waits, and keeps its order', async () => {
    const writer = makeSlowWriter();
    const commit = makeGroupCommit({
      countNext: (waiting) => Math.min(waiting.length, 3),
      atOnceMax: 1,
      write: writer.write,
    });
    const results = [0, 1, 2, 3, 4, 5, 6, 7].map(commit);
    for (let time = 0; time < 4; time += 1) await writer.endNext();
    expect(writer.batches).toEqual([[0], [1, 2, 3], [4, 5, 6], [7]]);
    expect(await Promise.all(results)).toEqual([0, 10, 20, 30, 40, 50, 60, 70]);
  });

  test('goes on where the bound would take none', async () => {
    const commit = makeGroupCommit<number, number>({
      countNext: () => 0,
      atOnceMax: 1,
      write: (items) => Promise.resolve(items),
    });
    expect(await Promise.all([1, 2, 3].map(commit))).toEqual([1, 2, 3]);
  });

  test('is written by so many writers at once and no more, each item by one of them', async () => {
    const writer = makeSlowWriter();
    const commit = makeGroupCommit({
      countNext: (waiting) => Math.min(waiting.length, 2),
      atOnceMax: 2,
      write: writer.write,
    });
    const results = Array.from({ length: 20 }, (_, index) => commit(index));
    for (let time = 0; time < 20; time += 1) await writer.endNext();
    expect(writer.countUnderWayMax()).toBe(2);
    expect(writer.batches.flat().sort((one, other) => one - other)).toEqual(
      Array.from({ length: 20 }, (_, index) => index),
    );
    expect(await Promise.all(results)).toEqual(Array.from({ length: 20 }, (_, index) => index * 10));
  });
});

describe('one that is refused', () => {
  const refusing = (poison: ReadonlySet<number>, written: (readonly number[])[] = []) =>
    makeGroupCommit<number, string>({
      countNext: NO_BOUND,
      atOnceMax: 1,
      write: async (items) => {
        await settle();
        const bad = items.find((item) => poison.has(item));
        if (bad !== undefined) throw new Error(`refused: ${bad}`);
        written.push(items);
        return items.map((item) => `stored ${item}`);
      },
    });

  test('rejects alone: its neighbours are written one by one, each once', async () => {
    const written: (readonly number[])[] = [];
    const commit = refusing(new Set([3]), written);
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map(commit));
    expect(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : String(outcome.reason))),
    ).toEqual(['stored 1', 'stored 2', 'Error: refused: 3', 'stored 4']);
    expect(written).toEqual([[1], [2], [4]]);
  });

  test('keeps nobody out afterwards', async () => {
    const commit = refusing(new Set([1]));
    await expect(commit(1)).rejects.toThrow('refused: 1');
    expect(await commit(2)).toBe('stored 2');
  });

  test('among hundreds at random moments: every item has its own answer', async () => {
    const random = makeSeededRandom(3);
    const poison = new Set(Array.from({ length: 30 }, () => Math.floor(random.next() * 300)));
    const commit = refusing(poison);
    const outcomes = await Promise.all(
      Array.from({ length: 300 }, async (_, item) => {
        for (let wait = Math.floor(random.next() * 8); wait > 0; wait -= 1) await settle();
        return await commit(item).catch((error: unknown) => (error instanceof Error ? error.message : 'no error'));
      }),
    );
    expect(outcomes).toEqual(
      Array.from({ length: 300 }, (_, item) => (poison.has(item) ? `refused: ${item}` : `stored ${item}`)),
    );
  });

  test('all of them, because the database is away: each is told, and the next ones are tried', async () => {
    let isAway = true;
    const commit = makeGroupCommit<number, number>({
      countNext: NO_BOUND,
      atOnceMax: 2,
      write: (items) => (isAway ? Promise.reject(new Error('away')) : Promise.resolve(items)),
    });
    const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(commit));
    expect(outcomes.every(({ status }) => status === 'rejected')).toBe(true);
    isAway = false;
    expect(await Promise.all([6, 7].map(commit))).toEqual([6, 7]);
  });
});
