/** Escalation chains: in which order people are told, by brand or for all brands of the agency. */
import { type Selectable, sql } from 'kysely';
import type { NewId } from '../base/ids.ts';
import {
  DEFAULT_STEPS,
  type EscalationChain,
  type EscalationStep,
  type EscalationTarget,
} from '../domain/escalation.ts';
import { withConstraintCodes } from './constraint-errors.ts';
import type { Db } from './database.ts';
import type { Tables } from './tables.ts';

/** brandId: null for the agency's own. */
export type ChainKey = Readonly<{ agencyId: string; brandId: string | null }>;

type BrandKey = Readonly<{ agencyId: string; brandId: string }>;

/** The steps of a brand's chain, or else of its agency's, or else of one that tells everybody at once. */
export async function readSteps(
  db: Db,
  agencyIds: readonly string[],
): Promise<(key: BrandKey) => readonly EscalationStep[]> {
  const chains = await db
    .selectFrom('escalation_chains')
    .select(['agency_id', 'brand_id', 'id'])
    .where('agency_id', '=', sql<string>`any(${agencyIds}::uuid[])`)
    .execute();
  if (chains.length === 0) return () => DEFAULT_STEPS;
  const steps = await listSteps(db, agencyIds);
  const byPlace = new Map(chains.map(({ agency_id, brand_id, id }) => [`${agency_id} ${brand_id}`, id]));
  return ({ agencyId, brandId }) => {
    const chainId = byPlace.get(`${agencyId} ${brandId}`) ?? byPlace.get(`${agencyId} null`);
    return chainId === undefined ? DEFAULT_STEPS : (steps.get(chainId) ?? []);
  };
}

/** Undefined: there is none of exactly this key; the one that holds then is readSteps's to say. */
export async function findChain(db: Db, key: ChainKey): Promise<EscalationChain | undefined> {
  const row = await selectChain(db, key).executeTakeFirst();
  return row === undefined ? undefined : (await withSteps(db, key.agencyId, [row]))[0];
}

/** The agency's own first, then those of brands, oldest first. */
export async function listChains(db: Db, agencyId: string): Promise<readonly EscalationChain[]> {
  const rows = await db
    .selectFrom('escalation_chains')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .orderBy(sql`brand_id is not null`)
    .orderBy('id')
    .execute();
  return await withSteps(db, agencyId, rows);
}

/** The chain, which nobody else changes until the transaction ends; made without steps where there is none. Errors: NOT_FOUND for the brand. */
export async function holdChain(
  db: Db,
  key: ChainKey,
  deps: Readonly<{ newId: NewId; now: Date }>,
): Promise<EscalationChain> {
  await withConstraintCodes(() =>
    db
      .insertInto('escalation_chains')
      .values({ agency_id: key.agencyId, id: deps.newId(), brand_id: key.brandId, created_at: deps.now })
      .onConflict((conflict) => conflict.constraint('escalation_chains_brand_key').doNothing())
      .execute(),
  );
  const row = await selectChain(db, key).forUpdate().executeTakeFirst();
  // another transaction took it away between the two statements
  if (row === undefined) return await holdChain(db, key, deps);
  const [chain] = await withSteps(db, key.agencyId, [row]);
  if (chain === undefined) throw new Error('a chain was read and is not there');
  return chain;
}

/** Run it on a chain that is held. Errors: NOT_FOUND for a contact or rota of nobody's or another agency's. */
export async function replaceSteps(
  db: Db,
  chain: Pick<EscalationChain, 'agencyId' | 'id'>,
  deps: Readonly<{ newId: NewId }>,
  steps: readonly EscalationStep[],
): Promise<void> {
  const key = { agency_id: chain.agencyId, chain_id: chain.id };
  await db
    .deleteFrom('escalation_steps')
    .where('agency_id', '=', key.agency_id)
    .where('chain_id', '=', key.chain_id)
    .execute();
  await db
    .insertInto('escalation_steps')
    .values(
      steps.map(({ waitMinutes, minLevel }, position) => ({
        ...{ ...key, position },
        ...{ wait_minutes: waitMinutes, min_level: minLevel },
      })),
    )
    .execute();
  const targets = steps.flatMap((step, position) =>
    step.targets.map((target) => ({
      ...{ ...key, position, id: deps.newId() },
      contact_id: target.kind === 'contact' ? target.contactId : null,
      rota_id: target.kind === 'rota' ? target.rotaId : null,
    })),
  );
  await withConstraintCodes(() => db.insertInto('escalation_targets').values(targets).execute());
}

/** Returns whether there was one. */
export async function deleteChain(db: Db, key: ChainKey): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('escalation_chains')
    .where('agency_id', '=', key.agencyId)
    .where((where) => (key.brandId === null ? where('brand_id', 'is', null) : where('brand_id', '=', key.brandId)))
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/**
 * Takes away the steps that tell nobody any more, and the chains without a step: for after a contact or a rota was
 * deleted, so that what is left of a chain never keeps a crisis from everybody.
 */
export async function deleteEmptySteps(db: Db, agencyId: string): Promise<void> {
  await sql`
    delete from escalation_steps
    where agency_id = ${agencyId} and not exists (
      select from escalation_targets
      where escalation_targets.agency_id = escalation_steps.agency_id
        and escalation_targets.chain_id = escalation_steps.chain_id
        and escalation_targets.position = escalation_steps.position
    )`.execute(db);
  await sql`
    delete from escalation_chains
    where agency_id = ${agencyId} and not exists (
      select from escalation_steps
      where escalation_steps.agency_id = escalation_chains.agency_id and escalation_steps.chain_id = escalation_chains.id
    )`.execute(db);
}

function selectChain(db: Db, key: ChainKey) {
  return db
    .selectFrom('escalation_chains')
    .selectAll()
    .where('agency_id', '=', key.agencyId)
    .where((where) => (key.brandId === null ? where('brand_id', 'is', null) : where('brand_id', '=', key.brandId)));
}

async function withSteps(
  db: Db,
  agencyId: string,
  rows: readonly Selectable<Tables['escalation_chains']>[],
): Promise<readonly EscalationChain[]> {
  const steps = await listSteps(db, [agencyId]);
  return rows.map((row) => ({
    agencyId: row.agency_id,
    id: row.id,
    brandId: row.brand_id,
    steps: steps.get(row.id) ?? [],
    createdAt: row.created_at,
  }));
}

/** By chain, each in its order. */
async function listSteps(
  db: Db,
  agencyIds: readonly string[],
): Promise<ReadonlyMap<string, readonly EscalationStep[]>> {
  const steps = await db
    .selectFrom('escalation_steps')
    .selectAll()
    .where('agency_id', '=', sql<string>`any(${agencyIds}::uuid[])`)
    .orderBy('position')
    .execute();
  const targets = await db
    .selectFrom('escalation_targets')
    .selectAll()
    .where('agency_id', '=', sql<string>`any(${agencyIds}::uuid[])`)
    .orderBy('id')
    .execute();
  const bySteps = Map.groupBy(steps, (step) => step.chain_id);
  return new Map(
    [...bySteps].map(([chainId, ofChain]) => [
      chainId,
      ofChain.map((step, index) => ({
        // the step before it may have been deleted
        waitMinutes: index === 0 ? 0 : step.wait_minutes,
        minLevel: step.min_level,
        targets: targets
          .filter((target) => target.chain_id === chainId && target.position === step.position)
          .map(toTarget),
      })),
    ]),
  );
}

function toTarget(row: Readonly<{ contact_id: string | null; rota_id: string | null }>): EscalationTarget {
  if (row.contact_id !== null) return { kind: 'contact', contactId: row.contact_id };
  return row.rota_id === null ? { kind: 'everybody' } : { kind: 'rota', rotaId: row.rota_id };
}
