/** What was said of the brands. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { SentimentLabel } from '../../domain/mention.ts';
import { changeMention } from '../../intents/mentions.ts';
import { findThemeFilter, readThemeNames } from '../../intents/themes.ts';
import { getBrand } from '../../store/brands.ts';
import { getMention, listMentions } from '../../store/mentions.ts';
import type { RouteOptions } from '../deps.ts';
import { toRange } from '../instants.ts';
import { instantCursors, readPage } from '../keyset-page.ts';
import { getAgencyId, getCallerName } from '../plugins/authentication.ts';
import { pageOf, pathIds, ref } from '../schemas/fields.ts';
import { MentionChanges, MentionQuery, MentionWire, presentMention } from '../schemas/mention.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['mentions'];
const cursors = instantCursors('mentions');
const params = pathIds('mentionId');

export const mentionRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listMentions',
        summary: 'Mentions, newest first; those published in the last thirty days unless said otherwise',
        tags,
        querystring: MentionQuery,
        response: { 200: pageOf(ref(MentionWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const { brandId, sentiment, status, theme, minCrisisWeight } = request.query;
      const agencyId = getAgencyId(request);
      const range = toRange(request.query, deps.clock.now());
      if (brandId !== undefined) await getBrand(deps.db, { agencyId, brandId });
      const filter = {
        agencyId,
        since: range.from,
        ...(request.query.until === undefined ? {} : { until: range.until }),
        ...(brandId === undefined ? {} : { brandId }),
        ...(sentiment === undefined ? {} : { sentiment }),
        ...(theme === undefined ? {} : await findThemeFilter(deps.db, agencyId, theme)),
        ...(minCrisisWeight === undefined ? {} : { crisisWeightMin: minCrisisWeight }),
        ...(status === undefined ? {} : { status }),
      };
      const names = await readThemeNames(deps.db, agencyId);
      return await readPage(request.query, {
        cursors,
        list: ({ after, limit }) =>
          listMentions(deps.db, filter, { after: after && { publishedAt: after.at, id: after.id }, limit }),
        toPosition: (mention) => ({ at: mention.publishedAt, id: mention.id }),
        present: (mention) => presentMention(mention, names),
      });
    },
  );

  app.get(
    '/:mentionId',
    {
      schema: {
        operationId: 'getMention',
        summary: 'One mention',
        tags,
        params,
        response: { 200: ref(MentionWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), mentionId: request.params.mentionId };
      return presentMention(await getMention(deps.db, key), await readThemeNames(deps.db, key.agencyId));
    },
  );

  app.patch(
    '/:mentionId',
    {
      schema: {
        operationId: 'updateMention',
        summary:
          'Say what became of it, whether it is about the brand (an irrelevant one is no longer counted), or what its sentiment is',
        tags,
        params,
        body: MentionChanges,
        response: { 200: ref(MentionWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), mentionId: request.params.mentionId };
      const { correction, ...changes } = request.body;
      const said = correction === undefined ? {} : { correction: toCorrection(correction, getCallerName(request)) };
      const mention = await changeMention(deps, key, { by: getCallerName(request), ...changes, ...said });
      return presentMention(mention, await readThemeNames(deps.db, key.agencyId));
    },
  );
};

function toCorrection(said: { label: SentimentLabel; by?: string } | null, callerName: string) {
  return { label: said?.label ?? null, by: said?.by ?? callerName };
}
