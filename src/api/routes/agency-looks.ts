/** How the agency's digests look, and from whom they come. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AppError } from '../../base/errors.ts';
import { LOGO_BYTES_MAX } from '../../domain/agency-look.ts';
import { changeLook, removeLogo, setLogo } from '../../intents/agency-look.ts';
import { readLook } from '../../store/agency-looks.ts';
import type { RouteOptions } from '../deps.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { LogoFile, LookChanges, LookWire, presentLook } from '../schemas/agency-look.ts';
import { ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['agency'];
/** What is a little too large is told so in our own words. */
const BODY_BYTES_MAX = 2 * LOGO_BYTES_MAX;

export const agencyLookRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.addContentTypeParser(['image/png', 'image/jpeg'], { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );

  app.get(
    '',
    {
      schema: {
        operationId: 'getAgencyLook',
        summary: 'How digests look, and from whom they come',
        tags,
        response: { 200: ref(LookWire), ...problems(401, 429) },
      },
    },
    async (request) => presentLook(await readLook(deps.db, getAgencyId(request))),
  );

  app.patch(
    '',
    {
      schema: {
        operationId: 'updateAgencyLook',
        summary: 'Change the colour of digests, the name of their sender or where answers go',
        tags,
        body: LookChanges,
        response: { 200: ref(LookWire), ...problems(400, 401, 429) },
      },
    },
    async (request) => presentLook(await changeLook(deps, getAgencyId(request), request.body)),
  );

  app.get(
    '/logo',
    {
      schema: {
        operationId: 'getAgencyLogo',
        summary: 'The logo, as it was drawn anew',
        tags,
        response: { 200: LogoFile, ...problems(401, 404, 429) },
      },
    },
    async (request, reply) => {
      const { logo } = await readLook(deps.db, getAgencyId(request));
      if (logo === null) {
        throw new AppError('NOT_FOUND', 'The agency has no logo: send one with PUT, as image/png or image/jpeg.');
      }
      return reply.type('image/png').send(logo.png);
    },
  );

  app.put(
    '/logo',
    {
      bodyLimit: BODY_BYTES_MAX,
      schema: {
        operationId: 'replaceAgencyLogo',
        summary: 'Give a logo: the file itself as image/png or image/jpeg',
        tags,
        consumes: ['image/png', 'image/jpeg'],
        response: { 200: ref(LookWire), ...problems(400, 401, 413, 415, 429) },
      },
    },
    async (request) => {
      const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
      return presentLook(await setLogo(deps, getAgencyId(request), { bytes, type }));
    },
  );

  app.delete(
    '/logo',
    {
      schema: {
        operationId: 'deleteAgencyLogo',
        summary: 'Take the logo away',
        tags,
        response: { 200: ref(LookWire), ...problems(401, 429) },
      },
    },
    async (request) => presentLook(await removeLogo(deps, getAgencyId(request))),
  );
};
