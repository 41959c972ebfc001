/** What became of each message. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { resendDelivery } from '../../intents/deliveries.ts';
import { getAlert } from '../../store/alerts.ts';
import { getContact } from '../../store/contacts.ts';
import { listDeliveries } from '../../store/deliveries.ts';
import type { RouteOptions } from '../deps.ts';
import { instantCursors, readPage } from '../keyset-page.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { DeliveryQuery, DeliveryWire, presentDelivery } from '../schemas/alert.ts';
import { pageOf, pathIds, ref } from '../schemas/fields.ts';
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

  app.post(
    '/:deliveryId/resend',
    {
      schema: {
        operationId: 'resendDelivery',
        summary: 'Send a message that was given up again; to a webhook also one that was accepted',
        description:
          'The same message, under the same webhook-id or Message-ID, as it was decided then. Other messages that were accepted, and tests, are refused.',
        tags: ['deliveries'],
        params: pathIds('deliveryId'),
        response: { 202: ref(DeliveryWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const key = { agencyId: getAgencyId(request), deliveryId: request.params.deliveryId };
      return reply.code(202).send(presentDelivery(await resendDelivery(deps, key)));
    },
  );
};
