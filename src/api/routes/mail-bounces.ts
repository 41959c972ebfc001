/**
 * Where mail providers report bounces and complaints. Not a part of the API that is documented: the address is the
 * service's own (`vigie mail-bounces` prints it), nobody else knows it, and it needs no key.
 */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { AppError } from '../../base/errors.ts';
import { isMailBouncesToken } from '../../domain/mail-bounces-address.ts';
import { takeMailReports } from '../../intents/mail-reports.ts';
import type { ApiDeps, RouteOptions } from '../deps.ts';
import { guardCalls } from '../guard-calls.ts';

const REPORTS_PER_MINUTE_MAX = 6_000;
/** A report that returns a whole mail of ours fits many times. */
const REPORT_BYTES_MAX = 1_024 * 1_024;

export const mailBounceRoutes: FastifyPluginAsync<RouteOptions> = async (app, { deps }) => {
  await guardCalls(app, {
    whoCalls: (request) => (isOurs(deps, request) ? 'reports' : null),
    callsPerMinuteMax: REPORTS_PER_MINUTE_MAX,
    refusal: () => new AppError('NOT_FOUND', 'Nothing is reported at this address.'),
  });

  app.post('/:token', { schema: { hide: true }, bodyLimit: REPORT_BYTES_MAX }, async (request, reply) => {
    await takeMailReports(deps, typeof request.body === 'string' ? request.body : '');
    return reply.code(204).send();
  });
};

function isOurs(deps: ApiDeps, request: FastifyRequest): boolean {
  const { token } = request.params as Readonly<{ token?: string }>;
  return isMailBouncesToken(deps.secretKey, token ?? '');
}
