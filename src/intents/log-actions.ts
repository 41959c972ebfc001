/** What Vigie notes in the logbook by itself, in the transaction of what it tells of: both are there, or neither. */
import { localDayOf } from '../base/zoned-time.ts';
import type { ActionKind, LogbookAuthor, LogbookFacts, MarkKind } from '../domain/logbook.ts';
import { getAgency } from '../store/agencies.ts';
import type { Db } from '../store/database.ts';
import { countMark, recordEntries } from '../store/logbook.ts';
import type { WriteDeps } from './deps.ts';

/** Whoever did it, by the only thing that is known of him here. */
export type Doer = Pick<LogbookAuthor, 'kind' | 'name'>;

/** key: what makes it the same where it is told twice; with the kind it is unique in the agency. */
export type Action = Readonly<{
  /** Null: for all brands. */
  brandId: string | null;
  kind: ActionKind;
  by: Doer;
  facts: LogbookFacts;
  buzzId?: string;
  key: string;
}>;

/** Notes them on the day of the agency's calendar that it is; one that is noted already is left as it is. */
export async function logActions(db: Db, deps: WriteDeps, agencyId: string, actions: readonly Action[]): Promise<void> {
  if (actions.length === 0) return;
  const onDate = await findToday(db, agencyId, deps.now);
  await recordEntries(
    db,
    deps,
    actions.map(({ brandId, kind, by, facts, buzzId, key }) => ({
      ...{ agencyId, brandId, onDate, kind, facts },
      via: 'automatic',
      author: { ...by, id: null },
      text: null,
      buzzId: buzzId ?? null,
      sourceKey: `${kind} ${key}`,
    })),
  );
}

/** One more mention of the brand that was marked so today by this person. */
export async function logMark(
  db: Db,
  deps: WriteDeps,
  mark: Readonly<{
    agencyId: string;
    brandId: string;
    mentionId: string;
    kind: MarkKind;
    by: string;
    facts: LogbookFacts;
  }>,
): Promise<void> {
  const { by, ...marked } = mark;
  const onDate = await findToday(db, mark.agencyId, deps.now);
  await countMark(db, deps, { ...marked, onDate, author: { kind: 'member', id: null, name: by } });
}

/** The agency's day, as an ISO date. Errors: NOT_FOUND. */
export async function findToday(db: Db, agencyId: string, now: Date): Promise<string> {
  const { timeZone } = await getAgency(db, agencyId);
  return localDayOf(now, timeZone).date;
}
