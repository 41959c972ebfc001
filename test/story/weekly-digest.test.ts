/** The weekly digest of a brand: once a week on the agency's own wall clock, whatever restarts and summer time do. */
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { sendDigests } from '../../src/pipeline/send-digests.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { listDigests } from '../../src/store/digests.ts';
import { startLocalMailbox } from '../support/local-mailbox.ts';
import { startLocalSite } from '../support/local-site.ts';
import { FEED_PATH, letTimePass, makeAngryPosts, setStage } from '../support/story.ts';
import { makeSecondWorker, makeTestWorld } from '../support/test-world.ts';

const FIRST_PAGE = { after: null, limit: 100 };

async function setUp(startAt: Date) {
  const site = await startLocalSite();
  const mailbox = await startLocalMailbox();
  const world = await makeTestWorld({ startAt, environment: { SMTP_URL: mailbox.url } });
  const stack = new AsyncDisposableStack();
  for (const each of [site, mailbox, world]) stack.use(each);
  return { site, mailbox, world, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('the weekly digest', () => {
  test('is sent on Monday at eight in Paris and tells the seven days before', async () => {
    // Wednesday 3 June 2026, 10:00 in Paris
    await using stage = await setUp(new Date('2026-06-03T08:00:00Z'));
    const { world, site, mailbox } = stage;
    site.serveFeed(FEED_PATH, makeAngryPosts(3, world.clock.now()));
    const { agency, brand } = await setStage(world, site);
    await drainPipeline(world);

    world.clock.setTo(new Date('2026-06-08T05:59:00Z'));
    await drainPipeline(world);
    expect(mailbox.mails).toEqual([]);
    world.clock.setTo(new Date('2026-06-08T06:00:00Z'));
    await drainPipeline(world);

    const [digest, ...more] = await listDigests(world.db, { agencyId: agency.id, brandId: brand.id }, FIRST_PAGE);
    expect(more).toEqual([]);
    expect(digest?.periodStartsOn).toBe('2026-06-01');
    expect(digest?.content).toMatchObject({
      brandName: 'Ondelia',
      periodFrom: '2026-05-31T22:00:00.000Z',
      periodUntil: '2026-06-07T22:00:00.000Z',
      counts: { mentionCount: 3, negativeCount: 3, positiveCount: 0 },
    });
    expect(digest?.content.days.map((day) => day.mentionCount)).toEqual([0, 0, 3, 0, 0, 0, 0]);
    expect(mailbox.mails.map((mail) => mail.to)).toEqual([['marie@agence.example']]);
    expect(mailbox.mails[0]?.parsed.subject).toContain('Ondelia');
  });

  test('comes exactly once for each week, also across both clock changes', async () => {
    // from Thursday 1 October 2026 over the change of 25 October, and on to the one of 28 March 2027
    await using stage = await setUp(new Date('2026-10-01T08:00:00Z'));
    const { world, site, mailbox } = stage;
    site.serveFeed(FEED_PATH, []);
    const { agency, brand } = await setStage(world, site);
    const sentAt: string[] = [];
    for (let hour = 0; hour < 27 * 7 * 24; hour += 1) {
      world.clock.advanceMs(HOUR_MS);
      // no source is due in this test; only the digest's slot moves
      if ((await sendDigests(world)) > 0) sentAt.push(world.clock.now().toISOString());
    }
    await drainPipeline(world);

    const weeks = (await listDigests(world.db, { agencyId: agency.id, brandId: brand.id }, FIRST_PAGE)).map(
      (each) => each.periodStartsOn,
    );
    expect(weeks).toHaveLength(27);
    expect(new Set(weeks).size).toBe(27);
    expect(sentAt.filter((at) => at < '2026-10-25')).toEqual([
      '2026-10-05T06:00:00.000Z',
      '2026-10-12T06:00:00.000Z',
      '2026-10-19T06:00:00.000Z',
    ]);
    expect(sentAt[3]).toBe('2026-10-26T07:00:00.000Z');
    expect(sentAt.at(-1)).toBe('2027-04-05T06:00:00.000Z');
    expect(mailbox.mails).toHaveLength(27);
  });

  test('is not sent again after a restart, nor twice by two workers at once', async () => {
    await using stage = await setUp(new Date('2026-06-03T08:00:00Z'));
    const { world, site, mailbox } = stage;
    site.serveFeed(FEED_PATH, []);
    const { agency, brand } = await setStage(world, site);
    world.clock.setTo(new Date('2026-06-08T06:00:00Z'));
    const second = makeSecondWorker(world);
    await Promise.all([sendDigests(world), sendDigests(second)]);
    // the slot's lease as a worker leaves it that was killed after the digest and before the slot was ticked off
    await world.db
      .updateTable('agencies')
      .set({ next_digest_at: new Date('2026-06-08T06:00:00Z') })
      .execute();
    world.clock.advanceMs(20 * MINUTE_MS);
    await Promise.all([drainPipeline(world), drainPipeline(second)]);
    expect(await listDigests(world.db, { agencyId: agency.id, brandId: brand.id }, FIRST_PAGE)).toHaveLength(1);
    expect(mailbox.mails).toHaveLength(1);
  });

  test('a service that slept for three weeks owes one digest, of the newest week', async () => {
    await using stage = await setUp(new Date('2026-06-03T08:00:00Z'));
    const { world, site } = stage;
    site.serveFeed(FEED_PATH, []);
    const { agency, brand } = await setStage(world, site);
    world.clock.setTo(addMs(new Date('2026-06-08T06:00:00Z'), 2 * 7 * DAY_MS + 3 * HOUR_MS));
    await letTimePass(world, { stepMs: HOUR_MS, stepCount: 3 });
    const digests = await listDigests(world.db, { agencyId: agency.id, brandId: brand.id }, FIRST_PAGE);
    expect(digests.map((digest) => digest.periodStartsOn)).toEqual(['2026-06-15']);
  });
});
