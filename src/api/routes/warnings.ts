/** What the agency should mend before the next bad buzz. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { listBrandsWithoutChannel } from '../../intents/channels.ts';
import type { RouteOptions } from '../deps.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';
import { presentWarnings, WarningWire } from '../schemas/warning.ts';

export const warningRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listWarnings',
        summary: 'What would let a bad buzz go unheard; all of it, empty where nothing would',
        tags: ['contacts'],
        response: { 200: Type.Object({ items: Type.Array(ref(WarningWire)) }), ...problems(401, 429) },
      },
    },
    async (request) => ({ items: presentWarnings(await listBrandsWithoutChannel(deps, getAgencyId(request))) }),
  );
};
