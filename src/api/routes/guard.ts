/** The guard: whether a draft speaks of another brand than the account it is meant for. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AppError } from '../../base/errors.ts';
import { getAgency } from '../../store/agencies.ts';
import type { RouteOptions } from '../deps.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { ref } from '../schemas/fields.ts';
import { GuardInput, GuardVerdictWire, presentVerdict } from '../schemas/guard.ts';
import { problems } from '../schemas/problem.ts';

export const guardRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.post(
    '',
    {
      schema: {
        operationId: 'checkDraft',
        summary:
          'Whether a draft speaks of another brand than the account ("brandId", or "account" by name or handle) that it is meant for. Nothing is stored',
        tags: ['brands'],
        body: GuardInput,
        response: { 200: ref(GuardVerdictWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const agencyId = getAgencyId(request);
      const { brandId, account, draft, language, clientOf } = request.body;
      if ((brandId === undefined) === (account === undefined)) {
        throw new AppError(
          'INPUT_INVALID',
          'Name the account once: by "brandId", or by "account" with its name or handle.',
        );
      }
      const verdict = await deps.guard.judge(deps.db, {
        agencyId,
        account: brandId === undefined ? { name: account ?? '' } : { brandId },
        draft,
        language: language ?? (await getAgency(deps.db, agencyId)).language,
        reader: clientOf === undefined ? 'agency' : { clientOf },
      });
      return presentVerdict(verdict);
    },
  );
};
