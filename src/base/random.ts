/** The one source of chance: jitter and secret tokens are drawn here, so that a test can replay them. */
import { randomBytes, randomFillSync } from 'node:crypto';

export type Random = Readonly<{
  /** A number in [0, 1). */
  next: () => number;
  /** Unpredictable bytes, for tokens and keys. */
  bytes: (byteCount: number) => Uint8Array;
}>;

/** Asking the system for sixteen bytes costs as much as asking for thousands. */
const POOL_BYTES = 8_192;
const POOLED_BYTES_MAX = 64;

function makePooledBytes(): Random['bytes'] {
  const pool = new Uint8Array(POOL_BYTES);
  let usedCount = POOL_BYTES;
  return (byteCount) => {
    if (byteCount > POOLED_BYTES_MAX) return randomBytes(byteCount);
    if (usedCount + byteCount > POOL_BYTES) {
      randomFillSync(pool);
      usedCount = 0;
    }
    const bytes = pool.slice(usedCount, usedCount + byteCount);
    pool.fill(0, usedCount, usedCount + byteCount); // what was given out is nobody else's to find
    usedCount += byteCount;
    return bytes;
  };
}

export const systemRandom: Random = { next: () => Math.random(), bytes: makePooledBytes() };

/**
 * A repeatable sequence from a seed, for tests and the demo; never for secrets in production.
 *
 * Source: mulberry32, public domain, T. Ettinger 2017.
 */
export function makeSeededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { next, bytes: (byteCount) => Uint8Array.from({ length: byteCount }, () => Math.floor(next() * 256)) };
}
