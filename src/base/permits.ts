/** A fixed number of permits: how many may do something dear at the same time. */

export type Permits = Readonly<{
  /** Waits for a permit; the returned function gives it back, and does so once. First come, first served. */
  acquire: () => Promise<() => void>;
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
    acquire: async () => {
      if (freeCount > 0) freeCount -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      let isHeld = true;
      return () => {
        if (isHeld) giveBack();
        isHeld = false;
      };
    },
  };
}
