/** A fixed number of permits: how many may do something dear at the same time. */

export type Permits = Readonly<{
  /**
   * Waits for a permit; the returned function gives it back, and does so once. First come, first served. Who is
   * aborted while waiting leaves the queue, and the promise rejects with the signal's reason.
   */
  acquire: (signal?: AbortSignal) => Promise<() => void>;
}>;

export function makePermits(count: number): Permits {
  const waiting: (() => void)[] = [];
  let freeCount = count;

  const giveBack = (): void => {
    const next = waiting.shift();
    if (next === undefined) freeCount += 1;
    else next();
  };

  return {
    acquire: async (signal) => {
      signal?.throwIfAborted();
      if (freeCount > 0) freeCount -= 1;
      else await waitIn(waiting, signal);
      let isHeld = true;
      return () => {
        if (isHeld) giveBack();
        isHeld = false;
      };
    },
  };
}

function waitIn(waiting: (() => void)[], signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = (): void => {
      waiting.splice(waiting.indexOf(begin), 1);
      reject(signal?.reason);
    };
    const begin = (): void => {
      signal?.removeEventListener('abort', leave);
      resolve();
    };
    waiting.push(begin);
    signal?.addEventListener('abort', leave, { once: true });
  });
}
