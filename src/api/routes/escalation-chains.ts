/** In which order people are told: the agency's chain, and each brand's own. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { getChain, removeChain, setChain } from '../../intents/escalation-chains.ts';
import type { RouteOptions } from '../deps.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import {
  EscalationChainInput,
  EscalationChainWire,
  presentEscalationChain,
  readSteps,
} from '../schemas/escalation-chain.ts';
import { pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['escalation'];
const params = pathIds('brandId');

export const escalationChainRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'getEscalationChain',
        summary: 'Who is told, and who next when nobody answers, of every brand without a chain of its own',
        tags,
        response: { 200: ref(EscalationChainWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) =>
      presentEscalationChain(await getChain(deps.db, { agencyId: getAgencyId(request), brandId: null })),
  );

  app.put(
    '',
    {
      schema: {
        operationId: 'replaceEscalationChain',
        summary: 'Set it; it holds from the next message on',
        tags,
        body: EscalationChainInput,
        response: { 200: ref(EscalationChainWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), brandId: null };
      return presentEscalationChain(await setChain(deps, key, readSteps(request.body)));
    },
  );

  app.delete(
    '',
    {
      schema: {
        operationId: 'deleteEscalationChain',
        summary: 'Tell everybody who hears of a brand at once again',
        tags,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await removeChain(deps, { agencyId: getAgencyId(request), brandId: null });
      return reply.code(204).send(null);
    },
  );
};

export const brandEscalationChainRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'getBrandEscalationChain',
        summary: "The brand's own, where it has one",
        tags,
        params,
        response: { 200: ref(EscalationChainWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) =>
      presentEscalationChain(
        await getChain(deps.db, { agencyId: getAgencyId(request), brandId: request.params.brandId }),
      ),
  );

  app.put(
    '',
    {
      schema: {
        operationId: 'replaceBrandEscalationChain',
        summary: "Set the brand's own, instead of the agency's; it holds from the next message on",
        tags,
        params,
        body: EscalationChainInput,
        response: { 200: ref(EscalationChainWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), brandId: request.params.brandId };
      return presentEscalationChain(await setChain(deps, key, readSteps(request.body)));
    },
  );

  app.delete(
    '',
    {
      schema: {
        operationId: 'deleteBrandEscalationChain',
        summary: "Let the agency's hold for the brand again",
        tags,
        params,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await removeChain(deps, { agencyId: getAgencyId(request), brandId: request.params.brandId });
      return reply.code(204).send(null);
    },
  );
};
