/** A bad buzz told in chats, and what their secrets are kept from: the tables, the log, the API's and the pages' readers. */
import { expect, test } from 'vitest';
import type { Http } from '../../src/base/http.ts';
import { CHAT_KINDS } from '../../src/domain/alert.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { deliverPending } from '../../src/pipeline/deliver-pending.ts';
import { deleteContact, listContacts } from '../../src/store/contacts.ts';
import { listDeliveries } from '../../src/store/deliveries.ts';
import { startLocalProvider } from '../support/local-provider.ts';
import { startLocalSite } from '../support/local-site.ts';
import { decideAll, FEED_PATH, makeAngryPosts, setStage } from '../support/story.ts';
import { makeTestWorld } from '../support/test-world.ts';

const FIRST_PAGE = { after: null, limit: 100 };
const stopping = new AbortController().signal;

const TAIL = 'q1w2e3r4t5y6u7i8o9p0ab3x';
const TOKEN = `7001234567:AAE${TAIL}_a-s2d3f4g5h`;
const TEAMS = `https://prod-12.westeurope.logic.azure.com/workflows/${TAIL}/triggers/manual/paths/invoke?sig=${TAIL}`;
const CHANNELS = [
  { kind: 'slack', address: `https://hooks.slack.com/services/T0123ABCD/B0123ABCD/${TAIL}` },
  { kind: 'teams', address: TEAMS },
  { kind: 'discord', address: `https://discord.com/api/webhooks/223344556677889900/${TAIL}` },
  { kind: 'mattermost', address: `https://chat.agence.example/hooks/${TAIL}` },
  { kind: 'telegram', address: '-1001234567890', token: TOKEN },
] as const;

async function setUp() {
  const site = await startLocalSite();
  const provider = await startLocalProvider({ status: 200, body: '{"ok":true}' });
  const world = await makeTestWorld();
  const stack = new AsyncDisposableStack();
  for (const each of [site, provider, world]) stack.use(each);
  site.serveFeed(FEED_PATH, makeAngryPosts(40, world.clock.now()));
  const { agency } = await setStage(world, site);
  for (const { id } of await listContacts(world.db, agency.id)) {
    await deleteContact(world.db, { agencyId: agency.id, contactId: id });
  }
  const { contact } = await addContact(world, agency.id, makeInput());
  // every chat of the world is the local server
  const http: Http = {
    ...world.http,
    request: (request) =>
      world.http.request({ ...request, url: request.url.replace(/^https:\/\/[^/]*/, provider.url) }),
  };
  return { world, provider, agency, contact, http, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function makeInput() {
  return { name: 'Équipe', language: 'fr', isDigestReader: true, brandIds: [], channels: CHANNELS } as const;
}

test('an alert reaches every chat once, and its secrets stay out of tables, log and lists', async () => {
  await using stage = await setUp();
  const { world, provider, agency, http } = stage;
  await decideAll(world);
  await deliverPending({ ...world, http, stopping });
  const deliveries = await listDeliveries(world.db, { agencyId: agency.id, status: 'accepted' }, FIRST_PAGE);
  expect(deliveries.map(({ channelKind }) => channelKind).toSorted()).toEqual(CHAT_KINDS.toSorted());
  expect(provider.received.map(({ path }) => path.split('/')[1]?.slice(0, 8)).toSorted()).toEqual(
    [`bot${TOKEN.slice(0, 5)}`, 'api', 'hooks', 'services', 'workflow'].toSorted(),
  );
  for (const { body } of provider.received) expect(body).toContain('Ondelia');
  const rows = [
    await world.db.selectFrom('channels').selectAll().execute(),
    await world.db.selectFrom('deliveries').selectAll().execute(),
    await listContacts(world.db, agency.id),
    world.logLines,
  ];
  const kept = JSON.stringify(rows, (_, value) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
  );
  expect(kept).not.toContain(TAIL);
  expect(kept).toContain('hooks.slack.com/…/ab3x');
});

test('a chat that fails leaves its reason and no secret behind', async () => {
  await using stage = await setUp();
  const { world, provider, agency, http } = stage;
  await decideAll(world);
  provider.answerWith(({ path }) => ({ status: 500, body: `{"message":"${path}","description":"${path}"}` }));
  await deliverPending({ ...world, http, stopping });
  const closed = { ...world.http, request: () => Promise.reject(new Error('a fault of ours')) };
  world.clock.advanceMs(60_000);
  await deliverPending({ ...world, http: closed, stopping });
  const pending = await listDeliveries(world.db, { agencyId: agency.id, status: 'pending' }, FIRST_PAGE);
  expect(pending).toHaveLength(CHANNELS.length);
  expect(JSON.stringify([pending, world.logLines])).not.toContain(TAIL);
});

test('two addresses that look alike are two channels; the same twice is refused', async () => {
  await using stage = await setUp();
  const { world, agency } = stage;
  const other = CHANNELS[0].address.replace('q1w2', 'q9w9');
  const two = [CHANNELS[0], { kind: 'slack', address: other }] as const;
  const { contact } = await addContact(world, agency.id, { ...makeInput(), channels: two });
  expect(contact.channels.map(({ address }) => address)).toEqual(['hooks.slack.com/…/ab3x', 'hooks.slack.com/…/ab3x']);
  const twice = [CHANNELS[0], CHANNELS[0]];
  await expect(addContact(world, agency.id, { ...makeInput(), channels: twice })).rejects.toThrow('same channel twice');
  const bots = [CHANNELS[4], { ...CHANNELS[4], token: TOKEN.replace('AAE', 'AAF') }];
  await expect(addContact(world, agency.id, { ...makeInput(), channels: bots })).rejects.toThrow('same channel twice');
});

test('a channel that was removed meanwhile is told of no more', async () => {
  await using stage = await setUp();
  const { world, provider, agency, contact, http } = stage;
  await decideAll(world);
  await deleteContact(world.db, { agencyId: agency.id, contactId: contact.id });
  await deliverPending({ ...world, http, stopping });
  expect(provider.received).toHaveLength(0);
  const dead = await listDeliveries(world.db, { agencyId: agency.id, status: 'dead' }, FIRST_PAGE);
  expect(dead.map(({ lastErrorMessage }) => lastErrorMessage)).toEqual(
    CHANNELS.map(() => 'The channel was removed before this was sent.'),
  );
});
