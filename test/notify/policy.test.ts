/** Who hears of a buzz, as a table of cases. */
import { describe, expect, test } from 'vitest';
import type { Channel, Contact } from '../../src/domain/alert.ts';
import type { BuzzLevel } from '../../src/domain/buzz.ts';
import { type AlertDecision, type PreviousAlert, planAlert } from '../../src/notify/policy.ts';

function makeChannel(id: string, kind: Channel['kind'], minLevel: BuzzLevel): Channel {
  return { id, kind, address: `${id}@agence.example`, minLevel };
}

function makeContact(id: string, brandIds: readonly string[], channels: readonly Channel[]): Contact {
  const createdAt = new Date('2026-01-05T09:00:00Z');
  return { agencyId: 'agency', id, name: id, language: 'fr', isDigestReader: true, brandIds, channels, createdAt };
}

const CLAIRE = makeContact('claire', [], [makeChannel('claire-mail', 'email', 2), makeChannel('claire-sms', 'sms', 3)]);
const MARC = makeContact('marc', ['orange'], [makeChannel('marc-mail', 'email', 2)]);
const INES = makeContact('ines', ['lg'], [makeChannel('ines-mail', 'email', 1)]);
const BOSS = makeContact('boss', [], [makeChannel('boss-sms', 'sms', 4)]);
const EVERYBODY = [CLAIRE, MARC, INES, BOSS];

const FIRST: PreviousAlert = { level: 2, reason: 'first-notice', round: 0, channelIds: ['claire-mail', 'marc-mail'] };
const WORSE: PreviousAlert = {
  level: 4,
  reason: 'worse',
  round: 0,
  channelIds: ['claire-mail', 'claire-sms', 'boss-sms'],
};
const OVER: PreviousAlert = { level: 4, reason: 'resolved', round: 0, channelIds: ['claire-mail'] };

/** The decision on one line: the reason, then the channels. */
function told(decision: AlertDecision): string {
  return decision.kind === 'quiet'
    ? `quiet: ${decision.reason}`
    : `${decision.reason}: ${decision.recipients.map(({ channel }) => channel.id).join(' ')}`;
}

describe('planAlert', () => {
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
    expect(told(planAlert({ buzz: { level, reopenCount: 0 }, change, previous, contacts, brandId: 'orange' }))).toBe(
      expected,
    );
  });

  test('the end reaches a channel though its lowest level was raised since', () => {
    const raised = { ...MARC, channels: [makeChannel('marc-mail', 'email', 4)] };
    const decision = planAlert({
      buzz: { level: 2, reopenCount: 0 },
      change: 'resolved',
      previous: [FIRST],
      contacts: [raised],
      brandId: 'orange',
    });
    expect(told(decision)).toBe('resolved: marc-mail');
  });
});
