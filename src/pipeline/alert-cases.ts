/** Everything that a decision on each of many buzzes rests on, read at once: a scare opens a thousand in one minute. */
import type { Agency } from '../domain/agency.ts';
import { type Contact, withReachableChannels } from '../domain/alert.ts';
import type { Brand } from '../domain/brand.ts';
import type { Buzz } from '../domain/buzz.ts';
import type { BuzzEvidence } from '../domain/buzz-evidence.ts';
import type { EscalationStep } from '../domain/escalation.ts';
import { findOnCall } from '../domain/on-call.ts';
import { type Reliability, toReliability } from '../domain/reliability.ts';
import type { PlannedStep } from '../notify/policy.ts';
import { readAgencies } from '../store/agencies.ts';
import { readToldAlerts, type ToldAlert } from '../store/alerts.ts';
import { readBrands } from '../store/brands.ts';
import { readLatestEvidence } from '../store/buzzes.ts';
import { readContacts } from '../store/contacts.ts';
import { readReliabilities } from '../store/corrections.ts';
import type { Db } from '../store/database.ts';
import { readSteps } from '../store/escalation-chains.ts';
import { NOTHING_TOLD, readProgress, type StoredProgress } from '../store/escalations.ts';
import { listRotasAt } from '../store/rotas.ts';
import { readSilencedUntil } from '../store/silences.ts';

export type AlertCase = Readonly<{
  agency: Agency;
  brand: Brand;
  contacts: readonly Contact[];
  progress: StoredProgress;
  /** Oldest first. */
  told: readonly ToldAlert[];
  steps: readonly PlannedStep[];
  /** Null: no silence is on. */
  silencedUntil: Date | null;
  /** What the last judgement rested on; null where none was kept. */
  evidence: BuzzEvidence | null;
  reliability: Reliability;
}>;

/** What is known of each buzz now; the case of one whose brand is gone throws where it is asked for. */
export async function readCases(db: Db, buzzes: readonly Buzz[], now: Date): Promise<(buzz: Buzz) => AlertCase> {
  const agencyIds = [...new Set(buzzes.map(({ agencyId }) => agencyId))];
  const agencies = await readAgencies(db, agencyIds);
  const brands = await readBrands(db, buzzes);
  const contacts = await readContacts(db, agencyIds);
  const progress = await readProgress(db, buzzes);
  const told = await readToldAlerts(db, buzzes);
  const stepsOf = await readSteps(db, agencyIds);
  const planned = await readOnCall(db, buzzes, { stepsOf, now });
  const silencedUntil = await readSilencedUntil(db, agencyIds, now);
  const evidence = await readLatestEvidence(db, buzzes);
  const reliabilities = await readReliabilities(db, buzzes, now);
  return (buzz) => {
    const agency = agencies.get(buzz.agencyId);
    const brand = brands.get(buzz.brandId);
    const reliability = reliabilities.get(buzz.brandId);
    if (agency === undefined || brand === undefined || reliability === undefined) {
      throw new Error(`the brand of buzz ${buzz.id} is gone`);
    }
    return {
      ...{ agency, brand },
      contacts: withReachableChannels(contacts.get(buzz.agencyId) ?? []),
      progress: progress.get(buzz.id) ?? NOTHING_TOLD,
      told: told.get(buzz.id) ?? [],
      steps: planned(buzz),
      silencedUntil: silencedUntil(buzz),
      evidence: evidence.get(buzz.id) ?? null,
      reliability: toReliability(reliability),
    };
  };
}

/** Each chain with whoever is on call by now. */
async function readOnCall(
  db: Db,
  buzzes: readonly Buzz[],
  { stepsOf, now }: Readonly<{ stepsOf: (buzz: Buzz) => readonly EscalationStep[]; now: Date }>,
): Promise<(buzz: Buzz) => readonly PlannedStep[]> {
  const onCall = new Map<string, string | null>();
  for (const [agencyId, ofAgency] of Map.groupBy(buzzes, (buzz) => buzz.agencyId)) {
    const rotaIds = new Set(ofAgency.flatMap((buzz) => stepsOf(buzz).flatMap(listRotaIds)));
    for (const { rota, overrides } of await listRotasAt(db, { agencyId, rotaIds: [...rotaIds] }, now)) {
      onCall.set(rota.id, findOnCall(rota, overrides, now));
    }
  }
  return (buzz) =>
    stepsOf(buzz).map(({ waitMinutes, minLevel, targets }) => ({
      waitMinutes,
      minLevel,
      contactIds: targets.some(({ kind }) => kind === 'everybody')
        ? null
        : targets.flatMap((target) => {
            if (target.kind === 'everybody') return [];
            return (target.kind === 'contact' ? target.contactId : onCall.get(target.rotaId)) ?? [];
          }),
    }));
}

function listRotaIds({ targets }: EscalationStep): readonly string[] {
  return targets.flatMap((target) => (target.kind === 'rota' ? [target.rotaId] : []));
}
