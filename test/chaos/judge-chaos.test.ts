/** The judge of the chaos run: that it can find fault at all, and does not where there is none. */
import { describe, expect, it } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/base/clock.ts';
import type { Acceptance } from './chaos-providers.ts';
import { type Evidence, judgeChaos } from './judge-chaos.ts';

const AT_MS = 1_000_000;

const DELIVERIES = ['first', 'end'].flatMap((alertId) =>
  ['email', 'sms', 'webhook'].map((channelKind) => ({
    id: `${alertId}-${channelKind}`,
    ...{ alertId, channelKind, status: 'accepted', bundledIntoId: null as string | null },
  })),
);

/** The machine's clock went an hour ahead just before the first of two sent it; the second had begun before. */
const JUMPED = { jumps: [{ atMs: AT_MS - 50, byMs: HOUR_MS, life: null }], bornAtMs: new Map([[2, AT_MS - 500]]) };

function makeAcceptance(overrides: Partial<Acceptance> = {}): Acceptance {
  return {
    ...{ way: 'sms by Twilio', deliveryId: 'first-sms', life: 1, atMs: AT_MS, senderAtMs: AT_MS },
    ...{ mood: 'well', digest: 'text', isAnswered: true },
    ...overrides,
  };
}

/** One bad buzz, its first notice and its end, told once by each channel. */
function makeEvidence(overrides: Partial<Evidence> = {}): Evidence {
  return {
    told: {
      deliveries: DELIVERIES,
      alerts: [
        { id: 'first', buzzId: 'buzz', reason: 'first-notice', level: 3 },
        { id: 'end', buzzId: 'buzz', reason: 'resolved', level: 3 },
      ],
      buzzes: [{ id: 'buzz', level: 3 }],
    },
    openedBuzzIds: new Set(['buzz']),
    acceptances: acceptAll(),
    killedLives: new Set(),
    writtenDownAtMs: new Map(DELIVERIES.map(({ id }) => [id, AT_MS + 5])),
    bornAtMs: new Map(),
    jumps: [],
    smsWay: 'sms by Twilio',
    ...overrides,
  };
}

function acceptAll(): Acceptance[] {
  return DELIVERIES.map(({ id, channelKind }) =>
    makeAcceptance({
      deliveryId: id,
      way: channelKind === 'sms' ? 'sms by Twilio' : (channelKind as 'email' | 'webhook'),
    }),
  );
}

/** The first notice's SMS again, two seconds later, by the next life. */
function acceptAgain(before: Partial<Acceptance>, again: Partial<Acceptance> = {}): Acceptance[] {
  const later = { life: 2, atMs: AT_MS + 2 * SECOND_MS, senderAtMs: AT_MS + 2 * SECOND_MS };
  const first = acceptAll().map((each) => (each.deliveryId === 'first-sms' ? { ...each, ...before } : each));
  return [...first, makeAcceptance({ ...later, ...again })];
}

function judgeSms(evidence: Evidence) {
  const { ways, problems } = judgeChaos(evidence);
  return { doubled: ways.find(({ way }) => way === 'sms by Twilio')?.doubled, problems };
}

const NOT_WRITTEN_DOWN = { writtenDownAtMs: new Map<string, number>() };

describe('judging a chaos run', () => {
  it('finds nothing where every alert was accepted once', () => {
    const { ways, problems } = judgeChaos(makeEvidence());
    expect(problems).toEqual([]);
    expect(
      ways.map(({ deliveryCount, acceptedCount, lostCount }) => [deliveryCount, acceptedCount, lostCount]),
    ).toEqual([
      [2, 2, 0],
      [2, 2, 0],
      [2, 2, 0],
    ]);
  });

  it('says that a delivery is lost which no provider accepted, whatever the database has of it', () => {
    const acceptances = acceptAll().filter(({ deliveryId }) => deliveryId !== 'end-email');
    expect(judgeChaos(makeEvidence({ acceptances })).problems).toEqual(['email: 1 deliveries lost']);
  });

  it('says that a committed bad buzz is gone, or that nobody was told of its level or its end', () => {
    expect(judgeChaos(makeEvidence({ openedBuzzIds: new Set(['buzz', 'other']) })).problems).toEqual([
      '1 bad buzzes that were committed are not stored',
    ]);
    const { told } = makeEvidence();
    const worse = { ...told, buzzes: [{ id: 'buzz', level: 4 }] };
    expect(judgeChaos(makeEvidence({ told: worse })).problems).toEqual(['1 bad buzzes of whose level nobody was told']);
    const endless = { ...told, alerts: told.alerts.slice(0, 1), deliveries: DELIVERIES.slice(0, 3) };
    const acceptances = acceptAll().slice(0, 3);
    expect(judgeChaos(makeEvidence({ told: endless, acceptances })).problems).toEqual([
      '1 bad buzzes of whose end nobody was told',
    ]);
  });

  it('says that an alert was decided twice, or for one channel too few', () => {
    const { told } = makeEvidence();
    const again = { ...told, alerts: [...told.alerts, { id: 'x', buzzId: 'buzz', reason: 'first-notice', level: 3 }] };
    expect(judgeChaos(makeEvidence({ told: again })).problems).toEqual([
      '1 alerts that are told once were decided again',
      '1 alerts that have not one delivery for each channel',
    ]);
  });

  it('lets a reminder leave a channel out, but not all of them, and none twice', () => {
    const { told } = makeEvidence();
    const remind = (...kinds: readonly string[]) => ({
      ...told,
      alerts: [...told.alerts, { id: 'again', buzzId: 'buzz', reason: 'reminder', level: 3 }],
      deliveries: [
        ...DELIVERIES,
        ...kinds.map((channelKind, index) => ({
          ...{ id: `again-${index}`, alertId: 'again', channelKind, status: 'accepted', bundledIntoId: null },
        })),
      ],
    });
    const acceptances = [
      ...acceptAll(),
      makeAcceptance({ deliveryId: 'again-0', way: 'email' }),
      makeAcceptance({ deliveryId: 'again-1', way: 'email' }),
    ];
    const judgeReminder = (count: number, ...kinds: readonly string[]) =>
      judgeChaos(makeEvidence({ told: remind(...kinds), acceptances: acceptances.slice(0, 6 + count) })).problems;
    expect(judgeReminder(1, 'email')).toEqual([]);
    expect(judgeReminder(0)).toEqual(['1 alerts that have not one delivery for each channel']);
    expect(judgeReminder(2, 'email', 'email')).toEqual(['1 alerts that have not one delivery for each channel']);
  });

  it('takes a delivery that the message of another tells of for accepted with it, and for lost with it', () => {
    const { told } = makeEvidence();
    const deliveries = DELIVERIES.map((each) => ({
      ...each,
      bundledIntoId: each.id === 'end-email' ? 'first-email' : null,
    }));
    const bundled = { told: { ...told, deliveries } };
    const withoutEnd = acceptAll().filter(({ deliveryId }) => deliveryId !== 'end-email');
    const { ways, problems } = judgeChaos(makeEvidence({ ...bundled, acceptances: withoutEnd }));
    expect({ problems, email: ways[0] }).toMatchObject({ problems: [], email: { bundledCount: 1, lostCount: 0 } });
    const withoutBoth = withoutEnd.filter(({ deliveryId }) => deliveryId !== 'first-email');
    expect(judgeChaos(makeEvidence({ ...bundled, acceptances: withoutBoth })).problems).toEqual([
      'email: 2 deliveries lost',
    ]);
  });

  it('says that a message came which nobody decided, and that one is not written down', () => {
    const acceptances = [...acceptAll(), makeAcceptance({ deliveryId: 'stranger' })];
    expect(judgeChaos(makeEvidence({ acceptances })).problems).toEqual(['1 messages that nobody decided']);
    const { told } = makeEvidence();
    const pending = { ...told, deliveries: DELIVERIES.map((each) => ({ ...each, status: 'pending' })) };
    expect(judgeChaos(makeEvidence({ told: pending })).problems).toEqual([
      '6 deliveries that are not written down as accepted',
    ]);
  });

  it.each([
    ['a process that lives on sends it again', {}, {}, {}],
    ['it was written down before the process was killed', {}, {}, { killedLives: new Set([1]) }],
    ['its answer was lost, but it was written down all the same', { mood: 'cut', isAnswered: false }, {}, {}],
    ['the second try says something else', { mood: 'cut', isAnswered: false }, { digest: 'other' }, NOT_WRITTEN_DOWN],
    ['the clock jumped, but not beyond the lease', {}, { senderAtMs: AT_MS + MINUTE_MS }, {}],
    ['the same process sends it twice in spite of its lease', {}, { life: 1, senderAtMs: AT_MS + HOUR_MS }, {}],
    [
      'the clock jumped long after it was written down',
      {},
      { atMs: AT_MS + 10 * MINUTE_MS, senderAtMs: AT_MS + HOUR_MS },
      {},
    ],
    ['the clock jumped before the other began', {}, {}, { ...JUMPED, bornAtMs: new Map([[2, AT_MS - 10]]) }],
    ['the clock of a third jumped', {}, {}, { ...JUMPED, jumps: [{ atMs: AT_MS - 50, byMs: HOUR_MS, life: 3 }] }],
    ['the clock jumped back', {}, {}, { ...JUMPED, jumps: [{ atMs: AT_MS - 50, byMs: -HOUR_MS, life: null }] }],
  ] as const)('takes no excuse where %s', (_name, before, again, overrides) => {
    const evidence = makeEvidence({ acceptances: acceptAgain(before, again), ...overrides });
    const { doubled, problems } = judgeSms(evidence);
    expect(doubled?.unexplained).toBe(1);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^doubled without a reason: sms by Twilio first-sms: life 1 /);
  });

  it.each([
    ['killed before it was written down', {}, {}, { ...NOT_WRITTEN_DOWN, killedLives: new Set([1]) }],
    ['answer lost', { mood: 'never', isAnswered: false }, { life: 1 }, NOT_WRITTEN_DOWN],
    ['answer lost', { mood: 'cut', isAnswered: false }, {}, { ...NOT_WRITTEN_DOWN, killedLives: new Set([1]) }],
    ['clock jumped while it was sent', {}, { senderAtMs: AT_MS + HOUR_MS }, {}],
    ['clock jumped while it was sent', {}, {}, JUMPED],
  ] as const)('counts as explained: %s', (cause, before, again, overrides) => {
    const { doubled, problems } = judgeSms(makeEvidence({ acceptances: acceptAgain(before, again), ...overrides }));
    expect(problems).toEqual([]);
    expect(doubled?.[cause]).toBe(1);
  });
});
