/** The services that can be asked for a brand, and which of them are. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { SEARCH_SERVICE_NAMES } from '../../domain/search-service.ts';
import { addSearch, removeSearch } from '../../intents/searches.ts';
import { getBrand } from '../../store/brands.ts';
import { listSearches } from '../../store/searches.ts';
import type { RouteOptions } from '../deps.ts';
import { idCursors, readPage } from '../keyset-page.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { IdInput, inputObject, pageOf, pageQuery, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';
import { presentSearch, presentSearchService, SearchInput, SearchServiceWire, SearchWire } from '../schemas/search.ts';

const tags = ['searches'];
const cursors = idCursors('searches');
const params = pathIds('brandId');

/** Below /brands/:brandId. */
export const searchRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listSearches',
        summary: 'The services that are asked for the brand, oldest first, each with its sources',
        tags,
        params,
        querystring: pageQuery({}),
        response: { 200: pageOf(ref(SearchWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), brandId: request.params.brandId };
      await getBrand(deps.db, key);
      return await readPage(request.query, {
        cursors,
        list: (page) => listSearches(deps.db, key, page),
        toPosition: (search) => search.id,
        present: (search) => presentSearch(search, deps.clock.now()),
      });
    },
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createSearch',
        summary: "Ask a service for the brand; what is asked follows the brand's query from then on",
        tags,
        params,
        body: SearchInput,
        response: { 201: ref(SearchWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const key = { agencyId: getAgencyId(request), brandId: request.params.brandId };
      const search = await addSearch(deps, key, request.body);
      return reply.code(201).send(presentSearch(search, deps.clock.now()));
    },
  );

  app.delete(
    '/:searchId',
    {
      schema: {
        operationId: 'deleteSearch',
        summary: 'Ask it no longer; mentions that were found stay',
        tags,
        params: inputObject({ brandId: IdInput, searchId: IdInput }),
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await removeSearch(deps, { agencyId: getAgencyId(request), ...request.params });
      return reply.code(204).send(null);
    },
  );
};

export const searchServiceRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'getSearchServices',
        summary: 'The services that can be asked for a brand, and what each needs',
        tags,
        response: { 200: Type.Object({ items: Type.Array(ref(SearchServiceWire)) }), ...problems(401, 429) },
      },
    },
    async () => ({ items: SEARCH_SERVICE_NAMES.map((name) => presentSearchService(deps.searchServices[name])) }),
  );
};
