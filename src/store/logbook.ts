/** Entries of the logbook: each is there once, however often what it tells of comes. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import {
  type LogbookEntry,
  type LogbookFacts,
  type LogbookKind,
  type MarkKind,
  MENTION_IDS_MAX,
} from '../domain/logbook.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import { type Db, toJsonb } from './database.ts';
import type { Tables } from './tables.ts';

type WriteDeps = Readonly<{ newId: NewId; now: Date }>;
type BrandKey = Readonly<{ agencyId: string; brandId: string }>;
type EntryKey = Readonly<{ agencyId: string; entryId: string }>;

/** Both days included. */
export type DayRange = Readonly<{ from: string; to: string }>;

/** sourceKey: what makes it the same when it comes again, in its agency. */
export type NewEntry = Omit<LogbookEntry, 'id' | 'madeAt' | 'editedAt' | 'count' | 'mentionIds'> &
  Readonly<{ sourceKey: string; count?: number; mentionIds?: readonly string[] }>;

/** Where the page before ended. */
export type EntryCursor = Readonly<{ onDate: string; id: string }>;

export type EntryFilter = DayRange &
  Readonly<{
    agencyId: string;
    /** With those of all brands. */
    brandId?: string;
    kind?: LogbookKind;
  }>;

/** Adds those that are not there yet, and returns them. Errors: NOT_FOUND for another agency's brand. */
export async function recordEntries(
  db: Db,
  deps: WriteDeps,
  entries: readonly NewEntry[],
): Promise<readonly LogbookEntry[]> {
  if (entries.length === 0) return [];
  const rows = await withConstraintCodes(() =>
    db
      .insertInto('logbook_entries')
      .values(entries.map((entry) => toRow(deps, entry)))
      .onConflict((conflict) => conflict.constraint('logbook_entries_source_key_key').doNothing())
      .returningAll()
      .execute(),
  );
  return rows.map(toEntry);
}

/** The entry as it is there now. Errors: NOT_FOUND for another agency's brand. */
export async function recordEntry(db: Db, deps: WriteDeps, entry: NewEntry): Promise<LogbookEntry> {
  const [added] = await recordEntries(db, deps, [entry]);
  if (added !== undefined) return added;
  const row = await selectEntries(db, entry.agencyId)
    .where('source_key', '=', entry.sourceKey)
    .executeTakeFirstOrThrow();
  return toEntry(row);
}

export type NewMark = BrandKey &
  Readonly<{ onDate: string; kind: MarkKind; author: LogbookEntry['author']; mentionId: string; facts: LogbookFacts }>;

/** One more mention in the line of this person, brand and day; one that is in it already is counted once. */
export async function countMark(db: Db, deps: WriteDeps, mark: NewMark): Promise<void> {
  const { mentionId, ...entry } = mark;
  const sourceKey = ['marks', mark.kind, mark.brandId, mark.onDate, mark.author.kind, mark.author.name].join(' ');
  const isKnown = sql`${mentionId}::uuid = any(logbook_entries.mention_ids)`;
  const isFull = sql`cardinality(logbook_entries.mention_ids) >= ${MENTION_IDS_MAX}`;
  await db
    .insertInto('logbook_entries')
    .values(toRow(deps, { ...entry, via: 'automatic', text: null, buzzId: null, sourceKey, mentionIds: [mentionId] }))
    .onConflict((conflict) =>
      conflict.constraint('logbook_entries_source_key_key').doUpdateSet({
        count: sql<number>`logbook_entries.count + case when ${isKnown} then 0 else 1 end`,
        mention_ids: sql<string[]>`case when ${isKnown} or ${isFull} then logbook_entries.mention_ids
          else logbook_entries.mention_ids || ${mentionId}::uuid end`,
        facts: toJsonb(mark.facts),
      }),
    )
    .execute();
}

/** The brand's debrief of the day, in the words that were saved last. */
export async function saveDebrief(
  db: Db,
  deps: WriteDeps,
  debrief: BrandKey & Pick<LogbookEntry, 'onDate' | 'author'> & Readonly<{ via: LogbookEntry['via']; text: string }>,
): Promise<LogbookEntry> {
  const { author, text, via } = debrief;
  const entry = { ...debrief, kind: 'debrief', facts: {}, buzzId: null, sourceKey: toDebriefKey(debrief) } as const;
  const row = await withConstraintCodes(() =>
    db
      .insertInto('logbook_entries')
      .values(toRow(deps, entry))
      .onConflict((conflict) =>
        conflict.constraint('logbook_entries_source_key_key').doUpdateSet({
          ...{ text, via, author_kind: author.kind, author_id: author.id, author_name: author.name },
          edited_at: sql<Date | null>`case when logbook_entries.text = ${text} then logbook_entries.edited_at
            else ${deps.now}::timestamptz end`,
        }),
      )
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toEntry(row);
}

/** Undefined: nobody saved one. */
export async function findDebrief(
  db: Db,
  key: BrandKey & Pick<LogbookEntry, 'onDate'>,
): Promise<LogbookEntry | undefined> {
  const row = await selectEntries(db, key.agencyId).where('source_key', '=', toDebriefKey(key)).executeTakeFirst();
  return row === undefined ? undefined : toEntry(row);
}

/** Errors: NOT_FOUND. */
export async function updateEntryText(db: Db, key: EntryKey, text: string, now: Date): Promise<LogbookEntry> {
  const row = await db
    .updateTable('logbook_entries')
    .set({ text, edited_at: now })
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.entryId)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw entryNotFound();
  return toEntry(row);
}

/** Errors: NOT_FOUND. */
export async function deleteEntry(db: Db, key: EntryKey): Promise<void> {
  const result = await db
    .deleteFrom('logbook_entries')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.entryId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) throw entryNotFound();
}

/** Takes back what was noted of something that is not so any more; nothing happens where it was not noted. */
export async function deleteEntryOf(db: Db, agencyId: string, sourceKey: string): Promise<void> {
  await db
    .deleteFrom('logbook_entries')
    .where('agency_id', '=', agencyId)
    .where('source_key', '=', sourceKey)
    .execute();
}

/** Errors: NOT_FOUND, also for another agency's. */
export async function getEntry(db: Db, key: EntryKey): Promise<LogbookEntry> {
  const row = await selectEntries(db, key.agencyId).where('id', '=', key.entryId).executeTakeFirst();
  if (row === undefined) throw entryNotFound();
  return toEntry(row);
}

/** The latest first; at most `limit` after the cursor. */
export async function listEntries(
  db: Db,
  filter: EntryFilter,
  page: Readonly<{ after: EntryCursor | null; limit: number }>,
): Promise<readonly LogbookEntry[]> {
  let query = selectFiltered(db, filter);
  if (page.after !== null) {
    query = query.where(sql<boolean>`(on_date, id) < (${page.after.onDate}::date, ${page.after.id}::uuid)`);
  }
  const rows = await query.orderBy('on_date', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toEntry);
}

/** In the order in which they were made, day by day; at most `limit`: what a day's page, a digest and an export tell. */
export async function listEntriesInOrder(db: Db, filter: EntryFilter, limit: number): Promise<readonly LogbookEntry[]> {
  const rows = await selectFiltered(db, filter).orderBy('on_date').orderBy('id').limit(limit).execute();
  return rows.map(toEntry);
}

/** How many notes people wrote for the brand's day. */
export async function countNotes(db: Db, key: BrandKey & Pick<LogbookEntry, 'onDate'>): Promise<number> {
  const { count } = await selectEntries(db, key.agencyId)
    .clearSelect()
    .select(sql<number>`count(*)::int`.as('count'))
    .where('brand_id', '=', key.brandId)
    .where('on_date', '=', key.onDate)
    .where('kind', '=', 'note')
    .executeTakeFirstOrThrow();
  return count;
}

function selectEntries(db: Db, agencyId: string) {
  return db.selectFrom('logbook_entries').selectAll().where('agency_id', '=', agencyId);
}

function selectFiltered(db: Db, filter: EntryFilter) {
  const { brandId, kind } = filter;
  let query = selectEntries(db, filter.agencyId).where('on_date', '>=', filter.from).where('on_date', '<=', filter.to);
  if (brandId !== undefined) {
    query = query.where((where) => where.or([where('brand_id', '=', brandId), where('brand_id', 'is', null)]));
  }
  return kind === undefined ? query : query.where('kind', '=', kind);
}

function toDebriefKey({ brandId, onDate }: Readonly<{ brandId: string; onDate: string }>): string {
  return `debrief ${brandId} ${onDate}`;
}

function entryNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such entry in this agency: list them at /v1/logbook-entries.');
}

function toRow({ newId, now }: WriteDeps, entry: NewEntry) {
  return {
    agency_id: entry.agencyId,
    id: newId(),
    brand_id: entry.brandId,
    on_date: entry.onDate,
    kind: entry.kind,
    via: entry.via,
    author_kind: entry.author.kind,
    author_id: entry.author.id,
    author_name: entry.author.name,
    text: entry.text,
    facts: toJsonb(entry.facts),
    count: entry.count ?? 1,
    mention_ids: [...(entry.mentionIds ?? [])],
    buzz_id: entry.buzzId,
    source_key: entry.sourceKey,
    made_at: now,
    edited_at: null,
  };
}

function toEntry(row: Selectable<Tables['logbook_entries']>): LogbookEntry {
  return {
    agencyId: row.agency_id,
    id: row.id,
    brandId: row.brand_id,
    onDate: row.on_date,
    kind: row.kind,
    via: row.via,
    author: { kind: row.author_kind, id: row.author_id, name: row.author_name },
    text: row.text,
    facts: row.facts,
    count: row.count,
    mentionIds: row.mention_ids,
    buzzId: row.buzz_id,
    madeAt: row.made_at,
    editedAt: row.edited_at,
  };
}
