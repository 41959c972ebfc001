/** "It burned on that day, and Vigie said nothing." */
import { addMs, HOUR_MS } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { ALERT_LEVEL_MIN } from '../domain/detection-quality.ts';
import type { MissedBuzz } from '../domain/missed-buzz.ts';
import { getBrand } from '../store/brands.ts';
import { listBuzzes } from '../store/buzzes.ts';
import type { Db } from '../store/database.ts';
import { createMissedBuzz, deleteMissedBuzz, listMissedBuzzes, type NewMissedBuzz } from '../store/missed-buzzes.ts';
import { lockQueries } from '../store/saved-queries.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

/** What begins no further away from it than this, before or after, is the same buzz. */
const SAME_BUZZ_MS = 6 * HOUR_MS;

/**
 * Reports a bad buzz that nobody was told of.
 *
 * Errors:  NOT_FOUND for the brand; INPUT_INVALID for what has not begun yet; BUZZ_WAS_TOLD with details { buzzId,
 *          openedAt } where people were told of one then; MISSED_BUZZ_KNOWN with details { missedBuzzId, startedAt }.
 */
export async function reportMissedBuzz(deps: IntentDeps, agencyId: string, input: NewMissedBuzz): Promise<MissedBuzz> {
  return await inTransaction(deps, async (db, writeDeps) => {
    await lockQueries(db, agencyId); // one report at a time: the second of the same buzz must see the first
    await getBrand(db, { agencyId, brandId: input.brandId });
    if (input.startedAt > writeDeps.now) {
      throw new AppError(
        'INPUT_INVALID',
        `"startedAt" (${input.startedAt.toISOString()}) lies in the future: give the time when it began.`,
        { details: { field: 'startedAt' } },
      );
    }
    await refuseKnown(db, { agencyId, ...input });
    return await createMissedBuzz(db, agencyId, writeDeps, input);
  });
}

/** Errors: NOT_FOUND. */
export async function removeMissedBuzz(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; missedBuzzId: string }>,
): Promise<void> {
  await inTransaction(deps, (db) => deleteMissedBuzz(db, key));
}

async function refuseKnown(db: Db, missed: Readonly<{ agencyId: string; brandId: string; startedAt: Date }>) {
  const { agencyId, brandId, startedAt } = missed;
  const around = { since: addMs(startedAt, -SAME_BUZZ_MS), until: addMs(startedAt, SAME_BUZZ_MS + 1) };
  const newest = { after: null, limit: 1 };
  const told = { agencyId, brandId, kind: 'negative', levelMin: ALERT_LEVEL_MIN, ...around } as const;
  const [buzz] = await listBuzzes(db, told, newest);
  if (buzz !== undefined) {
    const openedAt = buzz.openedAt.toISOString();
    throw new AppError(
      'BUZZ_WAS_TOLD',
      `Vigie opened a buzz of level ${buzz.level} at ${openedAt}, within six hours of that (/v1/buzzes/${buzz.id}): mark that one as confirmed instead.`,
      { details: { buzzId: buzz.id, openedAt } },
    );
  }
  const [known] = await listMissedBuzzes(db, { agencyId, brandId, ...around }, newest);
  if (known === undefined) return;
  throw new AppError(
    'MISSED_BUZZ_KNOWN',
    `${known.reportedBy} reported one that began at ${known.startedAt.toISOString()}, within six hours of that (/v1/missed-buzzes/${known.id}): remove that one first if this is another.`,
    { details: { missedBuzzId: known.id, startedAt: known.startedAt.toISOString() } },
  );
}
