/** Times in which nobody is told: begun, and ended early; each ends by itself. */
import { AppError } from '../base/errors.ts';
import { type BoundedTimeProblem, findBoundedTimeProblem } from '../domain/bounded-time.ts';
import { SILENCE_DAYS_MAX, SILENCES_PER_AGENCY_MAX, type Silence } from '../domain/escalation.ts';
import { getAgency } from '../store/agencies.ts';
import { getBrand } from '../store/brands.ts';
import type { Db } from '../store/database.ts';
import { hurrySilenced } from '../store/escalations.ts';
import {
  countSilencesToAdd,
  createSilence,
  deleteSilence,
  endSilence,
  holdSilence,
  type NewSilence,
} from '../store/silences.ts';
import { type IntentDeps, inTransaction, type WriteDeps } from './deps.ts';
import { logActions } from './log-actions.ts';

/** startsAt: a past one, and none, means now. */
export type SilenceInput = Omit<NewSilence, 'startsAt'> & Readonly<{ startsAt: Date | null }>;

/** Errors: NOT_FOUND for another agency's brand, INPUT_INVALID for a time that cannot be one, LIMIT_REACHED. */
export async function addSilence(deps: IntentDeps, agencyId: string, input: SilenceInput): Promise<Silence> {
  return await inTransaction(deps, async (db, writeDeps) => {
    const { now } = writeDeps;
    const { brandId, endsAt } = input;
    if (brandId !== null) await getBrand(db, { agencyId, brandId });
    const startsAt = input.startsAt !== null && input.startsAt > now ? input.startsAt : now;
    const { timeZone } = await getAgency(db, agencyId);
    checkTime(findBoundedTimeProblem({ from: startsAt, until: endsAt }, { now, daysMax: SILENCE_DAYS_MAX, timeZone }));
    if ((await countSilencesToAdd(db, agencyId, now)) >= SILENCES_PER_AGENCY_MAX) {
      throw new AppError(
        'LIMIT_REACHED',
        `An agency may have ${SILENCES_PER_AGENCY_MAX} silences that are not over: end one first, or make one for all brands.`,
      );
    }
    const silence = await createSilence(db, agencyId, writeDeps, { ...input, startsAt });
    await logSilence(db, writeDeps, silence, { kind: 'silence-set', by: silence.createdBy });
    return silence;
  });
}

/**
 * Ends it now, so that what waited for its end is told at once, unless another one is on. It is kept as what it was; one
 * that had not begun is taken back whole, and one that is over stays as it is.
 *
 * Shape:   by: who ends it, for the logbook; null where nobody is known to.
 * Errors:  NOT_FOUND.
 */
export async function liftSilence(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; silenceId: string }>,
  by: string | null = null,
): Promise<void> {
  await inTransaction(deps, async (db, writeDeps) => {
    const { now } = writeDeps;
    const silence = await holdSilence(db, key);
    if (silence.endsAt <= now) return;
    if (silence.startsAt >= now) await deleteSilence(db, key);
    else await endSilence(db, key, now);
    await hurrySilenced(db, { agencyId: key.agencyId, brandId: silence.brandId }, now);
    if (by !== null) await logSilence(db, writeDeps, silence, { kind: 'silence-ended', by });
  });
}

/** Without its reason: one for all brands may name another client's. */
async function logSilence(
  db: Db,
  deps: WriteDeps,
  silence: Silence,
  said: Readonly<{ kind: 'silence-set' | 'silence-ended'; by: string }>,
): Promise<void> {
  const { agencyId, id, brandId, startsAt, endsAt } = silence;
  const facts = { from: startsAt.toISOString(), until: endsAt.toISOString() };
  const by = { kind: 'member', name: said.by } as const;
  await logActions(db, deps, agencyId, [{ brandId, kind: said.kind, by, facts, key: id }]);
}

function checkTime(problem: BoundedTimeProblem | null): void {
  if (problem === null) return;
  const sentence = {
    'is-over': 'A silence ends in the future: give a later "endsAt".',
    'ends-before-start': 'A silence ends after it starts: give an "endsAt" that is later than "startsAt".',
    'too-far': 'A silence starts within a year: look at the year of "startsAt".',
    'too-long': `A silence lasts ${SILENCE_DAYS_MAX} days at most, because it always ends: give an earlier "endsAt", and begin another when it is over.`,
  }[problem];
  throw new AppError('INPUT_INVALID', sentence, {
    details: { field: problem === 'too-far' ? 'startsAt' : 'endsAt', problem },
  });
}
