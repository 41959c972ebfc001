/** What people were told and why. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { listAlerts } from '../../store/alerts.ts';
import { getBrand } from '../../store/brands.ts';
import { getBuzz } from '../../store/buzzes.ts';
import type { RouteOptions } from '../deps.ts';
import { instantCursors, readPage } from '../keyset-page.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { AlertQuery, AlertWire, presentAlert } from '../schemas/alert.ts';
import { pageOf, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

const cursors = instantCursors('alerts');

export const alertRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listAlerts',
        summary: 'Decisions to tell, newest first, with what was told',
        tags: ['alerts'],
        querystring: AlertQuery,
        response: { 200: pageOf(ref(AlertWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const { brandId, buzzId } = request.query;
      const agencyId = getAgencyId(request);
      if (brandId !== undefined) await getBrand(deps.db, { agencyId, brandId });
      if (buzzId !== undefined) await getBuzz(deps.db, { agencyId, buzzId });
      const filter = {
        agencyId,
        ...(brandId === undefined ? {} : { brandId }),
        ...(buzzId === undefined ? {} : { buzzId }),
      };
      return await readPage(request.query, {
        cursors,
        list: ({ after, limit }) =>
          listAlerts(deps.db, filter, { after: after && { decidedAt: after.at, id: after.id }, limit }),
        toPosition: (alert) => ({ at: alert.decidedAt, id: alert.id }),
        present: presentAlert,
      });
    },
  );
};
