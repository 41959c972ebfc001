/** How much of what an agency listens to is seen through, and since when it is blind where it is not. */
import { sql } from 'kysely';
import type { SourceState } from '../domain/source.ts';
import type { Db } from './database.ts';

/** brandId null: everything that the agency listens to. */
export type CoverageKey = Readonly<{ agencyId: string; brandId: string | null }>;

/** How many sources are in which state. */
export type Coverage = Readonly<Record<SourceState, number>>;

export type BlindSource = Readonly<{
  id: string;
  title: string;
  url: string;
  state: 'failing' | 'silent' | 'gone';
  since: Date;
}>;

/** As toSourceState of the domain says it, for many rows at once. */
function stateAt(now: Date) {
  return sql<SourceState>`case
    when failing_since is not null then case when not is_polled and last_error_reason = 'gone' then 'gone' else 'failing' end
    when last_success_at is null then 'waiting'
    when silent_after < ${now} then 'silent'
    else 'reading' end`;
}

export async function readCoverage(db: Db, key: CoverageKey, now: Date): Promise<Coverage> {
  const rows = await selectHeardBy(db, key)
    .select([stateAt(now).as('state'), sql<number>`count(*)::int`.as('count')])
    .groupBy('state')
    .execute();
  const counts = { waiting: 0, reading: 0, failing: 0, silent: 0, gone: 0 };
  for (const { state, count } of rows) counts[state] = count;
  return counts;
}

/** The sources that fail or are silent beyond their habits, blind the longest first. */
export async function listBlindSources(
  db: Db,
  key: CoverageKey,
  page: Readonly<{ now: Date; limit: number }>,
): Promise<readonly BlindSource[]> {
  const rows = await selectHeardBy(db, key)
    .select(['id', 'title', 'url', 'failing_since', 'silent_after', stateAt(page.now).as('state')])
    .where(isBlindAt(page.now))
    .orderBy(sql`coalesce(failing_since, silent_after)`)
    .limit(page.limit)
    .execute();
  return rows.flatMap(({ id, title, url, state, failing_since, silent_after }) => {
    const since = failing_since ?? silent_after;
    if (since === null || state === 'waiting' || state === 'reading') return [];
    return [{ id, title: title ?? url, url, state, since }];
  });
}

/** How many of the sources that the agency listens to are blind. */
export async function countBlindSources(db: Db, agencyId: string, now: Date): Promise<number> {
  const { failing, silent, gone } = await readCoverage(db, { agencyId, brandId: null }, now);
  return failing + silent + gone;
}

function isBlindAt(now: Date) {
  return sql<boolean>`(failing_since is not null or (last_success_at is not null and silent_after < ${now}))`;
}

function selectHeardBy(db: Db, key: CoverageKey) {
  return db.selectFrom('sources').where('id', 'in', (query) => {
    const heard = query.selectFrom('subscriptions').select('source_id').where('agency_id', '=', key.agencyId);
    if (key.brandId === null) return heard;
    return heard.where((expression) =>
      expression.or([expression('brand_id', 'is', null), expression('brand_id', '=', key.brandId)]),
    );
  });
}
