/** Several workers over one PostgreSQL: each thing is done by one of them, and a killed one loses nothing. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { deliverPending } from '../../src/pipeline/deliver-pending.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { listMentions } from '../../src/store/mentions.ts';
import { startLocalMailbox } from '../support/local-mailbox.ts';
import { startLocalSite } from '../support/local-site.ts';
import { exitOf, start, waitUntil } from '../support/program.ts';
import { readKeptVolumes, recountVolumes } from '../support/recount-volumes.ts';
import { FEED_PATH, makeAngryPosts, setStage } from '../support/story.ts';
import { makeSecondWorker, makeTestWorld, type TestWorld } from '../support/test-world.ts';

const FEED_COUNT = 30;
const POST_COUNT = 40;
const FIRST_PAGE = { after: null, limit: 500 };

async function setUp(startAt?: Date) {
  const site = await startLocalSite();
  const mailbox = await startLocalMailbox();
  const world = await makeTestWorld({
    environment: { SMTP_URL: mailbox.url },
    ...(startAt === undefined ? {} : { startAt }),
  });
  const stack = new AsyncDisposableStack();
  for (const each of [site, mailbox, world]) stack.use(each);
  return { site, mailbox, world, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('many workers', { timeout: 120_000 }, () => {
  test('visit each source once, count each mention once and send each mail once', async () => {
    await using stage = await setUp();
    const { world, site, mailbox } = stage;
    const posts = makeAngryPosts(POST_COUNT, world.clock.now());
    site.serveFeed(FEED_PATH, posts);
    const { agency } = await setStage(world, site);
    for (let index = 1; index < FEED_COUNT; index += 1) {
      // the same posts in every feed: what the workers must not store twice between them
      site.serveFeed(`/feed-${index}.xml`, posts);
      await addSubscription(world, agency.id, { url: `${site.url}/feed-${index}.xml`, kind: 'feed', brandId: null });
    }
    await Promise.all([world, makeSecondWorker(world), makeSecondWorker(world)].map((each) => drainPipeline(each)));
    await drainPipeline(world); // what one worker held while the others looked for the last time

    for (let index = 1; index < FEED_COUNT; index += 1) expect(site.askedCount(`/feed-${index}.xml`)).toBe(1);
    const since = new Date(world.clock.now().getTime() - DAY_MS);
    const mentions = await listMentions(world.db, { agencyId: agency.id, since }, FIRST_PAGE);
    expect(mentions).toHaveLength(POST_COUNT);
    expect(await readVolume(world)).toBe(POST_COUNT);
    expect(await readKeptVolumes(world.db)).toEqual(await recountVolumes(world.db));
    expect(mailbox.mails).toHaveLength(1);
  });

  test('would send a mail twice if its lease ended while it is in hand: the counting above can fail', async () => {
    await using stage = await setUp();
    const { world, site, mailbox } = stage;
    site.serveFeed(FEED_PATH, makeAngryPosts(POST_COUNT, world.clock.now()));
    await setStage(world, site);
    let sentCount = 0;
    const slow: TestWorld = {
      ...world,
      mailer: {
        ...world.mailer,
        send: async (message) => {
          sentCount += 1;
          // as if ten minutes had gone by: another worker may claim what is still being sent here
          if (sentCount === 1) {
            await world.db.updateTable('deliveries').set({ leased_until: world.clock.now() }).execute();
            await deliverPending({ ...makeSecondWorker(world), stopping: new AbortController().signal });
          }
          return await world.mailer.send(message);
        },
      },
    };
    await drainPipeline(slow);
    expect(mailbox.mails).toHaveLength(2);
  });

  test('one of them killed between fetch and record: its source comes back after the lease', async () => {
    await using stage = await setUp(new Date());
    const { world, site } = stage;
    site.serveFeed(FEED_PATH, makeAngryPosts(POST_COUNT, world.clock.now()));
    const { agency } = await setStage(world, site);

    // the victim fetches, and then waits for this lock where it would record
    const locked = await world.db.startTransaction().execute();
    await sql`lock table document_keys in access exclusive mode`.execute(locked);
    const victim = start(['work'], {
      DATABASE_URL: world.databaseUrl ?? '',
      SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
      FETCH_ALLOWED_RANGES: '127.0.0.0/8',
      LOG_LEVEL: 'warn',
    });
    await waitUntil(() => site.askedCount(FEED_PATH) === 1);
    await waitUntil(() => isSomebodyWaitingForLock(world));
    victim.kill('SIGKILL');
    expect(await exitOf(victim)).toEqual({ code: null, signal: 'SIGKILL' });
    await locked.rollback().execute();

    await drainPipeline(world);
    expect(site.askedCount(FEED_PATH)).toBe(1); // leased: nobody else may touch it yet
    world.clock.advanceMs(11 * MINUTE_MS);
    await drainPipeline(world);

    const since = new Date(world.clock.now().getTime() - DAY_MS);
    const mentions = await listMentions(world.db, { agencyId: agency.id, since }, FIRST_PAGE);
    expect(site.askedCount(FEED_PATH)).toBe(2);
    expect(mentions).toHaveLength(POST_COUNT);
    expect(await readVolume(world)).toBe(POST_COUNT);
  });
});

async function readVolume(world: TestWorld): Promise<number> {
  const { rows } = await sql<{ count: number }>`select sum(mention_count)::int as count from volumes`.execute(world.db);
  return rows[0]?.count ?? 0;
}

async function isSomebodyWaitingForLock(world: TestWorld): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from pg_locks where not granted and database =
      (select oid from pg_database where datname = current_database())`.execute(world.db);
  return (rows[0]?.count ?? 0) > 0;
}
