/** In which order people are told, for all brands or for one: set whole by the API, step by step on the page. */
import { AppError } from '../base/errors.ts';
import { CHAIN_STEPS_MAX, type EscalationChain, type EscalationStep } from '../domain/escalation.ts';
import { getBrand } from '../store/brands.ts';
import type { Db } from '../store/database.ts';
import { type ChainKey, deleteChain, findChain, holdChain, replaceSteps } from '../store/escalation-chains.ts';
import { type IntentDeps, inTransaction, type WriteDeps } from './deps.ts';
import { checkContacts, checkRotas } from './known-people.ts';

/** What is told at all begins at level 2, so that the first step can ask for no more. */
const FIRST_LEVEL_MAX = 2;

/** Errors: NOT_FOUND where the brand, or the agency, has none of its own: who is told then is in the sentence. */
export async function getChain(db: Db, key: ChainKey): Promise<EscalationChain> {
  if (key.brandId !== null) await getBrand(db, { ...key, brandId: key.brandId });
  const chain = await findChain(db, key);
  if (chain === undefined) throw noChain(key);
  return chain;
}

/**
 * Sets the chain, whether there was one or not. It holds from the next message on, also of a bad buzz that is open.
 *
 * Errors:  NOT_FOUND for the brand and for a contact or rota of nobody's or another agency's, INPUT_INVALID for a first
 *          step that waits or that leaves out a level.
 */
export async function setChain(
  deps: IntentDeps,
  key: ChainKey,
  steps: readonly EscalationStep[],
): Promise<EscalationChain> {
  return await inTransaction(deps, async (db, writeDeps) => {
    if (key.brandId !== null) await getBrand(db, { ...key, brandId: key.brandId });
    const chain = await holdChain(db, key, writeDeps);
    return await writeSteps(db, { chain, steps }, writeDeps);
  });
}

/** Adds a last step, to a chain that is made where there is none. Errors: as setChain; LIMIT_REACHED. */
export async function addStep(deps: IntentDeps, key: ChainKey, step: EscalationStep): Promise<EscalationChain> {
  return await inTransaction(deps, async (db, writeDeps) => {
    const chain = await holdChain(db, key, writeDeps);
    if (chain.steps.length >= CHAIN_STEPS_MAX) {
      throw new AppError('LIMIT_REACHED', `A chain has ${CHAIN_STEPS_MAX} steps at most: remove one first.`);
    }
    return await writeSteps(db, { chain, steps: [...chain.steps, step] }, writeDeps);
  });
}

/**
 * Takes away a step; with the last one the chain, so that nobody is left untold. What becomes the first step is told at
 * once and at every level.
 *
 * Errors:  NOT_FOUND where there is no such step by now.
 */
export async function removeStep(deps: IntentDeps, key: ChainKey, position: number): Promise<void> {
  await inTransaction(deps, async (db, writeDeps) => {
    const chain = await holdChain(db, key, writeDeps);
    if (chain.steps[position] === undefined) throw new AppError('NOT_FOUND', 'The chain has no such step any more.');
    const [first, ...others] = chain.steps.toSpliced(position, 1);
    if (first === undefined) {
      await deleteChain(db, key);
      return;
    }
    const steps = position === 0 ? [{ ...first, waitMinutes: 0, minLevel: 1 as const }, ...others] : [first, ...others];
    await writeSteps(db, { chain, steps }, writeDeps);
  });
}

/** Errors: NOT_FOUND. */
export async function removeChain(deps: IntentDeps, key: ChainKey): Promise<void> {
  await inTransaction(deps, async (db) => {
    if (key.brandId !== null) await getBrand(db, { ...key, brandId: key.brandId });
    if (!(await deleteChain(db, key))) throw noChain(key);
  });
}

async function writeSteps(
  db: Db,
  { chain, steps }: Readonly<{ chain: EscalationChain; steps: readonly EscalationStep[] }>,
  deps: WriteDeps,
): Promise<EscalationChain> {
  checkFirst(steps[0]);
  const targets = steps.flatMap((step) => step.targets);
  const contactIds = targets.flatMap((target) => (target.kind === 'contact' ? [target.contactId] : []));
  const rotaIds = targets.flatMap((target) => (target.kind === 'rota' ? [target.rotaId] : []));
  await checkContacts(db, chain.agencyId, contactIds);
  await checkRotas(db, chain.agencyId, rotaIds);
  await replaceSteps(db, chain, deps, steps);
  return await getChain(db, chain);
}

function checkFirst(first: EscalationStep | undefined): void {
  if (first === undefined || first.waitMinutes > 0) {
    throw new AppError(
      'INPUT_INVALID',
      'The first step is told at once: give it "waitMinutes" 0, and a wait to those after it.',
      { details: { field: 'steps.0.waitMinutes' } },
    );
  }
  if (first.minLevel <= FIRST_LEVEL_MAX) return;
  throw new AppError(
    'INPUT_INVALID',
    `The first step is told at every level from ${FIRST_LEVEL_MAX} on, because a level that no step tells reaches nobody: give it "minLevel" 1 or 2.`,
    { details: { field: 'steps.0.minLevel' } },
  );
}

function noChain(key: ChainKey): AppError {
  return new AppError(
    'NOT_FOUND',
    key.brandId === null
      ? 'The agency has no escalation chain, so that everybody who hears of a brand is told at once: set one by PUT.'
      : 'The brand has no escalation chain of its own, so that the agency’s holds (/v1/escalation-chain): set one by PUT.',
  );
}
