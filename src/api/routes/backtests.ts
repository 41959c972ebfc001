/** A brand's past through other rules. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { backtestBrand } from '../../intents/backtest.ts';
import type { RouteOptions } from '../deps.ts';
import { toOptionalInstant } from '../instants.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { BacktestInput, BacktestWire, presentBacktest, toAskedRule } from '../schemas/backtest.ts';
import { pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

export const backtestRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.post(
    '',
    {
      schema: {
        operationId: 'backtestBrand',
        summary:
          'What a sensitivity or a rule would have told of the past, beside the present rule and what was recorded; the last ninety days unless said otherwise, at most 370. Nothing is changed',
        tags: ['brands'],
        params: pathIds('brandId'),
        body: BacktestInput,
        response: { 200: ref(BacktestWire), ...problems(400, 401, 404, 409, 422, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), brandId: request.params.brandId };
      const from = toOptionalInstant('from', request.body.from);
      const until = toOptionalInstant('until', request.body.until);
      const range = { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
      const asked = toAskedRule(request.body);
      return presentBacktest(await backtestBrand(deps, key, { range, asked: asked === null ? [] : [asked] }));
    },
  );
};
