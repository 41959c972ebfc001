/** Queries that are checked before they are stored: with the agency's saved queries, which may change what they mean. */
import { type FindSavedQuery, parseQuery } from '../analysis/query/parse-query.ts';
import { handlesIn, type Query, savedNamesIn } from '../analysis/query/query.ts';
import { AppError } from '../base/errors.ts';
import type { Brand } from '../domain/brand.ts';
import { SAVED_QUERY_NAME_PATTERN, type SavedQuery } from '../domain/saved-query.ts';
import { listBrands, noteQueryChange } from '../store/brands.ts';
import type { Db } from '../store/database.ts';
import {
  createSavedQuery,
  deleteSavedQuery,
  getSavedQuery,
  lockQueries,
  type NewSavedQuery,
  updateSavedQuery,
} from '../store/saved-queries.ts';
import { type IntentDeps, inTransaction, type WriteDeps } from './deps.ts';
import { logActions } from './log-actions.ts';
import { makeFindSaved, readOwnSavedTexts, toFindSaved } from './saved-texts.ts';
import { remakeSearches } from './searches.ts';

type Key = Readonly<{ agencyId: string; savedQueryId: string }>;

/** The tree of a query of the agency. Errors: QUERY_INVALID. */
export async function readAgencyQuery(db: Db, agencyId: string, text: string): Promise<Query> {
  return parseQuery(text, await makeFindSaved(db, agencyId));
}

/** Errors: INPUT_INVALID for a name that cannot stand behind @ or is a handle in use, QUERY_INVALID, SAVED_QUERY_NAME_TAKEN. */
export async function addSavedQuery(deps: IntentDeps, agencyId: string, input: NewSavedQuery): Promise<SavedQuery> {
  const name = input.name.toLowerCase();
  if (!SAVED_QUERY_NAME_PATTERN.test(name)) {
    throw new AppError(
      'INPUT_INVALID',
      `"${input.name}" cannot stand behind @: give a name of letters a to z, digits, - and _, 50 at most, a letter first.`,
      { details: { field: 'name' } },
    );
  }
  return await inTransaction(deps, async (db, writeDeps) => {
    await lockQueries(db, agencyId);
    const findSaved = await makeFindSaved(db, agencyId);
    parseQuery(input.query, findSaved);
    const user = (await listAllOf(db, agencyId)).find((brand) =>
      handlesIn(parseQuery(brand.query, findSaved)).includes(`@${name}`),
    );
    if (user !== undefined) {
      throw new AppError(
        'SAVED_QUERY_IN_USE',
        `The query of ${user.name} looks for the handle @${name}, which a saved query of that name would replace: choose another name, or write raw:@${name} there.`,
      );
    }
    return await createSavedQuery(db, agencyId, writeDeps, { name, query: input.query });
  });
}

/**
 * All brands that insert it are matched anew in the background.
 *
 * Shape:   by: who changes it, for the logbooks of those brands; null where nobody is known to.
 * Errors:  NOT_FOUND, QUERY_INVALID.
 */
export async function changeSavedQuery(
  deps: IntentDeps,
  key: Key,
  query: string,
  by: string | null = null,
): Promise<SavedQuery> {
  return await inTransaction(deps, async (db, writeDeps) => {
    await lockQueries(db, key.agencyId);
    const { name } = await getSavedQuery(db, key);
    const before = await makeFindSaved(db, key.agencyId);
    const findSaved: FindSavedQuery = (each) => (each === name ? query : before(each));
    parseQuery(`@${name}`, findSaved);
    const users = await findUsers(db, key.agencyId, name, before);
    for (const brand of users) refuseUnreadable(brand, findSaved);
    const saved = await updateSavedQuery(db, key, writeDeps, query);
    await renewBrands({ ...deps, db }, writeDeps, users);
    if (by !== null && before(name) !== query) {
      const actions = users.map((brand) => ({
        ...{ brandId: brand.id, facts: { name }, kind: 'query-changed' as const },
        by: { kind: 'member' as const, name: by },
        key: `${brand.id} ${writeDeps.newId()}`,
      }));
      await logActions(db, writeDeps, key.agencyId, actions);
    }
    return saved;
  });
}

/** Errors: NOT_FOUND, SAVED_QUERY_IN_USE: where it is used its name would become a handle. */
export async function removeSavedQuery(deps: IntentDeps, key: Key): Promise<void> {
  await inTransaction(deps, async (db) => {
    await lockQueries(db, key.agencyId);
    const { name } = await getSavedQuery(db, key);
    const texts = await readOwnSavedTexts(db, key.agencyId);
    const findSaved = toFindSaved(texts);
    const [user] = await findUsers(db, key.agencyId, name, findSaved);
    const other = [...texts].find(
      ([each, text]) => each !== name && savedNamesIn(parseQuery(text, findSaved)).includes(name),
    );
    if (user !== undefined || other !== undefined) {
      const place = user === undefined ? `the saved query @${other?.[0]}` : `the query of ${user.name}`;
      throw new AppError('SAVED_QUERY_IN_USE', `@${name} is used by ${place}: take it out there first.`);
    }
    await deleteSavedQuery(db, key);
  });
}

/** The brands whose queries insert the saved query, also by way of another. */
async function findUsers(db: Db, agencyId: string, name: string, findSaved: FindSavedQuery): Promise<readonly Brand[]> {
  const brands = await listAllOf(db, agencyId);
  return brands.filter((brand) => savedNamesIn(parseQuery(brand.query, findSaved)).includes(name));
}

/** A change that would make a brand's query too long is told with the brand's name. */
function refuseUnreadable(brand: Brand, findSaved: FindSavedQuery): void {
  try {
    parseQuery(brand.query, findSaved);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError('QUERY_INVALID', `The query of ${brand.name} could not use it. ${error.message}`, {
      cause: error,
    });
  }
}

async function renewBrands(deps: IntentDeps, writeDeps: WriteDeps, brands: readonly Brand[]): Promise<void> {
  await noteQueryChange(
    deps.db,
    brands.map(({ id }) => id),
  );
  for (const brand of brands) {
    await remakeSearches(deps, writeDeps, brand);
    await deps.jobs.sendRematch(deps.db, { agencyId: brand.agencyId, brandId: brand.id, sourceId: null });
  }
}

const BRANDS_PER_PAGE = 1_000;

async function listAllOf(db: Db, agencyId: string): Promise<readonly Brand[]> {
  const brands: Brand[] = [];
  for (let after: string | null = null; ; after = brands.at(-1)?.name ?? null) {
    const page = await listBrands(db, agencyId, { after, limit: BRANDS_PER_PAGE });
    brands.push(...page);
    if (page.length < BRANDS_PER_PAGE) return brands;
  }
}
