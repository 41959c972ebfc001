/** Search services, and the searches for a brand, on the wire. */
import { type Static, Type } from 'typebox';
import { SEARCH_SERVICE_NAMES, type SearchService } from '../../domain/search-service.ts';
import { SOURCE_STATES, toSourceState } from '../../domain/source.ts';
import type { SearchWithSources } from '../../store/searches.ts';
import { Id, Instant, inputObject, NullableText, named, oneOf, textInput } from './fields.ts';
import { SecretInput } from './source.ts';

const URL_CHARS_MAX = 500;

export const SearchServiceWire = named(
  'SearchService',
  Type.Object({
    name: oneOf(SEARCH_SERVICE_NAMES),
    title: Type.String(),
    isInstanceNeeded: Type.Boolean({ description: 'it is many sites: a search names one by "instanceUrl"' }),
    secretNames: Type.Array(Type.String(), { description: 'the parts of "secret" that a search cannot do without' }),
  }),
);

export function presentSearchService(service: SearchService): Static<typeof SearchServiceWire> {
  const { name, title, isInstanceNeeded, secretNames } = service;
  return { name, title, isInstanceNeeded, secretNames: [...secretNames] };
}

/** A code of two letters, in either case. */
function codeInput(description: string) {
  return Type.String({ pattern: '^[A-Za-z]{2}$', description });
}

export const SearchInput = inputObject({
  service: oneOf(SEARCH_SERVICE_NAMES),
  language: Type.Optional(codeInput("a language's two letters, such as fr; the agency's where it is left out")),
  country: Type.Optional(codeInput("a country's two letters, such as FR; the agency's where it is left out")),
  instanceUrl: Type.Optional(textInput(URL_CHARS_MAX, 'the http(s) address of the instance that is to be asked')),
  secret: Type.Optional(SecretInput),
});

export const SearchWire = named(
  'Search',
  Type.Object({
    id: Id,
    brandId: Id,
    service: oneOf(SEARCH_SERVICE_NAMES),
    language: Type.String(),
    country: Type.String(),
    instanceUrl: NullableText,
    hasSecret: Type.Boolean({ description: 'whether a key is stored for it; the key itself is never shown' }),
    isExact: Type.Boolean({
      description: 'false: the service is asked for more than the query says, and what does not match falls away here',
    }),
    isWhole: Type.Boolean({ description: 'false: the service cannot be asked for a part of the query at all' }),
    sources: Type.Array(
      Type.Object({ sourceId: Id, url: Type.String(), state: oneOf(SOURCE_STATES), hasSecret: Type.Boolean() }),
      { description: 'what the query comes to there, by address; empty: the service cannot be asked for it' },
    ),
    createdAt: Instant,
  }),
);

export function presentSearch(search: SearchWithSources, now: Date): Static<typeof SearchWire> {
  const { id, brandId, service, language, country, instanceUrl, hasSecret, isExact, isWhole, createdAt } = search;
  return {
    id,
    brandId,
    service,
    language,
    country,
    instanceUrl,
    hasSecret,
    isExact,
    isWhole,
    sources: search.sources.map((source) => ({
      sourceId: source.id,
      url: source.url,
      state: toSourceState(source, now).state,
      hasSecret: source.hasSecret,
    })),
    createdAt: createdAt.toISOString(),
  };
}
