/** Everything that a new brand begins with: what to look for, where to listen, whom to tell. */
import type { Brand } from '../domain/brand.ts';
import type { SourceKind } from '../domain/source.ts';
import type { NewBrand } from '../store/brands.ts';
import { addBrand } from './brands.ts';
import { addContact, type ContactInput } from './contacts.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { addSubscription, compareSourceUrls, toSourceUrl } from './subscriptions.ts';

export type BrandBeginning = Readonly<{
  brand: NewBrand;
  /** The same address twice counts once. */
  sources: readonly Readonly<{ url: string; kind: SourceKind }>[];
  /** Null: nobody new is told. */
  contact: ContactInput | null;
}>;

/**
 * Watches a brand with its sources and its contact: all of it, or nothing.
 *
 * Errors:  as addBrand, addSubscription and addContact.
 */
export async function watchBrand(deps: IntentDeps, agencyId: string, beginning: BrandBeginning): Promise<Brand> {
  const sources = new Map(beginning.sources.map((source) => [toSourceUrl(source.url), source]));
  return await inTransaction(deps, async (db) => {
    const joined = { ...deps, db };
    const brand = await addBrand(joined, agencyId, beginning.brand);
    const inOrder = [...sources].sort(([one], [other]) => compareSourceUrls(one, other));
    for (const [, source] of inOrder) await addSubscription(joined, agencyId, { ...source, brandId: brand.id });
    if (beginning.contact !== null) await addContact(joined, agencyId, beginning.contact);
    return brand;
  });
}
