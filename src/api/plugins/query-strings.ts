/** Query strings are text: `limit=20` becomes the number that its schema asks for. Bodies are never converted. */
import type { FastifyInstance } from 'fastify';
import { Value } from 'typebox/value';
import { inputObject } from '../schemas/fields.ts';

const NO_QUERY = inputObject({});

/**
 * Converts by the schema before Ajv checks, because Ajv's own coercion would be for bodies too, and a name sent as the
 * number 5 is a mistake that the caller wants to hear of. Routes without a query schema refuse every query field.
 */
export function addQueryStrings(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    route.schema = { querystring: NO_QUERY, ...route.schema };
  });
  app.addHook('preValidation', async (request) => {
    const schema = request.routeOptions.schema?.querystring;
    if (typeof schema === 'object' && schema !== null) request.query = Value.Convert(schema, request.query);
  });
}
