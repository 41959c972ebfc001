/** Host turns: who may speak to a host now, to which of its sources, and that nothing due is ever forgotten. */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/base/clock.ts';
import { makeSeededRandom } from '../../src/base/random.ts';
import { checkSource } from '../../src/intents/check-source.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { claimHostTurns, type HostTurn, releaseHostTurns } from '../../src/store/host-turns.ts';
import { HOST_BUCKET_COUNT } from '../../src/store/hosts.ts';
import { recordSourceVisit, recordSourceVisits } from '../../src/store/sources.ts';
import { deleteSubscription } from '../../src/store/subscriptions.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makeUnchangedVisit } from '../support/visits.ts';

const BUCKETS = Array.from({ length: HOST_BUCKET_COUNT }, (_, index) => index);

async function setUp() {
  const world = await makeTestWorld();
  const agency = await makeAgency(world, 'Agence du Quai');
  const listenTo = (url: string) => addSubscription(world, agency.id, { url, kind: 'feed', brandId: null });
  return { world, agency, listenTo };
}

type Limits = Readonly<{ hostCountMax?: number; sourcesPerHostMax?: number; buckets?: readonly number[] }>;

async function claim(world: TestWorld, limits: Limits = {}): Promise<readonly HostTurn[]> {
  const now = world.clock.now();
  const wide = { buckets: BUCKETS, hostCountMax: 1_000, sourcesPerHostMax: 50, articlesPerHostMax: 20 };
  return await claimHostTurns(world.db, { now, leasedUntil: addMs(now, 10 * MINUTE_MS), ...wide, ...limits });
}

async function release(world: TestWorld, turns: readonly HostTurn[], restUntil: Date | null = null): Promise<void> {
  const now = world.clock.now();
  const ended = turns.map((turn) => ({ ...turn, restUntil }));
  await world.db.transaction().execute((transaction) => releaseHostTurns(transaction, ended, now));
}

/** What a worker does with a turn: every source is visited, and is due again an hour later. */
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

/** A host with many heard sources, the first of them overdue by a day and each next one by a second less. */
async function fillHost(world: TestWorld, agencyId: string, host: string, sourceCount: number): Promise<void> {
  const first = addMs(world.clock.now(), -DAY_MS);
  await sql`
    with made as (
      insert into sources (id, url, kind, reader, next_check_at, interval_seconds, created_at)
      select gen_random_uuid(), ${`https://${host}/feed-`} || lpad(number::text, 6, '0'), 'feed', 'feed',
        ${first}::timestamptz + number * interval '1 second', 900, ${first}
      from generate_series(0, ${sourceCount - 1}::int) as number returning id
    )
    insert into subscriptions (agency_id, id, source_id, brand_id, created_at)
    select ${agencyId}, gen_random_uuid(), id, null, ${first} from made`.execute(world.db);
  await sql`
    insert into hosts (host, bucket, next_turn_at) values (${host}, 7, ${first})
    on conflict (host) do update set next_turn_at = ${first}`.execute(world.db);
}

describe('a host with ten thousand due sources', () => {
  test('takes one row of a claim, and every other host that is due comes in the same claim', async () => {
    const { world, agency, listenTo } = await setUp();
    await fillHost(world, agency.id, 'big.example', 10_000);
    for (let index = 0; index < 40; index += 1) await listenTo(`https://small-${index}.example/feed`);
    const turns = await claim(world);
    expect(turns).toHaveLength(41);
    expect(new Set(turns.map(({ host }) => host)).size).toBe(41);
    expect(turns.find(({ host }) => host === 'big.example')?.sources).toHaveLength(50);
    expect(toUrls(turns)).toHaveLength(50 + 40);
  });

  test('is not met a second time while it is in hand: the small ones of its bucket are', async () => {
    const { world, agency, listenTo } = await setUp();
    await fillHost(world, agency.id, 'big.example', 10_000);
    for (const name of ['a', 'b', 'c']) await listenTo(`https://${name}.example/feed`);
    await sql`update hosts set bucket = 7`.execute(world.db);
    const hosts: string[] = [];
    for (let time = 0; time < 6; time += 1) {
      hosts.push(...(await claim(world, { buckets: [7], hostCountMax: 1 })).map(({ host }) => host));
    }
    expect(hosts).toHaveLength(4);
    expect([...hosts].sort()).toEqual(['a.example', 'b.example', 'big.example', 'c.example']);
  });

  test('gives so many a turn, the longest overdue first, and the next so many in the next turn', async () => {
    const { world, agency } = await setUp();
    await fillHost(world, agency.id, 'big.example', 25);
    const toNumbers = (turns: readonly HostTurn[]) =>
      turns.flatMap(({ sources }) => sources.map(({ url }) => Number(url.slice(-6))));
    const seen: number[][] = [];
    for (let time = 0; time < 4; time += 1) {
      const turns = await claim(world, { sourcesPerHostMax: 10 });
      seen.push(toNumbers(turns));
      await visitAll(world, turns);
    }
    const range = (from: number, until: number) => Array.from({ length: until - from }, (_, index) => from + index);
    expect(seen).toEqual([range(0, 10), range(10, 20), range(20, 25), []]);
  });
});

describe('a claim', () => {
  test('takes no more hosts than it asked for, over however many buckets', async () => {
    const { world, listenTo } = await setUp();
    for (let index = 0; index < 30; index += 1) await listenTo(`https://host-${index}.example/feed`);
    for (const hostCountMax of [1, 2, 7]) {
      const turns = await claim(world, { hostCountMax });
      expect(turns).toHaveLength(hostCountMax);
      await release(world, turns);
    }
  });

  test('takes the longest overdue hosts of a bucket first', async () => {
    const { world, listenTo } = await setUp();
    for (const [index, name] of ['young', 'oldest', 'old', 'youngest'].entries()) {
      await listenTo(`https://${name}.example/feed`);
      const overdueMinutes = [2, 9, 5, 1][index] ?? 0;
      const at = addMs(world.clock.now(), -overdueMinutes * MINUTE_MS);
      await sql`update hosts set bucket = 3, next_turn_at = ${at} where host = ${`${name}.example`}`.execute(world.db);
    }
    const order: string[] = [];
    for (let time = 0; time < 4; time += 1) {
      order.push(...(await claim(world, { buckets: [3], hostCountMax: 1 })).map(({ host }) => host));
    }
    expect(order).toEqual(['oldest.example', 'old.example', 'young.example', 'youngest.example']);
  });

  test('takes ports, and only ports, for hosts of their own; a path that looks like one is none', async () => {
    const { world, listenTo } = await setUp();
    for (const url of [
      'https://site.example/a',
      'http://site.example/b?next=https://other.example/',
      'https://site.example:8443/c',
      'https://SITE.example/d//e.example/',
      'https://site.example?only=query',
    ]) {
      await listenTo(url);
    }
    const turns = await claim(world);
    const counts = Object.fromEntries(turns.map(({ host, sources }) => [host, sources.length]));
    expect(counts).toEqual({ 'site.example': 4, 'site.example:8443': 1 });
  });

  test('leaves alone what is not due yet, also on a host where something is', async () => {
    const { world, listenTo } = await setUp();
    await listenTo('https://site.example/due');
    const later = await listenTo('https://site.example/later');
    await world.db
      .updateTable('sources')
      .set({ next_check_at: addMs(world.clock.now(), 1) })
      .where('id', '=', later.source.id)
      .execute();
    expect(toUrls(await claim(world))).toEqual(['https://site.example/due']);
  });
});

describe('a lease', () => {
  test('that runs out gives the host to the next who asks, not a moment earlier', async () => {
    const { world, listenTo } = await setUp();
    await listenTo('https://site.example/feed');
    expect(await claim(world)).toHaveLength(1);
    world.clock.advanceMs(10 * MINUTE_MS - 1);
    expect(await claim(world)).toEqual([]);
    world.clock.advanceMs(1);
    expect(toUrls(await claim(world))).toEqual(['https://site.example/feed']);
  });

  test('that ran out is not given back by its old holder once another holds it', async () => {
    const { world, listenTo } = await setUp();
    await listenTo('https://site.example/feed');
    const old = await claim(world);
    world.clock.advanceMs(11 * MINUTE_MS);
    const current = await claim(world);
    await release(world, old);
    expect(await claim(world)).toEqual([]);
    await release(world, current);
    expect(await claim(world)).toHaveLength(1);
  });

  test('that ran out and was taken by nobody may still be given back', async () => {
    const { world, listenTo } = await setUp();
    await listenTo('https://site.example/feed');
    const late = await claim(world);
    world.clock.advanceMs(11 * MINUTE_MS);
    await visitAll(world, late);
    expect(await claim(world)).toEqual([]);
    world.clock.advanceMs(HOUR_MS);
    expect(await claim(world)).toHaveLength(1);
  });

  test('given back twice does no harm', async () => {
    const { world, listenTo } = await setUp();
    await listenTo('https://site.example/feed');
    const first = await claim(world);
    await release(world, first);
    const second = await claim(world);
    // in the same millisecond the two leases end at the same instant
    world.clock.advanceMs(1);
    await release(world, second);
    await release(world, second);
    expect(await claim(world)).toHaveLength(1);
  });
});

describe('a host that is to be left in peace for a while', () => {
  test('is not claimed before, though something is due there, and is then', async () => {
    const { world, listenTo } = await setUp();
    await listenTo('https://site.example/a');
    await release(world, await claim(world), addMs(world.clock.now(), MINUTE_MS));
    world.clock.advanceMs(MINUTE_MS - 1);
    expect(await claim(world)).toEqual([]);
    await listenTo('https://site.example/b');
    expect(await claim(world)).toEqual([]);
    world.clock.advanceMs(1);
    expect(toUrls(await claim(world))).toEqual(['https://site.example/a', 'https://site.example/b']);
  });

  test('keeps its peace when an old holder gives back late', async () => {
    const { world, listenTo } = await setUp();
    await listenTo('https://site.example/a');
    const old = await claim(world);
    world.clock.advanceMs(11 * MINUTE_MS);
    await release(world, await claim(world), addMs(world.clock.now(), MINUTE_MS));
    await release(world, old);
    expect(await claim(world)).toEqual([]);
  });
});

describe('while a host is in hand', () => {
  test('a source that is added there is due right after the release', async () => {
    const { world, listenTo } = await setUp();
    await listenTo('https://site.example/first');
    const turns = await claim(world);
    await listenTo('https://site.example/second');
    expect(await claim(world)).toEqual([]);
    await visitAll(world, turns);
    expect(toUrls(await claim(world))).toEqual(['https://site.example/second']);
  });

  test('a source that somebody asks for there is due right after the release', async () => {
    const { world, agency, listenTo } = await setUp();
    const asked = await listenTo('https://site.example/asked');
    await visitAll(world, await claim(world));
    world.clock.advanceMs(5 * MINUTE_MS);
    await listenTo('https://site.example/other');
    const turns = await claim(world);
    expect(toUrls(turns)).toEqual(['https://site.example/other']);
    await checkSource(world, { agencyId: agency.id, sourceId: asked.source.id });
    await visitAll(world, turns);
    expect(toUrls(await claim(world))).toEqual(['https://site.example/asked']);
  });

  test('what was claimed and not visited stays due', async () => {
    const { world, listenTo } = await setUp();
    for (const name of ['a', 'b', 'c']) await listenTo(`https://site.example/${name}`);
    const [turn] = await claim(world);
    if (turn === undefined) throw new Error('there is one');
    await visitAll(world, [{ ...turn, sources: turn.sources.slice(0, 1) }]);
    expect(toUrls(await claim(world))).toHaveLength(2);
  });

  test('its last listener goes, another comes: it is due after the release', async () => {
    const { world, agency, listenTo } = await setUp();
    const { subscription, source } = await listenTo('https://site.example/feed');
    const turns = await claim(world);
    await deleteSubscription(world.db, { agencyId: agency.id, subscriptionId: subscription.id });
    await listenTo(source.url);
    await release(world, turns);
    expect(await claim(world)).toHaveLength(1);
  });
});

describe('a source to which nobody listens', () => {
  test('is not visited, is parked with the release, and wakes its host no more', async () => {
    const { world, agency, listenTo } = await setUp();
    const { subscription } = await listenTo('https://site.example/feed');
    await deleteSubscription(world.db, { agencyId: agency.id, subscriptionId: subscription.id });
    const turns = await claim(world);
    expect(turns).toHaveLength(1);
    expect(toUrls(turns)).toEqual([]);
    await release(world, turns);
    world.clock.advanceMs(400 * DAY_MS);
    expect(await claim(world)).toEqual([]);
  });

  test('is polled again as soon as somebody subscribes', async () => {
    const { world, agency, listenTo } = await setUp();
    const { subscription, source } = await listenTo('https://site.example/feed');
    await deleteSubscription(world.db, { agencyId: agency.id, subscriptionId: subscription.id });
    await release(world, await claim(world));
    world.clock.advanceMs(DAY_MS);
    expect((await listenTo(source.url)).source).toMatchObject({ id: source.id, isPolled: true });
    expect(toUrls(await claim(world))).toEqual([source.url]);
  });

  test('does not keep the heard ones of its host from their visits, however many it is', async () => {
    const { world, agency, listenTo } = await setUp();
    await fillHost(world, agency.id, 'site.example', 200);
    await sql`delete from subscriptions`.execute(world.db);
    await listenTo('https://site.example/heard');
    expect(toUrls(await claim(world, { sourcesPerHostMax: 10 }))).toEqual(['https://site.example/heard']);
  });

  test('and that is not due yet is parked when it becomes due, not before', async () => {
    const { world, agency, listenTo } = await setUp();
    const { subscription, source } = await listenTo('https://site.example/unheard');
    await visitAll(world, await claim(world));
    await deleteSubscription(world.db, { agencyId: agency.id, subscriptionId: subscription.id });
    const isPolled = async () =>
      (await world.db.selectFrom('sources').select('is_polled').where('id', '=', source.id).executeTakeFirstOrThrow())
        .is_polled;
    await listenTo('https://site.example/heard');
    await visitAll(world, await claim(world));
    expect(await isPolled()).toBe(true);
    world.clock.advanceMs(2 * HOUR_MS);
    await visitAll(world, await claim(world));
    expect(await isPolled()).toBe(false);
  });
});

describe('a host', () => {
  test('sleeps until the first of its sources is due, to the millisecond', async () => {
    const { world, listenTo } = await setUp();
    const { source } = await listenTo('https://site.example/feed');
    const turns = await claim(world);
    const nextCheckAt = addMs(world.clock.now(), 17 * MINUTE_MS + 3);
    await recordSourceVisit(
      world.db,
      makeUnchangedVisit({ sourceId: source.id, visitedAt: world.clock.now(), nextCheckAt }),
    );
    await release(world, turns);
    world.clock.setTo(addMs(nextCheckAt, -1));
    expect(await claim(world)).toEqual([]);
    world.clock.setTo(nextCheckAt);
    expect(await claim(world)).toHaveLength(1);
  });

  test('forgets nothing that is due, whatever comes between claim and release', async () => {
    const random = makeSeededRandom(7);
    const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random.next() * items.length)];
    const { world, agency, listenTo } = await setUp();
    const heard = new Map<string, { subscriptionId: string; sourceId: string }>();
    const inHand: HostTurn[] = [];
    const urls = Array.from({ length: 24 }, (_, index) => `https://host-${index % 5}.example/feed-${index}`);

    const acts: readonly (() => Promise<void>)[] = [
      async () => {
        const url = pick(urls.filter((each) => !heard.has(each)));
        if (url === undefined) return;
        const { subscription, source } = await listenTo(url);
        heard.set(url, { subscriptionId: subscription.id, sourceId: source.id });
      },
      async () => {
        const url = pick([...heard.keys()]);
        const gone = url === undefined ? undefined : heard.get(url);
        if (url === undefined || gone === undefined || random.next() < 0.5) return;
        heard.delete(url);
        await deleteSubscription(world.db, { agencyId: agency.id, subscriptionId: gone.subscriptionId });
      },
      async () => {
        const asked = pick([...heard.values()]);
        if (asked !== undefined) await checkSource(world, { agencyId: agency.id, sourceId: asked.sourceId });
      },
      async () => {
        inHand.push(...(await claim(world, { hostCountMax: 2, sourcesPerHostMax: 2 })));
      },
      async () => {
        const turns = inHand.splice(0, 1 + Math.floor(random.next() * 2));
        if (random.next() < 0.2) return; // killed: the lease will end
        if (random.next() < 0.7) await visitAll(world, turns);
        else await release(world, turns);
      },
      () => {
        world.clock.advanceMs(Math.floor(random.next() * 20) * MINUTE_MS + SECOND_MS);
        return Promise.resolve();
      },
    ];
    for (let round = 0; round < 12; round += 1) {
      for (let step = 0; step < 30; step += 1) await pick(acts)?.();
      // whatever is in hand is lost or late; a day later everything that is heard must be due
      world.clock.advanceMs(DAY_MS);
      const late = inHand.splice(0);
      await release(world, late);
      const found: string[] = [];
      for (let turns = await claim(world); turns.length > 0; turns = await claim(world)) {
        found.push(...toUrls(turns));
        await visitAll(world, turns);
      }
      expect(found.sort(), `round ${round}`).toEqual([...heard.keys()].sort());
    }
  });
});
