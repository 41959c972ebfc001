/** Planned operations of a brand: made, moved, renamed and taken back, past ones too, because talk is replayed by them. */
import { AppError } from '../base/errors.ts';
import {
  CAMPAIGN_DAYS_MAX,
  CAMPAIGN_YEAR_MAX,
  CAMPAIGN_YEAR_MIN,
  type Campaign,
  findTimeProblem,
} from '../domain/campaign.ts';
import { getAgency } from '../store/agencies.ts';
import {
  type CampaignChanges,
  countCampaignsToAdd,
  createCampaign,
  deleteCampaign,
  holdCampaign,
  type NewCampaign,
  updateCampaign,
} from '../store/campaigns.ts';
import type { Db } from '../store/database.ts';
import { type IntentDeps, inTransaction, type WriteDeps } from './deps.ts';
import { logActions } from './log-actions.ts';

/** Ten years of two a month; all of a brand are read at once. */
export const CAMPAIGNS_PER_BRAND_MAX = 200;

type Key = Readonly<{ agencyId: string; campaignId: string }>;

/**
 * Plans an operation of a brand, or notes a past one.
 *
 * Errors:  NOT_FOUND for another agency's brand, INPUT_INVALID for a time that cannot be one (see findTimeProblem),
 *          LIMIT_REACHED.
 */
export async function addCampaign(deps: IntentDeps, agencyId: string, input: NewCampaign): Promise<Campaign> {
  return await inTransaction(deps, async (db, writeDeps) => {
    const count = await countCampaignsToAdd(db, { agencyId, brandId: input.brandId });
    await checkTime(db, agencyId, input);
    if (count >= CAMPAIGNS_PER_BRAND_MAX) {
      throw new AppError(
        'LIMIT_REACHED',
        `A brand may have ${CAMPAIGNS_PER_BRAND_MAX} campaigns: delete one first, the oldest are needed least.`,
        { details: { of: 'campaigns' } },
      );
    }
    const campaign = await createCampaign(db, agencyId, writeDeps, input);
    await logCampaign(db, writeDeps, campaign, { kind: 'campaign-set', by: campaign.createdBy });
    return campaign;
  });
}

/**
 * Moves or renames it.
 *
 * Shape:   by: who does, for the logbook; null where nobody is known to.
 * Errors:  NOT_FOUND, INPUT_INVALID as addCampaign, by what it is with the changes.
 */
export async function changeCampaign(
  deps: IntentDeps,
  key: Key,
  changes: CampaignChanges,
  by: string | null = null,
): Promise<Campaign> {
  return await inTransaction(deps, async (db, writeDeps) => {
    const campaign = await holdCampaign(db, key);
    await checkTime(db, key.agencyId, { ...campaign, ...changes });
    const changed = await updateCampaign(db, key, changes);
    if (by !== null && !isSame(campaign, changed)) {
      await logCampaign(db, writeDeps, changed, { kind: 'campaign-changed', by });
    }
    return changed;
  });
}

/** by: as of changeCampaign. Errors: NOT_FOUND. */
export async function removeCampaign(deps: IntentDeps, key: Key, by: string | null = null): Promise<void> {
  await inTransaction(deps, async (db, writeDeps) => {
    const campaign = await holdCampaign(db, key);
    await deleteCampaign(db, key);
    if (by !== null) await logCampaign(db, writeDeps, campaign, { kind: 'campaign-removed', by });
  });
}

function isSame(one: Campaign, other: Campaign): boolean {
  return (
    one.name === other.name &&
    one.startsAt.getTime() === other.startsAt.getTime() &&
    one.endsAt.getTime() === other.endsAt.getTime()
  );
}

async function logCampaign(
  db: Db,
  deps: WriteDeps,
  campaign: Campaign,
  said: Readonly<{ kind: 'campaign-set' | 'campaign-changed' | 'campaign-removed'; by: string }>,
): Promise<void> {
  const { agencyId, id, brandId, name, startsAt, endsAt } = campaign;
  const facts = { name, from: startsAt.toISOString(), until: endsAt.toISOString() };
  const by = { kind: 'member', name: said.by } as const;
  const key = `${id} ${deps.newId()}`;
  await logActions(db, deps, agencyId, [{ brandId, kind: said.kind, by, facts, key }]);
}

async function checkTime(db: Db, agencyId: string, time: Pick<Campaign, 'startsAt' | 'endsAt'>): Promise<void> {
  const { timeZone } = await getAgency(db, agencyId);
  const problem = findTimeProblem(time, timeZone);
  if (problem === null) return;
  const sentence = {
    'no-such-year': `A campaign starts between ${CAMPAIGN_YEAR_MIN} and ${CAMPAIGN_YEAR_MAX}: look at the year of "startsAt".`,
    'ends-before-start': 'A campaign ends after it starts: give an "endsAt" that is later than "startsAt".',
    'too-long': `A campaign lasts ${CAMPAIGN_DAYS_MAX} days at most, because what lasts longer is what is usual: give an earlier "endsAt", or make two of it.`,
  }[problem];
  throw new AppError('INPUT_INVALID', sentence, {
    details: { field: problem === 'no-such-year' ? 'startsAt' : 'endsAt' },
  });
}
