/** The rules that an agency sets beside the detector. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { addAlertRule, changeAlertRule, removeAlertRule } from '../../intents/alert-rules.ts';
import { getAlertRule, listAlertRules } from '../../store/alert-rules.ts';
import { getBrand } from '../../store/brands.ts';
import type { RouteOptions } from '../deps.ts';
import { idCursors, readPage } from '../keyset-page.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import {
  AlertRuleChanges,
  AlertRuleInput,
  AlertRuleQuery,
  AlertRuleWire,
  presentAlertRule,
} from '../schemas/alert-rule.ts';
import { pageOf, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['alert rules'];
const cursors = idCursors('alert-rules');
const params = pathIds('alertRuleId');

export const alertRuleRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listAlertRules',
        summary: "The agency's own rules, oldest first; with brandId those that hold for that brand",
        tags,
        querystring: AlertRuleQuery,
        response: { 200: pageOf(ref(AlertRuleWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const agencyId = getAgencyId(request);
      const { brandId } = request.query;
      if (brandId !== undefined) await getBrand(deps.db, { agencyId, brandId });
      const filter = { agencyId, ...(brandId === undefined ? {} : { brandId }) };
      return await readPage(request.query, {
        cursors,
        list: (page) => listAlertRules(deps.db, filter, page),
        toPosition: (rule) => rule.id,
        present: presentAlertRule,
      });
    },
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createAlertRule',
        summary: 'So many mentions within so long are at least of this level, whatever is usual for the brand',
        tags,
        body: AlertRuleInput,
        response: { 201: ref(AlertRuleWire), ...problems(400, 401, 404, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const { brandId = null, query = null, ...fields } = request.body;
      const rule = await addAlertRule(deps, getAgencyId(request), { ...fields, brandId, query });
      return reply.code(201).header('location', `/v1/alert-rules/${rule.id}`).send(presentAlertRule(rule));
    },
  );

  app.get(
    '/:alertRuleId',
    {
      schema: {
        operationId: 'getAlertRule',
        summary: 'One of them',
        tags,
        params,
        response: { 200: ref(AlertRuleWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), alertRuleId: request.params.alertRuleId };
      return presentAlertRule(await getAlertRule(deps.db, key));
    },
  );

  app.patch(
    '/:alertRuleId',
    {
      schema: {
        operationId: 'updateAlertRule',
        summary: 'Change it; it holds from the next judgement on',
        tags,
        params,
        body: AlertRuleChanges,
        response: { 200: ref(AlertRuleWire), ...problems(400, 401, 404, 422, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), alertRuleId: request.params.alertRuleId };
      return presentAlertRule(await changeAlertRule(deps, key, request.body));
    },
  );

  app.delete(
    '/:alertRuleId',
    {
      schema: {
        operationId: 'deleteAlertRule',
        summary: 'Remove it; a buzz that it opened goes on until its talk is ordinary again',
        tags,
        params,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await removeAlertRule(deps, { agencyId: getAgencyId(request), alertRuleId: request.params.alertRuleId });
      return reply.code(204).send(null);
    },
  );
};
