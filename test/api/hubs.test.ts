/** The addresses where hubs call back. */
import type { FastifyInstance } from 'fastify';
import { expect, test } from 'vitest';
import { makeHubCallbackUrl } from '../../src/domain/hub-subscription.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { claimDueHubSubscriptions, recordHubOffers } from '../../src/store/hub-subscriptions.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeApi } from './sample-agency.ts';

const TOPIC = 'https://site.example/feed';

/** A source whose hub was asked and has not answered. */
async function start() {
  const world = await makeTestWorld({ environment: { PUBLIC_URL: 'https://vigie.example' } });
  const app = await makeApi(world);
  const agency = await makeAgency(world, 'Agence');
  const { source } = await addSubscription(world, agency.id, { url: TOPIC, kind: 'feed', brandId: null });
  const now = world.clock.now();
  const hub = { hubUrl: 'https://hub.example/', topicUrl: TOPIC };
  await recordHubOffers(world.db, [{ sourceId: source.id, hub }], now);
  await claimDueHubSubscriptions(world.db, { now, leasedUntil: now, limit: 1, perHostMax: 1 });
  const path = new URL(makeHubCallbackUrl(world.secretKey, world.config.publicUrl, source.id)).pathname;
  const confirm = (parameters: Readonly<Record<string, string>> = {}) => ask(app, path, parameters);
  return { world, app, source, path, confirm };
}

function ask(app: FastifyInstance, path: string, parameters: Readonly<Record<string, string>> = {}) {
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.topic': TOPIC,
    'hub.challenge': 'a1-b2',
    'hub.lease_seconds': '864000',
    ...parameters,
  });
  return app.inject(`${path}?${query}`);
}

test('the challenge is echoed as plain text that no browser takes for anything else', async () => {
  const { confirm } = await start();
  const answer = await confirm();
  expect([answer.statusCode, answer.body]).toEqual([200, 'a1-b2']);
  expect(answer.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
});

test.each([
  { 'hub.topic': 'https://site.example/other' },
  { 'hub.mode': 'publish' },
  { 'hub.mode': '' },
  { 'hub.mode': 'unsubscribe' },
  { 'hub.challenge': '' },
  { 'hub.challenge': 'a b' },
  { 'hub.challenge': 'é' },
  { 'hub.challenge': 'x'.repeat(1_025) },
])('a question with %j is not agreed to', async (parameters) => {
  const { world, confirm } = await start();
  expect((await confirm(parameters)).statusCode).toBe(404);
  const rows = await world.db.selectFrom('hub_subscriptions').select('state').execute();
  expect(rows).toEqual([{ state: 'asked' }]);
});

test('a hub that was not asked yet is not agreed with', async () => {
  const { world, confirm } = await start();
  await world.db.updateTable('hub_subscriptions').set({ asked_at: null }).execute();
  expect((await confirm()).statusCode).toBe(404);
  expect((await confirm({ 'hub.mode': 'denied' })).statusCode).toBe(404);
});

test('another end of the address is 404 for every method, and its body is not read', async () => {
  const { app, source, path } = await start();
  for (const wrong of [
    `${path}x`,
    path.slice(0, -1),
    path.replace(source.id, source.id.replace(/.$/, '0')),
    '/hubs/a/b',
  ]) {
    expect([wrong, (await ask(app, wrong)).statusCode]).toEqual([wrong, 404]);
    const told = await app.inject({ method: 'POST', url: wrong, payload: 'x'.repeat(16 * 1_024 * 1_024) });
    expect([wrong, told.statusCode]).toEqual([wrong, 404]);
  }
});

test('a HEAD request confirms nothing', async () => {
  const { world, app, path } = await start();
  const query = new URLSearchParams({ 'hub.mode': 'subscribe', 'hub.topic': TOPIC, 'hub.challenge': 'x' });
  expect((await app.inject({ method: 'HEAD', url: `${path}?${query}` })).statusCode).toBe(404);
  expect(await world.db.selectFrom('sources').select('hub_lease_until').execute()).toEqual([{ hub_lease_until: null }]);
});

test('news of any type is accepted and of any size up to what we would read ourselves, signed or not', async () => {
  const { app, path } = await start();
  for (const type of ['application/atom+xml', 'application/json', 'text/plain', 'text/html', undefined]) {
    const headers = type === undefined ? {} : { 'content-type': type };
    const answer = await app.inject({ method: 'POST', url: path, headers, payload: Buffer.from('{"not": json') });
    expect([type, answer.statusCode, answer.body]).toEqual([type, 202, '']);
  }
  expect((await app.inject({ method: 'POST', url: path })).statusCode).toBe(202);
  const sizes = [15 * 1_024 * 1_024, 15 * 1_024 * 1_024 + 1];
  const answers = await Promise.all(
    sizes.map((size) => app.inject({ method: 'POST', url: path, payload: Buffer.alloc(size, 0x20) })),
  );
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([202, 413]);
});

test('a hub that has news of a source that is no more is told so', async () => {
  const { world, app, path } = await start();
  await world.db.deleteFrom('hub_subscriptions').execute();
  expect((await app.inject({ method: 'POST', url: path, payload: 'news' })).statusCode).toBe(410);
});

test('more than sixty calls a minute are turned away, for each address and for who guesses', async () => {
  const { app, path } = await start();
  const call = async (url: string) => (await app.inject({ method: 'POST', url, payload: 'news' })).statusCode;
  for (let count = 0; count < 60; count += 1) await call(path);
  expect(await call(path)).toBe(429);
  for (let count = 0; count < 60; count += 1) expect(await call(`/hubs/guess/${count}`)).toBe(404);
  expect(await call('/hubs/guess/again')).toBe(429);
});

test('the API’s description does not speak of it', async () => {
  const { app } = await start();
  const document = (await app.inject('/v1/openapi.json')).body;
  expect(document).toContain('/v1/brands');
  expect(document).not.toContain('hubs');
});
