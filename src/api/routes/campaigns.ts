/** Planned operations of brands. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { addCampaign, changeCampaign, removeCampaign } from '../../intents/campaigns.ts';
import { getBrand } from '../../store/brands.ts';
import { getCampaign, listCampaigns } from '../../store/campaigns.ts';
import type { RouteOptions } from '../deps.ts';
import { toInstant, toOptionalInstant } from '../instants.ts';
import { instantCursors, readPage } from '../keyset-page.ts';
import { getAgencyId, getCallerName } from '../plugins/authentication.ts';
import { CampaignChanges, CampaignInput, CampaignQuery, CampaignWire, presentCampaign } from '../schemas/campaign.ts';
import { pageOf, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['campaigns'];
const cursors = instantCursors('campaigns');
const params = pathIds('campaignId');

export const campaignRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listCampaigns',
        summary: 'Planned operations, coming and past, the last to start first',
        tags,
        querystring: CampaignQuery,
        response: { 200: pageOf(ref(CampaignWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const { brandId } = request.query;
      const agencyId = getAgencyId(request);
      if (brandId !== undefined) await getBrand(deps.db, { agencyId, brandId });
      const of = { agencyId, ...(brandId === undefined ? {} : { brandId }) };
      return await readPage(request.query, {
        cursors,
        list: ({ after, limit }) =>
          listCampaigns(deps.db, of, { after: after && { startsAt: after.at, id: after.id }, limit }),
        toPosition: (campaign) => ({ at: campaign.startsAt, id: campaign.id }),
        present: presentCampaign,
      });
    },
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createCampaign',
        summary: 'Plan an operation, or note a past one: it raises the bar for volume, never for negative share',
        tags,
        body: CampaignInput,
        response: { 201: ref(CampaignWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const { brandId, name } = request.body;
      const startsAt = toInstant('startsAt', request.body.startsAt);
      const endsAt = toInstant('endsAt', request.body.endsAt);
      const input = { brandId, name, startsAt, endsAt, createdBy: getCallerName(request) };
      const campaign = await addCampaign(deps, getAgencyId(request), input);
      return reply.code(201).header('location', `/v1/campaigns/${campaign.id}`).send(presentCampaign(campaign));
    },
  );

  app.get(
    '/:campaignId',
    {
      schema: {
        operationId: 'getCampaign',
        summary: 'One campaign',
        tags,
        params,
        response: { 200: ref(CampaignWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), campaignId: request.params.campaignId };
      return presentCampaign(await getCampaign(deps.db, key));
    },
  );

  app.patch(
    '/:campaignId',
    {
      schema: {
        operationId: 'updateCampaign',
        summary: 'Rename or move it, a past one too',
        tags,
        params,
        body: CampaignChanges,
        response: { 200: ref(CampaignWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), campaignId: request.params.campaignId };
      const { name } = request.body;
      const startsAt = toOptionalInstant('startsAt', request.body.startsAt);
      const endsAt = toOptionalInstant('endsAt', request.body.endsAt);
      const changes = {
        ...(name === undefined ? {} : { name }),
        ...(startsAt === undefined ? {} : { startsAt }),
        ...(endsAt === undefined ? {} : { endsAt }),
      };
      return presentCampaign(await changeCampaign(deps, key, changes, getCallerName(request)));
    },
  );

  app.delete(
    '/:campaignId',
    {
      schema: {
        operationId: 'deleteCampaign',
        summary: 'Take it back',
        tags,
        params,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      const key = { agencyId: getAgencyId(request), campaignId: request.params.campaignId };
      await removeCampaign(deps, key, getCallerName(request));
      return reply.code(204).send(null);
    },
  );
};
