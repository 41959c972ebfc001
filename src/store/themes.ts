/** Themes of agencies' own. */
import { type Selectable, sql } from 'kysely';
import { AppError } from '../base/errors.ts';
import type { NewId } from '../base/ids.ts';
import type { OwnTheme } from '../domain/theme.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

export type NewTheme = Readonly<{ name: string; query: string }>;

type Key = Readonly<{ agencyId: string; themeId: string }>;

/** The query must parse; the caller has seen to it. Errors: THEME_NAME_TAKEN. */
export async function createTheme(
  db: Db,
  agencyId: string,
  deps: Readonly<{ newId: NewId; now: Date }>,
  input: NewTheme,
): Promise<OwnTheme> {
  const { name, query } = input;
  const row = await withConstraintCodes(() =>
    db
      .insertInto('themes')
      .values({
        ...{ agency_id: agencyId, id: deps.newId(), name, name_key: toThemeNameKey(name), query },
        ...{ created_at: deps.now, updated_at: deps.now },
      })
      .returningAll()
      .executeTakeFirstOrThrow(),
  );
  return toTheme(row);
}

/** Errors: NOT_FOUND, THEME_NAME_TAKEN. */
export async function updateTheme(
  db: Db,
  key: Key,
  deps: Readonly<{ now: Date }>,
  changes: Partial<NewTheme>,
): Promise<OwnTheme> {
  const { name } = changes;
  const row = await withConstraintCodes(() =>
    db
      .updateTable('themes')
      .set({ ...changes, ...(name === undefined ? {} : { name_key: toThemeNameKey(name) }), updated_at: deps.now })
      .where('agency_id', '=', key.agencyId)
      .where('id', '=', key.themeId)
      .returningAll()
      .executeTakeFirst(),
  );
  if (row === undefined) throw themeNotFound();
  return toTheme(row);
}

/** Errors: NOT_FOUND. */
export async function deleteTheme(db: Db, key: Key): Promise<void> {
  const result = await db
    .deleteFrom('themes')
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.themeId)
    .executeTakeFirst();
  if (result.numDeletedRows === 0n) throw themeNotFound();
}

/** Errors: NOT_FOUND, also for another agency's. */
export async function getTheme(db: Db, key: Key): Promise<OwnTheme> {
  const row = await db
    .selectFrom('themes')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where('id', '=', key.themeId)
    .executeTakeFirst();
  if (row === undefined) throw themeNotFound();
  return toTheme(row);
}

/** All of these agencies, each agency's by name; an agency has a limited number. */
export async function listThemes(db: Db, agencyIds: readonly string[]): Promise<readonly OwnTheme[]> {
  const rows = await db
    .selectFrom('themes')
    .selectAll()
    .where('agency_id', '=', sql<string>`any(${agencyIds}::uuid[])`)
    .execute();
  return rows.map(toTheme).sort((one, other) => compare(toThemeNameKey(one.name), toThemeNameKey(other.name)));
}

/** What makes two names the same: neither capitals, ways of composing an accent, nor white space around. */
export function toThemeNameKey(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function themeNotFound(): AppError {
  return new AppError('NOT_FOUND', 'There is no such theme in this agency: list them at /v1/themes.');
}

function toTheme(row: Selectable<Tables['themes']>): OwnTheme {
  return {
    agencyId: row.agency_id,
    id: row.id,
    name: row.name,
    query: row.query,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
