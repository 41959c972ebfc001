/** Episodes of abnormal talk, "I have it", and whether they were true. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { answerByName } from '../../intents/answer-buzz.ts';
import { markBuzzByName } from '../../intents/mark-buzz.ts';
import { getAgency } from '../../store/agencies.ts';
import { getBrand } from '../../store/brands.ts';
import { getBuzz, listBuzzEvents, listBuzzes } from '../../store/buzzes.ts';
import type { RouteOptions } from '../deps.ts';
import { toOptionalInstant } from '../instants.ts';
import { instantCursors, readPage } from '../keyset-page.ts';
import { getAgencyId, getCallerName } from '../plugins/authentication.ts';
import {
  AcknowledgementInput,
  BuzzDetailWire,
  BuzzQuery,
  BuzzWire,
  MarkInput,
  presentBuzz,
  presentBuzzDetail,
  ResolutionInput,
  SnoozeInput,
} from '../schemas/buzz.ts';
import { pageOf, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['buzzes'];
const cursors = instantCursors('buzzes');
const params = pathIds('buzzId');

export const buzzRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listBuzzes',
        summary: 'Buzzes, newest first',
        tags,
        querystring: BuzzQuery,
        response: { 200: pageOf(ref(BuzzWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const { brandId, kind, status } = request.query;
      const agencyId = getAgencyId(request);
      const since = toOptionalInstant('since', request.query.since);
      const until = toOptionalInstant('until', request.query.until);
      if (brandId !== undefined) await getBrand(deps.db, { agencyId, brandId });
      const filter = {
        agencyId,
        ...(brandId === undefined ? {} : { brandId }),
        ...(kind === undefined ? {} : { kind }),
        ...(status === undefined ? {} : { status }),
        ...(since === undefined ? {} : { since }),
        ...(until === undefined ? {} : { until }),
      };
      return await readPage(request.query, {
        cursors,
        list: ({ after, limit }) =>
          listBuzzes(deps.db, filter, { after: after && { openedAt: after.at, id: after.id }, limit }),
        toPosition: (buzz) => ({ at: buzz.openedAt, id: buzz.id }),
        present: presentBuzz,
      });
    },
  );

  app.get(
    '/:buzzId',
    {
      schema: {
        operationId: 'getBuzz',
        summary: 'One buzz with its timeline, its evidence and why it is one',
        tags,
        params,
        response: { 200: ref(BuzzDetailWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), buzzId: request.params.buzzId };
      const { timeZone } = await getAgency(deps.db, key.agencyId);
      return presentBuzzDetail({
        buzz: await getBuzz(deps.db, key),
        events: await listBuzzEvents(deps.db, key),
        timeZone,
      });
    },
  );

  app.post(
    '/:buzzId/acknowledgements',
    {
      schema: {
        operationId: 'createAcknowledgement',
        summary: 'Say who has it in hand; the first one stays, until it gets worse',
        tags,
        params,
        body: AcknowledgementInput,
        response: { 200: ref(BuzzWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), buzzId: request.params.buzzId };
      return presentBuzz(await answerByName(deps, key, { answer: 'acknowledge', by: request.body.by }));
    },
  );

  app.post(
    '/:buzzId/snoozes',
    {
      schema: {
        operationId: 'createSnooze',
        summary: 'Put reminders off, unless somebody has it in hand; a worse one is told all the same',
        tags,
        params,
        body: SnoozeInput,
        response: { 200: ref(BuzzWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), buzzId: request.params.buzzId };
      const { by, minutes } = request.body;
      return presentBuzz(await answerByName(deps, key, { answer: 'snooze', by, snoozeMinutes: minutes }));
    },
  );

  app.post(
    '/:buzzId/resolution',
    {
      schema: {
        operationId: 'createResolution',
        summary: 'Say that it is over: who was told hears of it, and within a day only a worse one reopens it',
        tags,
        params,
        body: ResolutionInput,
        response: { 200: ref(BuzzWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), buzzId: request.params.buzzId };
      return presentBuzz(await answerByName(deps, key, { answer: 'resolve', by: request.body.by }));
    },
  );

  app.put(
    '/:buzzId/mark',
    {
      schema: {
        operationId: 'replaceBuzzMark',
        summary: 'Say that it was a false alarm or a true one; the last word counts, and it resolves nothing',
        tags,
        params,
        body: MarkInput,
        response: { 200: ref(BuzzWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), buzzId: request.params.buzzId };
      const { mark, by = getCallerName(request) } = request.body;
      return presentBuzz(await markBuzzByName(deps, key, { mark, by }));
    },
  );

  app.delete(
    '/:buzzId/mark',
    {
      schema: {
        operationId: 'deleteBuzzMark',
        summary: 'Take back what was said of it',
        tags,
        params,
        response: { 204: Type.Null({ description: 'taken back' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      const key = { agencyId: getAgencyId(request), buzzId: request.params.buzzId };
      await markBuzzByName(deps, key, { mark: null, by: getCallerName(request) });
      return reply.code(204).send(null);
    },
  );
};
