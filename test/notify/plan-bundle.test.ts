/** What leaves now in one message, and what waits for its turn at the channel. */
import { describe, expect, test } from 'vitest';
import { addMs, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import {
  type BundleQuestion,
  type LetOutAlert,
  planBundle,
  tellNewest,
  type WaitingAlert,
} from '../../src/notify/plan-bundle.ts';

const NOW = new Date('2026-06-02T01:00:00Z');

function wait(deliveryId: string, more: Partial<WaitingAlert> = {}): WaitingAlert {
  const brand = { buzzId: `buzz of ${deliveryId}`, brandId: `brand of ${deliveryId}` };
  return { deliveryId, ...brand, level: 3, reason: 'first-notice', decidedAt: NOW, ...more };
}

/** A message that left so long ago. */
function sent(agoMs: number, more: Partial<LetOutAlert> = {}): LetOutAlert {
  return { at: addMs(NOW, -agoMs), brandId: 'orange', reason: 'first-notice', isBundled: false, ...more };
}

function ask(more: Partial<BundleQuestion> = {}): BundleQuestion {
  return { channelKind: 'email', waiting: [wait('one')], before: [], now: NOW, ...more };
}

describe('what waits for a channel', () => {
  test('leaves at once where nothing left before', () => {
    expect(planBundle(ask())).toEqual({ kind: 'send', leadId: 'one', otherIds: [] });
  });

  test('leaves together, led by the worst that goes on', () => {
    const waiting = [wait('one'), wait('end', { level: 4, reason: 'resolved' }), wait('worst', { level: 4 })];
    expect(planBundle(ask({ waiting }))).toEqual({ kind: 'send', leadId: 'worst', otherIds: ['one', 'end'] });
  });

  test('is led by the newest alert of its buzz', () => {
    const older = wait('older', { buzzId: 'orange', level: 4, decidedAt: addMs(NOW, -MINUTE_MS) });
    const newer = wait('newer', { buzzId: 'orange', level: 3 });
    expect(planBundle(ask({ waiting: [older, newer] }))).toMatchObject({ leadId: 'newer' });
  });

  test('waits for the end of the minute after a message, and not for those that it told of too', () => {
    const before = [sent(20_000), sent(10_000, { isBundled: true })];
    expect(planBundle(ask({ before }))).toEqual({ kind: 'wait', until: addMs(NOW, 40_000), isLong: false });
    expect(planBundle(ask({ before: [sent(MINUTE_MS)] }))).toMatchObject({ kind: 'send' });
  });

  test.each([
    ['five in a quarter of an hour', 5, 15 * MINUTE_MS],
    ['eleven in an hour', 11, HOUR_MS],
    ['twenty-one in three hours', 21, 3 * HOUR_MS],
  ])('by SMS waits after %s', (_, count, withinMs) => {
    const spreadMs = withinMs / count;
    const before = Array.from({ length: count }, (__, index) => sent(withinMs - 1_000 - index * (spreadMs - 1_000)));
    const plan = planBundle(ask({ channelKind: 'sms', before }));
    expect(plan).toMatchObject({ kind: 'wait' });
    expect(planBundle(ask({ channelKind: 'sms', before: before.slice(1) }))).toMatchObject({ kind: 'send' });
    expect(planBundle(ask({ channelKind: 'email', before }))).toMatchObject({ kind: 'send' });
  });

  test('a crisis keeps to the minute alone', () => {
    const before = Array.from({ length: 21 }, (_, index) => sent((index + 1) * MINUTE_MS));
    const crisis = [wait('crisis', { level: 4 })];
    expect(planBundle(ask({ channelKind: 'sms', waiting: crisis, before }))).toMatchObject({ kind: 'send' });
    const itsEnd = [wait('end', { level: 4, reason: 'resolved' })];
    expect(planBundle(ask({ channelKind: 'sms', waiting: itsEnd, before }))).toMatchObject({
      kind: 'wait',
      isLong: true,
    });
  });

  test('during a scare, five brands in half an hour, is told every ten minutes', () => {
    const brandIds = ['orange', 'lg', 'sosh', 'free', 'sfr'];
    const before = brandIds.map((brandId, index) => sent((5 + index) * MINUTE_MS, { brandId }));
    expect(planBundle(ask({ before }))).toEqual({ kind: 'wait', until: addMs(NOW, 5 * MINUTE_MS), isLong: true });
    expect(planBundle(ask({ before: before.slice(1) }))).toMatchObject({ kind: 'send' });
    const over = before.map((each) => ({ ...each, reason: 'resolved' as const }));
    expect(planBundle(ask({ before: over }))).toMatchObject({ kind: 'send' });
  });

  test('waits for nothing that lies ahead because the clock was set back', () => {
    expect(planBundle(ask({ before: [sent(-HOUR_MS)] }))).toMatchObject({ kind: 'send' });
  });

  test('is never nothing', () => {
    expect(() => planBundle(ask({ waiting: [] }))).toThrow(RangeError);
  });
});

test('of each buzz the newest alert is told, the worst first and what is over last', () => {
  const told = tellNewest([
    wait('mild', { level: 2 }),
    wait('over', { level: 4, reason: 'resolved' }),
    wait('opened', { buzzId: 'orange', level: 2, decidedAt: addMs(NOW, -MINUTE_MS) }),
    wait('worse', { buzzId: 'orange', level: 3, reason: 'worse' }),
  ]);
  expect(told.map(({ deliveryId }) => deliveryId)).toEqual(['worse', 'mild', 'over']);
});
