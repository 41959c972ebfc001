/** What no key may reach: the rows of others, by any route that exists or will exist. */
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTestWorld } from '../support/test-world.ts';
import { addAgency, addEverything, type Everything, makeApi, makeCall, type SampleAgency } from './sample-agency.ts';

/** A body that would be right, for the operations that need one. */
const BODIES: Readonly<Record<string, unknown>> = {
  createChannel: { kind: 'email', address: 'volee@agence.example' },
  updateChannel: { isReachable: true },
  updateBrand: { name: 'Volée' },
  backtestBrand: { sensitivity: 'more' },
  updateContact: { name: 'Volé' },
  updateMention: { status: 'handled' },
  updateSavedQuery: { query: 'incident' },
  updateCrisisTerm: { weight: 2 },
  updateTheme: { name: 'Volé' },
  updateLogbookEntry: { text: 'Volé' },
  updatePriority: { isDone: true },
  replaceDebrief: { text: 'Volé' },
  updateCampaign: { name: 'Volée' },
  updateAlertRule: { level: 3 },
  replaceBrandEscalationChain: { steps: [{ waitMinutes: 0, targets: [{ everybody: true }] }] },
  updateRota: { name: 'Volée' },
  replaceBuzzMark: { mark: 'confirmed' },
  createAcknowledgement: { by: 'Un intrus' },
  createSnooze: { minutes: 60, by: 'Un intrus' },
  createResolution: { by: 'Un intrus' },
  createSearch: { service: 'hacker-news' },
  createSummaryDraft: {},
  replaceSourceSecret: { secret: { cookie: 'session=deux' } },
};

type Operation = Readonly<{
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  url: string;
  queryIds: readonly string[];
}>;

let operations: readonly Operation[] = [];
let everything: Everything;
let owner: SampleAgency;
let stranger: SampleAgency;

beforeAll(async () => {
  // asked by nobody here: a worker would
  const environment = { SUMMARY_MODEL: 'openai:http://127.0.0.1:1/v1', SUMMARY_MODEL_NAME: 'none' };
  const world = await makeTestWorld({ environment });
  const app = await makeApi(world);
  await app.ready();
  owner = await addAgency(world, app, 'Agence');
  stranger = await addAgency(world, app, 'Voisine');
  everything = await addEverything(world, owner);
  // only what was given up is sent again
  await world.db.updateTable('deliveries').set({ status: 'dead' }).where('id', '=', everything.deliveryId).execute();
  operations = listOperations(JSON.parse(JSON.stringify(app.swagger())));
});

test('the document names the operations that take an id in the path', () => {
  expect(operations.filter(({ url }) => url.includes('{')).length).toBeGreaterThanOrEqual(14);
});

test('another agency’s key sees 404 on every route that takes an id, and changes nothing', async () => {
  const withIds = operations.filter(({ url }) => url.includes('{'));
  for (const { name, method, url } of withIds) {
    const answer = await stranger.call(method, fillIds(url), toBody(name));
    expect([name, answer.statusCode, answer.json().code]).toEqual([name, 404, 'NOT_FOUND']);
  }
  // the control: with the owner's key the same calls find what they name
  const readings = withIds.filter(({ method }) => method !== 'DELETE');
  for (const { name, method, url } of readings) {
    const answer = await owner.call(method, fillIds(url), toBody(name));
    expect([name, answer.statusCode < 300]).toEqual([name, true]);
  }
});

test('another agency’s id in a query string is a 404 as well', async () => {
  const filters = operations.flatMap(({ method, url, queryIds }) => queryIds.map((name) => ({ method, url, name })));
  expect(filters.length).toBeGreaterThanOrEqual(6);
  for (const { method, url, name } of filters) {
    const query = `${url}?${name}=${idOf(name)}`;
    expect([query, (await stranger.call(method, query)).statusCode]).toEqual([query, 404]);
    expect([query, (await owner.call(method, query)).statusCode]).toEqual([query, 200]);
  }
});

test('another agency’s brand cannot be listened for or told about', async () => {
  const { brandId } = everything;
  const subscription = await stranger.call('POST', '/v1/subscriptions', {
    url: 'https://b.example/',
    kind: 'feed',
    brandId,
  });
  expect(subscription.statusCode).toBe(404);
  const channels = [{ kind: 'email', address: 'intrus@voisine.example' }];
  const contact = { name: 'Un intrus', language: 'fr', brandIds: [brandId], channels };
  expect((await stranger.call('POST', '/v1/contacts', contact)).statusCode).toBe(404);
  expect((await stranger.call('GET', '/v1/contacts')).json().items).toEqual([]);
});

test('another agency’s people and brands can neither be called on nor silenced', async () => {
  const { brandId, contactId, rotaId } = everything;
  const step = { waitMinutes: 0, targets: [{ contactId }] };
  for (const [method, url, body] of [
    ['PUT', '/v1/escalation-chain', { steps: [step] }],
    ['PUT', '/v1/escalation-chain', { steps: [{ ...step, targets: [{ rotaId }] }] }],
    ['POST', '/v1/rotas', { name: 'Nuits', contactIds: [contactId] }],
    ['POST', '/v1/silences', { brandId, reason: 'Chut', endsAt: '2026-06-02T00:00:00Z' }],
  ] as const) {
    const answer = await stranger.call(method, url, body);
    expect([url, answer.statusCode, answer.json().code]).toEqual([url, 404, 'NOT_FOUND']);
  }
});

test('lists hold nothing of another agency', async () => {
  for (const { method, url, name } of operations.filter(
    (each) => each.name.startsWith('list') && !each.url.includes('{'),
  )) {
    const { items }: { items: readonly { id: string | null }[] } = (await stranger.call(method, url)).json();
    // what every agency has, as the general themes, has no id
    const seen = items.map(({ id }) => id).filter((id) => id !== null);
    const expected = name === 'listApiKeys' ? [stranger.apiKeyId] : [];
    expect([name, seen]).toEqual([name, expected]);
  }
});

describe('without a good key', () => {
  test('every operation of an agency answers 401 and says how to be let in', async () => {
    const world = await makeTestWorld();
    const app = await makeApi(world);
    await app.ready();
    const closed = operations.filter(({ url, name }) => url.startsWith('/v1/') && name !== 'createAgency');
    for (const authorization of [undefined, 'Bearer vigie_key_wrong', `Basic ${owner.key}`, 'Bearer ']) {
      for (const { method, url, name } of closed) {
        const answer = await app.inject({
          method,
          url: fillIds(url),
          headers: authorization === undefined ? {} : { authorization },
        });
        expect([name, answer.statusCode, answer.json().code]).toEqual([name, 401, 'API_KEY_INVALID']);
        expect(answer.headers['www-authenticate']).toBe('Bearer realm="Vigie"');
      }
    }
  });

  test('a body is not even read', async () => {
    const world = await makeTestWorld();
    const app = await makeApi(world);
    const answer = await makeCall(app, 'vigie_key_wrong')('POST', '/v1/brands', 'x'.repeat(1_000_000));
    expect(answer.statusCode).toBe(401);
  });
});

/** As BODIES, with what names a row of the owner's. */
function toBody(name: string): unknown {
  const standIn = { contactId: everything.contactId, startsAt: '2026-06-02T00:00:00Z', endsAt: '2026-06-03T00:00:00Z' };
  return name === 'createRotaOverride' ? standIn : BODIES[name];
}

function fillIds(url: string): string {
  return url.replace(/\{(\w+)\}/g, (_, name: string) => idOf(name));
}

function idOf(name: string): string {
  if (name === 'day') return '2026-06-01';
  const id = Object.entries(everything).find(([key]) => key === name)?.[1];
  if (id === undefined) throw new Error(`addEverything makes no ${name}: add one, so that the wall is tried for it`);
  return id;
}

type ApiDocument = Readonly<{
  paths: Readonly<
    Record<
      string,
      Readonly<Record<string, Readonly<{ operationId: string; parameters?: readonly { in: string; name: string }[] }>>>
    >
  >;
}>;

function listOperations(document: ApiDocument): readonly Operation[] {
  return Object.entries(document.paths).flatMap(([url, item]) =>
    Object.entries(item).map(([verb, { operationId, parameters = [] }]) => ({
      name: operationId,
      method: verb.toUpperCase() as Operation['method'],
      url,
      queryIds: parameters.filter((each) => each.in === 'query' && each.name.endsWith('Id')).map((each) => each.name),
    })),
  );
}
