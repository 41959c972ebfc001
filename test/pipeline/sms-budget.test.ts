/** What an agency's budget of SMS lets out, through the whole of a delivery. */
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { changeAgency } from '../../src/intents/people.ts';
import { deliverPending } from '../../src/pipeline/deliver-pending.ts';
import { type LocalProvider, startLocalProvider } from '../support/local-provider.ts';
import { makeSmsStage, type SmsStage } from '../support/sms-stage.ts';
import { makeSecondWorker, makeTestWorld, type TestWorld } from '../support/test-world.ts';

const ACCEPTED = { status: 200, body: '{"id":"m-1"}' };
const stopping = new AbortController().signal;

async function setUp(smsDailySegmentMax: number | null, startAt = '2026-06-01T08:00:00Z') {
  const provider = await startLocalProvider(ACCEPTED);
  const environment = {
    SMS_HTTP_URL: `${provider.url}/sms`,
    SMS_HTTP_HEADERS: '{"Authorization":"Bearer t0p-secret"}',
  };
  const world = await makeTestWorld({ startAt: new Date(startAt), environment });
  const stage = await makeSmsStage(world);
  if (smsDailySegmentMax !== 100) await changeAgency(world, stage.agency.id, { smsDailySegmentMax });
  const stack = new AsyncDisposableStack();
  stack.use(world);
  stack.use(provider);
  return { provider, world, stage, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function countOutcomes(stage: SmsStage) {
  const deliveries = await stage.list();
  return {
    accepted: deliveries.filter(({ status }) => status === 'accepted').length,
    overBudget: deliveries.filter(({ lastErrorReason }) => lastErrorReason === 'over-budget').length,
  };
}

async function readSpent(world: TestWorld) {
  const rows = await world.db.selectFrom('sms_spending').select(['day', 'segment_count']).orderBy('day').execute();
  return rows.map((row) => [row.day, row.segment_count]);
}

function sentTexts(provider: LocalProvider): readonly string[] {
  return provider.received.map(({ body }) => JSON.parse(body).text);
}

describe('an agency’s budget of SMS', () => {
  test('is a hundred segments a day unless it says otherwise', async () => {
    await using stage = await setUp(100);
    expect(stage.stage.agency.smsDailySegmentMax).toBe(100);
  });

  test('lets out what it allows; the rest is dead at once, with its reason in a sentence and in the metric', async () => {
    await using setting = await setUp(4);
    const { world, stage, provider } = setting;
    await stage.decide(3, 6);
    await deliverPending({ ...world, stopping });
    const [[, segmentCount] = []] = await readSpent(world);
    const accepted = (await stage.list()).filter(({ status }) => status === 'accepted');
    const each = accepted[0]?.segmentCount ?? 0;
    expect(accepted).toHaveLength(Math.floor(4 / each));
    expect(segmentCount).toBe(accepted.length * each);
    expect(provider.received).toHaveLength(accepted.length);
    const dead = (await stage.list()).find(({ status }) => status === 'dead');
    expect(dead).toMatchObject({ lastErrorReason: 'over-budget', segmentCount: null });
    expect(dead?.lastErrorMessage).toBe(
      'Agence du Quai has used up its 4 SMS segments of 2026-06-01: raise "smsDailySegmentMax" of the agency, or set it to null for no limit.',
    );
    expect(await world.metrics.registry.metrics()).toContain('outcome="over-budget"');
  });

  test('may be gone beyond by as much again for a crisis, and no further', async () => {
    await using setting = await setUp(2);
    const { world, stage } = setting;
    await stage.decide(3, 3);
    await deliverPending({ ...world, stopping });
    const before = await countOutcomes(stage);
    await stage.decide(4, 5);
    await deliverPending({ ...world, stopping });
    const after = await countOutcomes(stage);
    expect(before.accepted).toBeGreaterThan(0);
    expect(after.accepted).toBe(before.accepted * 2);
    expect(after.overBudget).toBe(8 - after.accepted);
    expect((await readSpent(world))[0]?.[1]).toBeLessThanOrEqual(4);
  });

  test('is that of the agency’s own day: midnight in Paris, not in Greenwich', async () => {
    await using setting = await setUp(2, '2026-06-01T21:50:00Z');
    const { world, stage } = setting;
    await stage.decide(3, 3);
    await deliverPending({ ...world, stopping });
    world.clock.advanceMs(20 * MINUTE_MS); // 00:10 on the wall
    await stage.decide(3, 1);
    await deliverPending({ ...world, stopping });
    expect((await readSpent(world)).map(([day]) => day)).toEqual(['2026-06-01', '2026-06-02']);
  });

  test('counts an SMS once, however often it is tried', async () => {
    await using setting = await setUp(100);
    const { world, stage, provider } = setting;
    await stage.decide(3, 1);
    provider.answerWith({ status: 503 });
    for (let tryCount = 0; tryCount < 4; tryCount += 1) {
      await deliverPending({ ...world, stopping });
      world.clock.advanceMs(HOUR_MS);
    }
    provider.answerWith(ACCEPTED);
    await deliverPending({ ...world, stopping });
    const [delivery] = await stage.list();
    expect(delivery).toMatchObject({ status: 'accepted', attemptCount: 5 });
    expect(await readSpent(world)).toEqual([['2026-06-01', delivery?.segmentCount]]);
    expect(new Set(provider.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
    expect(new Set(sentTexts(provider)).size).toBe(1);
  });

  test('without a limit lets everything out, and still counts it', async () => {
    await using setting = await setUp(null);
    const { world, stage } = setting;
    await stage.decide(3, 12);
    await deliverPending({ ...world, stopping });
    expect(await countOutcomes(stage)).toEqual({ accepted: 12, overBudget: 0 });
    expect(Number((await readSpent(world))[0]?.[1])).toBeGreaterThanOrEqual(12);
  });

  test('holds with two workers at once', async () => {
    await using setting = await setUp(10);
    const { world, stage, provider } = setting;
    await stage.decide(3, 40);
    const second = makeSecondWorker(world);
    await Promise.all([world, second, world, second].map((worker) => deliverPending({ ...worker, stopping })));
    const [[, spent] = []] = await readSpent(world);
    const accepted = (await stage.list()).filter(({ status }) => status === 'accepted');
    expect(provider.received).toHaveLength(accepted.length);
    expect(spent).toBe(accepted.reduce((sum, { segmentCount }) => sum + (segmentCount ?? 0), 0));
    expect(spent).toBeLessThanOrEqual(10);
    expect(spent).toBeGreaterThan(8);
  });

  test('says nothing of keys in what it logs, whatever the provider repeats', async () => {
    await using setting = await setUp(100);
    const { world, stage, provider } = setting;
    await stage.decide(3, 2);
    provider.answerWith({ status: 400, body: '{"message":"Bearer t0p-secret is wrong"}' });
    await deliverPending({ ...world, stopping });
    world.clock.advanceMs(DAY_MS);
    expect(JSON.stringify(world.logLines)).toContain('delivery.dead');
    expect(JSON.stringify([world.logLines, await stage.list()])).not.toContain('t0p-secret');
  });
});
