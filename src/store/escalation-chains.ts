/** Escalation chains: in which order people are told, by brand or for all brands of the agency. */
import { sql } from 'kysely';
import { DEFAULT_STEPS, type EscalationStep, type EscalationTarget } from '../domain/escalation.ts';
import type { Db } from './database.ts';

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
      ofChain.map((step) => ({
        waitMinutes: step.wait_minutes,
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
