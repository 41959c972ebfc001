/** Counts how often somebody tried, so that passwords cannot be guessed by the thousand. */
import { isIPv6 } from 'node:net';
import type { Clock } from '../base/clock.ts';

export type TryCounter = Readonly<{
  /** Counts one try and says whether it is within the limit. */
  isAllowed: (key: string) => boolean;
  /** Forgets the tries, because the last one was right. */
  forget: (key: string) => void;
}>;

type Window = Readonly<{ startedAt: number; tryCount: number }>;

/**
 * A counter in memory: soft, because each process has its own and a restart forgets, and bounded, because addresses
 * are an attacker's to invent. The oldest windows go first.
 */
export function makeTryCounter(
  deps: Readonly<{ clock: Clock }>,
  limits: Readonly<{ triesMax: number; windowMs: number; keysMax: number }>,
): TryCounter {
  const windows = new Map<string, Window>();
  return {
    isAllowed: (key) => {
      const now = deps.clock.now().getTime();
      const known = windows.get(key);
      const isFresh = known !== undefined && now - known.startedAt < limits.windowMs;
      const window = isFresh ? { ...known, tryCount: known.tryCount + 1 } : { startedAt: now, tryCount: 1 };
      if (!isFresh) windows.delete(key); // so that it moves to the young end
      windows.set(key, window);
      const oldest = windows.keys().next();
      if (windows.size > limits.keysMax && !oldest.done) windows.delete(oldest.value);
      return window.tryCount <= limits.triesMax;
    },
    forget: (key) => {
      windows.delete(key);
    },
  };
}

/**
 * Whose tries count together: an IPv4 address, or the /64 that an IPv6 subscriber has to himself, because he may call
 * from each of its 2^64 addresses.
 *
 * @example toNetwork('2001:db8:0:1::7')  // '2001:db8:0:1::/64'
 */
export function toNetwork(address: string): string {
  const bare = address.replace(/%.*$/, '');
  if (!isIPv6(bare)) return bare;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  const [before = '', after] = new URL(`http://[${bare}]/`).hostname.slice(1, -1).split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros = after === undefined ? [] : new Array<string>(8 - head.length - tail.length).fill('0');
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`;
}
