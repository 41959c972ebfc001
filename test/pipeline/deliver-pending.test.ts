/** What reaches people's mailboxes when the database, the lease or the service itself ends at the wrong moment. */
import type { KyselyPlugin } from 'kysely';
import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { deliverPending, makeDeliverer } from '../../src/pipeline/deliver-pending.ts';
import { claimDueDeliveries, listDeliveries, recordAttempt } from '../../src/store/deliveries.ts';
import { startLocalMailbox } from '../support/local-mailbox.ts';
import { startLocalSite } from '../support/local-site.ts';
import { decideAll, FEED_PATH, makeAngryPosts, setStage } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

const FIRST_PAGE = { after: null, limit: 100 };
const MORE_MAILS_COUNT = 29;
const stopping = new AbortController().signal;

/** Thirty people who are to be told of one buzz by mail, nothing of it sent yet. */
async function setUp() {
  const site = await startLocalSite();
  const mailbox = await startLocalMailbox();
  const world = await makeTestWorld({ environment: { SMTP_URL: mailbox.url } });
  const stack = new AsyncDisposableStack();
  for (const each of [site, mailbox, world]) stack.use(each);
  site.serveFeed(FEED_PATH, makeAngryPosts(40, world.clock.now()));
  const { agency } = await setStage(world, site);
  for (let number = 0; number < MORE_MAILS_COUNT; number += 1) {
    await addContact(world, agency.id, {
      ...{ name: 'Équipe', language: 'fr', isDigestReader: false, brandIds: [] },
      channels: [{ kind: 'email', address: `equipe${number}@agence.example` }],
    });
  }
  await decideAll(world);
  return { mailbox, world, agency, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function countAccepted(world: TestWorld, agencyId: string): Promise<number> {
  return (await listDeliveries(world.db, { agencyId, status: 'accepted' }, FIRST_PAGE)).length;
}

/** A database that refuses so many of the next records of an acceptance, as one that is being restarted. */
function failAcceptances(db: TestWorld['db'], count: number): TestWorld['db'] {
  let left = count;
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      if (node.kind === 'RawNode' && node.sqlFragments.join('').includes('with accepted') && left > 0) {
        left -= 1;
        throw new Error('the database is starting up');
      }
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  return db.withPlugin(plugin);
}

describe('a mail', () => {
  test('that went out while the database was away for a moment is ticked off, not sent again', async () => {
    await using stage = await setUp();
    const { world, mailbox, agency } = stage;
    await deliverPending({ ...world, db: failAcceptances(world.db, 5), stopping });
    world.clock.advanceMs(11 * MINUTE_MS);
    await deliverPending({ ...world, stopping });
    expect(mailbox.mails).toHaveLength(MORE_MAILS_COUNT + 1);
    expect(await countAccepted(world, agency.id)).toBe(MORE_MAILS_COUNT + 1);
  });

  test('that was accepted stays so when an older try of it ends late', async () => {
    await using stage = await setUp();
    const { world, agency } = stage;
    const now = world.clock.now();
    const claim = { now, leasedUntil: now, limit: 1 };
    const [slow] = await claimDueDeliveries(world.db, claim, { kind: 'email', leftAlone: [], inHand: [] });
    const [quick] = await claimDueDeliveries(world.db, claim, { kind: 'email', leftAlone: [], inHand: [] });
    if (slow === undefined || quick?.id !== slow.id) throw new Error('both must hold the same delivery');
    const accepted = { status: 'accepted', nextAttemptAt: now, providerId: 'x', failure: null } as const;
    await recordAttempt(world.db, quick, accepted, now);
    const failure = { reason: 'timed-out', message: 'too late' } as const;
    await recordAttempt(world.db, slow, { status: 'pending', nextAttemptAt: now, providerId: null, failure }, now);
    expect(await countAccepted(world, agency.id)).toBe(1);
  });

  test('is not sent again by the same process, though the clock jumps beyond its lease while it is sent', async () => {
    await using stage = await setUp();
    const { world, mailbox } = stage;
    const gate = Promise.withResolvers<void>();
    const mailer: TestWorld['mailer'] = {
      ...world.mailer,
      send: async (message) => {
        await gate.promise;
        return await world.mailer.send(message);
      },
    };
    const deliverer = makeDeliverer({ ...world, mailer, stopping }, 'email');
    expect(await deliverer.run()).toBe(MORE_MAILS_COUNT + 1);
    world.clock.advanceMs(HOUR_MS);
    expect(await deliverer.run()).toBe(0);
    gate.resolve();
    await deliverer.settle();
    await deliverer.run(); // those that were not begun in time
    await deliverer.settle();
    expect(mailbox.mails).toHaveLength(MORE_MAILS_COUNT + 1);
  });

  test('is not begun once the service is told to stop, and is due at once for the next', async () => {
    await using stage = await setUp();
    const { world, mailbox } = stage;
    const stopped = new AbortController();
    const mailer: TestWorld['mailer'] = {
      ...world.mailer,
      send: async (message) => {
        stopped.abort();
        return await world.mailer.send(message);
      },
    };
    await deliverPending({ ...world, mailer, stopping: stopped.signal });
    expect(mailbox.mails.length).toBeLessThanOrEqual(20); // what was under way is ended
    await deliverPending({ ...world, stopping });
    expect(mailbox.mails).toHaveLength(MORE_MAILS_COUNT + 1);
  });
});

describe('a receiver that never answers', () => {
  test('keeps nobody else waiting: neither another reader of its kind nor more than a few of its own messages', async () => {
    await using stage = await setUp();
    const { world, mailbox, agency } = stage;
    const [first] = await listDeliveries(world.db, { agencyId: agency.id, status: 'pending' }, FIRST_PAGE);
    if (first === undefined) throw new Error('there are some');
    const hanging: (() => void)[] = [];
    const mailer: TestWorld['mailer'] = {
      ...world.mailer,
      send: async (message) => {
        if (message.deliveryId === first.id) await new Promise<void>((resolve) => hanging.push(resolve));
        return await world.mailer.send(message);
      },
    };
    const deliverer = makeDeliverer({ ...world, mailer, stopping }, 'email');
    await deliverer.run();
    await expect.poll(() => mailbox.mails.length).toBe(MORE_MAILS_COUNT);
    for (const answer of hanging) answer();
    await deliverer.settle();
    expect(await countAccepted(world, agency.id)).toBe(MORE_MAILS_COUNT + 1);
  });

  test('is left alone in a claim, and so is every other kind of channel', async () => {
    await using stage = await setUp();
    const { world } = stage;
    const now = world.clock.now();
    const claim = { now, leasedUntil: now, limit: 1 };
    const [busy] = await claimDueDeliveries(world.db, claim, { kind: 'email', leftAlone: [], inHand: [] });
    if (busy === undefined) throw new Error('there are some');
    const others = await claimDueDeliveries(
      world.db,
      { ...claim, limit: 100 },
      { kind: 'email', leftAlone: [busy.channelId], inHand: [] },
    );
    expect(others).toHaveLength(MORE_MAILS_COUNT);
    expect(others.map(({ channelId }) => channelId)).not.toContain(busy.channelId);
    const texts = await claimDueDeliveries(
      world.db,
      { ...claim, limit: 100 },
      { kind: 'sms', leftAlone: [], inHand: [] },
    );
    expect(new Set(texts.map(({ channelKind }) => channelKind))).toEqual(new Set(['sms']));
  });
});
