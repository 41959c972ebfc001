/** Escalation chains: in which order people are told, by brand or for all brands of the agency. */
import { sql } from 'kysely';
import { DEFAULT_STEPS, type EscalationStep, type EscalationTarget } from '../domain/escalation.ts';
import type { Db } from './database.ts';

/** The steps of the brand's chain, or else of the agency's, or else of one that tells everybody at once. */
export async function readSteps(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
): Promise<readonly EscalationStep[]> {
  const chain = await db
    .selectFrom('escalation_chains')
    .select('id')
    .where('agency_id', '=', key.agencyId)
    .where((where) => where.or([where('brand_id', '=', key.brandId), where('brand_id', 'is', null)]))
    .orderBy(sql`brand_id is null`)
    .limit(1)
    .executeTakeFirst();
  if (chain === undefined) return DEFAULT_STEPS;
  return (await listSteps(db, key.agencyId, [chain.id])).get(chain.id) ?? [];
}

/** By chain, each in its order. */
async function listSteps(
  db: Db,
  agencyId: string,
  chainIds: readonly string[],
): Promise<ReadonlyMap<string, readonly EscalationStep[]>> {
  const steps = await db
    .selectFrom('escalation_steps')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('chain_id', '=', sql<string>`any(${chainIds}::uuid[])`)
    .orderBy('position')
    .execute();
  const targets = await db
    .selectFrom('escalation_targets')
    .selectAll()
    .where('agency_id', '=', agencyId)
    .where('chain_id', '=', sql<string>`any(${chainIds}::uuid[])`)
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
