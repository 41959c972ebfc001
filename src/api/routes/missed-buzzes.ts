/** Bad buzzes that Vigie did not tell of, reported by people. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { removeMissedBuzz, reportMissedBuzz } from '../../intents/missed-buzzes.ts';
import { getBrand } from '../../store/brands.ts';
import { getMissedBuzz, listMissedBuzzes } from '../../store/missed-buzzes.ts';
import type { RouteOptions } from '../deps.ts';
import { toInstant, toOptionalInstant } from '../instants.ts';
import { instantCursors, readPage } from '../keyset-page.ts';
import { getAgencyId, getCallerName } from '../plugins/authentication.ts';
import { pageOf, pathIds, ref } from '../schemas/fields.ts';
import { MissedBuzzInput, MissedBuzzQuery, MissedBuzzWire, presentMissedBuzz } from '../schemas/missed-buzz.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['buzzes'];
const cursors = instantCursors('missed-buzzes');
const params = pathIds('missedBuzzId');

export const missedBuzzRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listMissedBuzzes',
        summary: 'Bad buzzes that nobody was told of, the latest to begin first',
        tags,
        querystring: MissedBuzzQuery,
        response: { 200: pageOf(ref(MissedBuzzWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const agencyId = getAgencyId(request);
      const { brandId } = request.query;
      const since = toOptionalInstant('since', request.query.since);
      const until = toOptionalInstant('until', request.query.until);
      if (brandId !== undefined) await getBrand(deps.db, { agencyId, brandId });
      const filter = {
        agencyId,
        ...(brandId === undefined ? {} : { brandId }),
        ...(since === undefined ? {} : { since }),
        ...(until === undefined ? {} : { until }),
      };
      return await readPage(request.query, {
        cursors,
        list: ({ after, limit }) =>
          listMissedBuzzes(deps.db, filter, { after: after && { startedAt: after.at, id: after.id }, limit }),
        toPosition: (missed) => ({ at: missed.startedAt, id: missed.id }),
        present: presentMissedBuzz,
      });
    },
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createMissedBuzz',
        summary: 'Report one: it counts against how many Vigie finds. by: who says so, else the name of the API key',
        tags,
        body: MissedBuzzInput,
        response: { 201: ref(MissedBuzzWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const { brandId, note = null, by = getCallerName(request) } = request.body;
      const startedAt = toInstant('startedAt', request.body.startedAt);
      const input = { brandId, startedAt, note, reportedBy: by };
      const missed = await reportMissedBuzz(deps, getAgencyId(request), input);
      return reply.code(201).header('location', `/v1/missed-buzzes/${missed.id}`).send(presentMissedBuzz(missed));
    },
  );

  app.get(
    '/:missedBuzzId',
    {
      schema: {
        operationId: 'getMissedBuzz',
        summary: 'One of them',
        tags,
        params,
        response: { 200: ref(MissedBuzzWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), missedBuzzId: request.params.missedBuzzId };
      return presentMissedBuzz(await getMissedBuzz(deps.db, key));
    },
  );

  app.delete(
    '/:missedBuzzId',
    {
      schema: {
        operationId: 'deleteMissedBuzz',
        summary: 'It was none after all',
        tags,
        params,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await removeMissedBuzz(deps, { agencyId: getAgencyId(request), missedBuzzId: request.params.missedBuzzId });
      return reply.code(204).send(null);
    },
  );
};
