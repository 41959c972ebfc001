/** The segments of an agency's day: counted once, never beyond the budget. */
import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../src/domain/alert.ts';
import { takeSmsSegments } from '../../src/store/sms-spending.ts';
import { makeSmsStage } from '../support/sms-stage.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

const DAY = '2026-06-01';

type Asking = Readonly<{ segmentCount?: number; segmentMax?: number | null; day?: string }>;

function take(world: TestWorld, { agencyId, id }: Delivery, asking: Asking = {}): Promise<string> {
  const { segmentCount = 1, segmentMax = 3, day = DAY } = asking;
  return takeSmsSegments(world.db, { agencyId, deliveryId: id, day, segmentCount, segmentMax });
}

async function setUp(phoneCount: number) {
  const world = await makeTestWorld();
  const stage = await makeSmsStage(world);
  return { world, stage, deliveries: await stage.decide(3, phoneCount) };
}

async function readSpending(world: TestWorld) {
  return await world.db.selectFrom('sms_spending').select(['day', 'segment_count']).orderBy('day').execute();
}

describe('the budget of a day', () => {
  test('lets out what fits in it, and keeps with each delivery what it cost', async () => {
    const { world, stage, deliveries } = await setUp(3);
    const answers: string[] = [];
    for (const delivery of deliveries) answers.push(await take(world, delivery, { segmentCount: 2 }));
    expect(answers).toEqual(['granted', 'over-budget', 'over-budget']);
    expect(await readSpending(world)).toEqual([{ day: DAY, segment_count: 2 }]);
    expect((await stage.list()).map(({ segmentCount }) => segmentCount).filter((count) => count !== null)).toEqual([2]);
  });

  test('a smaller SMS still fits after one that did not', async () => {
    const { world, deliveries } = await setUp(3);
    const [one, two, three] = deliveries as [Delivery, Delivery, Delivery];
    expect(await take(world, one, { segmentCount: 2 })).toBe('granted');
    expect(await take(world, two, { segmentCount: 2 })).toBe('over-budget');
    expect(await take(world, three, { segmentCount: 1 })).toBe('granted');
  });

  test('is not asked twice by the tries of one delivery, on whatever day', async () => {
    const { world, deliveries } = await setUp(1);
    const [delivery] = deliveries as [Delivery];
    for (const day of [DAY, DAY, '2026-06-02']) {
      expect(await take(world, delivery, { day, segmentCount: 3 })).toBe('granted');
    }
    expect(await readSpending(world)).toEqual([{ day: DAY, segment_count: 3 }]);
  });

  test('is whole again on the next day', async () => {
    const { world, deliveries } = await setUp(2);
    const [one, two] = deliveries as [Delivery, Delivery];
    await take(world, one, { segmentCount: 3 });
    expect(await take(world, two, { segmentCount: 3 })).toBe('over-budget');
    expect(await take(world, two, { segmentCount: 3, day: '2026-06-02' })).toBe('granted');
  });

  test('of nothing lets nothing out, and none at all lets everything out, counted', async () => {
    const { world, deliveries } = await setUp(2);
    const [one, two] = deliveries as [Delivery, Delivery];
    expect(await take(world, one, { segmentMax: 0 })).toBe('over-budget');
    expect(await readSpending(world)).toEqual([]);
    expect(await take(world, one, { segmentMax: null })).toBe('granted');
    expect(await take(world, two, { segmentMax: null })).toBe('granted');
    expect(await readSpending(world)).toEqual([{ day: DAY, segment_count: 2 }]);
  });

  test('is each agency’s own', async () => {
    const { world, deliveries } = await setUp(1);
    const [delivery] = deliveries as [Delivery];
    await take(world, delivery, { segmentCount: 3 });
    const [other] = (await (await makeSmsStage(world, 'Agence du Port')).decide(3, 1)) as [Delivery];
    expect(await take(world, other, { segmentCount: 3 })).toBe('granted');
    expect(await take(world, { ...other, agencyId: delivery.agencyId })).toBe('over-budget'); // another's delivery
  });

  test('is not gone beyond by many that ask at once, and no delivery is counted twice', async () => {
    const { world, stage, deliveries } = await setUp(20);
    const twice = [...deliveries, ...deliveries.toReversed()];
    await Promise.all(twice.map((delivery) => take(world, delivery, { segmentMax: 7 })));
    const paid = (await stage.list()).filter(({ segmentCount }) => segmentCount !== null);
    expect([await readSpending(world), paid.length]).toEqual([[{ day: DAY, segment_count: 7 }], 7]);
  });
});
