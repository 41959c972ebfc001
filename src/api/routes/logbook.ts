/** What was done for the brands, day by day: listed, noted, put right, and as a file. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { localDayOf } from '../../base/zoned-time.ts';
import type { Language } from '../../domain/agency.ts';
import { LOGBOOK_MEDIA_TYPES } from '../../domain/logbook-export.ts';
import type { LogbookWords } from '../../domain/logbook-phrases.ts';
import { makeLogbookWords } from '../../domain/logbook-words.ts';
import { addNote, changeNote, type LogbookWriter, readDayRange, removeNote } from '../../intents/logbook.ts';
import { exportLogbook } from '../../intents/logbook-export.ts';
import { getAgency } from '../../store/agencies.ts';
import { getBrand } from '../../store/brands.ts';
import { getEntry, listEntries } from '../../store/logbook.ts';
import type { ApiDeps, RouteOptions } from '../deps.ts';
import { dayCursors, readPage } from '../keyset-page.ts';
import { getAgencyId, getCallerId, getCallerName } from '../plugins/authentication.ts';
import { pageOf, pathIds, ref } from '../schemas/fields.ts';
import {
  LogbookEntryWire,
  LogbookExportQuery,
  LogbookQuery,
  NoteChanges,
  NoteInput,
  presentEntry,
} from '../schemas/logbook.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['logbook'];
const cursors = dayCursors('logbook-entries');
const params = pathIds('entryId');

export const logbookRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listLogbookEntries',
        summary: 'What was done, the latest first; of the last thirty days unless said otherwise',
        tags,
        querystring: LogbookQuery,
        response: { 200: pageOf(ref(LogbookEntryWire)), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const { brandId, kind, language } = request.query;
      const agencyId = getAgencyId(request);
      const { words, today } = await readWords(deps, agencyId, language);
      if (brandId !== undefined) await getBrand(deps.db, { agencyId, brandId });
      const filter = {
        agencyId,
        ...readDayRange(request.query, today),
        ...(brandId === undefined ? {} : { brandId }),
        ...(kind === undefined ? {} : { kind }),
      };
      return await readPage(request.query, {
        cursors,
        list: ({ after, limit }) =>
          listEntries(deps.db, filter, { after: after && { onDate: after.day, id: after.id }, limit }),
        toPosition: ({ onDate, id }) => ({ day: onDate, id }),
        present: (entry) => presentEntry(entry, words),
      });
    },
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createLogbookEntry',
        summary: 'Note what was done for a brand',
        tags,
        body: NoteInput,
        response: { 201: ref(LogbookEntryWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const { brandId, text, day, externalId } = request.body;
      const agencyId = getAgencyId(request);
      const input = { brandId, text, onDate: day ?? null, externalId: externalId ?? null };
      const entry = await addNote(deps, agencyId, input, toWriter(request));
      const { words } = await readWords(deps, agencyId, undefined);
      return reply.code(201).header('location', `/v1/logbook-entries/${entry.id}`).send(presentEntry(entry, words));
    },
  );

  app.get(
    '/:entryId',
    {
      schema: {
        operationId: 'getLogbookEntry',
        summary: 'One of them',
        tags,
        params,
        response: { 200: ref(LogbookEntryWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = toKey(request, request.params.entryId);
      const { words } = await readWords(deps, key.agencyId, undefined);
      return presentEntry(await getEntry(deps.db, key), words);
    },
  );

  app.patch(
    '/:entryId',
    {
      schema: {
        operationId: 'updateLogbookEntry',
        summary: 'Put right what this key wrote, what came by SMS or e-mail, or a debrief; automatic entries stay',
        tags,
        params,
        body: NoteChanges,
        response: { 200: ref(LogbookEntryWire), ...problems(400, 401, 403, 404, 429) },
      },
    },
    async (request) => {
      const key = toKey(request, request.params.entryId);
      const { text } = request.body;
      const { words } = await readWords(deps, key.agencyId, undefined);
      const editor = { id: getCallerId(request) };
      const entry = text === undefined ? await getEntry(deps.db, key) : await changeNote(deps, key, text, editor);
      return presentEntry(entry, words);
    },
  );

  app.delete(
    '/:entryId',
    {
      schema: {
        operationId: 'deleteLogbookEntry',
        summary: 'Take out what may be put right',
        tags,
        params,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 403, 404, 429) },
      },
    },
    async (request, reply) => {
      await removeNote(deps, toKey(request, request.params.entryId), { id: getCallerId(request) });
      return reply.code(204).send(null);
    },
  );
};

export const logbookExportRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'getLogbookExport',
        summary:
          'What was done as a file, in the order in which it was: CSV (RFC 4180, with a byte order mark) or NDJSON',
        tags,
        querystring: LogbookExportQuery,
        response: { 200: Type.String(), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const { brandId = null, from, to, format = 'csv', language } = request.query;
      const agency = await getAgency(deps.db, getAgencyId(request));
      const asked = { brandId, from, to, format, language: language ?? agency.language };
      const { name, text } = await exportLogbook(deps.db, agency, asked, deps.clock.now());
      return reply
        .type(LOGBOOK_MEDIA_TYPES[format])
        .header('content-disposition', `attachment; filename="${name}"`)
        .send(text);
    },
  );
};

/** Whoever writes by the key of the request. */
export function toWriter(request: FastifyRequest): LogbookWriter {
  return { id: getCallerId(request), name: getCallerName(request), via: 'api' };
}

function toKey(request: FastifyRequest, entryId: string) {
  return { agencyId: getAgencyId(request), entryId };
}

async function readWords(
  deps: ApiDeps,
  agencyId: string,
  asked: Language | undefined,
): Promise<Readonly<{ words: LogbookWords; today: string }>> {
  const { language, timeZone } = await getAgency(deps.db, agencyId);
  const words = makeLogbookWords({ language: asked ?? language, timeZone });
  return { words, today: localDayOf(deps.clock.now(), timeZone).date };
}
