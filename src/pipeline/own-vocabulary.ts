/** What agencies added to the general vocabulary, compiled per agency and told of the passages about a brand. */
import { type CrisisKey, findCrisis } from '../analysis/crisis/find-crisis.ts';
import { compileMatcher, type Matcher, type MatcherEntry } from '../analysis/query/compile-matcher.ts';
import { parseQuery } from '../analysis/query/parse-query.ts';
import { toErrorMessage } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Brand } from '../domain/brand.ts';
import type { Crisis } from '../domain/crisis.ts';
import { listCrisisTermsOf } from '../store/crisis-terms.ts';
import type { Db } from '../store/database.ts';
import { listThemes } from '../store/themes.ts';

/** What the passages about a brand are told to hold. */
export type Labels = Readonly<{ crisis: Crisis; ownThemeIds: readonly string[] }>;

export type OwnVocabulary = Readonly<{
  /** Reads what these agencies have now. */
  renew: (db: Db, agencyIds: readonly string[]) => Promise<void>;
  /** text: the passages about the brand. */
  tell: (brand: Brand, text: string) => Labels;
}>;

/** Holds the compiled vocabularies of this process; most agencies have none. */
export function makeOwnVocabulary(deps: Readonly<{ log: Log }>): OwnVocabulary {
  const crisisTerms = new Map<string, Matcher<CrisisKey>>();
  const themes = new Map<string, Matcher<string>>();
  return {
    renew: async (db, agencyIds) => {
      if (agencyIds.length === 0) return;
      const terms = Map.groupBy(await listCrisisTermsOf(db, agencyIds), ({ agencyId }) => agencyId);
      const ownThemes = Map.groupBy(await listThemes(db, agencyIds), ({ agencyId }) => agencyId);
      for (const agencyId of agencyIds) {
        const toKey = ({ weight, sector }: CrisisKey): CrisisKey => ({ weight, sector });
        keep(crisisTerms, agencyId, toEntries(deps, terms.get(agencyId) ?? [], toKey));
        keep(
          themes,
          agencyId,
          toEntries(deps, ownThemes.get(agencyId) ?? [], ({ id }) => id),
        );
      }
    },
    tell: (brand, text) => {
      const own = crisisTerms.get(brand.agencyId)?.match({ title: null, text }) ?? [];
      const held = themes.get(brand.agencyId)?.match({ title: null, text }) ?? [];
      return {
        crisis: findCrisis({ text, sector: brand.sector, own }),
        // in an order that does not depend on names, so that a new name alone changes no mention
        ownThemeIds: held.flatMap(({ key, condition }) => (condition === null ? [key] : [])).sort(),
      };
    },
  };
}

/** Nothing is held for an agency that has none. */
function keep<Key>(matchers: Map<string, Matcher<Key>>, agencyId: string, entries: readonly MatcherEntry<Key>[]): void {
  if (entries.length === 0) matchers.delete(agencyId);
  else matchers.set(agencyId, compileMatcher(entries));
}

/** A stored query that this version cannot read costs its agency that entry and the log a line, not everybody. */
function toEntries<Row extends Readonly<{ agencyId: string; id: string; query: string }>, Key>(
  deps: Readonly<{ log: Log }>,
  rows: readonly Row[],
  toKey: (row: Row) => Key,
): readonly MatcherEntry<Key>[] {
  return rows.flatMap((row) => {
    try {
      return [{ id: row.id, key: toKey(row), query: parseQuery(row.query) }];
    } catch (error) {
      deps.log.error('query.refused', { agencyId: row.agencyId, id: row.id, message: toErrorMessage(error) });
      return [];
    }
  });
}
