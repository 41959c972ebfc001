/** What mentions can be about: the general themes, and those that the agency adds. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type Static, Type } from 'typebox';
import { addTheme, changeTheme, removeTheme } from '../../intents/themes.ts';
import type { Db } from '../../store/database.ts';
import { getTheme, listThemes, toThemeNameKey } from '../../store/themes.ts';
import type { RouteOptions } from '../deps.ts';
import { type PageRequest, readPage, textCursors } from '../keyset-page.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { pageOf, pageQuery, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';
import { GENERAL_THEMES, presentTheme, ThemeChanges, ThemeInput, ThemeWire } from '../schemas/theme.ts';

const tags = ['themes'];
const cursors = textCursors('themes');
const params = pathIds('themeId');

export const themeRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listThemes',
        summary: "The general themes, then the agency's own by name",
        tags,
        querystring: pageQuery({}),
        response: { 200: pageOf(ref(ThemeWire)), ...problems(400, 401, 429) },
      },
    },
    (request) =>
      readPage(request.query, {
        cursors,
        list: (page) => listAll(deps.db, getAgencyId(request), page),
        toPosition: ({ position }) => position,
        present: ({ theme }) => theme,
      }),
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createTheme',
        summary: 'Add a theme; stored mentions are read again in the background',
        tags,
        body: ThemeInput,
        response: { 201: ref(ThemeWire), ...problems(400, 401, 409, 422, 429) },
      },
    },
    async (request, reply) => {
      const theme = await addTheme(deps, getAgencyId(request), request.body);
      return reply.code(201).header('location', `/v1/themes/${theme.id}`).send(presentTheme(theme));
    },
  );

  app.get(
    '/:themeId',
    {
      schema: {
        operationId: 'getTheme',
        summary: "One of the agency's own",
        tags,
        params,
        response: { 200: ref(ThemeWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), themeId: request.params.themeId };
      return presentTheme(await getTheme(deps.db, key));
    },
  );

  app.patch(
    '/:themeId',
    {
      schema: {
        operationId: 'updateTheme',
        summary: 'A new name holds at once; with a new query stored mentions are read again in the background',
        tags,
        params,
        body: ThemeChanges,
        response: { 200: ref(ThemeWire), ...problems(400, 401, 404, 409, 422, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), themeId: request.params.themeId };
      return presentTheme(await changeTheme(deps, key, request.body));
    },
  );

  app.delete(
    '/:themeId',
    {
      schema: {
        operationId: 'deleteTheme',
        summary: 'Remove it; no mention is about it from then on',
        tags,
        params,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await removeTheme(deps, { agencyId: getAgencyId(request), themeId: request.params.themeId });
      return reply.code(204).send(null);
    },
  );
};

type Placed = Readonly<{ position: string; theme: Static<typeof ThemeWire> }>;

/** There are few: all of them are read, and those behind the position are given. */
async function listAll(db: Db, agencyId: string, page: PageRequest<string>): Promise<readonly Placed[]> {
  const general = GENERAL_THEMES.map((theme, index) => ({
    position: `general ${String.fromCharCode(97 + index)}`,
    theme,
  }));
  const own = (await listThemes(db, [agencyId])).map((theme) => ({
    position: `own ${toThemeNameKey(theme.name)}`,
    theme: presentTheme(theme),
  }));
  const { after, limit } = page;
  return [...general, ...own].filter(({ position }) => after === null || position > after).slice(0, limit);
}
