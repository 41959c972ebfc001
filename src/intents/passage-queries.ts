/** Queries that are looked for in the passages about a brand: of an agency's own themes and words of crisis. */
import { parseQuery } from '../analysis/query/parse-query.ts';
import { partsOf, type Query, savedNamesIn } from '../analysis/query/query.ts';
import { AppError } from '../base/errors.ts';
import { noteAgencyChange } from '../store/brands.ts';
import type { Db } from '../store/database.ts';
import type { IntentDeps } from './deps.ts';
import { makeFindSaved } from './saved-texts.ts';

/**
 * Refuses a query that could never be found in a passage, or that would begin to mean something else when a saved query
 * of that name is added, changed or removed.
 *
 * Errors:  QUERY_INVALID, with the place where there is one.
 */
export async function checkPassageQuery(db: Db, agencyId: string, text: string): Promise<void> {
  const query = await readOwnQuery(db, agencyId, text, 'passage');
  const field = findField(query);
  if (field !== null) {
    throw refuse(
      `it is looked for in the passages about the brand, which have no "${field}:": leave that out`,
      'passage',
    );
  }
}

/** Where the query is to stand; pages say by it what cannot be used there. */
type QueryPlace = 'passage' | 'rule';

/** The tree of a query that inserts no saved one. Errors: QUERY_INVALID. */
export async function readOwnQuery(db: Db, agencyId: string, text: string, place: QueryPlace): Promise<Query> {
  const query = parseQuery(text, await makeFindSaved(db, agencyId));
  const [saved] = savedNamesIn(query);
  if (saved !== undefined) throw refuse(`a saved query (@${saved}) cannot stand here: write its words`, place);
  return query;
}

/** The analysers read the agency's vocabulary anew before what comes next; what is stored is read again in the background. */
export async function renewVocabulary(deps: IntentDeps, db: Db, agencyId: string): Promise<void> {
  await noteAgencyChange(db, agencyId);
  await deps.jobs.sendRematch(db, { agencyId, brandId: null, sourceId: null });
}

function refuse(problem: string, place: QueryPlace): AppError {
  return new AppError('QUERY_INVALID', `The query cannot be used: ${problem}.`, { details: { place } });
}

/** The first field that passages do not have; null where there is none. */
function findField(query: Query): string | null {
  if (query.kind === 'site') return 'site';
  if (query.kind === 'fact') return query.field;
  if (query.kind === 'within' && query.field !== 'text') return query.field;
  for (const part of partsOf(query)) {
    const found = findField(part);
    if (found !== null) return found;
  }
  return null;
}
