/** How often one key may call, told in the RateLimit headers of every answer. */
import rateLimit from '@fastify/rate-limit';
import type { FastifyInstance } from 'fastify';
import { findCaller } from './authentication.ts';

/** Published in the API's description: a promise to callers as much as a limit. */
export const REQUESTS_PER_MINUTE_MAX = 600;

const WINDOW_MS = 60_000;

/** Counted in this process: with several, each grants the limit. Register it after the caller is looked up. */
export async function addRateLimit(app: FastifyInstance): Promise<void> {
  await app.register(rateLimit, {
    max: REQUESTS_PER_MINUTE_MAX,
    timeWindow: WINDOW_MS,
    enableDraftSpec: true,
    keyGenerator: (request) => {
      const caller = findCaller(request);
      return caller === null ? `address ${request.ip}` : `key ${caller.id}`;
    },
    errorResponseBuilder: (_request, context) =>
      Object.assign(
        new Error(
          `More than ${context.max} requests in a minute: wait ${Math.ceil(context.ttl / 1000)} seconds, as Retry-After says.`,
        ),
        { statusCode: context.statusCode },
      ),
  });
}
