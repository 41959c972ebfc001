/** Ids made by the application, never by the database: they sort by time and need no round trip. */
import { v7 } from 'uuid';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

export type NewId = () => string;

/** UUIDv7 (RFC 9562 section 5.7): time first, so that new rows stay together in an index. */
export function makeNewId(deps: Readonly<{ clock: Clock; random: Random }>): NewId {
  return () => v7({ msecs: deps.clock.now().getTime(), random: deps.random.bytes(16) });
}

const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export function isUuid(text: string): boolean {
  return UUID_PATTERN.test(text);
}
