/** What makes one brand's room look unlike another's: mistaking one brand for another is the commonest mistake. */

import { listBrands } from '../store/brands.ts';
import type { Db } from '../store/database.ts';

/** As many as dashboard.css has `.accent-N`. */
export const ACCENT_COUNT = 12;

/** The largest agency that is planned for. */
const BRANDS_MAX = 1_000;

/** The class of a brand's colour. */
export type Accents = (brandId: string) => string;

/** The colours of an agency's brands. */
export async function readAccents(db: Db, agencyId: string): Promise<Accents> {
  return assignAccents((await listBrands(db, agencyId, { after: null, limit: BRANDS_MAX })).map((brand) => brand.id));
}

/**
 * Gives each brand the colour that its id falls on, or the next one that no older brand has.
 *
 * The id alone would give two of five brands the same colour more often than not. Older brands choose first (ids sort
 * by time), so that a new brand never changes another's colour; a deleted one may free its colour for the few that it
 * had pushed aside. Beyond the palette colours come twice: then the letters tell brands apart.
 *
 * Shape:   ids in any order. An unknown id has the colour that it falls on.
 */
export function assignAccents(brandIds: readonly string[]): Accents {
  const takenBy = new Map<number, number>();
  const classes = new Map<string, string>();
  for (const [index, brandId] of brandIds.toSorted().entries()) {
    const round = Math.floor(index / ACCENT_COUNT);
    let accent = toHash(brandId) % ACCENT_COUNT;
    while ((takenBy.get(accent) ?? 0) > round) accent = (accent + 1) % ACCENT_COUNT;
    takenBy.set(accent, (takenBy.get(accent) ?? 0) + 1);
    classes.set(brandId, `accent-${accent}`);
  }
  return (brandId) => classes.get(brandId) ?? `accent-${toHash(brandId) % ACCENT_COUNT}`;
}

/** One or two capitals that stand for the name, for those who do not tell the colours apart. */
export function toMonogram(name: string): string {
  const words = name.match(/[\p{Letter}\p{Number}]+/gu) ?? [];
  const [first = '?', second] = words;
  const letters = second === undefined ? [...first].slice(0, 2) : [[...first][0], [...second][0]];
  return letters.join('').toUpperCase();
}

/** FNV-1a: any even spread will do, as long as it never changes. */
function toHash(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}
