/** "It was a false alarm", "it was a true one", or neither after all: by somebody who is signed in, or by API. */
import type { Buzz, BuzzMark } from '../domain/buzz.ts';
import { getBuzz, markBuzz } from '../store/buzzes.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { logActions } from './log-actions.ts';

/** The last word counts; mark null takes it back. It resolves nothing. Errors: NOT_FOUND. */
export async function markBuzzByName(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; buzzId: string }>,
  said: Readonly<{ mark: BuzzMark | null; by: string }>,
): Promise<Buzz> {
  return await inTransaction(deps, async (db, writeDeps) => {
    const before = await getBuzz(db, key);
    const buzz = await markBuzz(db, writeDeps, key, said);
    if (buzz.mark === before.mark) return buzz;
    const { brandId, level, kind: buzzKind } = buzz;
    const action = {
      ...{ brandId, buzzId: buzz.id, facts: { level, buzzKind } },
      kind: said.mark ?? 'mark-removed',
      by: { kind: 'member', name: said.by },
      key: `${buzz.id} ${writeDeps.newId()}`,
    } as const;
    await logActions(db, writeDeps, buzz.agencyId, [action]);
    return buzz;
  });
}
