/** Keys of the API, made and thrown away by the API. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { issueApiKey } from '../../intents/people.ts';
import { deleteApiKey, listApiKeyPage } from '../../store/api-keys.ts';
import type { RouteOptions } from '../deps.ts';
import { idCursors, readPage } from '../keyset-page.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { ApiKeyInput, ApiKeyWire, NewApiKeyWire, presentApiKey, presentNewApiKey } from '../schemas/agency.ts';
import { pageOf, pageQuery, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['agency'];
const cursors = idCursors('api-keys');

export const apiKeyRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listApiKeys',
        summary: "The agency's keys, oldest first, without the keys themselves",
        tags,
        querystring: pageQuery({}),
        response: { 200: pageOf(ref(ApiKeyWire)), ...problems(400, 401, 429) },
      },
    },
    (request) =>
      readPage(request.query, {
        cursors,
        list: (page) => listApiKeyPage(deps.db, getAgencyId(request), page),
        toPosition: (apiKey) => apiKey.id,
        present: presentApiKey,
      }),
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createApiKey',
        summary: 'Make a key; this answer is the only one that shows it',
        tags,
        body: ApiKeyInput,
        response: { 201: ref(NewApiKeyWire), ...problems(400, 401, 429) },
      },
    },
    async (request, reply) => {
      const issued = await issueApiKey(deps, getAgencyId(request), request.body.name);
      return reply.code(201).send(presentNewApiKey(issued));
    },
  );

  app.delete(
    '/:apiKeyId',
    {
      schema: {
        operationId: 'deleteApiKey',
        summary: 'Delete a key; it opens nothing from then on',
        tags,
        params: pathIds('apiKeyId'),
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await deleteApiKey(deps.db, getAgencyId(request), request.params.apiKeyId);
      return reply.code(204).send(null);
    },
  );
};
