/** Queries: tried before they are used, and saved for others to insert. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { previewQuery } from '../../intents/preview-query.ts';
import { addSavedQuery, changeSavedQuery, removeSavedQuery } from '../../intents/queries.ts';
import { getSavedQuery, listSavedQueries } from '../../store/saved-queries.ts';
import type { RouteOptions } from '../deps.ts';
import { readPage, textCursors } from '../keyset-page.ts';
import { getAgencyId, getCallerName } from '../plugins/authentication.ts';
import { pageOf, pageQuery, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';
import {
  PreviewInput,
  PreviewWire,
  presentPreview,
  presentSavedQuery,
  SavedQueryChanges,
  SavedQueryInput,
  SavedQueryWire,
} from '../schemas/query.ts';

const tags = ['queries'];
const cursors = textCursors('saved-queries');
const params = pathIds('savedQueryId');

export const queryRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.post(
    '/preview',
    {
      schema: {
        operationId: 'previewQuery',
        summary: 'What a query would find among what was heard lately, and why; nothing is stored',
        tags,
        body: PreviewInput,
        response: { 200: ref(PreviewWire), ...problems(400, 401, 422, 429) },
      },
    },
    async (request) => presentPreview(await previewQuery(deps, getAgencyId(request), request.body)),
  );
};

export const savedQueryRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listSavedQueries',
        summary: "The agency's saved queries by name",
        tags,
        querystring: pageQuery({}),
        response: { 200: pageOf(ref(SavedQueryWire)), ...problems(400, 401, 429) },
      },
    },
    (request) =>
      readPage(request.query, {
        cursors,
        list: (page) => listSavedQueries(deps.db, getAgencyId(request), page),
        toPosition: (saved) => saved.name,
        present: presentSavedQuery,
      }),
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createSavedQuery',
        summary: 'Save a query, which others insert as @name',
        tags,
        body: SavedQueryInput,
        response: { 201: ref(SavedQueryWire), ...problems(400, 401, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const saved = await addSavedQuery(deps, getAgencyId(request), request.body);
      return reply.code(201).header('location', `/v1/saved-queries/${saved.id}`).send(presentSavedQuery(saved));
    },
  );

  app.get(
    '/:savedQueryId',
    {
      schema: {
        operationId: 'getSavedQuery',
        summary: 'One saved query',
        tags,
        params,
        response: { 200: ref(SavedQueryWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), savedQueryId: request.params.savedQueryId };
      return presentSavedQuery(await getSavedQuery(deps.db, key));
    },
  );

  app.patch(
    '/:savedQueryId',
    {
      schema: {
        operationId: 'updateSavedQuery',
        summary: 'Change it; brands that insert it are matched anew in the background',
        tags,
        params,
        body: SavedQueryChanges,
        response: { 200: ref(SavedQueryWire), ...problems(400, 401, 404, 422, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), savedQueryId: request.params.savedQueryId };
      const { query } = request.body;
      return presentSavedQuery(
        query === undefined
          ? await getSavedQuery(deps.db, key)
          : await changeSavedQuery(deps, key, query, getCallerName(request)),
      );
    },
  );

  app.delete(
    '/:savedQueryId',
    {
      schema: {
        operationId: 'deleteSavedQuery',
        summary: 'Delete it; refused while a query inserts it',
        tags,
        params,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      await removeSavedQuery(deps, {
        agencyId: getAgencyId(request),
        savedQueryId: request.params.savedQueryId,
      });
      return reply.code(204).send(null);
    },
  );
};
