/** One row that can never be worked off: its neighbours in the batch are done all the same, and it does not come first for ever. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { analyseNewDocuments } from '../../src/pipeline/analyse-new-documents.ts';
import { crawlDueSources } from '../../src/pipeline/crawl-due-sources.ts';
import { decideAlerts } from '../../src/pipeline/decide-alerts.ts';
import { deliverPending } from '../../src/pipeline/deliver-pending.ts';
import { detectBuzz } from '../../src/pipeline/detect-buzz.ts';
import { sendDigests } from '../../src/pipeline/send-digests.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { deleteBrand } from '../../src/store/brands.ts';
import { listUnresolvedBuzzes } from '../../src/store/buzzes.ts';
import { listDeliveries } from '../../src/store/deliveries.ts';
import { listDigests } from '../../src/store/digests.ts';
import { listMentions } from '../../src/store/mentions.ts';
import { listHeardSources } from '../../src/store/sources.ts';
import { startLocalMailbox } from '../support/local-mailbox.ts';
import { startLocalSite } from '../support/local-site.ts';
import { decideAll, FEED_PATH, makeAngryPosts, setStage } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

const FIRST_PAGE = { after: null, limit: 100 };
const POST_COUNT = 40;
const stopping = new AbortController().signal;

/** Two agencies hear the same bad buzz; the first of them is the one that a test poisons. */
async function setUp() {
  const site = await startLocalSite();
  const mailbox = await startLocalMailbox();
  const world = await makeTestWorld({ environment: { SMTP_URL: mailbox.url } });
  const stack = new AsyncDisposableStack();
  for (const each of [site, mailbox, world]) stack.use(each);
  site.serveFeed(FEED_PATH, makeAngryPosts(POST_COUNT, world.clock.now()));
  const ill = await setStage(world, site, 'Agence malade');
  const sound = await setStage(world, site, 'Agence saine');
  return { site, mailbox, world, ill, sound, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function breakTimeZone(world: TestWorld, agencyId: string): Promise<void> {
  await world.db.updateTable('agencies').set({ time_zone: 'Nowhere/Land' }).where('id', '=', agencyId).execute();
}

describe('one that cannot be worked off', () => {
  test('a brand: the others of the batch are judged, and its own fault is told', async () => {
    await using stage = await setUp();
    const { world, ill, sound } = stage;
    await crawlDueSources({ ...world, stopping });
    await analyseNewDocuments(world);
    await world.db.updateTable('volumes').set({ negative_count: -1 }).where('agency_id', '=', ill.agency.id).execute();
    await world.db
      .updateTable('judgements')
      .set({ judge_at: new Date(0) })
      .where('agency_id', '=', ill.agency.id)
      .execute();
    await expect(detectBuzz(world)).rejects.toThrow(ill.brand.id);
    expect(await listUnresolvedBuzzes(world.db, sound.agency.id)).toHaveLength(1);
  });

  test('a buzz: the others are decided and told', async () => {
    await using stage = await setUp();
    const { world, ill, sound } = stage;
    await crawlDueSources({ ...world, stopping });
    await analyseNewDocuments(world);
    await detectBuzz(world);
    await sql`update buzzes set figures = 'null', level_since = '2000-01-01' where agency_id = ${ill.agency.id}`.execute(
      world.db,
    );
    await sql`update buzz_events set evidence = '{}' where agency_id = ${ill.agency.id}`.execute(world.db);
    await expect(decideAlerts(world)).rejects.toThrow('1 of 2 failed');
    expect(await listAlerts(world.db, { agencyId: sound.agency.id }, FIRST_PAGE)).toHaveLength(1);
  });

  test('an agency: the others get their digests', async () => {
    await using stage = await setUp();
    const { world, ill, sound } = stage;
    await breakTimeZone(world, ill.agency.id);
    await world.db
      .updateTable('agencies')
      .set({ next_digest_at: new Date(0) })
      .where('id', '=', ill.agency.id)
      .execute();
    world.clock.advanceMs(7 * DAY_MS);
    await expect(sendDigests(world)).rejects.toThrow(ill.agency.id);
    const ofSound = { agencyId: sound.agency.id, brandId: sound.brand.id };
    expect(await listDigests(world.db, ofSound, FIRST_PAGE)).toHaveLength(1);
  });

  test('a brand’s digest: the agency’s other brands get theirs once, though the week stays open', async () => {
    await using stage = await setUp();
    const { world, ill } = stage;
    await sql`insert into brands select agency_id, gen_random_uuid(), 'Poison', kind, query, created_at, updated_at
      from brands where id = ${ill.brand.id}`.execute(world.db);
    await sql`alter table digests add constraint poison check (content->>'brandName' <> 'Poison')`.execute(world.db);
    world.clock.advanceMs(7 * DAY_MS);
    try {
      for (let time = 0; time < 2; time += 1) {
        await expect(sendDigests(world)).rejects.toThrow('poison');
        world.clock.advanceMs(11 * MINUTE_MS);
      }
    } finally {
      await sql`alter table digests drop constraint poison`.execute(world.db);
    }
    const listOwed = () => listDigests(world.db, { agencyId: ill.agency.id }, FIRST_PAGE);
    expect(await listOwed()).toHaveLength(2); // of the sound brand, and of the agency
    await sendDigests(world); // the cause is gone: the brand gets the week that it was owed
    expect(await listOwed()).toHaveLength(3);
  });

  test('a document that the database refuses: the rest of the batch has its mentions', async () => {
    await using stage = await setUp();
    const { world, sound } = stage;
    await crawlDueSources({ ...world, stopping });
    await sql`alter table mentions add constraint poison check (title not like '%numéro 7')`.execute(world.db);
    try {
      await expect(analyseNewDocuments(world)).rejects.toThrow('1 of 40 failed');
    } finally {
      await sql`alter table mentions drop constraint poison`.execute(world.db);
    }
    const since = new Date(world.clock.now().getTime() - DAY_MS);
    const mentions = await listMentions(world.db, { agencyId: sound.agency.id, since }, FIRST_PAGE);
    expect(mentions).toHaveLength(POST_COUNT - 1);
    world.clock.advanceMs(11 * MINUTE_MS);
    await drainPipeline(world); // the cause is gone: it comes back by itself
    expect(await listMentions(world.db, { agencyId: sound.agency.id, since }, FIRST_PAGE)).toHaveLength(POST_COUNT);
  });

  test('a source whose documents the database refuses: it says why, is left alone until its time, and stops no other', async () => {
    await using stage = await setUp();
    const { world, site, sound } = stage;
    site.serveFeed('/good.xml', makeAngryPosts(3, new Date(world.clock.now().getTime() - HOUR_MS)).map(toOther));
    await addSubscription(world, sound.agency.id, { url: `${site.url}/good.xml`, kind: 'feed', brandId: null });
    await sql`alter table documents add constraint poison check (title not like '%numéro 7')`.execute(world.db);
    try {
      await crawlDueSources({ ...world, stopping });
    } finally {
      await sql`alter table documents drop constraint poison`.execute(world.db);
    }
    const sources = await listHeardSources(world.db, sound.agency.id, FIRST_PAGE);
    const states = sources.map(({ url, lastErrorReason }) => [url.replace(site.url, ''), lastErrorReason]);
    expect(states).toEqual([
      [FEED_PATH, 'unreadable'],
      ['/good.xml', null],
    ]);
    expect(sources[0]?.lastErrorMessage).toContain('Vigie itself failed');
    expect(sources[0]?.nextCheckAt.getTime()).toBeGreaterThan(world.clock.now().getTime());
  });

  test('a webhook whose key cannot be read: the delivery says so and dies at its deadline, and the mails go out', async () => {
    await using stage = await setUp();
    const { world, ill, mailbox } = stage;
    await addContact(world, ill.agency.id, {
      name: 'Robot',
      language: 'fr',
      isDigestReader: false,
      brandIds: [],
      channels: Array.from({ length: 12 }, (_, index) => ({
        kind: 'webhook' as const,
        address: `https://hooks.example/${index}`,
      })),
    });
    await decideAll(world);
    const withOtherKey = { ...world, stopping, secretKey: { present: Buffer.alloc(32, 9), previous: [] } };
    await deliverPending(withOtherKey);
    expect(mailbox.mails).toHaveLength(2);
    const waiting = await listDeliveries(world.db, { agencyId: ill.agency.id, status: 'pending' }, FIRST_PAGE);
    const hooks = waiting.filter((delivery) => delivery.channelKind === 'webhook');
    expect(hooks).toHaveLength(12);
    expect(hooks[0]).toMatchObject({
      attemptCount: 1,
      lastErrorReason: 'not-configured',
      lastErrorMessage: expect.stringContaining('SECRET_KEY'),
    });
    world.clock.advanceMs(DAY_MS);
    await deliverPending(withOtherKey);
    const dead = await listDeliveries(world.db, { agencyId: ill.agency.id, status: 'dead' }, FIRST_PAGE);
    expect(dead.filter((delivery) => delivery.channelKind === 'webhook')).toHaveLength(12);
  });
});

test('a brand that is removed while its documents are read costs nobody else a mention', async () => {
  await using stage = await setUp();
  const { world, ill, sound } = stage;
  await crawlDueSources({ ...world, stopping });
  const brandMatcher: TestWorld['brandMatcher'] = {
    current: async (db) => {
      const matcher = await world.brandMatcher.current(db);
      await deleteBrand(db, { agencyId: ill.agency.id, brandId: ill.brand.id });
      return matcher;
    },
  };
  await analyseNewDocuments({ ...world, brandMatcher });
  const since = new Date(world.clock.now().getTime() - DAY_MS);
  expect(await listMentions(world.db, { agencyId: sound.agency.id, since }, FIRST_PAGE)).toHaveLength(POST_COUNT);
  await drainPipeline(world);
});

function toOther(post: ReturnType<typeof makeAngryPosts>[number]) {
  return { ...post, slug: `other-${post.slug}`, title: `Autre ${post.slug}` };
}
