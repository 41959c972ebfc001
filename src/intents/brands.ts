/** Watching a brand, changing how it is recognised, and letting it go. */
import { AppError } from '../base/errors.ts';
import type { Brand } from '../domain/brand.ts';
import { isCountry } from '../domain/country.ts';
import { type BrandChanges, createBrand, deleteBrand, getBrand, type NewBrand, updateBrand } from '../store/brands.ts';
import { lockQueries } from '../store/saved-queries.ts';
import { forgetUnheardSecrets } from '../store/subscriptions.ts';
import { markHolidaysChanged } from '../store/talk-states.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { logActions } from './log-actions.ts';
import { readAgencyQuery } from './queries.ts';
import { remakeSearches } from './searches.ts';

/**
 * Documents that are stored already are matched to it in the background.
 *
 * Errors:  QUERY_INVALID, BRAND_NAME_TAKEN, INPUT_INVALID for a country that is none.
 */
export async function addBrand(deps: IntentDeps, agencyId: string, input: NewBrand): Promise<Brand> {
  checkCountry(input.country);
  return await inTransaction(deps, async (db, writeDeps) => {
    await lockQueries(db, agencyId);
    await readAgencyQuery(db, agencyId, input.query);
    const brand = await createBrand(db, agencyId, writeDeps, input);
    await deps.jobs.sendRematch(db, { agencyId, brandId: brand.id, sourceId: null });
    return brand;
  });
}

/**
 * A new query finds new mentions among what is stored; those that it no longer finds are set aside, unless somebody
 * handled them. In a new sector other words of crisis count. A new threshold sets mentions aside or brings them back. All of it happens in the background. The services that are asked
 * for the brand are asked for the new query from now on.
 *
 * Shape:   by: who changes it, for the logbook; null where nobody is known to.
 * Errors:  as addBrand, NOT_FOUND.
 */
export async function changeBrand(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; brandId: string }>,
  changes: BrandChanges,
  by: string | null = null,
): Promise<Brand> {
  checkCountry(changes.country);
  return await inTransaction(deps, async (db, writeDeps) => {
    if (changes.query !== undefined) {
      await lockQueries(db, key.agencyId);
      await readAgencyQuery(db, key.agencyId, changes.query);
    }
    const before = await getBrand(db, key);
    const brand = await updateBrand(db, key, writeDeps, changes);
    if (by !== null && brand.query !== before.query) {
      const who = { kind: 'member', name: by } as const;
      const action = { brandId: brand.id, facts: {}, by: who, key: `${brand.id} ${writeDeps.newId()}` };
      await logActions(db, writeDeps, key.agencyId, [{ ...action, kind: 'query-changed' }]);
    }
    if (changes.query !== undefined) {
      await remakeSearches({ ...deps, db }, writeDeps, brand);
    }
    if (changes.query !== undefined || changes.sector !== undefined) {
      await deps.jobs.sendRematch(db, { ...key, sourceId: null });
    }
    if (changes.country !== undefined) await markHolidaysChanged(db, key);
    if (changes.relevanceThreshold !== undefined) await deps.jobs.sendRescore(db, key);
    return brand;
  });
}

/** Its mentions, buzzes and digests go with it, and what was listened to for it alone is left. Errors: NOT_FOUND. */
export async function removeBrand(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; brandId: string }>,
): Promise<void> {
  await inTransaction(deps, async (db) => {
    await deleteBrand(db, key);
    await forgetUnheardSecrets(db, key.agencyId);
  });
}

function checkCountry(country: string | null | undefined): void {
  if (country === undefined || country === null || isCountry(country)) return;
  throw new AppError(
    'INPUT_INVALID',
    `"${country}" is no country of ISO 3166-1: give its two capital letters, such as FR, or none for that of the agency's time zone.`,
    { details: { field: 'country' } },
  );
}
