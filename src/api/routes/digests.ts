/** Digests. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Language } from '../../domain/agency.ts';
import type { DigestReport } from '../../domain/digest-report.ts';
import { wantSummaryDraft } from '../../intents/summary-drafts.ts';
import { getAgency } from '../../store/agencies.ts';
import { readLook } from '../../store/agency-looks.ts';
import { getBrand } from '../../store/brands.ts';
import { getDigest, listDigests } from '../../store/digests.ts';
import type { RouteOptions } from '../deps.ts';
import { instantCursors, readPage } from '../keyset-page.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import {
  DigestLanguage,
  DigestQuery,
  DigestReportWire,
  DigestWire,
  PdfFile,
  presentDigest,
  presentReport,
} from '../schemas/digest.ts';
import { pageOf, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['digests'];
const cursors = instantCursors('digests');

export const digestRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  /** language: missing, the agency's. */
  const write = async (
    key: Readonly<{ agencyId: string; digestId: string }>,
    language: Language | undefined,
  ): Promise<Readonly<{ report: DigestReport; createdAt: Date }>> => {
    const { content, createdAt } = await getDigest(deps.db, key);
    const { language: usual } = await getAgency(deps.db, key.agencyId);
    return { report: deps.digestWriter.toReport(content, language ?? usual), createdAt };
  };

  app.get(
    '',
    {
      schema: {
        operationId: 'listDigests',
        summary: 'Digests of brands and of the agency, newest first',
        tags,
        querystring: DigestQuery,
        response: { 200: pageOf(ref(DigestWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const { brandId, period } = request.query;
      const agencyId = getAgencyId(request);
      if (brandId !== undefined) await getBrand(deps.db, { agencyId, brandId });
      const filter = {
        agencyId,
        ...(brandId === undefined ? {} : { brandId }),
        ...(period === undefined ? {} : { period }),
      };
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

  app.get(
    '/:digestId/report',
    {
      schema: {
        operationId: 'getDigestReport',
        summary: 'One digest in words: its sentences, pictures in words, and tables',
        tags,
        params: pathIds('digestId'),
        querystring: DigestLanguage,
        response: { 200: ref(DigestReportWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), digestId: request.params.digestId };
      return presentReport((await write(key, request.query.language)).report);
    },
  );

  app.get(
    '/:digestId/pdf',
    {
      schema: {
        operationId: 'getDigestPdf',
        summary: 'One digest as a PDF',
        tags,
        params: pathIds('digestId'),
        querystring: DigestLanguage,
        response: { 200: PdfFile, ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      const key = { agencyId: getAgencyId(request), digestId: request.params.digestId };
      const { report, createdAt: madeAt } = await write(key, request.query.language);
      const look = await readLook(deps.db, key.agencyId);
      return reply.type('application/pdf').send(await deps.digestWriter.toPdf(report, { madeAt, look }));
    },
  );

  app.post(
    '/:digestId/summary-draft',
    {
      schema: {
        operationId: 'createSummaryDraft',
        summary: 'Have a language model propose a summary; it is in "summaryDraft" when it is written',
        tags,
        params: pathIds('digestId'),
        body: DigestLanguage,
        response: { 202: ref(DigestWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const key = { agencyId: getAgencyId(request), digestId: request.params.digestId };
      return reply.code(202).send(presentDigest(await wantSummaryDraft(deps, key, request.body.language)));
    },
  );
};
