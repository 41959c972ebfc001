/** When a channel is tested by itself, as a table of cases. */
import { describe, expect, test } from 'vitest';
import { planProof } from '../../src/notify/plan-proof.ts';

/** Monday 8 June 2026, 10:00 in Paris. */
const SLOT = new Date('2026-06-08T08:00:00Z');
const NEXT_SLOT = new Date('2026-06-15T08:00:00Z');

function plan(overrides: Partial<Parameters<typeof planProof>[0]> = {}) {
  return planProof({
    kind: 'email',
    timeZone: 'Europe/Paris',
    provesSms: true,
    isReachable: true,
    lastProofAt: null,
    nextProofAt: SLOT,
    now: SLOT,
    ...overrides,
  });
}

describe('a channel whose slot has come', () => {
  test.each([
    ['that was never proved is tested', {}, true],
    ['that was proved two hours ago, by the digest, is not', { lastProofAt: new Date('2026-06-08T06:00:05Z') }, false],
    ['that was proved six days ago is not', { lastProofAt: new Date('2026-06-02T08:00:00Z') }, false],
    ['whose last proof is the test of the slot before is', { lastProofAt: new Date('2026-06-01T08:00:07Z') }, true],
    ['that was proved eight days ago is', { lastProofAt: new Date('2026-05-31T08:00:00Z') }, true],
    ['that takes no messages is left in peace', { isReachable: false }, false],
    ['by SMS is tested', { kind: 'sms' }, true],
    ['by SMS is not, where the agency has turned that off', { kind: 'sms', provesSms: false }, false],
    ['by e-mail is, where the agency has turned SMS off', { provesSms: false }, true],
  ] as const)('%s, and its next slot is a week later', (_, overrides, isTested) => {
    expect(plan(overrides)).toEqual({ isTested, nextProofAt: NEXT_SLOT });
  });

  test('for which none was reckoned yet waits for the first', () => {
    const now = new Date('2026-06-03T01:00:00Z');
    expect(plan({ now, nextProofAt: new Date(0) })).toEqual({ isTested: false, nextProofAt: SLOT });
  });

  test.each([
    ['at night', '2026-06-09T01:00:00Z', '2026-06-09T08:00:00.000Z'],
    ['in the evening', '2026-06-09T18:30:00Z', '2026-06-10T08:00:00.000Z'],
  ])('while the service was down waits for ten in the morning when it comes back %s', (_, now, nextProofAt) => {
    expect(plan({ now: new Date(now) })).toEqual({ isTested: false, nextProofAt: new Date(nextProofAt) });
  });

  test('keeps to ten on the wall over the change to winter time', () => {
    const now = new Date('2026-10-19T08:00:00Z');
    expect(plan({ now, nextProofAt: now }).nextProofAt).toEqual(new Date('2026-10-26T09:00:00Z'));
  });
});
