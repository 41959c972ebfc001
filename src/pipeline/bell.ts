/** Wakes a step that rests, because the step before it has made something for it. */
import type { Clock } from '../base/clock.ts';

export type Bell = Readonly<{
  /** Ends the rest, or the next one where nobody rests at the moment. */
  ring: () => void;
  /** Rests for so long at most; less where the bell rings or the signal aborts. */
  rest: (ms: number, signal: AbortSignal) => Promise<void>;
}>;

/**
 * A step looks by itself whether there is something to do, for another process may have made it; within one process
 * nothing need wait for that look.
 */
export function makeBell(clock: Pick<Clock, 'sleepMs'>): Bell {
  let resting: AbortController | null = null;
  let hasRung = false;
  return {
    ring: () => {
      if (resting === null) hasRung = true;
      else resting.abort();
    },
    rest: async (ms, signal) => {
      if (hasRung || signal.aborted) {
        hasRung = false;
        return;
      }
      const woken = new AbortController();
      const wake = (): void => woken.abort();
      resting = woken;
      signal.addEventListener('abort', wake, { once: true });
      await clock.sleepMs(ms, woken.signal);
      signal.removeEventListener('abort', wake);
      resting = null;
    },
  };
}
