/** For whoever keeps the service running: is it alive, can it work, what does it count. */
import { setTimeout as delay } from 'node:timers/promises';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { toErrorMessage } from '../../base/errors.ts';
import { listMissingMigrations } from '../../store/migrate.ts';
import type { ApiDeps, RouteOptions } from '../deps.ts';
import { sendProblem } from '../plugins/problem-replies.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['operations'];
const security: [] = [];
const Healthy = Type.Object({ status: Type.Literal('ok') });

/** Real time, not the clock's: whoever asks is an orchestrator with a time-out of its own. */
const READY_TIMEOUT_MS = 2_000;

export const operationRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '/healthz',
    {
      schema: {
        operationId: 'getHealth',
        summary: 'Whether the process lives; asks nothing of the database',
        tags,
        security,
        response: { 200: Healthy },
      },
    },
    () => ({ status: 'ok' as const }),
  );

  app.get(
    '/readyz',
    {
      schema: {
        operationId: 'getReadiness',
        summary: 'Whether the database answers and has every migration',
        tags,
        security,
        response: { 200: Healthy, ...problems(503) },
      },
    },
    async (request, reply) => {
      const obstacle = await findObstacle(deps);
      if (obstacle === null) return { status: 'ok' as const };
      return sendProblem(request, reply, { status: 503, code: 'NOT_READY', detail: obstacle });
    },
  );

  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'getMetrics',
        summary: 'Counters in the text format of Prometheus',
        tags,
        security,
        response: { 200: Type.String() },
      },
    },
    async (_request, reply) => {
      const text = await deps.metrics.registry.metrics();
      return reply.type(deps.metrics.registry.contentType).send(text);
    },
  );
};

/** What keeps the service from working, in a sentence; null when nothing does. */
async function findObstacle(deps: Pick<ApiDeps, 'db' | 'log'>): Promise<string | null> {
  const tooLate = delay(READY_TIMEOUT_MS, 'too late' as const, { ref: false });
  try {
    const missing = await Promise.race([listMissingMigrations(deps.db), tooLate]);
    if (missing === 'too late') {
      return `The database has not answered within ${READY_TIMEOUT_MS} ms: look whether it is overloaded or gone.`;
    }
    if (missing.length === 0) return null;
    return `The database lacks ${missing.join(', ')}: run "vigie migrate".`;
  } catch (error) {
    deps.log.error('request.failed', { route: '/readyz', status: 503, message: toErrorMessage(error) });
    return 'The database does not answer: look whether it runs; the reason is in the log.';
  }
}
