/** Who is on call, week by week, and who stands in. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import {
  addRota,
  addRotaOverride,
  changeRota,
  readOnCall,
  removeRota,
  removeRotaOverride,
} from '../../intents/rotas.ts';
import { listContacts } from '../../store/contacts.ts';
import { getRota, listRotaOverrides, listRotaPage } from '../../store/rotas.ts';
import type { RouteOptions } from '../deps.ts';
import { toInstant } from '../instants.ts';
import { idCursors, instantCursors, readPage } from '../keyset-page.ts';
import { getAgencyId, getCallerName } from '../plugins/authentication.ts';
import { pageOf, pageQuery, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';
import {
  overrideParams,
  presentRota,
  presentRotaDetail,
  presentRotaOverride,
  RotaChanges,
  RotaDetailWire,
  RotaInput,
  RotaOverrideInput,
  RotaOverrideWire,
  RotaWire,
} from '../schemas/rota.ts';

const tags = ['rotas'];
const cursors = idCursors('rotas');
const overrideCursors = instantCursors('rota-overrides');
const params = pathIds('rotaId');

export const rotaRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listRotas',
        summary: 'Who is on call in turn, oldest first',
        tags,
        querystring: pageQuery({}),
        response: { 200: pageOf(ref(RotaWire)), ...problems(400, 401, 429) },
      },
    },
    (request) =>
      readPage(request.query, {
        cursors,
        list: (page) => listRotaPage(deps.db, getAgencyId(request), page),
        toPosition: (rota) => rota.id,
        present: presentRota,
      }),
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createRota',
        summary: "Hand over week by week; on Monday at nine in the agency's time zone from today on, unless it is said",
        tags,
        body: RotaInput,
        response: { 201: ref(RotaWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const rota = await addRota(deps, getAgencyId(request), request.body);
      return reply.code(201).header('location', `/v1/rotas/${rota.id}`).send(presentRota(rota));
    },
  );

  app.get(
    '/:rotaId',
    {
      schema: {
        operationId: 'getRota',
        summary: 'One rota, who is on call now and until when, and the next hand-overs',
        tags,
        params,
        response: { 200: ref(RotaDetailWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const agencyId = getAgencyId(request);
      const rota = await getRota(deps.db, { agencyId, rotaId: request.params.rotaId });
      const now = await readOnCall(deps.db, rota, deps.clock.now());
      return presentRotaDetail(rota, now, await listContacts(deps.db, agencyId));
    },
  );

  app.patch(
    '/:rotaId',
    {
      schema: {
        operationId: 'updateRota',
        summary: 'Change it; whose turn it is is reckoned anew from its first day',
        tags,
        params,
        body: RotaChanges,
        response: { 200: ref(RotaWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), rotaId: request.params.rotaId };
      return presentRota(await changeRota(deps, key, request.body));
    },
  );

  app.delete(
    '/:rotaId',
    {
      schema: {
        operationId: 'deleteRota',
        summary: 'Delete it; steps of an escalation chain that tell nobody else go with it',
        tags,
        params,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await removeRota(deps, { agencyId: getAgencyId(request), rotaId: request.params.rotaId });
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/:rotaId/overrides',
    {
      schema: {
        operationId: 'listRotaOverrides',
        summary: 'Who stands in, now and later, the first to start first',
        tags,
        params,
        querystring: pageQuery({}),
        response: { 200: pageOf(ref(RotaOverrideWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), rotaId: request.params.rotaId };
      await getRota(deps.db, key);
      const now = deps.clock.now();
      return await readPage(request.query, {
        cursors: overrideCursors,
        list: ({ after, limit }) =>
          listRotaOverrides(deps.db, key, { now, after: after && { startsAt: after.at, id: after.id }, limit }),
        toPosition: (override) => ({ at: override.startsAt, id: override.id }),
        present: presentRotaOverride,
      });
    },
  );

  app.post(
    '/:rotaId/overrides',
    {
      schema: {
        operationId: 'createRotaOverride',
        summary: 'Let somebody stand in; of several at a time the one made last holds',
        tags,
        params,
        body: RotaOverrideInput,
        response: { 201: ref(RotaOverrideWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const { rotaId } = request.params;
      const { contactId } = request.body;
      const startsAt = toInstant('startsAt', request.body.startsAt);
      const endsAt = toInstant('endsAt', request.body.endsAt);
      const input = { rotaId, contactId, startsAt, endsAt, createdBy: getCallerName(request) };
      const override = await addRotaOverride(deps, getAgencyId(request), input);
      const location = `/v1/rotas/${rotaId}/overrides/${override.id}`;
      return reply.code(201).header('location', location).send(presentRotaOverride(override));
    },
  );

  app.delete(
    '/:rotaId/overrides/:overrideId',
    {
      schema: {
        operationId: 'deleteRotaOverride',
        summary: 'Take it back',
        tags,
        params: overrideParams,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await removeRotaOverride(deps, { agencyId: getAgencyId(request), ...request.params });
      return reply.code(204).send(null);
    },
  );
};
