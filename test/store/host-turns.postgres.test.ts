/** Host turns with real concurrency: claimers at once, and transactions that are still open while a turn is given back. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { makeSeededRandom } from '../../src/base/random.ts';
import { checkSource } from '../../src/intents/check-source.ts';
import { importFeeds } from '../../src/intents/import-feeds.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { watchBrand } from '../../src/intents/watch-brand.ts';
import type { Db } from '../../src/store/database.ts';
import { claimHostTurns, type HostTurn, releaseHostTurns } from '../../src/store/host-turns.ts';
import { HOST_BUCKET_COUNT } from '../../src/store/hosts.ts';
import { findOrCreateSource, recordSourceVisits } from '../../src/store/sources.ts';
import { deleteSubscription } from '../../src/store/subscriptions.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makeUnchangedVisit } from '../support/visits.ts';

const BUCKETS = Array.from({ length: HOST_BUCKET_COUNT }, (_, index) => index);
const CLAIMER_COUNT = 8;

async function setUp() {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const listenTo = (url: string, db: Db = world.db) =>
    addSubscription({ ...world, db }, agency.id, { url, kind: 'feed', brandId: null });
  return { world, agency, listenTo };
}

async function claim(world: TestWorld, hostCountMax = 1_000): Promise<readonly HostTurn[]> {
  const now = world.clock.now();
  const leasedUntil = addMs(now, 10 * MINUTE_MS);
  const limits = { buckets: BUCKETS, hostCountMax, sourcesPerHostMax: 50, articlesPerHostMax: 20 };
  return await claimHostTurns(world.db, { now, leasedUntil, ...limits });
}

async function releaseIn(db: Db, world: TestWorld, turns: readonly HostTurn[]): Promise<void> {
  const ended = turns.map((turn) => ({ ...turn, restUntil: null }));
  await releaseHostTurns(db, ended, world.clock.now());
}

async function release(world: TestWorld, turns: readonly HostTurn[]): Promise<void> {
  await world.db.transaction().execute((transaction) => releaseIn(transaction, world, turns));
}

async function visitAll(world: TestWorld, turns: readonly HostTurn[]): Promise<void> {
  const visitedAt = world.clock.now();
  const visits = turns
    .flatMap(({ sources }) => sources)
    .map(({ id }) => makeUnchangedVisit({ sourceId: id, visitedAt, nextCheckAt: addMs(visitedAt, HOUR_MS) }));
  await recordSourceVisits(world.db, visits);
  await release(world, turns);
}

function toUrls(turns: readonly HostTurn[]): readonly string[] {
  return turns.flatMap(({ sources }) => sources.map(({ url }) => url)).sort();
}

/** Claimers that take hosts and give them back as fast as they can. Returns how often two held one host. */
async function countMeetings(
  world: TestWorld,
  options: Readonly<{ roundCount: number; meanwhile: () => Promise<void> }>,
): Promise<Readonly<{ meetingCount: number; turnCount: number }>> {
  const held = new Set<string>();
  let meetingCount = 0;
  let turnCount = 0;
  await Promise.all(
    Array.from({ length: CLAIMER_COUNT }, async (_, index) => {
      const random = makeSeededRandom(index + 1);
      for (let round = 0; round < options.roundCount; round += 1) {
        const turns = await claim(world, 1 + Math.floor(random.next() * 6));
        turnCount += turns.length;
        for (const { host } of turns) {
          if (held.has(host)) meetingCount += 1;
          held.add(host);
        }
        await options.meanwhile();
        for (const { host } of turns) held.delete(host);
        await release(world, turns);
      }
    }),
  );
  return { meetingCount, turnCount };
}

describe('many claimers at once', () => {
  test('never hold one host, over many rounds', async () => {
    const { world, listenTo } = await setUp();
    for (let index = 0; index < 30; index += 1) await listenTo(`https://host-${index}.example/feed`);
    const rest = () => new Promise<void>((resolve) => setTimeout(resolve, 1));
    const { meetingCount, turnCount } = await countMeetings(world, { roundCount: 60, meanwhile: rest });
    expect(meetingCount).toBe(0);
    expect(turnCount).toBeGreaterThan(CLAIMER_COUNT * 60);
    expect(await claim(world)).toHaveLength(30);
  });

  test('would meet if leases did not hold: the counting above can fail', async () => {
    const { world, listenTo } = await setUp();
    for (let index = 0; index < 30; index += 1) await listenTo(`https://host-${index}.example/feed`);
    const breakLeases = async () => {
      await sql`update hosts set leased_until = '-infinity', next_turn_at = ${world.clock.now()}
        where host in (select host from hosts order by host for update)`.execute(world.db);
    };
    const { meetingCount } = await countMeetings(world, { roundCount: 5, meanwhile: breakLeases });
    expect(meetingCount).toBeGreaterThan(0);
  });

  test('come to every host once when each is visited', async () => {
    const { world, listenTo } = await setUp();
    for (let index = 0; index < 60; index += 1) await listenTo(`https://host-${index}.example/feed`);
    const visited: string[] = [];
    await Promise.all(
      Array.from({ length: CLAIMER_COUNT }, async () => {
        for (let turns = await claim(world, 3); turns.length > 0; turns = await claim(world, 3)) {
          visited.push(...toUrls(turns));
          await visitAll(world, turns);
        }
      }),
    );
    // one that found every remaining host in another's hand went home: nothing is lost by it
    for (let turns = await claim(world, 3); turns.length > 0; turns = await claim(world, 3)) {
      visited.push(...toUrls(turns));
      await visitAll(world, turns);
    }
    expect(visited).toHaveLength(60);
    expect(new Set(visited).size).toBe(60);
  });
});

describe('a turn that is given back while somebody adds a source there', () => {
  test('waits for the transaction that has told the host, and the source is due at once', async () => {
    const { world, listenTo } = await setUp();
    await listenTo('https://site.example/first');
    const turns = await claim(world);
    const adding = await world.db.startTransaction().execute();
    await listenTo('https://site.example/second', adding);
    let isReleased = false;
    const releasing = visitAll(world, turns).then(() => {
      isReleased = true;
    });
    await untilSomebodyWaits(world);
    expect(isReleased).toBe(false);
    await adding.commit().execute();
    await releasing;
    expect(toUrls(await claim(world))).toEqual(['https://site.example/second']);
  });

  test('does not wait for one that has not told the host yet, and the source is due when that ends', async () => {
    const { world, agency, listenTo } = await setUp();
    const { source } = await listenTo('https://site.example/first');
    const turns = await claim(world);
    const adding = await world.db.startTransaction().execute();
    await sql`insert into sources (id, url, kind, reader, next_check_at, interval_seconds, created_at)
      select gen_random_uuid(), 'https://site.example/second', kind, reader, ${world.clock.now()}, 900, created_at
      from sources where id = ${source.id}`.execute(adding);
    await visitAll(world, turns);
    await listenTo('https://site.example/second', adding);
    await adding.commit().execute();
    expect(agency.id).not.toBe('');
    expect(toUrls(await claim(world))).toEqual(['https://site.example/second']);
  });

  test('a "check now" that is not committed yet is not lost either', async () => {
    const { world, agency, listenTo } = await setUp();
    const asked = await listenTo('https://site.example/asked');
    await visitAll(world, await claim(world));
    world.clock.advanceMs(5 * MINUTE_MS);
    await listenTo('https://site.example/other');
    const turns = await claim(world);
    const asking = await world.db.startTransaction().execute();
    await checkSource(
      { ...world, db: asking as unknown as TestWorld['db'] },
      { agencyId: agency.id, sourceId: asked.source.id },
    );
    const releasing = visitAll(world, turns);
    await untilSomebodyWaits(world);
    await asking.commit().execute();
    await releasing;
    expect(toUrls(await claim(world))).toEqual(['https://site.example/asked']);
  });
});

describe('parking a source while somebody subscribes to it', () => {
  async function setUpUnheard() {
    const setup = await setUp();
    const { world, agency, listenTo } = setup;
    const { subscription, source } = await listenTo('https://site.example/feed');
    await deleteSubscription(world.db, { agencyId: agency.id, subscriptionId: subscription.id });
    return { ...setup, source };
  }

  test('the subscription is first: the source stays polled', async () => {
    const { world, source, listenTo } = await setUpUnheard();
    const turns = await claim(world);
    const subscribing = await world.db.startTransaction().execute();
    await listenTo(source.url, subscribing);
    const releasing = release(world, turns);
    await untilSomebodyWaits(world);
    await subscribing.commit().execute();
    await releasing;
    expect(toUrls(await claim(world))).toEqual([source.url]);
  });

  test('parking is first and not committed yet: the source is polled again all the same', async () => {
    const { world, source, listenTo } = await setUpUnheard();
    const turns = await claim(world);
    const releasing = await world.db.startTransaction().execute();
    await releaseIn(releasing, world, turns);
    const subscribing = listenTo(source.url);
    await untilSomebodyWaits(world);
    await releasing.commit().execute();
    await subscribing;
    expect(toUrls(await claim(world))).toEqual([source.url]);
  });

  test('parking has locked and not parked yet: the source is polled again all the same', async () => {
    const { world, source, listenTo } = await setUpUnheard();
    const turns = await claim(world);
    const releasing = await world.db.startTransaction().execute();
    // what the release itself begins with, held open here for as long as the subscriber takes to come
    await sql`select id from sources where id = ${source.id} for update`.execute(releasing);
    const subscribing = listenTo(source.url);
    await untilSomebodyWaits(world);
    await releaseIn(releasing, world, turns);
    await releasing.commit().execute();
    await subscribing;
    expect(toUrls(await claim(world))).toEqual([source.url]);
  });

  test('both at once, many times: whoever is heard is polled', async () => {
    const { world, agency, listenTo } = await setUp();
    for (let round = 0; round < 60; round += 1) {
      const url = `https://site-${round}.example/feed`;
      const { subscription } = await listenTo(url);
      await deleteSubscription(world.db, { agencyId: agency.id, subscriptionId: subscription.id });
      const turns = await claim(world);
      await Promise.all([release(world, turns), listenTo(url)]);
    }
    world.clock.advanceMs(DAY_MS);
    expect(toUrls(await claim(world, 10_000))).toHaveLength(60);
  });
});

describe('two transactions that name many sources', () => {
  /** Stops both half way, each with a host in hand that the other comes to, and says what became of them. */
  async function meet(world: TestWorld, works: readonly (() => Promise<unknown>)[]): Promise<readonly string[]> {
    const stopper = await world.db.startTransaction().execute();
    await sql`select host from hosts where host in ('a0.example', 'm.example') order by host for update`.execute(
      stopper,
    );
    const working = Promise.allSettled(works.map((work) => work()));
    await untilSomebodyWaits(world, 2).finally(() => stopper.commit().execute());
    return (await working).map((outcome) => (outcome.status === 'rejected' ? String(outcome.reason) : 'done'));
  }

  async function setUpMeeting() {
    const setup = await setUp();
    const other = await makeAgency(setup.world, 'Agence des Docks');
    for (const host of ['a0.example', 'm.example']) await setup.listenTo(`https://${host}/known`);
    const upwards = toFeeds(['https://a1.example/a', 'https://m.example/a', 'https://z.example/a']);
    const importUpwards = () =>
      importFeeds(setup.world, { feeds: upwards, agencyName: 'Agence du Quai', brandName: null });
    return { ...setup, other, importUpwards };
  }

  test('imports of the same hosts by http and by https wait for each other instead of blocking', async () => {
    const { world, importUpwards } = await setUpMeeting();
    // by address, "http:" would come before "https:"
    const feeds = toFeeds(['http://z.example/b', 'https://a0.example/b', 'https://a1.example/b']);
    const importMixed = () => importFeeds(world, { feeds, agencyName: 'Agence des Docks', brandName: null });
    expect(await meet(world, [importUpwards, importMixed])).toEqual(['done', 'done']);
  });

  test('a new brand with its sources, in whatever order they were typed, waits for an import instead of blocking', async () => {
    const { world, other, importUpwards } = await setUpMeeting();
    const sources = ['https://z.example/b', 'https://a0.example/b', 'https://a1.example/b'].map((url) => ({
      url,
      kind: 'feed' as const,
    }));
    const brand = { name: 'Telvia', kind: 'client', query: 'Telvia' } as const;
    const watch = () => watchBrand(world, other.id, { brand, sources, contact: null });
    expect(await meet(world, [importUpwards, watch])).toEqual(['done', 'done']);
  });

  test('one agency that saves its own settings twice at once saves them twice', async () => {
    const { world, agency } = await setUp();
    const save = (step: number) =>
      world.db.transaction().execute((transaction) =>
        findOrCreateSource(
          transaction,
          { newId: world.newId, now: world.clock.now() },
          {
            url: 'https://site.example/board',
            kind: 'forum',
            reader: 'page-selectors',
            owner: { agencyId: agency.id, settings: { step }, secretEncrypted: null },
          },
        ),
      );
    await save(0);
    for (let round = 0; round < 20; round += 1) {
      const outcomes = await Promise.allSettled([save(1), save(2), save(3)]);
      expect(outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []))).toEqual(
        [],
      );
    }
  });
});

function toFeeds(urls: readonly string[]) {
  return urls.map((url) => ({ url, tags: [] }));
}

async function untilSomebodyWaits(world: TestWorld, waitingCount = 1): Promise<void> {
  for (let tryCount = 0; tryCount < 200; tryCount += 1) {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(world.db);
    if ((rows[0]?.count ?? 0) >= waitingCount) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('nobody waits');
}
