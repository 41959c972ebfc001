/** Words of crisis that an agency adds to the general vocabulary, for all of its brands or for those of a sector. */
import { AppError } from '../base/errors.ts';
import type { CrisisTerm } from '../domain/crisis.ts';
import {
  countCrisisTerms,
  createCrisisTerm,
  deleteCrisisTerm,
  type NewCrisisTerm,
  updateCrisisTerm,
} from '../store/crisis-terms.ts';
import { lockQueries } from '../store/saved-queries.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { checkPassageQuery, renewVocabulary } from './passage-queries.ts';

/** Every mention is read with all of them. */
export const CRISIS_TERMS_PER_AGENCY_MAX = 1_000;

type Key = Readonly<{ agencyId: string; crisisTermId: string }>;

/** New mentions are read with it at once, those of the last thirty days in the background. Errors: QUERY_INVALID, LIMIT_REACHED. */
export async function addCrisisTerm(deps: IntentDeps, agencyId: string, input: NewCrisisTerm): Promise<CrisisTerm> {
  return await inTransaction(deps, async (db, writeDeps) => {
    await lockQueries(db, agencyId);
    await checkPassageQuery(db, agencyId, input.query);
    if ((await countCrisisTerms(db, agencyId)) >= CRISIS_TERMS_PER_AGENCY_MAX) {
      throw new AppError(
        'LIMIT_REACHED',
        `An agency may have ${CRISIS_TERMS_PER_AGENCY_MAX} crisis terms of its own: remove some, or join several by OR.`,
      );
    }
    const term = await createCrisisTerm(db, agencyId, writeDeps, input);
    await renewVocabulary(deps, db, agencyId);
    return term;
  });
}

/** As addCrisisTerm. Errors: NOT_FOUND, QUERY_INVALID. */
export async function changeCrisisTerm(
  deps: IntentDeps,
  key: Key,
  changes: Partial<NewCrisisTerm>,
): Promise<CrisisTerm> {
  return await inTransaction(deps, async (db) => {
    await lockQueries(db, key.agencyId);
    const term = await updateCrisisTerm(db, key, changes);
    await checkPassageQuery(db, key.agencyId, term.query);
    await renewVocabulary(deps, db, key.agencyId);
    return term;
  });
}

/** Errors: NOT_FOUND. */
export async function removeCrisisTerm(deps: IntentDeps, key: Key): Promise<void> {
  await inTransaction(deps, async (db) => {
    await lockQueries(db, key.agencyId);
    await deleteCrisisTerm(db, key);
    await renewVocabulary(deps, db, key.agencyId);
  });
}
