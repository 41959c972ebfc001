/** Who is on call week by week, and who stands in: made, changed, deleted, and read as it is now. */
import { AppError } from '../base/errors.ts';
import { isDay, localDayOf } from '../base/zoned-time.ts';
import { type BoundedTimeProblem, findBoundedTimeProblem } from '../domain/bounded-time.ts';
import {
  OVERRIDE_DAYS_MAX,
  ROTA_OVERRIDES_MAX,
  ROTAS_PER_AGENCY_MAX,
  type Rota,
  type RotaOverride,
} from '../domain/escalation.ts';
import { findOnCall, type HandOver, nextHandOvers } from '../domain/on-call.ts';
import { getAgency } from '../store/agencies.ts';
import type { Db } from '../store/database.ts';
import { deleteEmptySteps } from '../store/escalation-chains.ts';
import {
  countRotasToAdd,
  createRota,
  createRotaOverride,
  deleteRota,
  deleteRotaOverride,
  getRota,
  listRotaOverrides,
  type NewRota,
  type NewRotaOverride,
  updateRota,
} from '../store/rotas.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { checkContacts } from './known-people.ts';
import { checkTimeZone } from './time-zone.ts';

const HAND_OVERS_SHOWN = 8;

type Key = Readonly<{ agencyId: string; rotaId: string }>;

/** What is not said is usual: the agency's time zone, Monday at nine, from today on. */
export type RotaInput = Pick<NewRota, 'name' | 'contactIds'> & Partial<NewRota>;

/** Errors: INPUT_INVALID for a zone or a day that is none, NOT_FOUND for a contact, ROTA_NAME_TAKEN, LIMIT_REACHED. */
export async function addRota(deps: IntentDeps, agencyId: string, input: RotaInput): Promise<Rota> {
  return await inTransaction(deps, async (db, writeDeps) => {
    if ((await countRotasToAdd(db, agencyId)) >= ROTAS_PER_AGENCY_MAX) {
      throw new AppError('LIMIT_REACHED', `An agency may have ${ROTAS_PER_AGENCY_MAX} rotas: delete one first.`);
    }
    await checkRota(db, agencyId, input);
    const timeZone = input.timeZone ?? (await getAgency(db, agencyId)).timeZone;
    const startsOn = localDayOf(writeDeps.now, timeZone).date;
    const usual = { handOverWeekday: 1, handOverHour: 9, startsOn } as const;
    return await createRota(db, agencyId, writeDeps, { ...usual, ...input, timeZone });
  });
}

/** Errors: NOT_FOUND; as addRota. */
export async function changeRota(deps: IntentDeps, key: Key, changes: Partial<NewRota>): Promise<Rota> {
  return await inTransaction(deps, async (db) => {
    await getRota(db, key);
    await checkRota(db, key.agencyId, changes);
    return await updateRota(db, key, changes);
  });
}

/** Steps of a chain that told nobody else go with it. Errors: NOT_FOUND. */
export async function removeRota(deps: IntentDeps, key: Key): Promise<void> {
  await inTransaction(deps, async (db) => {
    await deleteRota(db, key);
    await deleteEmptySteps(db, key.agencyId);
  });
}

/** Errors: NOT_FOUND for the rota or the contact, INPUT_INVALID for a time that cannot be one, LIMIT_REACHED. */
export async function addRotaOverride(
  deps: IntentDeps,
  agencyId: string,
  input: NewRotaOverride,
): Promise<RotaOverride> {
  return await inTransaction(deps, async (db, writeDeps) => {
    const { now } = writeDeps;
    const rota = await getRota(db, { agencyId, rotaId: input.rotaId });
    const time = { from: input.startsAt, until: input.endsAt };
    checkTime(findBoundedTimeProblem(time, { now, daysMax: OVERRIDE_DAYS_MAX, timeZone: rota.timeZone }));
    await checkContacts(db, agencyId, [input.contactId]);
    const key = { agencyId, rotaId: rota.id };
    const others = await listRotaOverrides(db, key, { now, after: null, limit: ROTA_OVERRIDES_MAX });
    if (others.length >= ROTA_OVERRIDES_MAX) {
      throw new AppError(
        'LIMIT_REACHED',
        `A rota has ${ROTA_OVERRIDES_MAX} overrides to come at most: delete one first.`,
      );
    }
    return await createRotaOverride(db, agencyId, writeDeps, input);
  });
}

/** Errors: NOT_FOUND. */
export async function removeRotaOverride(deps: IntentDeps, key: Key & Readonly<{ overrideId: string }>): Promise<void> {
  await inTransaction(deps, (db) => deleteRotaOverride(db, key));
}

/** until: null where nobody takes over within a year. */
export type OnCallNow = Readonly<{
  contactId: string | null;
  until: Date | null;
  handOvers: readonly HandOver[];
  /** Those that are on and to come, the first to start first. */
  overrides: readonly RotaOverride[];
}>;

/** Who is on call now, until when, and who next. */
export async function readOnCall(db: Db, rota: Rota, now: Date): Promise<OnCallNow> {
  const key = { agencyId: rota.agencyId, rotaId: rota.id };
  const overrides = await listRotaOverrides(db, key, { now, after: null, limit: ROTA_OVERRIDES_MAX });
  const handOvers = nextHandOvers(rota, overrides, { after: now, countMax: HAND_OVERS_SHOWN });
  return { contactId: findOnCall(rota, overrides, now), until: handOvers[0]?.at ?? null, handOvers, overrides };
}

async function checkRota(
  db: Db,
  agencyId: string,
  { timeZone, startsOn, contactIds }: Partial<NewRota>,
): Promise<void> {
  if (timeZone !== undefined) checkTimeZone(timeZone);
  if (startsOn !== undefined && !isDay(startsOn)) {
    throw new AppError('INPUT_INVALID', `"${startsOn}" is no day: give one such as 2026-06-01, from 2000 to 2100.`, {
      details: { field: 'startsOn' },
    });
  }
  await checkContacts(db, agencyId, contactIds ?? []);
}

function checkTime(problem: BoundedTimeProblem | null): void {
  if (problem === null) return;
  const sentence = {
    'is-over': 'An override ends in the future: give a later "endsAt".',
    'ends-before-start': 'An override ends after it starts: give an "endsAt" that is later than "startsAt".',
    'too-far': 'An override starts within a year: look at the year of "startsAt".',
    'too-long': `An override lasts ${OVERRIDE_DAYS_MAX} days at most: give an earlier "endsAt", or change who is in the rota.`,
  }[problem];
  throw new AppError('INPUT_INVALID', sentence, {
    details: { field: problem === 'too-far' ? 'startsAt' : 'endsAt', problem },
  });
}
