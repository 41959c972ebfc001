/**
 * The one clock. Everything that asks for the time or waits is handed one, so that a test or the demo can move time
 * by hand and a story of four weeks runs in seconds.
 */
import { setTimeout as delay } from 'node:timers/promises';

export type Clock = Readonly<{
  now: () => Date;
  /** Resolves after the time has passed, or at once when the signal aborts; never rejects. */
  sleepMs: (durationMs: number, signal?: AbortSignal) => Promise<void>;
}>;

export type ManualClock = Clock &
  Readonly<{
    /** Moves forward (never back) to the instant. */
    setTo: (instant: Date) => void;
    advanceMs: (durationMs: number) => void;
  }>;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

export const systemClock: Clock = {
  now: () => new Date(),
  sleepMs: async (durationMs, signal) => {
    try {
      await delay(durationMs, undefined, signal === undefined ? {} : { signal });
    } catch (error) {
      if (signal?.aborted) return;
      throw error;
    }
  },
};

/** A clock that stands still until it is moved. Sleeping moves nothing and returns at once. */
export function makeManualClock(startAt: Date): ManualClock {
  let nowMs = startAt.getTime();
  return {
    now: () => new Date(nowMs),
    sleepMs: () => Promise.resolve(),
    setTo: (instant) => {
      nowMs = Math.max(nowMs, instant.getTime());
    },
    advanceMs: (durationMs) => {
      nowMs += durationMs;
    },
  };
}

export function addMs(instant: Date, durationMs: number): Date {
  return new Date(instant.getTime() + durationMs);
}

export function addSeconds(instant: Date, durationSeconds: number): Date {
  return addMs(instant, durationSeconds * SECOND_MS);
}
