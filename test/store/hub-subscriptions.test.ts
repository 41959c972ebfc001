/** Hub subscriptions as workers, hubs and visits meet in them. */
import { describe, expect, test } from 'vitest';
import { addMs, addSeconds, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { Source } from '../../src/domain/source.ts';
import {
  bringHubRequestForward,
  claimDueHubSubscriptions,
  confirmHubSubscription,
  findHubSubscription,
  type HubOffer,
  lockHubSubscription,
  lookAgainAfterNews,
  recordHubAnswer,
  recordHubNews,
  recordHubOffers,
  refuseHubSubscription,
  releaseHubSubscription,
} from '../../src/store/hub-subscriptions.ts';
import { findOrCreateSource, recordSourceVisit } from '../../src/store/sources.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makeFailedVisit, makePublicFeed, makeUnchangedVisit } from '../support/visits.ts';

const HUB = 'https://hub.example/';

async function addSources(world: TestWorld, count: number): Promise<readonly Source[]> {
  const now = world.clock.now();
  const sources: Source[] = [];
  for (let index = 0; index < count; index += 1) {
    const url = `https://site${index}.example/feed`;
    sources.push(await findOrCreateSource(world.db, { newId: world.newId, now }, makePublicFeed(url)));
  }
  return sources;
}

function offer(source: Source, hubUrl = HUB, topicUrl = source.url): HubOffer {
  return { sourceId: source.id, hub: { hubUrl, topicUrl } };
}

/** One source whose hub is to be asked now. */
async function setUp() {
  const world = await makeTestWorld();
  const [source] = await addSources(world, 1);
  if (source === undefined) throw new Error('there is one');
  const now = world.clock.now();
  await recordHubOffers(world.db, [offer(source)], now);
  return { world, source, now };
}

function claimAt(world: TestWorld, now: Date, limits: Readonly<{ limit?: number; perHostMax?: number }> = {}) {
  return claimDueHubSubscriptions(world.db, {
    now,
    leasedUntil: addMs(now, 10 * MINUTE_MS),
    limit: 100,
    perHostMax: 100,
    ...limits,
  });
}

async function readSource(world: TestWorld, source: Source) {
  return await world.db.selectFrom('sources').selectAll().where('id', '=', source.id).executeTakeFirstOrThrow();
}

async function confirm(world: TestWorld, source: Source, now: Date): Promise<void> {
  const lease = { leaseUntil: addMs(now, 10 * DAY_MS), nextAskAt: addMs(now, 9 * DAY_MS) };
  await world.db.transaction().execute((db) => confirmHubSubscription(db, source.id, lease));
}

describe('an offer of a hub', () => {
  test('has it asked at once, and said again changes nothing', async () => {
    const { world, source, now } = await setUp();
    expect(await findHubSubscription(world.db, source.id)).toMatchObject({ state: 'asked', askedAt: null });
    const [claimed] = await claimAt(world, now);
    expect(claimed).toMatchObject({ hubUrl: HUB, hubHost: 'hub.example', topicUrl: source.url, isPolled: true });
    await confirm(world, source, now);
    const before = await world.db.selectFrom('hub_subscriptions').selectAll().execute();
    await recordHubOffers(world.db, [offer(source)], addMs(now, DAY_MS));
    expect(await world.db.selectFrom('hub_subscriptions').selectAll().execute()).toEqual(before);
    expect((await readSource(world, source)).hub_lease_until).not.toBeNull();
  });

  test.each([
    ['another hub', 'https://hub2.example/', undefined],
    ['another name of the feed', HUB, 'https://site.example/renamed'],
  ])('of %s begins anew: what the old one promised counts no more', async (_what, hubUrl, topicUrl) => {
    const { world, source, now } = await setUp();
    const [claimed] = await claimAt(world, now);
    if (claimed === undefined) throw new Error('it is due');
    await confirm(world, source, now);
    const later = addMs(now, HOUR_MS);
    await recordHubOffers(world.db, [offer(source, hubUrl, topicUrl)], later);
    const fresh = { state: 'asked', askedAt: null, leaseUntil: null, failureCount: 0, hubUrl };
    expect(await findHubSubscription(world.db, source.id)).toMatchObject(fresh);
    expect((await readSource(world, source)).hub_lease_until).toBeNull();
    await recordHubAnswer(world.db, claimed, { nextAskAt: addMs(now, DAY_MS), failureCount: 1 });
    expect(await claimAt(world, later)).toHaveLength(1);
  });

  test('that is taken back leaves nothing, and the neighbours as they are', async () => {
    const world = await makeTestWorld();
    const now = world.clock.now();
    const [first, second] = await addSources(world, 2);
    if (first === undefined || second === undefined) throw new Error('there are two');
    await recordHubOffers(world.db, [offer(first), offer(second)], now);
    for (const source of [first, second]) await confirm(world, source, now);
    await recordHubOffers(world.db, [{ sourceId: first.id, hub: null }, offer(second)], now);
    expect(await findHubSubscription(world.db, first.id)).toBeUndefined();
    expect((await readSource(world, first)).hub_lease_until).toBeNull();
    expect(await findHubSubscription(world.db, second.id)).toMatchObject({ state: 'active' });
    expect((await readSource(world, second)).hub_lease_until).not.toBeNull();
  });
});

describe('a claim', () => {
  test('takes what is due, once, and takes it again when the worker was killed', async () => {
    const { world, now } = await setUp();
    expect(await claimAt(world, addMs(now, -1))).toEqual([]);
    const claims = await Promise.all([claimAt(world, now), claimAt(world, now)]);
    expect(claims.flat()).toHaveLength(1);
    expect(await claimAt(world, addMs(now, 9 * MINUTE_MS))).toEqual([]);
    expect(await claimAt(world, addMs(now, 10 * MINUTE_MS))).toHaveLength(1);
  });

  test('of a hub with many feeds leaves room for the others', async () => {
    const world = await makeTestWorld();
    const now = world.clock.now();
    const sources = await addSources(world, 12);
    const offers = sources.map((source, index) =>
      offer(source, index < 11 ? `${HUB}?feed=${index}` : 'https://small.example/'),
    );
    await recordHubOffers(world.db, offers.slice(0, 11), addMs(now, -HOUR_MS));
    await recordHubOffers(world.db, offers.slice(11), now);
    const claimed = await claimAt(world, now, { limit: 5, perHostMax: 4 });
    expect(Map.groupBy(claimed, ({ hubHost }) => hubHost).get('hub.example')).toHaveLength(4);
    expect(claimed.map(({ hubHost }) => hubHost)).toContain('small.example');
    expect(await claimAt(world, now, { limit: 100, perHostMax: 4 })).toHaveLength(4);
  });

  test('says of a source that nobody listens to any more that it is so', async () => {
    const { world, source, now } = await setUp();
    await world.db.updateTable('sources').set({ is_polled: false }).where('id', '=', source.id).execute();
    expect(await claimAt(world, now)).toMatchObject([{ isPolled: false }]);
  });

  test('that is given back is due at once', async () => {
    const { world, now } = await setUp();
    const [claimed] = await claimAt(world, now);
    if (claimed === undefined) throw new Error('it is due');
    await releaseHubSubscription(world.db, claimed);
    expect(await claimAt(world, now)).toHaveLength(1);
  });
});

describe('what the hub said while it was being asked', () => {
  test('stays: a confirmation and a refusal are not overwritten by the answer to the request', async () => {
    for (const state of ['active', 'refused'] as const) {
      const { world, source, now } = await setUp();
      const [claimed] = await claimAt(world, now);
      if (claimed === undefined) throw new Error('it is due');
      if (state === 'active') await confirm(world, source, now);
      else await world.db.transaction().execute((db) => refuseHubSubscription(db, source.id, addMs(now, 7 * DAY_MS)));
      await recordHubAnswer(world.db, claimed, { nextAskAt: addMs(now, HOUR_MS), failureCount: 1 });
      expect(await findHubSubscription(world.db, source.id)).toMatchObject({ state, failureCount: 0 });
      expect(await claimAt(world, addMs(now, 6 * DAY_MS))).toEqual([]);
      // the control: without it, the answer counts
      const [again] = await claimAt(world, addMs(now, 9 * DAY_MS));
      if (again === undefined) throw new Error('it is due by then');
      await recordHubAnswer(world.db, again, { nextAskAt: addMs(now, 10 * DAY_MS), failureCount: 3 });
      expect(await findHubSubscription(world.db, source.id)).toMatchObject({ failureCount: 3 });
    }
  });

  test('an answer that comes after the lease ended does not end the next worker’s lease', async () => {
    const { world, now } = await setUp();
    const [slow] = await claimAt(world, now);
    const later = addMs(now, 11 * MINUTE_MS);
    expect(await claimAt(world, later)).toHaveLength(1);
    if (slow === undefined) throw new Error('it was due');
    await recordHubAnswer(world.db, slow, { nextAskAt: later, failureCount: 0 });
    await releaseHubSubscription(world.db, slow);
    expect(await claimAt(world, later)).toEqual([]);
  });

  test('an active subscription stays active while it is being renewed', async () => {
    const { world, source, now } = await setUp();
    await claimAt(world, now);
    await confirm(world, source, now);
    expect(await claimAt(world, addMs(now, 9 * DAY_MS))).toMatchObject([{ state: 'active' }]);
  });

  test('a subscription that is to end is brought forward, never put off', async () => {
    const { world, source, now } = await setUp();
    await claimAt(world, now);
    await confirm(world, source, now);
    await bringHubRequestForward(world.db, source.id, addMs(now, DAY_MS));
    await bringHubRequestForward(world.db, source.id, addMs(now, 2 * DAY_MS));
    expect(await claimAt(world, addMs(now, DAY_MS))).toHaveLength(1);
  });
});

describe('news', () => {
  async function visited(kind: 'read' | 'rate-limited' | 'not-authorised' | 'robots-refused' | 'server-error') {
    const { world, source, now } = await setUp();
    const visit = { sourceId: source.id, visitedAt: now, nextCheckAt: addMs(now, HOUR_MS) };
    await recordSourceVisit(
      world.db,
      kind === 'read' ? makeUnchangedVisit(visit) : makeFailedVisit({ ...visit, reason: kind }),
    );
    await world.db
      .updateTable('hosts')
      .set({ next_turn_at: addMs(now, HOUR_MS) })
      .execute();
    const tell = (afterSeconds: number) =>
      recordHubNews(world.db, source.id, { at: addSeconds(now, afterSeconds), gapSeconds: 60 });
    const dueAt = async () => {
      const { next_turn_at: turnAt } = await world.db.selectFrom('hosts').selectAll().executeTakeFirstOrThrow();
      return [(await readSource(world, source)).next_check_at, turnAt];
    };
    return { world, source, now, tell, dueAt };
  }

  test('makes the source and its host due now, or a minute after the last visit', async () => {
    for (const [afterSeconds, dueSeconds] of [
      [90, 90],
      [10, 60],
    ] as const) {
      const { now, tell, dueAt } = await visited('read');
      await tell(afterSeconds);
      expect(await dueAt()).toEqual([addSeconds(now, dueSeconds), addSeconds(now, dueSeconds)]);
      await tell(afterSeconds + 1);
      expect(await dueAt()).toEqual([addSeconds(now, dueSeconds), addSeconds(now, dueSeconds)]);
    }
  });

  test('of a site that failed is looked at, and of one that does not want us now is not', async () => {
    const failing = await visited('server-error');
    await failing.tell(90);
    expect((await failing.dueAt())[0]).toEqual(addSeconds(failing.now, 90));
    for (const reason of ['rate-limited', 'not-authorised', 'robots-refused'] as const) {
      const { now, tell, dueAt } = await visited(reason);
      await tell(90);
      expect([reason, ...(await dueAt())]).toEqual([reason, addMs(now, HOUR_MS), addMs(now, HOUR_MS)]);
    }
  });

  test('since the visit before has the source looked at once more; older news does not', async () => {
    const { world, source, now, tell } = await visited('read');
    await tell(90);
    const look = async (visitedBeforeAt: Date) => {
      const visitedAt = addSeconds(now, 95);
      await recordSourceVisit(
        world.db,
        makeUnchangedVisit({ sourceId: source.id, visitedAt, nextCheckAt: addMs(now, DAY_MS) }),
      );
      await lookAgainAfterNews(world.db, [{ sourceId: source.id, visitedAt, visitedBeforeAt }], 60);
      return (await readSource(world, source)).next_check_at;
    };
    expect(await look(now)).toEqual(addSeconds(now, 155));
    expect(await look(addSeconds(now, 95))).toEqual(addMs(now, DAY_MS));
  });

  test('that comes while a visit is being recorded waits for it, and neither is lost', async () => {
    const { world, source, now } = await visited('read');
    const nextCheckAt = addMs(now, DAY_MS);
    const visitedAt = addSeconds(now, 100);
    await Promise.all([
      world.db.transaction().execute(async (db) => {
        await recordSourceVisit(db, makeUnchangedVisit({ sourceId: source.id, visitedAt, nextCheckAt }));
        await recordHubOffers(db, [offer(source)], visitedAt);
        await lookAgainAfterNews(db, [{ sourceId: source.id, visitedAt, visitedBeforeAt: now }], 60);
      }),
      world.db.transaction().execute(async (db) => {
        await lockHubSubscription(db, source.id);
        await recordHubNews(db, source.id, { at: addSeconds(now, 99), gapSeconds: 60 });
      }),
    ]);
    expect((await readSource(world, source)).next_check_at).toEqual(addSeconds(visitedAt, 60));
  });
});

test('a source that is removed takes its subscription with it', async () => {
  const { world, source } = await setUp();
  await world.db.deleteFrom('sources').where('id', '=', source.id).execute();
  expect(await world.db.selectFrom('hub_subscriptions').selectAll().execute()).toEqual([]);
});
