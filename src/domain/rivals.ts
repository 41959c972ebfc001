/** Whom a brand is compared with. */
import type { Brand } from './brand.ts';

/**
 * The watched competitors that are this brand's: those that it names, or else those of its sector.
 *
 * An agency watches competitors for several clients: a digest that showed them all would tell one client who the others are.
 * Where nobody said whose they are, neither by name nor by sector, all of them are.
 *
 * Errors:  none: total.
 *
 * @example listRivals(orange, brands)  // Free, and not Samsung, where Orange names "Free" among its competitors
 */
export function listRivals(brand: Pick<Brand, 'competitors' | 'sector'>, brands: readonly Brand[]): readonly Brand[] {
  const watched = brands.filter(({ kind }) => kind === 'competitor');
  const named = new Set(brand.competitors.map(toKey));
  if (named.size > 0) return watched.filter(({ name }) => named.has(toKey(name)));
  return watched.filter(({ sector }) => sector === null || brand.sector === null || sector === brand.sector);
}

/** « Nestlé » is "NESTLE". */
function toKey(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
