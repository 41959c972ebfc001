/** All brands' queries compiled into one matcher, and compiled again when any of them changed. */

import { compileMatcher, type Matcher, type MatcherEntry } from '../analysis/query/compile-matcher.ts';
import { parseQuery } from '../analysis/query/parse-query.ts';
import { toErrorMessage } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Brand } from '../domain/brand.ts';
import { listAllBrands, readQuerySetVersion } from '../store/brands.ts';
import type { Db } from '../store/database.ts';

export type BrandMatcher = Readonly<{
  /** The matcher for the queries as they are now: one small query where nothing changed. */
  current: (db: Db) => Promise<Matcher<Brand>>;
}>;

/** Holds the compiled queries of this process; built once, in the World. */
export function makeBrandMatcher(deps: Readonly<{ log: Log }>): BrandMatcher {
  let known: Readonly<{ version: number; matcher: Matcher<Brand> }> | undefined;
  return {
    current: async (db) => {
      // the version first: brands read after it are at least that new, and a later change makes another version
      const version = await readQuerySetVersion(db);
      if (known?.version !== version) {
        const queries = (await listAllBrands(db)).flatMap((brand) => compileBrand(deps, brand));
        known = { version, matcher: compileMatcher(queries) };
      }
      return known.matcher;
    },
  };
}

/** A stored query that this version cannot read costs that brand its mentions and the log a line, not everybody. */
function compileBrand(deps: Readonly<{ log: Log }>, brand: Brand): readonly MatcherEntry<Brand>[] {
  try {
    return [{ id: brand.id, key: brand, query: parseQuery(brand.query) }];
  } catch (error) {
    deps.log.error('query.refused', { agencyId: brand.agencyId, brandId: brand.id, message: toErrorMessage(error) });
    return [];
  }
}
