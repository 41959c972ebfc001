/** A feed reader's list of feeds, for an agency that exists. */
import { AppError } from '../base/errors.ts';
import { findAgencyByName } from '../store/agencies.ts';
import { listBrands } from '../store/brands.ts';
import type { Db } from '../store/database.ts';
import { isListeningTo } from '../store/subscriptions.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { addSubscription, toSourceUrl } from './subscriptions.ts';

const BRANDS_MAX = 10_000;

/**
 * Listens to every feed of the list that the agency does not listen to yet, in one transaction.
 *
 * Shape:   feedUrls: each once. brandName: null listens for all brands. Returns how many were new and how many known.
 * Errors:  NOT_FOUND for an agency or brand that is not there, INPUT_INVALID for a URL that is none.
 */
export async function importFeeds(
  deps: IntentDeps,
  input: Readonly<{ feedUrls: readonly string[]; agencyName: string; brandName: string | null }>,
): Promise<Readonly<{ newCount: number; knownCount: number }>> {
  return await inTransaction(deps, async (db) => {
    const agency = await findAgencyByName(db, input.agencyName);
    if (agency === undefined) {
      throw new AppError('NOT_FOUND', `There is no agency "${input.agencyName}": import or set it up first.`);
    }
    const brandId = input.brandName === null ? null : await getBrandId(db, agency.id, input.brandName);
    let knownCount = 0;
    // in the order of the addresses, so that two imports of the same feeds wait for each other instead of blocking
    for (const url of input.feedUrls.map(toSourceUrl).sort()) {
      if (await isListeningTo(db, agency.id, { url, brandId })) knownCount += 1;
      else await addSubscription({ ...deps, db }, agency.id, { url, kind: 'feed', brandId });
    }
    return { newCount: input.feedUrls.length - knownCount, knownCount };
  });
}

async function getBrandId(db: Db, agencyId: string, name: string): Promise<string> {
  const brands = await listBrands(db, agencyId, { after: null, limit: BRANDS_MAX });
  const brand = brands.find((each) => each.name === name);
  if (brand !== undefined) return brand.id;
  throw new AppError('NOT_FOUND', `The agency watches no brand "${name}": add it first, or leave --brand out.`);
}
