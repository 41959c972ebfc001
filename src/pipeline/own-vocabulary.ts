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

/** What the passages about a brand are told to hold. */
export type Labels = Readonly<{ crisis: Crisis }>;

export type OwnVocabulary = Readonly<{
  /** Reads what these agencies have now. */
  renew: (db: Db, agencyIds: readonly string[]) => Promise<void>;
  /** text: the passages about the brand. */
  tell: (brand: Brand, text: string) => Labels;
}>;

/** Holds the compiled vocabularies of this process; most agencies have none. */
export function makeOwnVocabulary(deps: Readonly<{ log: Log }>): OwnVocabulary {
  const crisisTerms = new Map<string, Matcher<CrisisKey>>();
  return {
    renew: async (db, agencyIds) => {
      if (agencyIds.length === 0) return;
      const terms = Map.groupBy(await listCrisisTermsOf(db, agencyIds), ({ agencyId }) => agencyId);
      for (const agencyId of agencyIds) {
        const entries = toEntries(deps, terms.get(agencyId) ?? [], ({ weight, sector }) => ({ weight, sector }));
        if (entries.length === 0) crisisTerms.delete(agencyId);
        else crisisTerms.set(agencyId, compileMatcher(entries));
      }
    },
    tell: (brand, text) => {
      const own = crisisTerms.get(brand.agencyId)?.match({ title: null, text }) ?? [];
      return { crisis: findCrisis({ text, sector: brand.sector, own }) };
    },
  };
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
