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
import { type IntentDeps, inTransaction } from './deps.ts';

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
    return await createCampaign(db, agencyId, writeDeps, input);
  });
}

/** Errors: NOT_FOUND, INPUT_INVALID as addCampaign, by what it is with the changes. */
export async function changeCampaign(deps: IntentDeps, key: Key, changes: CampaignChanges): Promise<Campaign> {
  return await inTransaction(deps, async (db) => {
    const campaign = await holdCampaign(db, key);
    await checkTime(db, key.agencyId, { ...campaign, ...changes });
    return await updateCampaign(db, key, changes);
  });
}

/** Errors: NOT_FOUND. */
export async function removeCampaign(deps: IntentDeps, key: Key): Promise<void> {
  await inTransaction(deps, (db) => deleteCampaign(db, key));
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
