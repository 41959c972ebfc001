/** Ids made by the application, never by the database: they sort by time and need no round trip. */
import { v7 } from 'uuid';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

export type NewId = () => string;

/** Leaves room to count up within one millisecond. */
const SEQUENCE_START_MAX = 0x7fffffff;

/**
 * UUIDv7: time first, so that new rows stay together in an index, then a counter, so that what one process makes within
 * one millisecond (or while the clock stands still) keeps its order, then chance.
 *
 * Source:  RFC 9562 section 5.7, and section 6.2 method 1 for the counter.
 */
export function makeNewId(deps: Readonly<{ clock: Clock; random: Random }>): NewId {
  let lastMs = 0;
  let sequence = 0;
  return () => {
    const nowMs = deps.clock.now().getTime();
    // a clock that goes back goes on counting: ids only ever grow
    sequence = nowMs > lastMs ? Math.floor(deps.random.next() * SEQUENCE_START_MAX) : sequence + 1;
    lastMs = Math.max(lastMs, nowMs);
    return v7({ msecs: lastMs, seq: sequence, random: deps.random.bytes(16) });
  };
}

const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isUuid(text: string): boolean {
  return UUID_PATTERN.test(text);
}
