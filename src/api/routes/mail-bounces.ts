/**
 * Where mail providers report bounces and complaints. Not a part of the API that is documented: the address is the
 * service's own (`vigie mail-bounces` prints it), nobody else knows it, and it needs no key.
 */
import rateLimit from '@fastify/rate-limit';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { AppError } from '../../base/errors.ts';
import { isMailBouncesToken } from '../../domain/mail-bounces-address.ts';
import { takeMailReports } from '../../intents/mail-reports.ts';
import type { ApiDeps, RouteOptions } from '../deps.ts';

/** Of one address that does not know where to report; providers come with the right token and in bursts. */
const WRONG_PER_MINUTE_MAX = 60;
const REPORTS_PER_MINUTE_MAX = 6_000;
const WINDOW_MS = 60_000;
/** A report that returns a whole mail of ours fits many times. */
const REPORT_BYTES_MAX = 1_024 * 1_024;

export const mailBounceRoutes: FastifyPluginAsync<RouteOptions> = async (app, { deps }) => {
  await app.register(rateLimit, {
    max: (request) => (isOurs(deps, request) ? REPORTS_PER_MINUTE_MAX : WRONG_PER_MINUTE_MAX),
    timeWindow: WINDOW_MS,
    keyGenerator: (request) => (isOurs(deps, request) ? 'reports' : `address ${request.ip}`),
  });
  // after the limit, so that guessing runs into it, and before a body is read
  app.addHook('preParsing', async (request) => {
    if (!isOurs(deps, request)) throw new AppError('NOT_FOUND', 'Nothing is reported at this address.');
  });
  // whatever its type: SNS sends JSON as text/plain
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));

  app.post('/:token', { schema: { hide: true }, bodyLimit: REPORT_BYTES_MAX }, async (request, reply) => {
    await takeMailReports(deps, typeof request.body === 'string' ? request.body : '');
    return reply.code(204).send();
  });
};

function isOurs(deps: ApiDeps, request: FastifyRequest): boolean {
  const { token } = request.params as Readonly<{ token?: string }>;
  return isMailBouncesToken(deps.secretKey, token ?? '');
}
