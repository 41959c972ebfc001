/** Times in which nobody is told. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { SILENCE_DAYS_MAX } from '../../domain/escalation.ts';
import { addSilence, liftSilence } from '../../intents/silences.ts';
import { getBrand } from '../../store/brands.ts';
import { getSilence, listSilences } from '../../store/silences.ts';
import type { RouteOptions } from '../deps.ts';
import { toInstant, toOptionalInstant } from '../instants.ts';
import { instantCursors, readPage } from '../keyset-page.ts';
import { getAgencyId, getCallerName } from '../plugins/authentication.ts';
import { pageOf, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';
import { presentSilence, SilenceInput, SilenceQuery, SilenceWire } from '../schemas/silence.ts';

const tags = ['silences'];
const cursors = instantCursors('silences');
const params = pathIds('silenceId');

export const silenceRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listSilences',
        summary:
          'When nobody is told: those on and to come, or with past those that are over, the last to start first; with brandId those that hold for that brand',
        tags,
        querystring: SilenceQuery,
        response: { 200: pageOf(ref(SilenceWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const agencyId = getAgencyId(request);
      const { brandId, past = false } = request.query;
      if (brandId !== undefined) await getBrand(deps.db, { agencyId, brandId });
      const now = deps.clock.now();
      const are = past ? 'over' : 'on-or-to-come';
      const pick = { agencyId, ...(brandId === undefined ? {} : { brandId }), are, now } as const;
      return await readPage(request.query, {
        cursors,
        list: ({ after, limit }) =>
          listSilences(deps.db, pick, { after: after && { startsAt: after.at, id: after.id }, limit }),
        toPosition: (silence) => ({ at: silence.startsAt, id: silence.id }),
        present: presentSilence,
      });
    },
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createSilence',
        summary: `Tell nobody for a time, from now on unless startsAt is later, at most ${SILENCE_DAYS_MAX} days: not even of a crisis, only of the end of what was told`,
        tags,
        body: SilenceInput,
        response: { 201: ref(SilenceWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const { brandId, reason } = request.body;
      const startsAt = toOptionalInstant('startsAt', request.body.startsAt) ?? null;
      const endsAt = toInstant('endsAt', request.body.endsAt);
      const input = { brandId, reason, startsAt, endsAt, createdBy: getCallerName(request) };
      const silence = await addSilence(deps, getAgencyId(request), input);
      return reply.code(201).header('location', `/v1/silences/${silence.id}`).send(presentSilence(silence));
    },
  );

  app.get(
    '/:silenceId',
    {
      schema: {
        operationId: 'getSilence',
        summary: 'One of them',
        tags,
        params,
        response: { 200: ref(SilenceWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), silenceId: request.params.silenceId };
      return presentSilence(await getSilence(deps.db, key));
    },
  );

  app.delete(
    '/:silenceId',
    {
      schema: {
        operationId: 'deleteSilence',
        summary: 'End it now, so that what waited is told; one that had not begun is taken back',
        tags,
        params,
        response: { 204: Type.Null({ description: 'ended' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      const key = { agencyId: getAgencyId(request), silenceId: request.params.silenceId };
      await liftSilence(deps, key, getCallerName(request));
      return reply.code(204).send(null);
    },
  );
};
