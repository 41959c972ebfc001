/** The people who are told, and their channels. */
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { askChannelTest, makeChannelReachable, removeChannel } from '../../intents/channels.ts';
import { addChannel, addContact, changeContact, removeContact } from '../../intents/contacts.ts';
import { getContact, listContactPage } from '../../store/contacts.ts';
import type { RouteOptions } from '../deps.ts';
import { idCursors, readPage } from '../keyset-page.ts';
import { getAgencyId } from '../plugins/authentication.ts';
import { DeliveryWire, presentDelivery } from '../schemas/alert.ts';
import {
  ChannelChanges,
  ChannelInput,
  ContactInput,
  ContactPatch,
  ContactWire,
  NewContactWire,
  presentContact,
  presentNewContact,
  withQuietHours,
} from '../schemas/contact.ts';
import { pageOf, pageQuery, pathIds, ref } from '../schemas/fields.ts';
import { problems } from '../schemas/problem.ts';

const tags = ['contacts'];
const cursors = idCursors('contacts');
const params = pathIds('contactId');
const channelParams = pathIds('contactId', 'channelId');

export const contactRoutes: FastifyPluginAsyncTypebox<RouteOptions> = async (app, { deps }) => {
  app.get(
    '',
    {
      schema: {
        operationId: 'listContacts',
        summary: 'Who is told, oldest first',
        tags,
        querystring: pageQuery({}),
        response: { 200: pageOf(ref(ContactWire)), ...problems(400, 401, 429) },
      },
    },
    (request) =>
      readPage(request.query, {
        cursors,
        list: (page) => listContactPage(deps.db, getAgencyId(request), page),
        toPosition: (contact) => contact.id,
        present: presentContact,
      }),
  );

  app.post(
    '',
    {
      schema: {
        operationId: 'createContact',
        summary: 'Add somebody to tell; the secrets of webhooks are shown in this answer only',
        tags,
        body: ContactInput,
        response: { 201: ref(NewContactWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const { isDigestReader = false, brandIds = [], ...input } = withQuietHours(request.body);
      const added = await addContact(deps, getAgencyId(request), { ...input, isDigestReader, brandIds });
      return reply.code(201).header('location', `/v1/contacts/${added.contact.id}`).send(presentNewContact(added));
    },
  );

  app.get(
    '/:contactId',
    {
      schema: {
        operationId: 'getContact',
        summary: 'One contact',
        tags,
        params,
        response: { 200: ref(ContactWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), contactId: request.params.contactId };
      return presentContact(await getContact(deps.db, key));
    },
  );

  app.patch(
    '/:contactId',
    {
      schema: {
        operationId: 'updateContact',
        summary: 'Change what is said of the person: name, language, brands, hours; channels stay',
        tags,
        params,
        body: ContactPatch,
        response: { 200: ref(ContactWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) => {
      const key = { agencyId: getAgencyId(request), contactId: request.params.contactId };
      return presentContact(await changeContact(deps, key, withQuietHours(request.body)));
    },
  );

  app.delete(
    '/:contactId',
    {
      schema: {
        operationId: 'deleteContact',
        summary: 'Tell them no more',
        tags,
        params,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await removeContact(deps, { agencyId: getAgencyId(request), contactId: request.params.contactId });
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/:contactId/channels',
    {
      schema: {
        operationId: 'createChannel',
        summary: 'Add a way to reach the contact; a browser that is there already takes messages again',
        tags,
        params,
        body: ChannelInput,
        response: { 201: ref(NewContactWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const key = { agencyId: getAgencyId(request), contactId: request.params.contactId };
      const added = await addChannel(deps, key, request.body);
      return reply.code(201).header('location', `/v1/contacts/${key.contactId}`).send(presentNewContact(added));
    },
  );

  app.post(
    '/:contactId/channels/:channelId/test',
    {
      schema: {
        operationId: 'createChannelTest',
        summary: 'Send a test through the channel; while one waits, asking again answers with that one',
        tags,
        params: channelParams,
        response: { 202: ref(DeliveryWire), ...problems(400, 401, 404, 409, 429) },
      },
    },
    async (request, reply) => {
      const delivery = await askChannelTest(deps, { agencyId: getAgencyId(request), ...request.params });
      return reply.code(202).send(presentDelivery(delivery));
    },
  );

  app.patch(
    '/:contactId/channels/:channelId',
    {
      schema: {
        operationId: 'updateChannel',
        summary: 'Write to an unreachable channel again, after its reader was asked or its address mended',
        tags,
        params: channelParams,
        body: ChannelChanges,
        response: { 200: ref(ContactWire), ...problems(400, 401, 404, 429) },
      },
    },
    async (request) =>
      presentContact(await makeChannelReachable(deps, { agencyId: getAgencyId(request), ...request.params })),
  );

  app.delete(
    '/:contactId/channels/:channelId',
    {
      schema: {
        operationId: 'deleteChannel',
        summary: 'Write there no more, as when a telephone was lost',
        tags,
        params: channelParams,
        response: { 204: Type.Null({ description: 'deleted' }), ...problems(400, 401, 404, 429) },
      },
    },
    async (request, reply) => {
      await removeChannel(deps, { agencyId: getAgencyId(request), ...request.params });
      return reply.code(204).send(null);
    },
  );
};
