/** "It was a false alarm", "it was a true one", or neither after all: by somebody who is signed in, or by API. */
import type { Buzz, BuzzMark } from '../domain/buzz.ts';
import { markBuzz } from '../store/buzzes.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

/** The last word counts; mark null takes it back. It resolves nothing. Errors: NOT_FOUND. */
export async function markBuzzByName(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; buzzId: string }>,
  said: Readonly<{ mark: BuzzMark | null; by: string }>,
): Promise<Buzz> {
  return await inTransaction(deps, (db, writeDeps) => markBuzz(db, writeDeps, key, said));
}
