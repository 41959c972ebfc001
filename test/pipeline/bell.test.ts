/** The bell that wakes a resting step. */
import { expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { makeBell } from '../../src/pipeline/bell.ts';

const LONG_MS = 60_000;
const never = new AbortController().signal;

test('ends the rest when it rings', async () => {
  const bell = makeBell(systemClock);
  const rest = bell.rest(LONG_MS, never);
  bell.ring();
  await expect(rest).resolves.toBeUndefined();
});

test('that rang while nobody rested ends the next rest, and no other', async () => {
  const bell = makeBell(systemClock);
  bell.ring();
  bell.ring();
  await bell.rest(LONG_MS, never);
  let hasEnded = false;
  const next = bell.rest(LONG_MS, never).then(() => {
    hasEnded = true;
  });
  await systemClock.sleepMs(20);
  expect(hasEnded).toBe(false);
  bell.ring();
  await next;
});

test('lets nobody rest once the service stops', async () => {
  const stopping = new AbortController();
  const bell = makeBell(systemClock);
  const rest = bell.rest(LONG_MS, stopping.signal);
  stopping.abort();
  await rest;
  await bell.rest(LONG_MS, stopping.signal);
});

test('rests no longer than it was told', async () => {
  await makeBell(systemClock).rest(1, never);
});
