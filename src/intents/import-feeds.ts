/** A feed reader's list of feeds, for an agency that exists. */
import { AppError } from '../base/errors.ts';
import type { Brand } from '../domain/brand.ts';
import { findAgencyByName } from '../store/agencies.ts';
import { listBrands } from '../store/brands.ts';
import type { Db } from '../store/database.ts';
import { isListeningTo } from '../store/subscriptions.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { addSubscription, compareSourceUrls, toSourceUrl } from './subscriptions.ts';

const BRANDS_MAX = 10_000;

export type FeedToImport = Readonly<{
  url: string;
  /** The folders that it lay in, outermost first. */
  tags: readonly string[];
}>;

/**
 * Listens to every feed of the list that the agency does not listen to yet, in one transaction.
 *
 * Shape:   feeds: each once. brandName: null listens for all brands. Returns how many were new and how many known;
 *          known ones stay as they are.
 * Errors:  NOT_FOUND for an agency or brand that is not there, INPUT_INVALID for a URL that is none.
 */
export async function importFeeds(
  deps: IntentDeps,
  input: Readonly<{ feeds: readonly FeedToImport[]; agencyName: string; brandName: string | null }>,
): Promise<Readonly<{ newCount: number; knownCount: number }>> {
  return await inTransaction(deps, async (db) => {
    const agency = await findAgencyByName(db, input.agencyName);
    if (agency === undefined) {
      throw new AppError('NOT_FOUND', `There is no agency "${input.agencyName}": import or set it up first.`);
    }
    const brandId = input.brandName === null ? null : (await getBrandByName(db, agency.id, input.brandName)).id;
    const feeds = input.feeds.map(({ url, tags }) => ({ url: toSourceUrl(url), tags }));
    let knownCount = 0;
    for (const { url, tags } of feeds.toSorted((one, other) => compareSourceUrls(one.url, other.url))) {
      if (await isListeningTo(db, agency.id, { url, brandId })) knownCount += 1;
      else await addSubscription({ ...deps, db }, agency.id, { url, kind: 'feed', brandId, tags });
    }
    return { newCount: feeds.length - knownCount, knownCount };
  });
}

/** The brand of this name. Errors: NOT_FOUND. */
export async function getBrandByName(db: Db, agencyId: string, name: string): Promise<Brand> {
  const brands = await listBrands(db, agencyId, { after: null, limit: BRANDS_MAX });
  const brand = brands.find((each) => each.name === name);
  if (brand !== undefined) return brand;
  throw new AppError('NOT_FOUND', `The agency watches no brand "${name}": add it first, or leave --brand out.`);
}
