/** How the sources fare that the agency listens to. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { checkSource } from '../../intents/check-source.ts';
import { changeSourceSecret } from '../../intents/source-secrets.ts';
import { getHeardSource, listHeardSources, toSourcePosition } from '../../store/sources.ts';
import type { RouteOptions } from '../deps.ts';
import { readPage, textCursors } from '../keyset-page.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { pageOf, pageQuery, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';
import { presentSource, SourceSecretInput, SourceWire } from '../schemas/source.ts';

const tags = ['sources'];
const cursors = textCursors('sources');
const params = pathIds('sourceId');

export const sourceRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listSources',
        summary: 'The sources that the agency listens to, by address: last success, last error, since when blind',
        tags,
        querystring: pageQuery({}),
        response: { 200: pageOf(ref(SourceWire)), ...problems(400, 401, 429) },
      },
    },
    (request) =>
      readPage(request.query, {
        cursors,
        list: (page) => listHeardSources(deps.db, getAgencyId(request), page),
        toPosition: toSourcePosition,
        present: (source) => presentSource(source, deps.clock.now()),
      }),
  );

  app.get(
    '/:sourceId',
    {
      schema: {
        operationId: 'getSource',
        summary: 'One source',
        tags,
        params,
        response: { 200: ref(SourceWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), sourceId: request.params.sourceId };
      return presentSource(await getHeardSource(deps.db, key), deps.clock.now());
    },
  );

  app.put(
    '/:sourceId/secret',
    {
      schema: {
        operationId: 'replaceSourceSecret',
        summary: 'Give it another key or cookie, where it is read with one; of a search, for all its sources',
        tags,
        params,
        body: SourceSecretInput,
        response: { 200: ref(SourceWire), ...problems(400, 401, 403, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), sourceId: request.params.sourceId };
      return presentSource(await changeSourceSecret(deps, key, request.body.secret), deps.clock.now());
    },
  );

  app.post(
    '/:sourceId/checks',
    {
      schema: {
        operationId: 'createSourceCheck',
        summary: 'Make it due now, or as soon as its site may be asked again: "nextCheckAt" says when',
        tags,
        params,
        response: { 202: ref(SourceWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      const key = { agencyId: getAgencyId(request), sourceId: request.params.sourceId };
      return reply.code(202).send(presentSource(await checkSource(deps, key), deps.clock.now()));
    },
  );
};
