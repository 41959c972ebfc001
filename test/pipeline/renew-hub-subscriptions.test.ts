/** Hubs that are asked: in their turn, again when they fail, and not more often than they can bear. */
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { renewHubSubscriptions } from '../../src/pipeline/renew-hub-subscriptions.ts';
import { recordHubOffers } from '../../src/store/hub-subscriptions.ts';
import { findOrCreateSource } from '../../src/store/sources.ts';
import { makeApi } from '../api/sample-agency.ts';
import { startLocalHub } from '../support/local-hub.ts';
import { startLocalSite } from '../support/local-site.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makePublicFeed } from '../support/visits.ts';

const PUBLIC = { PUBLIC_URL: 'https://vigie.example' };

async function setUp(environment: Readonly<Record<string, string>> = PUBLIC) {
  const hub = await startLocalHub();
  const world = await makeTestWorld({ environment });
  const stack = new AsyncDisposableStack();
  for (const each of [hub, world]) stack.use(each);
  return { hub, world, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function addOffers(world: TestWorld, hubUrl: string, count: number): Promise<void> {
  const now = world.clock.now();
  for (let index = 0; index < count; index += 1) {
    const feed = makePublicFeed(`https://site${index}.example/feed`);
    const { id, url } = await findOrCreateSource(world.db, { newId: world.newId, now }, feed);
    await recordHubOffers(world.db, [{ sourceId: id, hub: { hubUrl, topicUrl: url } }], now);
  }
}

/** Everything that is due now. */
async function renewAll(world: TestWorld, stopping = new AbortController().signal): Promise<number> {
  let count = 0;
  for (let claimed = -1; claimed !== 0 && !stopping.aborted; ) {
    claimed = await renewHubSubscriptions({ ...world, stopping });
    count += claimed;
  }
  return count;
}

/** The hours, from now on, after which the hub is asked again. */
async function readDelayHours(world: TestWorld): Promise<readonly number[]> {
  const rows = await world.db.selectFrom('hub_subscriptions').select('next_ask_at').execute();
  return rows.map((row) => (row.next_ask_at.getTime() - world.clock.now().getTime()) / HOUR_MS);
}

test('a hub that fails is asked again after an hour, then after twice as long, up to a day', async () => {
  await using stage = await setUp();
  const { hub, world } = stage;
  hub.answer({ status: 500 });
  await addOffers(world, hub.url, 1);
  const delays: number[] = [];
  for (let time = 0; time < 8; time += 1) {
    expect(await renewAll(world)).toBe(1);
    const [hours = 0] = await readDelayHours(world);
    delays.push(hours);
    world.clock.advanceMs(hours * HOUR_MS);
  }
  expect(delays).toEqual([1, 2, 4, 8, 16, 24, 24, 24]);
  expect(hub.requests).toHaveLength(8);
  const told = world.logLines.find(({ event }) => event === 'hub.refused');
  expect(told).toMatchObject({ reason: 'refused', message: expect.stringContaining('answered 500') });
  expect(JSON.stringify(world.logLines)).not.toContain(hub.requests[0]?.get('hub.secret'));
  expect(JSON.stringify(world.logLines)).not.toContain('/hubs/');
});

test('a hub that says when to come back is not asked before', async () => {
  await using stage = await setUp();
  const { hub, world } = stage;
  hub.answer({ status: 429, headers: { 'retry-after': '18000' } });
  await addOffers(world, hub.url, 1);
  await renewAll(world);
  expect(await readDelayHours(world)).toEqual([5]);
});

test('a hub that takes the request up and never asks back is asked again a day later', async () => {
  await using stage = await setUp();
  const { hub, world } = stage;
  await addOffers(world, hub.url, 1);
  await renewAll(world);
  expect(await readDelayHours(world)).toEqual([24]);
  world.clock.advanceMs(DAY_MS);
  expect(await renewAll(world)).toBe(1);
});

test('a hub that asks back before it answers is believed, whatever it answers then', async () => {
  await using stage = await setUp();
  await using site = await startLocalSite();
  const { hub, world } = stage;
  const app = await makeApi(world);
  site.serve('/hub', (request, response) => {
    let body = '';
    request.on('data', (piece: Buffer) => {
      body += piece.toString();
    });
    request.on('end', () => {
      hub.requests.push(new URLSearchParams(body));
      hub.askBack(app).then(
        (answer) => response.writeHead(answer.body === 'a1-b2' ? 500 : 404).end(),
        (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
      );
    });
  });
  await addOffers(world, `${site.url}/hub`, 1);
  await renewAll(world);
  expect(await readDelayHours(world)).toEqual([9 * 24]);
  expect(await world.db.selectFrom('hub_subscriptions').select(['state', 'failure_count']).execute()).toEqual([
    { state: 'active', failure_count: 0 },
  ]);
});

test('a hub of many feeds is asked one thing at a time, and for all of them in the end', async () => {
  await using stage = await setUp();
  await using site = await startLocalSite();
  const { world } = stage;
  let openCount = 0;
  let mostCount = 0;
  site.serve('/hub', (_request, response) => {
    openCount += 1;
    mostCount = Math.max(mostCount, openCount);
    void delay(2).then(() => {
      openCount -= 1;
      response.writeHead(202).end();
    });
  });
  await addOffers(world, `${site.url}/hub`, 45);
  expect(await renewAll(world)).toBe(45);
  expect([site.askedCount('/hub'), mostCount]).toEqual([45, 1]);
});

test('a hub that cannot be reached is tried once, not once for each of its feeds', async () => {
  await using stage = await setUp();
  await using site = await startLocalSite();
  const { world } = stage;
  site.serve('/hub', (_request, response) => response.destroy());
  await addOffers(world, `${site.url}/hub`, 20);
  expect(await renewAll(world)).toBe(20);
  expect(site.askedCount('/hub')).toBe(1);
  expect(new Set(await readDelayHours(world))).toEqual(new Set([1]));
});

test('a worker that is stopped gives back what it had not begun', async () => {
  await using stage = await setUp();
  const { hub, world } = stage;
  await addOffers(world, hub.url, 3);
  expect(await renewAll(world, AbortSignal.abort())).toBe(0);
  const stopping = new AbortController();
  stopping.abort();
  await renewHubSubscriptions({ ...world, stopping: stopping.signal });
  expect(hub.requests).toHaveLength(0);
  expect(await renewAll(world)).toBe(3);
});

test('a source that nobody listens to is unsubscribed from where the hub had agreed, and forgotten in any case', async () => {
  for (const isConfirmed of [true, false]) {
    await using stage = await setUp();
    const { hub, world } = stage;
    const app = await makeApi(world);
    await addOffers(world, hub.url, 1);
    await renewAll(world);
    if (isConfirmed) await hub.askBack(app);
    await world.db.updateTable('sources').set({ is_polled: false }).execute();
    hub.answer({ status: 500 });
    world.clock.advanceMs(9 * DAY_MS + MINUTE_MS);
    await renewAll(world);
    const modes = hub.requests.map((asked) => asked.get('hub.mode'));
    expect(modes).toEqual(isConfirmed ? ['subscribe', 'unsubscribe'] : ['subscribe']);
    expect(await world.db.selectFrom('hub_subscriptions').selectAll().execute()).toEqual([]);
    const [source] = await world.db.selectFrom('sources').select('hub_lease_until').execute();
    expect(source).toEqual({ hub_lease_until: null });
  }
});

test('a service that moved to an address which no hub can reach asks none, and what it had been promised runs out', async () => {
  await using stage = await setUp({ PUBLIC_URL: 'https://10.0.0.7' });
  const { hub, world } = stage;
  await addOffers(world, hub.url, 1);
  world.clock.setTo(addMs(world.clock.now(), DAY_MS));
  expect(await renewAll(world)).toBe(0);
  expect(hub.requests).toEqual([]);
});
