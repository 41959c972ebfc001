/** What became of each message. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { getAlert } from '../../store/alerts.ts';
import { getContact } from '../../store/contacts.ts';
import { listDeliveries } from '../../store/deliveries.ts';
import type { RouteOptions } from '../deps.ts';
import { instantCursors, readPage } from '../keyset-page.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { DeliveryQuery, DeliveryWire, presentDelivery } from '../schemas/alert.ts';
import { pageOf, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

const cursors = instantCursors('deliveries');

export const deliveryRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listDeliveries',
        summary: 'Messages to contacts, newest first: accepted, still tried, or given up and why',
        tags: ['deliveries'],
        querystring: DeliveryQuery,
        response: { 200: pageOf(ref(DeliveryWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const { alertId, contactId, status } = request.query;
      const agencyId = getAgencyId(request);
      if (alertId !== undefined) await getAlert(deps.db, { agencyId, alertId });
      if (contactId !== undefined) await getContact(deps.db, { agencyId, contactId });
      const filter = {
        agencyId,
        ...(alertId === undefined ? {} : { alertId }),
        ...(contactId === undefined ? {} : { contactId }),
        ...(status === undefined ? {} : { status }),
      };
      return await readPage(request.query, {
        cursors,
        list: ({ after, limit }) =>
          listDeliveries(deps.db, filter, { after: after && { createdAt: after.at, id: after.id }, limit }),
        toPosition: (delivery) => ({ at: delivery.createdAt, id: delivery.id }),
        present: presentDelivery,
      });
    },
  );
};
