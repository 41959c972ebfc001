/** Who hears of a buzz, when, and who next: as a table of cases. */
import { describe, expect, test } from 'vitest';
import { addMs, MINUTE_MS } from '../../src/base/clock.ts';
import type { Channel, Contact } from '../../src/domain/alert.ts';
import type { BuzzLevel } from '../../src/domain/buzz.ts';
import {
  type AlertDecision,
  type AlertOccasion,
  type AlertQuestion,
  type PlannedStep,
  type PreviousAlert,
  planAlert,
  REMINDERS_MAX,
} from '../../src/notify/policy.ts';

const NOW = new Date('2026-06-02T01:00:00Z');

function makeChannel(id: string, kind: Channel['kind'], minLevel: BuzzLevel): Channel {
  const life = { lastProofAt: null, lastFailure: null, unreachable: null };
  return { id, kind, address: `${id}@agence.example`, minLevel, isReachable: true, life };
}

function makeContact(id: string, brandIds: readonly string[], channels: readonly Channel[], isClient = false): Contact {
  const createdAt = new Date('2026-01-05T09:00:00Z');
  const plain = { agencyId: 'agency', id, name: id, language: 'fr', isDigestReader: true } as const;
  const digests = { digestPeriods: ['week'], digestScope: 'brands' } as const;
  return { ...plain, ...digests, isClient, quietHours: null, timeZone: null, brandIds, channels, createdAt };
}

const CLAIRE = makeContact('claire', [], [makeChannel('claire-mail', 'email', 2), makeChannel('claire-sms', 'sms', 3)]);
const MARC = makeContact('marc', ['orange'], [makeChannel('marc-mail', 'email', 2)]);
const INES = makeContact('ines', ['lg'], [makeChannel('ines-mail', 'email', 1)]);
const BOSS = makeContact('boss', [], [makeChannel('boss-sms', 'sms', 4)]);
const CLIENT = makeContact('client', ['orange'], [makeChannel('client-mail', 'email', 2)], true);
const EVERYBODY = [CLAIRE, MARC, INES, BOSS];

type ToldBefore = Pick<PreviousAlert, 'level' | 'reason' | 'channelIds'> & Partial<PreviousAlert>;

function makePrevious(previous: ToldBefore): PreviousAlert {
  return { round: 0, decidedAt: addMs(NOW, -10 * MINUTE_MS), waitingChannelIds: [], ...previous };
}

const FIRST = makePrevious({ level: 2, reason: 'first-notice', channelIds: ['claire-mail', 'marc-mail'] });
const WORSE = makePrevious({ level: 4, reason: 'worse', channelIds: ['claire-mail', 'claire-sms', 'boss-sms'] });
const OVER = makePrevious({ level: 4, reason: 'resolved', channelIds: ['claire-mail'] });
const AT_THREE = makePrevious({ level: 3, reason: 'first-notice', channelIds: ['claire-mail', 'claire-sms'] });

const ALL_AT_ONCE: readonly PlannedStep[] = [{ waitMinutes: 0, minLevel: 1, contactIds: null }];
const CLAIRE_THEN_MARC: readonly PlannedStep[] = [
  { waitMinutes: 0, minLevel: 1, contactIds: ['claire'] },
  { waitMinutes: 15, minLevel: 3, contactIds: ['marc'] },
];

type Case = Omit<Partial<AlertQuestion>, 'buzz'> & Readonly<{ buzz?: Partial<AlertQuestion['buzz']> }>;

function decide(occasion: AlertOccasion, level: BuzzLevel, { buzz, ...given }: Case = {}): AlertDecision {
  return planAlert({
    occasion,
    hasCampaign: false,
    previous: [],
    progress: { step: -1, reminderCount: 0 },
    brandId: 'orange',
    contacts: EVERYBODY,
    steps: ALL_AT_ONCE,
    silencedUntil: null,
    quietUntilOf: () => null,
    now: NOW,
    ...given,
    buzz: {
      level,
      reopenCount: 0,
      status: occasion === 'resolved' ? 'resolved' : 'open',
      acknowledgedAt: null,
      acknowledgedLevel: null,
      snoozedUntil: null,
      ...buzz,
    },
  });
}

/** The decision on one line: the reason, then the channels. */
function told(decision: AlertDecision): string {
  return decision.kind === 'quiet'
    ? `quiet: ${decision.reason}`
    : `${decision.reason}: ${decision.recipients.map(({ channel }) => channel.id).join(' ')}`;
}

/** In minutes from now; null: not by itself. */
function nextIn(decision: AlertDecision): number | null | 'as-it-was' {
  if (decision.next === 'as-it-was') return 'as-it-was';
  return decision.next.at === null ? null : (decision.next.at.getTime() - NOW.getTime()) / MINUTE_MS;
}

describe('a change', () => {
  const cases: readonly (readonly [
    promise: string,
    level: BuzzLevel,
    change: 'opened' | 'escalated' | 'resolved',
    previous: readonly PreviousAlert[],
    contacts: readonly Contact[],
    expected: string,
  ])[] = [
    ['a weak signal wakes nobody', 1, 'opened', [], EVERYBODY, 'quiet: weak-signal'],
    ['level 2 reaches the channels from level 2', 2, 'opened', [], EVERYBODY, 'first-notice: claire-mail marc-mail'],
    ['level 3 adds the SMS', 3, 'opened', [], EVERYBODY, 'first-notice: claire-mail claire-sms marc-mail'],
    [
      'level 4 adds who only hears of a crisis',
      4,
      'escalated',
      [FIRST],
      EVERYBODY,
      'worse: claire-mail claire-sms marc-mail boss-sms',
    ],
    ['a level that was told is not told again', 2, 'escalated', [FIRST], EVERYBODY, 'quiet: same-as-before'],
    ['a lower level than was told is not told', 3, 'escalated', [FIRST, WORSE], EVERYBODY, 'quiet: same-as-before'],
    [
      'a buzz that escalates from a weak signal is a first notice',
      2,
      'escalated',
      [],
      EVERYBODY,
      'first-notice: claire-mail marc-mail',
    ],
    ['a contact of another brand hears nothing', 4, 'opened', [], [INES], 'quiet: nobody-to-tell'],
    ['an agency without contacts has nobody to tell', 4, 'opened', [], [], 'quiet: nobody-to-tell'],
    ['a channel for crises alone stays silent at level 3', 3, 'opened', [], [BOSS], 'quiet: nobody-to-tell'],
    ['a client hears nothing of a bad buzz', 3, 'opened', [], [MARC, CLIENT], 'first-notice: marc-mail'],
    ['a client is told of a crisis', 4, 'opened', [], [MARC, CLIENT], 'first-notice: marc-mail client-mail'],
    [
      'the end is told to everybody who heard of any part',
      4,
      'resolved',
      [FIRST, WORSE],
      EVERYBODY,
      'resolved: claire-mail claire-sms marc-mail boss-sms',
    ],
    ['the end is told to nobody else', 2, 'resolved', [FIRST], EVERYBODY, 'resolved: claire-mail marc-mail'],
    ['the end is told once', 4, 'resolved', [FIRST, WORSE, OVER], EVERYBODY, 'quiet: same-as-before'],
    ['the end of a weak signal is told to nobody', 1, 'resolved', [], EVERYBODY, 'quiet: weak-signal'],
    ['the end of what nobody heard of is told to nobody', 3, 'resolved', [], EVERYBODY, 'quiet: nobody-to-tell'],
  ];

  test.each(cases)('%s', (_promise, level, change, previous, contacts, expected) => {
    expect(told(decide(change, level, { previous, contacts }))).toBe(expected);
  });

  test('the end reaches a channel though its lowest level was raised since', () => {
    const contacts = [{ ...MARC, channels: [makeChannel('marc-mail', 'email', 4)] }];
    expect(told(decide('resolved', 2, { previous: [FIRST], contacts }))).toBe('resolved: marc-mail');
  });

  test('the end is told also while a silence is on', () => {
    const silencedUntil = addMs(NOW, MINUTE_MS);
    expect(told(decide('resolved', 2, { previous: [FIRST], silencedUntil }))).toBe('resolved: claire-mail marc-mail');
  });

  test('the end waits for the morning of whoever sleeps', () => {
    const wakesAt = addMs(NOW, 300 * MINUTE_MS);
    const decision = decide('resolved', 3, {
      previous: [AT_THREE],
      quietUntilOf: ({ id }) => (id === 'claire' ? wakesAt : null),
    });
    expect(decision).toMatchObject({ recipients: [{ notBefore: wakesAt }, { notBefore: wakesAt }] });
  });

  test('a weak signal during a campaign says so', () => {
    expect(told(decide('opened', 1, { hasCampaign: true }))).toBe('quiet: campaign');
  });

  test('what was told before does not move what is planned', () => {
    expect(nextIn(decide('escalated', 2, { previous: [FIRST] }))).toBe('as-it-was');
  });
});

describe('nobody answers', () => {
  test.each([
    [2, 60],
    [3, 10],
    [4, 5],
  ] as const)('at level %i the first reminder comes after %i minutes', (level, minutes) => {
    expect(nextIn(decide('opened', level))).toBe(minutes);
  });

  test('each reminder waits twice as long as the one before, and after the last nobody is called any more', () => {
    const waits = Array.from({ length: REMINDERS_MAX + 1 }, (_, reminderCount) =>
      decide('due', 3, { previous: [AT_THREE], progress: { step: 0, reminderCount } }),
    );
    expect(waits.map(told)).toEqual([
      ...Array.from({ length: REMINDERS_MAX }, () => 'reminder: claire-mail claire-sms marc-mail'),
      'quiet: enough-reminders',
    ]);
    expect(waits.map(nextIn)).toEqual([20, 40, 80, 160, 320, null, null]);
  });

  test('the next in the chain is told after his wait, and hears who did not answer', () => {
    const first = decide('opened', 3, { steps: CLAIRE_THEN_MARC });
    expect([told(first), nextIn(first)]).toEqual(['first-notice: claire-mail claire-sms', 15]);
    const second = decide('due', 3, {
      steps: CLAIRE_THEN_MARC,
      previous: [AT_THREE],
      progress: { step: 0, reminderCount: 0 },
    });
    expect([told(second), nextIn(second)]).toEqual(['unanswered: marc-mail', 10]);
    expect(second).toMatchObject({
      sequence: 1,
      unanswered: { names: ['claire'], since: AT_THREE.decidedAt.toISOString() },
    });
    const third = decide('due', 3, {
      steps: CLAIRE_THEN_MARC,
      previous: [AT_THREE],
      progress: { step: 1, reminderCount: 0 },
    });
    expect(told(third)).toBe('reminder: claire-mail claire-sms marc-mail');
  });

  test('a lower level than a step asks for goes no further', () => {
    const decision = decide('opened', 2, { steps: CLAIRE_THEN_MARC });
    expect([told(decision), nextIn(decision)]).toEqual(['first-notice: claire-mail', 60]);
  });

  test('nobody is reminded of what is not out yet', () => {
    const known = { progress: { step: 0, reminderCount: 1 } };
    const halfOut = decide('due', 3, { ...known, previous: [{ ...AT_THREE, waitingChannelIds: ['claire-mail'] }] });
    expect(told(halfOut)).toBe('reminder: claire-sms marc-mail');
    const allWaiting = ['claire-mail', 'claire-sms', 'marc-mail'];
    const waiting = decide('due', 3, { ...known, previous: [{ ...AT_THREE, waitingChannelIds: allWaiting }] });
    expect([told(waiting), nextIn(waiting)]).toEqual(['quiet: not-out-yet', 20]);
  });

  test('a client is told and never reminded', () => {
    const crisis = makePrevious({ level: 4, reason: 'first-notice', channelIds: ['marc-mail', 'client-mail'] });
    const decision = decide('due', 4, {
      contacts: [MARC, CLIENT],
      previous: [crisis],
      progress: { step: 0, reminderCount: 0 },
    });
    expect(told(decision)).toBe('reminder: marc-mail');
    expect(decision).toMatchObject({ unanswered: { names: ['marc'] } });
  });
});

describe('somebody answers', () => {
  const inHand = { acknowledgedAt: addMs(NOW, -5 * MINUTE_MS), acknowledgedLevel: 3, status: 'acknowledged' } as const;
  const known = { previous: [AT_THREE], progress: { step: 0, reminderCount: 0 } };

  test('reminders stop', () => {
    const decision = decide('due', 3, { ...known, buzz: inHand });
    expect([told(decision), nextIn(decision)]).toEqual(['quiet: acknowledged', 235]);
  });

  test('four hours later those who were told hear that it goes on, and nobody by SMS', () => {
    const buzz = { ...inHand, acknowledgedAt: addMs(NOW, -240 * MINUTE_MS) };
    const decision = decide('due', 3, { ...known, buzz });
    expect([told(decision), nextIn(decision)]).toEqual(['still-on: claire-mail', 240]);
  });

  test('what is only watched is left in peace', () => {
    const buzz = { ...inHand, acknowledgedLevel: 2, acknowledgedAt: addMs(NOW, -600 * MINUTE_MS) } as const;
    const decision = decide('due', 2, { ...known, previous: [FIRST], buzz });
    expect([told(decision), nextIn(decision)]).toEqual(['quiet: acknowledged', null]);
  });

  test('it gets worse: told again, and reminded of again', () => {
    const worse = decide('escalated', 4, { ...known, buzz: inHand });
    expect(told(worse)).toBe('worse: claire-mail claire-sms marc-mail boss-sms');
    const previous = [AT_THREE, { ...WORSE, level: 4 } as const];
    expect(told(decide('due', 4, { ...known, previous, buzz: inHand }))).toContain('reminder: ');
  });

  test('snoozed, nobody is reminded before its end', () => {
    const decision = decide('due', 3, { ...known, buzz: { snoozedUntil: addMs(NOW, 60 * MINUTE_MS) } });
    expect([told(decision), nextIn(decision)]).toEqual(['quiet: snoozed', 60]);
  });

  test('what was put off until now is told to whoever heard of it, before the next in the chain and beyond the last reminder', () => {
    const buzz = { snoozedUntil: NOW };
    const chained = decide('due', 3, { ...known, buzz, steps: CLAIRE_THEN_MARC });
    expect([told(chained), nextIn(chained)]).toEqual(['reminder: claire-mail claire-sms', 15]);
    const enough = { step: 0, reminderCount: REMINDERS_MAX };
    const late = decide('due', 3, { ...known, buzz, progress: enough });
    expect([told(late).split(':')[0], nextIn(late)]).toEqual(['reminder', null]);
    // the control: without the promise
    expect(told(decide('due', 3, { ...known, steps: CLAIRE_THEN_MARC }))).toContain('unanswered: ');
    expect(told(decide('due', 3, { ...known, progress: enough }))).toBe('quiet: enough-reminders');
  });

  test('a promised reminder is told once', () => {
    const buzz = { snoozedUntil: addMs(NOW, -20 * MINUTE_MS) };
    const kept = { ...AT_THREE, reason: 'reminder', decidedAt: addMs(NOW, -20 * MINUTE_MS) } as const;
    const progress = { step: 0, reminderCount: REMINDERS_MAX };
    expect(told(decide('due', 3, { previous: [AT_THREE, kept], progress, buzz }))).toBe('quiet: enough-reminders');
  });

  test('a promised reminder waits for the end of a silence, and of quiet hours', () => {
    const buzz = { snoozedUntil: NOW };
    const silent = decide('due', 3, { ...known, buzz, silencedUntil: addMs(NOW, 30 * MINUTE_MS) });
    expect([told(silent), nextIn(silent)]).toEqual(['quiet: silence', 30]);
    const progress = { step: 0, reminderCount: REMINDERS_MAX };
    const asleep = decide('due', 3, { ...known, progress, buzz, quietUntilOf: () => addMs(NOW, 45 * MINUTE_MS) });
    expect([told(asleep), nextIn(asleep)]).toEqual(['quiet: quiet-hours', 45]);
  });

  test('snoozed, a worse one is told all the same', () => {
    const decision = decide('escalated', 4, { ...known, buzz: { snoozedUntil: addMs(NOW, 60 * MINUTE_MS) } });
    expect(told(decision)).toContain('worse: ');
  });

  test('resolved, what was due is dropped', () => {
    const decision = decide('due', 3, { ...known, buzz: { status: 'resolved' } });
    expect([told(decision), nextIn(decision)]).toEqual(['quiet: same-as-before', null]);
  });
});

describe('silences and quiet hours', () => {
  const silencedUntil = addMs(NOW, 90 * MINUTE_MS);

  test('a silenced notice is decided again when the silence ends, and is a first notice then', () => {
    const silenced = decide('opened', 3, { silencedUntil });
    expect([told(silenced), nextIn(silenced)]).toEqual(['quiet: silence', 90]);
    expect(told(decide('due', 3))).toBe('first-notice: claire-mail claire-sms marc-mail');
  });

  test('a silence that begins after the notice holds the reminders back', () => {
    const known = { previous: [AT_THREE], progress: { step: 0, reminderCount: 0 } };
    const decision = decide('due', 3, { ...known, silencedUntil });
    expect([told(decision), nextIn(decision)]).toEqual(['quiet: silence', 90]);
  });

  const asleep =
    (...ids: readonly string[]): AlertQuestion['quietUntilOf'] =>
    ({ id }) =>
      ids.includes(id) ? addMs(NOW, 360 * MINUTE_MS) : null;

  test('where the first of the chain sleeps, the next is told at once', () => {
    const decision = decide('opened', 3, { steps: CLAIRE_THEN_MARC, quietUntilOf: asleep('claire') });
    expect(told(decision)).toBe('first-notice: marc-mail');
  });

  test('where everybody sleeps, the first who wakes up is told then', () => {
    const decision = decide('opened', 3, { steps: CLAIRE_THEN_MARC, quietUntilOf: asleep('claire', 'marc') });
    expect([told(decision), nextIn(decision)]).toEqual(['quiet: quiet-hours', 360]);
  });

  test('a crisis wakes everybody up', () => {
    const decision = decide('opened', 4, { steps: CLAIRE_THEN_MARC, quietUntilOf: asleep('claire', 'marc') });
    expect(told(decision)).toBe('first-notice: claire-mail claire-sms');
  });

  test('while the next of the chain sleeps, the first is reminded, and after enough reminders he is waited for', () => {
    const known = { steps: CLAIRE_THEN_MARC, previous: [AT_THREE], quietUntilOf: asleep('marc') };
    const reminded = decide('due', 3, { ...known, progress: { step: 0, reminderCount: 0 } });
    expect([told(reminded), nextIn(reminded)]).toEqual(['reminder: claire-mail claire-sms', 15]);
    const waiting = decide('due', 3, { ...known, progress: { step: 0, reminderCount: REMINDERS_MAX } });
    expect([told(waiting), nextIn(waiting)]).toEqual(['quiet: quiet-hours', 360]);
  });

  test('a step that names nobody who is there is passed over', () => {
    const steps = [{ waitMinutes: 0, minLevel: 1, contactIds: ['gone'] } as const, ...CLAIRE_THEN_MARC.slice(1)];
    expect(told(decide('opened', 3, { steps }))).toBe('first-notice: marc-mail');
  });
});
