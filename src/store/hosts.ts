/** Hosts: one row for each site that is spoken to, with the instant of its next turn. */
import { sql } from 'kysely';
import type { Db } from './database.ts';

/** Claims go bucket by bucket, so that many workers meet in different pages of the index. */
export const HOST_BUCKET_COUNT = 64;

/** Makes the host's turn come at the instant at the latest. */
export async function bringTurnForward(db: Db, host: string, at: Date): Promise<void> {
  await db
    .insertInto('hosts')
    .values({ host, bucket: toBucket(host), next_turn_at: at })
    .onConflict((conflict) =>
      conflict
        .column('host')
        .doUpdateSet({ next_turn_at: sql<Date>`least(hosts.next_turn_at, excluded.next_turn_at)` }),
    )
    .execute();
}

/** FNV-1a over the name: any even spread will do, as long as it never changes. */
function toBucket(host: string): number {
  let hash = 0x811c9dc5;
  for (const character of host) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return (hash >>> 0) % HOST_BUCKET_COUNT;
}
