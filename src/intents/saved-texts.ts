/** What `@name` stands for in the queries of one agency. */
import type { FindSavedQuery } from '../analysis/query/parse-query.ts';
import type { Db } from '../store/database.ts';
import { readSavedTexts } from '../store/saved-queries.ts';

/** Reads the agency's saved queries once, for as many queries as are to be parsed. */
export async function makeFindSaved(db: Db, agencyId: string): Promise<FindSavedQuery> {
  const texts = (await readSavedTexts(db, [agencyId])).get(agencyId);
  return (name) => texts?.get(name) ?? null;
}
