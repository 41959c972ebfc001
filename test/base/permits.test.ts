/** Permits: never more at once than there are, nobody forgotten. */
import { expect, test } from 'vitest';
import { makePermits } from '../../src/base/permits.ts';

test('no more than so many at once, in the order in which they came, and all of them in the end', async () => {
  const permits = makePermits(3);
  const begun: number[] = [];
  let atOnce = 0;
  let atOnceMax = 0;
  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const giveBack = await permits.acquire();
      begun.push(index);
      atOnce += 1;
      atOnceMax = Math.max(atOnceMax, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      giveBack();
    }),
  );
  expect(atOnceMax).toBe(3);
  expect(begun).toEqual(Array.from({ length: 20 }, (_, index) => index));
});

test('a permit that is given back twice is one permit', async () => {
  const permits = makePermits(1);
  const giveBack = await permits.acquire();
  giveBack();
  giveBack();
  await permits.acquire();
  const third = permits.acquire().then(() => 'held');
  expect(await Promise.race([third, new Promise((resolve) => setImmediate(() => resolve('waits')))])).toBe('waits');
});

test('who is aborted while waiting leaves the queue, and no permit is lost or doubled', async () => {
  const permits = makePermits(1);
  const giveBack = await permits.acquire();
  const aborted = new AbortController();
  const second = permits.acquire(aborted.signal);
  const third = permits.acquire(new AbortController().signal);
  aborted.abort(new Error('too late'));
  await expect(second).rejects.toThrow('too late');
  giveBack();
  const giveThirdBack = await third;
  await expect(permits.acquire(aborted.signal)).rejects.toThrow('too late');
  giveThirdBack();
  aborted.abort();
  await permits.acquire();
  const fourth = permits.acquire().then(() => 'held');
  expect(await Promise.race([fourth, new Promise((resolve) => setImmediate(() => resolve('waits')))])).toBe('waits');
});
