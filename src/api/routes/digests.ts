/** Weekly digests. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { getBrand } from '../../store/brands.ts';
import { getDigest, listDigests } from '../../store/digests.ts';
import type { RouteOptions } from '../deps.ts';
import { instantCursors, readPage } from '../keyset-page.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { DigestQuery, DigestWire, presentDigest } from '../schemas/digest.ts';
import { pageOf, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['digests'];
const cursors = instantCursors('digests');

export const digestRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listDigests',
        summary: 'Weekly digests, newest first',
        tags,
        querystring: DigestQuery,
        response: { 200: pageOf(ref(DigestWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const { brandId } = request.query;
      const agencyId = getAgencyId(request);
      if (brandId !== undefined) await getBrand(deps.db, { agencyId, brandId });
      const filter = { agencyId, ...(brandId === undefined ? {} : { brandId }) };
      return await readPage(request.query, {
        cursors,
        list: ({ after, limit }) =>
          listDigests(deps.db, filter, { after: after && { createdAt: after.at, id: after.id }, limit }),
        toPosition: (digest) => ({ at: digest.createdAt, id: digest.id }),
        present: presentDigest,
      });
    },
  );

  app.get(
    '/:digestId',
    {
      schema: {
        operationId: 'getDigest',
        summary: 'One digest with all its figures',
        tags,
        params: pathIds('digestId'),
        response: { 200: ref(DigestWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), digestId: request.params.digestId };
      return presentDigest(await getDigest(deps.db, key));
    },
  );
};
