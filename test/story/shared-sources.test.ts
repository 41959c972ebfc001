/** Two agencies, one source: fetched once for both, understood for each, and neither sees the other's. */
import { describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { addBrand, changeBrand } from '../../src/intents/brands.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { getMention, listMentions, updateMentionStatus } from '../../src/store/mentions.ts';
import { listHeardSources } from '../../src/store/sources.ts';
import { deleteSubscription } from '../../src/store/subscriptions.ts';
import { sumVolumes } from '../../src/store/volumes.ts';
import { startLocalSite } from '../support/local-site.ts';
import { FEED_PATH, letTimePass, makeAgency, makeAngryPosts, setStage } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

const FIRST_PAGE = { after: null, limit: 100 };

async function setUp() {
  const site = await startLocalSite();
  const world = await makeTestWorld();
  site.serveFeed(FEED_PATH, makeAngryPosts(5, world.clock.now()));
  const stack = new AsyncDisposableStack();
  for (const each of [site, world]) stack.use(each);
  return { site, world, ...(await setStage(world, site)), [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function mentionsOf(world: TestWorld, agencyId: string) {
  const since = new Date(world.clock.now().getTime() - DAY_MS);
  return listMentions(world.db, { agencyId, since }, FIRST_PAGE);
}

describe('a source that two agencies share', () => {
  test('is fetched once, and each agency has its own mentions', async () => {
    await using stage = await setUp();
    const { site, world, agency } = stage;
    const other = await makeAgency(world, 'Agence des Docks');
    await addBrand(world, other.id, { name: 'Concurrent', kind: 'competitor', query: 'Ondelia AND panne' });
    await addSubscription(world, other.id, { url: `${site.url}${FEED_PATH}`, kind: 'feed', brandId: null });
    await drainPipeline(world);

    expect(site.askedCount(FEED_PATH)).toBe(1);
    const ours = await mentionsOf(world, agency.id);
    const theirs = await mentionsOf(world, other.id);
    expect([ours.length, theirs.length]).toEqual([5, 5]);
    const [first] = ours;
    await expect(getMention(world.db, { agencyId: other.id, mentionId: first?.id ?? '' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('gives a newcomer what it brought before, without being fetched again', async () => {
    await using stage = await setUp();
    const { site, world } = stage;
    await drainPipeline(world);
    world.clock.advanceMs(MINUTE_MS);
    const late = await makeAgency(world, 'Agence des Docks');
    await addBrand(world, late.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
    await addSubscription(world, late.id, { url: `${site.url}${FEED_PATH}`, kind: 'feed', brandId: null });
    await drainPipeline(world);
    expect(site.askedCount(FEED_PATH)).toBe(1);
    expect(await mentionsOf(world, late.id)).toHaveLength(5);
  });

  test('is not heard for a brand that another subscription of the agency is for', async () => {
    await using stage = await setUp();
    const { site, world, agency, brand } = stage;
    const [source] = await listHeardSources(world.db, agency.id, FIRST_PAGE);
    const subscriptionId = source?.subscriptions[0]?.id ?? '';
    await deleteSubscription(world.db, { agencyId: agency.id, subscriptionId });
    await addSubscription(world, agency.id, { url: `${site.url}${FEED_PATH}`, kind: 'feed', brandId: brand.id });
    const second = await addBrand(world, agency.id, { name: 'Autre', kind: 'client', query: 'panne' });
    await drainPipeline(world);
    const mentions = await mentionsOf(world, agency.id);
    expect(mentions).toHaveLength(5);
    expect(mentions.some((mention) => mention.brandId === second.id)).toBe(false);
  });

  test('is left alone once nobody listens', async () => {
    await using stage = await setUp();
    const { site, world, agency } = stage;
    const [source] = await listHeardSources(world.db, agency.id, FIRST_PAGE);
    const subscriptionId = source?.subscriptions[0]?.id ?? '';
    await deleteSubscription(world.db, { agencyId: agency.id, subscriptionId });
    await letTimePass(world, { stepMs: DAY_MS, stepCount: 2 });
    expect(site.askedCount(FEED_PATH)).toBe(0);
  });
});

describe('a mention', () => {
  test('is found in what is stored when the query is widened, and counted once', async () => {
    await using stage = await setUp();
    const { world, agency, brand } = stage;
    await changeBrand(world, { agencyId: agency.id, brandId: brand.id }, { query: 'Ondelia AND introuvable' });
    await drainPipeline(world);
    expect(await mentionsOf(world, agency.id)).toEqual([]);
    for (let time = 0; time < 2; time += 1) {
      await changeBrand(world, { agencyId: agency.id, brandId: brand.id }, { query: 'Ondelia' });
      await drainPipeline(world);
    }
    expect(await mentionsOf(world, agency.id)).toHaveLength(5);
    expect(await volumeOf(world, stage)).toMatchObject({ mentionCount: 5, negativeCount: 5 });
  });

  test('that is set aside as irrelevant leaves the volumes, and returns to them when it is brought back', async () => {
    await using stage = await setUp();
    const { world, agency } = stage;
    await drainPipeline(world);
    const [mention] = await mentionsOf(world, agency.id);
    const key = { agencyId: agency.id, mentionId: mention?.id ?? '' };
    await updateMentionStatus(world.db, key, 'irrelevant');
    await updateMentionStatus(world.db, key, 'irrelevant');
    expect(await volumeOf(world, stage)).toMatchObject({ mentionCount: 4, negativeCount: 4 });
    await updateMentionStatus(world.db, key, 'handled');
    expect(await volumeOf(world, stage)).toMatchObject({ mentionCount: 5, negativeCount: 5 });
  });
});

async function volumeOf(world: TestWorld, stage: Awaited<ReturnType<typeof setUp>>) {
  const from = new Date(world.clock.now().getTime() - DAY_MS);
  const key = { agencyId: stage.agency.id, brandId: stage.brand.id };
  return (await sumVolumes(world.db, key, [{ from, until: new Date(world.clock.now().getTime() + DAY_MS) }]))[0];
}
