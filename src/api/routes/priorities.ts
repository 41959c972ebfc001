/** What is to be done for the brands. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findToday } from '../../intents/log-actions.ts';
import { checkDay } from '../../intents/logbook.ts';
import { addPriority, changePriority, removePriority } from '../../intents/priorities.ts';
import { getBrand } from '../../store/brands.ts';
import { getPriority, listPrioritiesOn } from '../../store/priorities.ts';
import type { RouteOptions } from '../deps.ts';
import { idCursors, readPage } from '../keyset-page.ts';
import { getAgencyId, getCallerName } from '../plugins/authentication.ts';
import { pageOf, pathIds, ref } from '../schemas/fields.ts';
import {
  PriorityChangesInput,
  PriorityInput,
  PriorityQuery,
  PriorityWire,
  presentPriority,
} from '../schemas/logbook.ts';
import { problems } from '../schemas/problem.ts';
import { toWriter } from './logbook.ts';

const tags = ['logbook'];
const cursors = idCursors('priorities');
const params = pathIds('priorityId');

export const priorityRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listPriorities',
        summary: 'What a day has to do: set for it or carried over, and what was done on it or later; the oldest first',
        tags,
        querystring: PriorityQuery,
        response: { 200: pageOf(ref(PriorityWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const { brandId, day } = request.query;
      const agencyId = getAgencyId(request);
      const date = day ?? (await findToday(deps.db, agencyId, deps.clock.now()));
      checkDay('day', date);
      if (brandId !== undefined) await getBrand(deps.db, { agencyId, brandId });
      const of = { agencyId, date, ...(brandId === undefined ? {} : { brandId }) };
      return await readPage(request.query, {
        cursors,
        list: (page) => listPrioritiesOn(deps.db, of, page),
        toPosition: ({ id }) => id,
        present: presentPriority,
      });
    },
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createPriority',
        summary: 'Set one, for tomorrow unless said otherwise; it is carried over until it is done',
        tags,
        body: PriorityInput,
        response: { 201: ref(PriorityWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const { brandId, text, forDay, externalId } = request.body;
      const input = { brandId, text, forDate: forDay ?? null, externalId: externalId ?? null };
      const priority = await addPriority(deps, getAgencyId(request), input, toWriter(request));
      return reply.code(201).header('location', `/v1/priorities/${priority.id}`).send(presentPriority(priority));
    },
  );

  app.get(
    '/:priorityId',
    {
      schema: {
        operationId: 'getPriority',
        summary: 'One of them',
        tags,
        params,
        response: { 200: ref(PriorityWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), priorityId: request.params.priorityId };
      return presentPriority(await getPriority(deps.db, key));
    },
  );

  app.patch(
    '/:priorityId',
    {
      schema: {
        operationId: 'updatePriority',
        summary: 'Tick it off or take the tick back, with its line in the logbook; change its text or its day',
        tags,
        params,
        body: PriorityChangesInput,
        response: { 200: ref(PriorityWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), priorityId: request.params.priorityId };
      const { text, forDay, isDone } = request.body;
      const changes = { text, forDate: forDay, isDone };
      return presentPriority(await changePriority(deps, key, changes, { name: getCallerName(request) }));
    },
  );

  app.delete(
    '/:priorityId',
    {
      schema: {
        operationId: 'deletePriority',
        summary: 'Take it back',
        tags,
        params,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await removePriority(deps, { agencyId: getAgencyId(request), priorityId: request.params.priorityId });
      return reply.code(204).send(null);
    },
  );
};
