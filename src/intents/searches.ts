/** Asking a search service for a brand: the sources that this comes to are made, and follow the brand's query. */
import { type FindSavedQuery, parseQuery } from '../analysis/query/parse-query.ts';
import { type AskedExpression, toSearchExpression } from '../analysis/query/to-search-expression.ts';
import { AppError } from '../base/errors.ts';
import type { Brand } from '../domain/brand.ts';
import { toEdition } from '../domain/edition.ts';
import type { Search, SearchServiceName, SearchUrl } from '../domain/search-service.ts';
import type { Source, SourceSecret } from '../domain/source.ts';
import { getAgency } from '../store/agencies.ts';
import { holdBrand } from '../store/brands.ts';
import {
  countSearches,
  createSearch,
  deleteSearch,
  deleteSearchSubscriptions,
  getSearch,
  listSearchSources,
  lockSearches,
  recordSearchReach,
  type SearchWithSources,
  type StoredSearch,
} from '../store/searches.ts';
import { findOrCreateSource } from '../store/sources.ts';
import { createSubscription, forgetUnheardSecrets } from '../store/subscriptions.ts';
import { type IntentDeps, inTransaction, type WriteDeps } from './deps.ts';
import { makeFindSaved } from './saved-texts.ts';
import { sealSecret } from './source-secrets.ts';
import { compareSourceUrls, toSourceUrl } from './subscriptions.ts';

/** Of one search. */
const SOURCES_MAX = 20;
/** Of one brand. */
const SEARCHES_MAX = 50;
/** It is part of an index's key, beside the rest. */
const INSTANCE_URL_CHARS_MAX = 500;

export type NewSearch = Readonly<{
  service: SearchServiceName;
  /** ISO 639-1 and ISO 3166-1 alpha-2; left out: the agency's. */
  language?: string | undefined;
  country?: string | undefined;
  instanceUrl?: string | null | undefined;
  secret?: SourceSecret | null | undefined;
}>;

type BrandKey = Readonly<{ agencyId: string; brandId: string }>;

/**
 * Asks the service for the brand from now on.
 *
 * Errors:  NOT_FOUND for another agency's brand, SEARCH_EXISTS, INPUT_INVALID where the service needs an instance or a
 *          key that is not given, where it cannot be asked for this query at all, and beyond 50 searches of a brand.
 */
export async function addSearch(deps: IntentDeps, key: BrandKey, input: NewSearch): Promise<SearchWithSources> {
  return await inTransaction(deps, async (db, writeDeps) => {
    const brand = await holdBrand(db, key);
    const service = deps.searchServices[input.service];
    const edition = toEdition(await getAgency(db, key.agencyId));
    const instanceUrl = toInstanceUrl(input.instanceUrl ?? null);
    if (service.isInstanceNeeded && instanceUrl === null) {
      throw new AppError(
        'INPUT_INVALID',
        `${service.title} is many sites: give "instanceUrl", the address of the one that is to be asked.`,
        { details: { field: 'instanceUrl' } },
      );
    }
    const secretEncrypted = sealSecret(deps, service, input.secret ?? null);
    const asked = {
      service: input.service,
      language: (input.language ?? edition.language).toLowerCase(),
      country: (input.country ?? edition.country).toUpperCase(),
      instanceUrl,
    };
    const made = makeUrls(deps, { query: brand.query, findSaved: await makeFindSaved(db, key.agencyId) }, asked);
    if (made.urls.length === 0) throw notAskable(service.title);
    if ((await countSearches(db, key)) >= SEARCHES_MAX) {
      throw new AppError(
        'INPUT_INVALID',
        `A brand has at most ${SEARCHES_MAX} searches: delete one that is not needed.`,
        { details: { field: 'searchCount' } },
      );
    }
    const search = await createSearch(db, key, writeDeps, { ...asked, secretEncrypted, ...made.reach });
    const within = { ...deps, db };
    for (const url of made.urls) {
      const source = await listenFor(within, writeDeps, search, url);
      if (source.lastSuccessAt !== null) await deps.jobs.sendRematch(db, { ...key, sourceId: source.id });
    }
    return await getSearch(db, { ...key, searchId: search.id });
  });
}

/** Its sources are no longer listened to for it; mentions that were found stay. Errors: NOT_FOUND. */
export async function removeSearch(deps: IntentDeps, key: BrandKey & Readonly<{ searchId: string }>): Promise<void> {
  await inTransaction(deps, async (db) => {
    await deleteSearch(db, key);
    await forgetUnheardSecrets(db, key.agencyId);
  });
}

/**
 * Makes all searches of a brand ask for its query as it is now: new sources are subscribed, gone ones unsubscribed. A
 * search that cannot ask for it at all keeps no source, and asks again once the query changes to what it can ask for.
 *
 * Shape:   deps.db: the transaction in which the brand was changed, so that it is locked.
 */
export async function remakeSearches(deps: IntentDeps, writeDeps: WriteDeps, brand: Brand): Promise<void> {
  const { db } = deps;
  const { agencyId } = brand;
  const added: { search: StoredSearch; url: string }[] = [];
  const goneIds: string[] = [];
  const query = { query: brand.query, findSaved: await makeFindSaved(db, agencyId) };
  for (const search of await lockSearches(db, { agencyId, brandId: brand.id })) {
    const key = { agencyId, searchId: search.id };
    const { urls, reach } = makeUrls(deps, query, search);
    const present = await listSearchSources(db, key);
    goneIds.push(...present.filter(({ url }) => !urls.includes(url)).map(({ subscriptionId }) => subscriptionId));
    const known = new Set(present.map(({ url }) => url));
    added.push(...urls.filter((url) => !known.has(url)).map((url) => ({ search, url })));
    await recordSearchReach(db, key, reach);
  }
  await deleteSearchSubscriptions(db, agencyId, goneIds);
  for (const { search, url } of added.toSorted((one, other) => compareSourceUrls(one.url, other.url))) {
    await listenFor(deps, writeDeps, search, url);
  }
  await forgetUnheardSecrets(db, agencyId);
}

type ReadableQuery = Readonly<{ query: string; findSaved: FindSavedQuery }>;

type Asked = Pick<Search, 'service' | 'language' | 'country' | 'instanceUrl'>;

/** The addresses in their order, each once, as a subscription's would be written. */
function makeUrls(
  deps: Pick<IntentDeps, 'searchServices'>,
  query: ReadableQuery,
  asked: Asked,
): Readonly<{ urls: readonly string[]; reach: Readonly<{ isExact: boolean; isWhole: boolean }> }> {
  const { expression, isExact } = toExpression(query);
  const made: readonly SearchUrl[] =
    expression === null ? [] : deps.searchServices[asked.service].makeUrls(expression, asked);
  const urls = [...new Set(made.map(({ url }) => toSourceUrl(url)))].sort(compareSourceUrls);
  const isAny = urls.length > 0;
  return {
    urls: urls.slice(0, SOURCES_MAX),
    reach: {
      isExact: isAny && isExact && made.every((url) => url.isExact),
      isWhole: isAny && made.every(({ isWhole }) => isWhole) && urls.length <= SOURCES_MAX,
    },
  };
}

function toExpression({ query, findSaved }: ReadableQuery): AskedExpression {
  return toSearchExpression({ query: parseQuery(query, findSaved), text: query });
}

/** With a key the source is the agency's own; without, it is shared with all who ask for the same. */
async function listenFor(deps: IntentDeps, writeDeps: WriteDeps, search: StoredSearch, url: string): Promise<Source> {
  const { agencyId, secretEncrypted } = search;
  const { reader } = deps.searchServices[search.service];
  const owner = secretEncrypted === null ? null : { agencyId, settings: null, secretEncrypted };
  const source = await findOrCreateSource(deps.db, writeDeps, { url, kind: deps.readers[reader].kind, reader, owner });
  await createSubscription(deps.db, agencyId, writeDeps, {
    sourceId: source.id,
    brandId: search.brandId,
    searchId: search.id,
  });
  return source;
}

function notAskable(title: string): AppError {
  return new AppError(
    'INPUT_INVALID',
    `${title} cannot be asked for the brand's query, because its words are too short, too long or no words for it: change the query, or choose another service.`,
    { details: { field: 'service' } },
  );
}

/** Errors: INPUT_INVALID. */
function toInstanceUrl(text: string | null): string | null {
  if (text === null || text.trim() === '') return null;
  const url = toSourceUrl(text);
  if (url.length <= INSTANCE_URL_CHARS_MAX) return url;
  throw new AppError(
    'INPUT_INVALID',
    `The instance's address is longer than ${INSTANCE_URL_CHARS_MAX} characters: give its beginning alone.`,
    { details: { field: 'instanceUrl' } },
  );
}
