/** Times in which nobody is told: begun, and ended early; each ends by itself. */
import { AppError } from '../base/errors.ts';
import { type BoundedTimeProblem, findBoundedTimeProblem } from '../domain/bounded-time.ts';
import { SILENCE_DAYS_MAX, SILENCES_PER_AGENCY_MAX, type Silence } from '../domain/escalation.ts';
import { getAgency } from '../store/agencies.ts';
import { getBrand } from '../store/brands.ts';
import { hurrySilenced } from '../store/escalations.ts';
import {
  countSilencesToAdd,
  createSilence,
  deleteSilence,
  endSilence,
  holdSilence,
  type NewSilence,
} from '../store/silences.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

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
    return await createSilence(db, agencyId, writeDeps, { ...input, startsAt });
  });
}

/**
 * Ends it now, so that what waited for its end is told at once, unless another one is on. It is kept as what it was; one
 * that had not begun is taken back whole, and one that is over stays as it is.
 *
 * Errors:  NOT_FOUND.
 */
export async function liftSilence(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; silenceId: string }>,
): Promise<void> {
  await inTransaction(deps, async (db, { now }) => {
    const silence = await holdSilence(db, key);
    if (silence.endsAt <= now) return;
    if (silence.startsAt >= now) await deleteSilence(db, key);
    else await endSilence(db, key, now);
    await hurrySilenced(db, { agencyId: key.agencyId, brandId: silence.brandId }, now);
  });
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
