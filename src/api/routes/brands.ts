/** Brands and how much they are spoken of. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findEmergingTerms } from '../../analysis/terms/find-emerging-terms.ts';
import { DAY_MS } from '../../base/clock.ts';
import { AppError } from '../../base/errors.ts';
import type { TimeRange } from '../../base/zoned-time.ts';
import type { VolumePart, VolumeWidth } from '../../domain/volume.ts';
import { addBrand, changeBrand, removeBrand } from '../../intents/brands.ts';
import { readThemeNames } from '../../intents/themes.ts';
import { getAgency } from '../../store/agencies.ts';
import { getBrand, listBrands, listQueryVersions } from '../../store/brands.ts';
import { readReliability } from '../../store/corrections.ts';
import { listBlindSources, readCoverage } from '../../store/coverage.ts';
import type { Db } from '../../store/database.ts';
import { readDetectionQuality } from '../../store/detection-quality.ts';
import { listTalkTexts } from '../../store/mentions.ts';
import { listVolumeParts, listVolumes } from '../../store/volumes.ts';
import type { RouteOptions } from '../deps.ts';
import { RANGE_DEFAULT_MS, toRange } from '../instants.ts';
import { readPage, textCursors } from '../keyset-page.ts';
import { getAgencyId, getCallerName } from '../plugins/authentication.ts';
import {
  BrandChanges,
  BrandInput,
  BrandWire,
  EmergingTermsQuery,
  EmergingTermsWire,
  presentBrand,
  presentEmergingTerm,
  presentVolume,
  presentVolumePart,
  VolumeQuery,
  VolumesWire,
} from '../schemas/brand.ts';
import { pageOf, pageQuery, pathIds, ref } from '../schemas/fields.ts';
import { DetectionQualityWire, presentDetectionQuality } from '../schemas/missed-buzz.ts';
import { problems } from '../schemas/problem.ts';
import { presentQueryVersion, QueryVersionWire } from '../schemas/query.ts';
import { BrandReliabilityWire, presentBrandReliability, presentReliability } from '../schemas/reliability.ts';
import { CoverageWire, presentCoverage } from '../schemas/source.ts';

const tags = ['brands'];
const cursors = textCursors('brands');
const versionCursors = textCursors('query-versions');
const params = pathIds('brandId');

const BLIND_SOURCES_MAX = 100;
/** Bounds the answer: about 2,000 stretches of five minutes, 2,200 hours or 730 days. */
const RANGES_MAX: Readonly<Record<VolumeWidth, Readonly<{ days: number; words: string }>>> = {
  'five-minutes': { days: 7, words: '7 days' },
  hour: { days: 92, words: '92 days' },
  day: { days: 731, words: '2 years' },
};
/** What is listed by five minutes when nothing is said about when. */
const FIVE_MINUTES_RANGE_DEFAULT_MS = DAY_MS;
/** An agency may have two hundred themes, and each its own line in every stretch. */
const VOLUME_PARTS_MAX = 50_000;
/** A longer period is no news against the four weeks before it. */
const TERMS_RANGE_DAYS_MAX = 31;

export const brandRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listBrands',
        summary: "The agency's brands by name",
        tags,
        querystring: pageQuery({}),
        response: { 200: pageOf(ref(BrandWire)), ...problems(400, 401, 429) },
      },
    },
    (request) =>
      readPage(request.query, {
        cursors,
        list: (page) => listBrands(deps.db, getAgencyId(request), page),
        toPosition: (brand) => brand.name,
        present: presentBrand,
      }),
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createBrand',
        summary: 'Watch a brand; what was stored lately is searched for it in the background',
        tags,
        body: BrandInput,
        response: { 201: ref(BrandWire), ...problems(400, 401, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const brand = await addBrand(deps, getAgencyId(request), request.body);
      return reply.code(201).header('location', `/v1/brands/${brand.id}`).send(presentBrand(brand));
    },
  );

  app.get(
    '/:brandId',
    {
      schema: {
        operationId: 'getBrand',
        summary: 'One brand',
        tags,
        params,
        response: { 200: ref(BrandWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) =>
      presentBrand(await getBrand(deps.db, { agencyId: getAgencyId(request), brandId: request.params.brandId })),
  );

  app.patch(
    '/:brandId',
    {
      schema: {
        operationId: 'updateBrand',
        summary: 'Change its name, kind or query; a new query is searched for in the background',
        tags,
        params,
        body: BrandChanges,
        response: { 200: ref(BrandWire), ...problems(400, 401, 404, 409, 422, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), brandId: request.params.brandId };
      return presentBrand(await changeBrand(deps, key, request.body, getCallerName(request)));
    },
  );

  app.delete(
    '/:brandId',
    {
      schema: {
        operationId: 'deleteBrand',
        summary: 'Stop watching it; its mentions, buzzes and digests go with it',
        tags,
        params,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await removeBrand(deps, { agencyId: getAgencyId(request), brandId: request.params.brandId });
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/:brandId/volumes',
    {
      schema: {
        operationId: 'listVolumes',
        summary:
          'How much it was spoken of, by five minutes, hour or day; the last thirty days (twenty-four hours by five minutes) unless said otherwise',
        tags,
        params,
        querystring: VolumeQuery,
        response: { 200: VolumesWire, ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), brandId: request.params.brandId };
      const { width = 'day', by = null } = request.query;
      const defaultMs = width === 'five-minutes' ? FIVE_MINUTES_RANGE_DEFAULT_MS : RANGE_DEFAULT_MS;
      const range = toRange(request.query, deps.clock.now(), defaultMs);
      checkRange(range, width);
      await getBrand(deps.db, key);
      const { timeZone } = await getAgency(deps.db, key.agencyId);
      const stretches = { ...range, width, timeZone };
      const parts = by === null ? [] : await listParts(deps.db, key, { ...stretches, by });
      const themeNames = by === 'own-theme' ? await readThemeNames(deps.db, key.agencyId) : new Map<string, string>();
      const volumes = await listVolumes(deps.db, key, stretches);
      return {
        since: range.from.toISOString(),
        until: range.until.toISOString(),
        width,
        by,
        timeZone,
        reliability: presentReliability(await readReliability(deps.db, key, deps.clock.now())),
        items: volumes.map(presentVolume),
        parts: parts.map((part) => presentVolumePart(part, themeNames)),
      };
    },
  );

  app.get(
    '/:brandId/reliability',
    {
      schema: {
        operationId: 'getBrandReliability',
        summary:
          'How right its sentiment was in the last ninety days, by what readers corrected, confirmed and handled',
        tags,
        params,
        response: { 200: ref(BrandReliabilityWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), brandId: request.params.brandId };
      await getBrand(deps.db, key);
      return presentBrandReliability(await readReliability(deps.db, key, deps.clock.now()));
    },
  );

  app.get(
    '/:brandId/detection-quality',
    {
      schema: {
        operationId: 'getBrandDetectionQuality',
        summary: 'How right its alerts were in the last 365 days, by what people marked and reported, and how soon',
        tags,
        params,
        response: { 200: ref(DetectionQualityWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), brandId: request.params.brandId };
      await getBrand(deps.db, key);
      return presentDetectionQuality(await readDetectionQuality(deps.db, key, deps.clock.now()));
    },
  );

  app.get(
    '/:brandId/emerging-terms',
    {
      schema: {
        operationId: 'listEmergingTerms',
        summary:
          'What people speak of more than in the four weeks before "since"; the last twenty-four hours unless said otherwise',
        tags,
        params,
        querystring: EmergingTermsQuery,
        response: { 200: EmergingTermsWire, ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), brandId: request.params.brandId };
      const range = toRange(request.query, deps.clock.now(), DAY_MS);
      checkTermsRange(range);
      const brand = await getBrand(deps.db, key);
      const found = findEmergingTerms({ ...(await listTalkTexts(deps.db, { ...key, ...range })), brand });
      return {
        since: range.from.toISOString(),
        until: range.until.toISOString(),
        storyCount: found.storyCount,
        referenceStoryCount: found.referenceStoryCount,
        items: found.terms.map(presentEmergingTerm),
      };
    },
  );

  app.get(
    '/:brandId/query-versions',
    {
      schema: {
        operationId: 'listQueryVersions',
        summary: 'The wordings that its query had, the newest first',
        tags,
        params,
        querystring: pageQuery({}),
        response: { 200: pageOf(ref(QueryVersionWire)), ...problems(400, 401, 404, 429) },
      },
    },
    (request) => {
      const key = { agencyId: getAgencyId(request), brandId: request.params.brandId };
      return readPage(request.query, {
        cursors: versionCursors,
        list: ({ after, limit }) =>
          listQueryVersions(deps.db, key, { before: after === null ? null : Number(after), limit }),
        toPosition: ({ version }) => String(version),
        present: presentQueryVersion,
      });
    },
  );

  app.get(
    '/:brandId/coverage',
    {
      schema: {
        operationId: 'getBrandCoverage',
        summary: 'How much of what is listened to for the brand is seen through, and since when Vigie is blind where',
        tags,
        params,
        response: { 200: ref(CoverageWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), brandId: request.params.brandId };
      await getBrand(deps.db, key);
      const now = deps.clock.now();
      const blindSources = await listBlindSources(deps.db, key, { now, limit: BLIND_SOURCES_MAX });
      return presentCoverage(await readCoverage(deps.db, key, now), blindSources);
    },
  );
};

function checkTermsRange(range: TimeRange): void {
  if (range.until.getTime() - range.from.getTime() <= TERMS_RANGE_DAYS_MAX * DAY_MS) return;
  throw new AppError(
    'INPUT_INVALID',
    `Emerging terms are told of at most ${TERMS_RANGE_DAYS_MAX} days: bring "since" closer to "until".`,
  );
}

function checkRange(range: TimeRange, width: VolumeWidth): void {
  const { days, words } = RANGES_MAX[width];
  if (range.until.getTime() - range.from.getTime() <= days * DAY_MS) return;
  throw new AppError(
    'INPUT_INVALID',
    `Volumes by ${width.replace('-', ' ')} are given for at most ${words}: bring "since" closer to "until".`,
  );
}

async function listParts(
  db: Db,
  key: Readonly<{ agencyId: string; brandId: string }>,
  input: Omit<Parameters<typeof listVolumeParts>[2], 'limit'>,
): Promise<readonly VolumePart[]> {
  const parts = await listVolumeParts(db, key, { ...input, limit: VOLUME_PARTS_MAX + 1 });
  if (parts.length <= VOLUME_PARTS_MAX) return parts;
  throw new AppError(
    'INPUT_INVALID',
    `By "${input.by}" that is more than ${VOLUME_PARTS_MAX} parts: bring "since" closer to "until", or ask for a larger "width".`,
  );
}
