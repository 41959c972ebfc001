/** The agency of the key, and the making of the first one. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AppError } from '../../base/errors.ts';
import { changeAgency, setUpAgencyWithKey } from '../../intents/people.ts';
import { getAgency } from '../../store/agencies.ts';
import type { RouteOptions } from '../deps.ts';
import { findBearerToken, getAgencyId } from '../plugins/authentication.ts';
import { AgencyChanges, AgencyWire, presentAgency, presentSetUp, SetUpInput, SetUpWire } from '../schemas/agency.ts';
import { ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['agency'];
const FIRST_KEY_NAME = 'set-up';

export const agencyRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'getAgency',
        summary: 'The agency of the key',
        tags,
        response: { 200: ref(AgencyWire), ...problems(401, 429) },
      },
    },
    async (request) => presentAgency(await getAgency(deps.db, getAgencyId(request))),
  );

  app.patch(
    '',
    {
      schema: {
        operationId: 'updateAgency',
        summary:
          'Change its name, language, time zone, the hour of its digests, its budget of SMS or its weekly tests by SMS',
        tags,
        body: AgencyChanges,
        response: { 200: ref(AgencyWire), ...problems(400, 401, 409, 429) },
      },
    },
    async (request) => presentAgency(await changeAgency(deps, getAgencyId(request), request.body)),
  );
};

/** Outside the keys' wall: what lets the first caller in is the set-up link's token. */
export const setUpRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.post(
    '',
    {
      schema: {
        operationId: 'createAgency',
        summary: 'Make the first agency with the token of the set-up link, once',
        tags,
        security: [{ setupToken: [] }],
        body: SetUpInput,
        response: { 201: ref(SetUpWire), ...problems(400, 401, 403, 409, 429) },
      },
    },
    async (request, reply) => {
      const token = findBearerToken(request);
      if (token === undefined) {
        throw new AppError(
          'CREDENTIALS_WRONG',
          'This needs the token of the set-up link that Vigie printed at its first start: send "Authorization: Bearer vigie_setup_…".',
        );
      }
      const made = await setUpAgencyWithKey(deps, token, { ...request.body, keyName: FIRST_KEY_NAME });
      return reply.code(201).send(presentSetUp(made));
    },
  );
};
