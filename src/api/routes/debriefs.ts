/** The evening's debrief of a brand: proposed by its day, or as it was saved. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { readDebrief } from '../../intents/debriefs.ts';
import { writeDebrief } from '../../intents/logbook.ts';
import { getAgency } from '../../store/agencies.ts';
import type { RouteOptions } from '../deps.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { ref } from '../schemas/fields.ts';
import { DebriefInput, DebriefPath, DebriefQuery, DebriefWire, presentDebrief } from '../schemas/logbook.ts';
import { problems } from '../schemas/problem.ts';
import { toWriter } from './logbook.ts';

const tags = ['logbook'];

export const debriefRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '/:brandId/:day',
    {
      schema: {
        operationId: 'getDebrief',
        summary: 'The debrief of a day: as it was saved, or as the day proposes it, with the figures it rests on',
        tags,
        params: DebriefPath,
        querystring: DebriefQuery,
        response: { 200: ref(DebriefWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const { brandId, day: onDate } = request.params;
      const agency = await getAgency(deps.db, getAgencyId(request));
      const language = request.query.language ?? agency.language;
      const key = { agencyId: agency.id, brandId, onDate };
      return presentDebrief(key, await readDebrief(deps.db, key, language));
    },
  );

  app.put(
    '/:brandId/:day',
    {
      schema: {
        operationId: 'replaceDebrief',
        summary: 'Save it: a brand has one a day, and the last one that is saved stands',
        tags,
        params: DebriefPath,
        body: DebriefInput,
        response: { 200: ref(DebriefWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const { brandId, day: onDate } = request.params;
      const agency = await getAgency(deps.db, getAgencyId(request));
      const key = { agencyId: agency.id, brandId, onDate };
      await writeDebrief(deps, key, request.body.text, toWriter(request));
      return presentDebrief(key, await readDebrief(deps.db, key, agency.language));
    },
  );
};
