/** Which sources the agency listens to. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { addSubscription, removeSubscription } from '../../intents/subscriptions.ts';
import { listSubscriptions } from '../../store/subscriptions.ts';
import type { RouteOptions } from '../deps.ts';
import { idCursors, readPage } from '../keyset-page.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { pageOf, pageQuery, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';
import { presentSubscription, SubscriptionInput, SubscriptionWire } from '../schemas/source.ts';

const tags = ['subscriptions'];
const cursors = idCursors('subscriptions');

export const subscriptionRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listSubscriptions',
        summary: 'What the agency listens to, oldest first; /v1/sources says how each source fares',
        tags,
        querystring: pageQuery({}),
        response: { 200: pageOf(ref(SubscriptionWire)), ...problems(400, 401, 429) },
      },
    },
    (request) =>
      readPage(request.query, {
        cursors,
        list: (page) => listSubscriptions(deps.db, getAgencyId(request), page),
        toPosition: (subscription) => subscription.id,
        present: presentSubscription,
      }),
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createSubscription',
        summary:
          'Listen to a feed, a forum or a search, for one brand or for all; with a secret, for this agency alone',
        tags,
        body: SubscriptionInput,
        response: { 201: ref(SubscriptionWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const { brandId = null, fullText, ...input } = request.body;
      const wanted = { ...input, brandId, wantsFullText: fullText };
      const { subscription } = await addSubscription(deps, getAgencyId(request), wanted);
      return reply.code(201).send(presentSubscription(subscription));
    },
  );

  app.delete(
    '/:subscriptionId',
    {
      schema: {
        operationId: 'deleteSubscription',
        summary: 'Stop listening; mentions that were found stay, and a search goes only as a whole',
        tags,
        params: pathIds('subscriptionId'),
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const { subscriptionId } = request.params;
      await removeSubscription(deps, { agencyId: getAgencyId(request), subscriptionId });
      return reply.code(204).send(null);
    },
  );
};
