/** What `@name` stands for in the queries of one agency. */
import type { FindSavedQuery } from '../analysis/query/parse-query.ts';
import type { Db } from '../store/database.ts';
import { readSavedTexts } from '../store/saved-queries.ts';

/** The agency's saved queries by name. */
export async function readOwnSavedTexts(db: Db, agencyId: string): Promise<ReadonlyMap<string, string>> {
  return (await readSavedTexts(db, [agencyId])).get(agencyId) ?? new Map();
}

export function toFindSaved(texts: ReadonlyMap<string, string>): FindSavedQuery {
  return (name) => texts.get(name) ?? null;
}

/** Reads the agency's saved queries once, for as many queries as are to be parsed. */
export async function makeFindSaved(db: Db, agencyId: string): Promise<FindSavedQuery> {
  return toFindSaved(await readOwnSavedTexts(db, agencyId));
}
