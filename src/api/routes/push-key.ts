/** What a browser must know before it can be notified. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { deriveVapidKeys } from '../../domain/push-subscription.ts';
import type { RouteOptions } from '../deps.ts';
import { PushKeyWire } from '../schemas/contact.ts';
import { ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

export const pushKeyRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'getPushKey',
        summary: 'The public key that browsers subscribe to notifications with',
        tags: ['contacts'],
        response: { 200: ref(PushKeyWire), ...problems(401, 429) },
      },
    },
    () => ({ publicKey: deriveVapidKeys(deps.secretKey).publicKey }),
  );
};
