/** The words of crisis that an agency adds to the general vocabulary. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { addCrisisTerm, changeCrisisTerm, removeCrisisTerm } from '../../intents/crisis-terms.ts';
import { getCrisisTerm, listCrisisTerms } from '../../store/crisis-terms.ts';
import type { RouteOptions } from '../deps.ts';
import { idCursors, readPage } from '../keyset-page.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { CrisisTermChanges, CrisisTermInput, CrisisTermWire, presentCrisisTerm } from '../schemas/crisis-term.ts';
import { pageOf, pageQuery, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['themes'];
const cursors = idCursors('crisis-terms');
const params = pathIds('crisisTermId');

export const crisisTermRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listCrisisTerms',
        summary: "The agency's own words of crisis, oldest first",
        tags,
        querystring: pageQuery({}),
        response: { 200: pageOf(ref(CrisisTermWire)), ...problems(400, 401, 429) },
      },
    },
    (request) =>
      readPage(request.query, {
        cursors,
        list: (page) => listCrisisTerms(deps.db, getAgencyId(request), page),
        toPosition: (term) => term.id,
        present: presentCrisisTerm,
      }),
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createCrisisTerm',
        summary: 'Add words of crisis, for all brands or those of a sector; stored mentions are read again',
        tags,
        body: CrisisTermInput,
        response: { 201: ref(CrisisTermWire), ...problems(400, 401, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const { query, weight, sector = null } = request.body;
      const term = await addCrisisTerm(deps, getAgencyId(request), { query, weight, sector });
      return reply.code(201).header('location', `/v1/crisis-terms/${term.id}`).send(presentCrisisTerm(term));
    },
  );

  app.get(
    '/:crisisTermId',
    {
      schema: {
        operationId: 'getCrisisTerm',
        summary: 'One of them',
        tags,
        params,
        response: { 200: ref(CrisisTermWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), crisisTermId: request.params.crisisTermId };
      return presentCrisisTerm(await getCrisisTerm(deps.db, key));
    },
  );

  app.patch(
    '/:crisisTermId',
    {
      schema: {
        operationId: 'updateCrisisTerm',
        summary: 'Change it; stored mentions are read again in the background',
        tags,
        params,
        body: CrisisTermChanges,
        response: { 200: ref(CrisisTermWire), ...problems(400, 401, 404, 422, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), crisisTermId: request.params.crisisTermId };
      return presentCrisisTerm(await changeCrisisTerm(deps, key, request.body));
    },
  );

  app.delete(
    '/:crisisTermId',
    {
      schema: {
        operationId: 'deleteCrisisTerm',
        summary: 'Remove it; stored mentions are read again in the background',
        tags,
        params,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await removeCrisisTerm(deps, { agencyId: getAgencyId(request), crisisTermId: request.params.crisisTermId });
      return reply.code(204).send(null);
    },
  );
};
