/** A feed with a hub: subscribed to, confirmed, told of, read at once, renewed, and left when nobody listens. */
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { listMentions } from '../../src/store/mentions.ts';
import { getHeardSource, listHeardSources } from '../../src/store/sources.ts';
import { deleteSubscription } from '../../src/store/subscriptions.ts';
import { makeApi } from '../api/sample-agency.ts';
import { serveHubFeed, startLocalHub } from '../support/local-hub.ts';
import { startLocalSite } from '../support/local-site.ts';
import { FEED_PATH, letTimePass, makeAngryPosts, setStage } from '../support/story.ts';
import { makeTestWorld } from '../support/test-world.ts';

const FIRST_PAGE = { after: null, limit: 100 };
const PUBLIC = { PUBLIC_URL: 'https://vigie.example' };

/** One post is there and read, and the hub was asked where it can reach the service. */
async function setUp(environment: Readonly<Record<string, string>> = PUBLIC) {
  const site = await startLocalSite();
  const hub = await startLocalHub();
  const world = await makeTestWorld({ environment });
  const app = await makeApi(world);
  const stack = new AsyncDisposableStack();
  for (const each of [site, hub, world]) stack.use(each);
  const publish = (count: number) =>
    serveHubFeed(site, { path: FEED_PATH, posts: makeAngryPosts(count, world.clock.now()), hubUrl: hub.url });
  publish(1);
  const { agency } = await setStage(world, site);
  await drainPipeline(world);
  const findSource = async () => {
    const [source] = await listHeardSources(world.db, agency.id, FIRST_PAGE);
    if (source === undefined) throw new Error('the agency listens to one');
    return source;
  };
  const countMentions = async () => {
    const since = new Date(world.clock.now().getTime() - 30 * DAY_MS);
    return (await listMentions(world.db, { agencyId: agency.id, since }, FIRST_PAGE)).length;
  };
  const visits = () => site.askedCount(FEED_PATH);
  const dispose = () => stack.disposeAsync();
  return { site, hub, world, app, agency, publish, findSource, countMentions, visits, [Symbol.asyncDispose]: dispose };
}

describe('a feed that offers a hub', () => {
  test('is subscribed to with a secret, a lease and an address that nobody can guess', async () => {
    await using stage = await setUp();
    const { hub, findSource } = stage;
    const source = await findSource();
    expect(hub.requests).toHaveLength(1);
    const asked = Object.fromEntries(hub.requests[0] ?? []);
    expect(asked).toMatchObject({ 'hub.mode': 'subscribe', 'hub.topic': source.url, 'hub.lease_seconds': '864000' });
    expect(asked['hub.callback']).toMatch(new RegExp(`^https://vigie\\.example/hubs/${source.id}/[\\w-]{43}$`));
    expect(asked['hub.secret']).toMatch(/^[\w-]{43}$/);
    expect(asked['hub.callback']).not.toContain(asked['hub.secret']);
    expect(source.hubLeaseUntil).toBeNull();
  });

  test('is read at once when the hub tells of news, and the mention is there', async () => {
    await using stage = await setUp();
    const { hub, world, app, publish, findSource, countMentions, visits } = stage;
    expect((await hub.askBack(app)).body).toBe('a1-b2');
    expect((await findSource()).hubLeaseUntil).toEqual(new Date(world.clock.now().getTime() + 10 * DAY_MS));
    world.clock.advanceMs(5 * MINUTE_MS);
    await drainPipeline(world);
    const before = visits();
    publish(2);
    expect((await hub.tell(app, { body: 'whatever it says, it is not read' })).statusCode).toBe(202);
    await drainPipeline(world);
    expect([visits() - before, await countMentions()]).toEqual([1, 2]);
  });

  test('is looked at once more a minute after news, and then again only every hour', async () => {
    await using stage = await setUp();
    const { hub, world, app, publish, countMentions, visits } = stage;
    await hub.askBack(app);
    world.clock.advanceMs(5 * MINUTE_MS);
    await hub.tell(app, { body: 'news' });
    await drainPipeline(world);
    const before = visits();
    publish(2); // a page that is cached shows its news late
    await letTimePass(world, { stepMs: MINUTE_MS, stepCount: 1 });
    expect([visits() - before, await countMentions()]).toEqual([1, 2]);
    await letTimePass(world, { stepMs: MINUTE_MS, stepCount: 50 });
    expect(visits() - before).toBe(1);
    await letTimePass(world, { stepMs: 10 * MINUTE_MS, stepCount: 3 });
    expect(visits() - before).toBe(2);
  });

  test('is not visited for words that are signed with another secret', async () => {
    await using stage = await setUp();
    const { hub, world, app, publish, countMentions, visits } = stage;
    await hub.askBack(app);
    await drainPipeline(world);
    const before = visits();
    publish(2);
    world.clock.advanceMs(MINUTE_MS);
    expect((await hub.tell(app, { body: 'news', secret: 'a guess' })).statusCode).toBe(202);
    await drainPipeline(world);
    expect([visits() - before, await countMentions()]).toEqual([0, 1]);
    expect(world.logLines).toContainEqual(
      expect.objectContaining({ event: 'hub.refused', reason: 'signature-wrong', level: 'warn' }),
    );
  });

  test('is visited once a minute at most, however often its hub has news', async () => {
    await using stage = await setUp();
    const { hub, world, app, visits } = stage;
    await hub.askBack(app);
    const before = visits();
    for (let second = 0; second < 50; second += 5) {
      world.clock.advanceMs(5_000);
      await hub.tell(app, { body: 'news' });
      await drainPipeline(world);
    }
    expect(visits() - before).toBe(0);
    world.clock.advanceMs(10_000);
    await drainPipeline(world);
    expect(visits() - before).toBe(1);
  });

  test('is subscribed to anew before the lease ends, and believed until the new end', async () => {
    await using stage = await setUp();
    const { hub, world, app, findSource } = stage;
    await hub.askBack(app);
    await letTimePass(world, { stepMs: DAY_MS - HOUR_MS, stepCount: 9 });
    expect(hub.requests).toHaveLength(1);
    await letTimePass(world, { stepMs: 9 * HOUR_MS, stepCount: 1 });
    expect(hub.requests.map((asked) => asked.get('hub.mode'))).toEqual(['subscribe', 'subscribe']);
    await hub.askBack(app);
    expect((await findSource()).hubLeaseUntil).toEqual(new Date(world.clock.now().getTime() + 10 * DAY_MS));
  });

  test('is polled at its own pace again when the hub lets the lease end', async () => {
    await using stage = await setUp();
    const { hub, world, app, visits } = stage;
    await hub.askBack(app, { 'hub.lease_seconds': '7200' });
    hub.answer({ status: 503 });
    await letTimePass(world, { stepMs: 5 * MINUTE_MS, stepCount: 24 });
    const pushed = visits();
    await letTimePass(world, { stepMs: 5 * MINUTE_MS, stepCount: 24 });
    expect(visits() - pushed).toBeGreaterThan(pushed);
  });

  test('that a hub refuses is polled as ever and asked for again after a week', async () => {
    await using stage = await setUp();
    const { hub, world, app, findSource } = stage;
    await hub.askBack(app);
    expect((await hub.askBack(app, { 'hub.mode': 'denied' })).statusCode).toBe(200);
    expect((await findSource()).hubLeaseUntil).toBeNull();
    expect((await hub.askBack(app)).statusCode).toBe(404);
    await letTimePass(world, { stepMs: DAY_MS, stepCount: 6 });
    expect(hub.requests).toHaveLength(1);
    await letTimePass(world, { stepMs: DAY_MS, stepCount: 1 });
    expect(hub.requests).toHaveLength(2);
    expect((await hub.askBack(app)).statusCode).toBe(200);
  });

  test('that offers it no more is forgotten, and its hub told so when it calls', async () => {
    await using stage = await setUp();
    const { site, hub, world, app, findSource } = stage;
    await hub.askBack(app);
    expect((await findSource()).hubLeaseUntil).not.toBeNull();
    site.serveFeed(FEED_PATH, makeAngryPosts(1, world.clock.now()));
    await letTimePass(world, { stepMs: HOUR_MS, stepCount: 2 });
    expect((await findSource()).hubLeaseUntil).toBeNull();
    expect((await hub.tell(app, { body: 'news' })).statusCode).toBe(410);
  });

  test('is unsubscribed from when nobody listens any more, once the hub calls', async () => {
    await using stage = await setUp();
    const { hub, world, app, agency, findSource } = stage;
    await hub.askBack(app);
    expect((await hub.askBack(app, { 'hub.mode': 'unsubscribe' })).statusCode).toBe(404);
    const source = await findSource();
    for (const { id } of source.subscriptions) {
      await deleteSubscription(world.db, { agencyId: agency.id, subscriptionId: id });
    }
    await letTimePass(world, { stepMs: DAY_MS, stepCount: 1 });
    expect((await hub.tell(app, { body: 'news' })).statusCode).toBe(410);
    await drainPipeline(world);
    expect(hub.requests.at(-1)?.get('hub.mode')).toBe('unsubscribe');
    expect((await hub.askBack(app)).body).toBe('a1-b2');
    expect(await world.db.selectFrom('hub_subscriptions').selectAll().execute()).toEqual([]);
  });
});

test('a service that no hub can reach asks none', async () => {
  for (const url of ['http://vigie.example', 'https://localhost:3000', 'https://10.0.0.7']) {
    await using stage = await setUp({ PUBLIC_URL: url });
    expect([url, stage.hub.requests.length]).toEqual([url, 0]);
  }
});

test('a source keeps its documents and its listeners whatever its hub says', async () => {
  await using stage = await setUp();
  const { hub, world, app, agency, findSource } = stage;
  const { id: sourceId } = await findSource();
  await hub.askBack(app);
  await hub.tell(app, { body: '<rss><channel><item><title>Ondelia : faux scandale</title></item></channel></rss>' });
  await letTimePass(world, { stepMs: MINUTE_MS, stepCount: 2 });
  expect(await stage.countMentions()).toBe(1);
  expect((await getHeardSource(world.db, { agencyId: agency.id, sourceId })).lastErrorReason).toBeNull();
});
