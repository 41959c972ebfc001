/** Themes that an agency adds to the general ones, and what a theme is asked for by. */
import { AppError } from '../base/errors.ts';
import { isUuid } from '../base/ids.ts';
import { type OwnTheme, THEMES, type Theme } from '../domain/theme.ts';
import type { Db } from '../store/database.ts';
import { lockQueries } from '../store/saved-queries.ts';
import { createTheme, deleteTheme, listThemes, type NewTheme, toThemeNameKey, updateTheme } from '../store/themes.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { checkPassageQuery, renewVocabulary } from './passage-queries.ts';

/** Every mention is read with all of them, and a person can tell no more apart. */
export const THEMES_PER_AGENCY_MAX = 200;

type Key = Readonly<{ agencyId: string; themeId: string }>;

/**
 * New mentions are read with it at once, those of the last thirty days in the background.
 *
 * Errors:  QUERY_INVALID, THEME_NAME_TAKEN (a general theme's name is taken too), LIMIT_REACHED.
 */
export async function addTheme(deps: IntentDeps, agencyId: string, input: NewTheme): Promise<OwnTheme> {
  return await inTransaction(deps, async (db, writeDeps) => {
    await lockQueries(db, agencyId);
    refuseGeneralName(input.name);
    await checkPassageQuery(db, agencyId, input.query);
    if ((await listThemes(db, [agencyId])).length >= THEMES_PER_AGENCY_MAX) {
      throw new AppError(
        'LIMIT_REACHED',
        `An agency may have ${THEMES_PER_AGENCY_MAX} themes of its own: remove one first, or join several by OR.`,
      );
    }
    const theme = await createTheme(db, agencyId, writeDeps, input);
    await renewVocabulary(deps, db, agencyId);
    return theme;
  });
}

/** A new name holds for stored mentions at once; a new query as in addTheme. Errors: NOT_FOUND, QUERY_INVALID, THEME_NAME_TAKEN. */
export async function changeTheme(deps: IntentDeps, key: Key, changes: Partial<NewTheme>): Promise<OwnTheme> {
  return await inTransaction(deps, async (db, writeDeps) => {
    await lockQueries(db, key.agencyId);
    if (changes.name !== undefined) refuseGeneralName(changes.name);
    const theme = await updateTheme(db, key, writeDeps, changes);
    if (changes.query !== undefined) {
      await checkPassageQuery(db, key.agencyId, changes.query);
      await renewVocabulary(deps, db, key.agencyId);
    }
    return theme;
  });
}

/** Mentions are not about it any more, from now on. Errors: NOT_FOUND. */
export async function removeTheme(deps: IntentDeps, key: Key): Promise<void> {
  await inTransaction(deps, async (db) => {
    await lockQueries(db, key.agencyId);
    await deleteTheme(db, key);
    await renewVocabulary(deps, db, key.agencyId);
  });
}

/** Names by id: what mentions, which hold ids, are shown with. */
export async function readThemeNames(db: Db, agencyId: string): Promise<ReadonlyMap<string, string>> {
  return new Map((await listThemes(db, [agencyId])).map(({ id, name }) => [id, name]));
}

/**
 * What mentions are asked for by: a general theme, or an own one by its id or its name in any case.
 *
 * Errors:  INPUT_INVALID for what is neither, another agency's id too.
 */
export async function findThemeFilter(
  db: Db,
  agencyId: string,
  wanted: string,
): Promise<Readonly<{ theme: Theme }> | Readonly<{ ownThemeId: string }>> {
  const general = THEMES.find((theme) => theme === wanted);
  if (general !== undefined) return { theme: general };
  const themes = await listThemes(db, [agencyId]);
  const id = wanted.toLowerCase();
  const own = themes.find((each) =>
    isUuid(id) ? each.id === id : toThemeNameKey(each.name) === toThemeNameKey(wanted),
  );
  if (own !== undefined) return { ownThemeId: own.id };
  throw new AppError(
    'INPUT_INVALID',
    '"theme" is none of this agency: give a general one, or an own one by its name or id, as /v1/themes lists them.',
    { details: { field: 'theme' } },
  );
}

function refuseGeneralName(name: string): void {
  if (THEMES.every((theme) => theme !== toThemeNameKey(name))) return;
  throw new AppError('THEME_NAME_TAKEN', 'A general theme has this name: choose another.');
}
