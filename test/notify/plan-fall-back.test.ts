/** Whether a contact who was not reached is told another way, as tables of cases. */
import { describe, expect, test } from 'vitest';
import type { Channel, ChannelKind, Contact, DeliveryStatus } from '../../src/domain/alert.ts';
import { type FallBackQuestion, planFallBack } from '../../src/notify/plan-fall-back.ts';

const NOW = new Date('2026-06-02T12:05:00Z');
const LATER = new Date('2026-06-02T13:00:00Z');

function makeChannel(kind: ChannelKind, id: string = kind): Channel {
  return {
    ...{ id, kind, address: `${id}@agence.example`, minLevel: 4, isReachable: true },
    life: { lastProofAt: null, lastFailure: null, unreachable: null },
  };
}

function makeContact(channels: readonly Channel[], more: Partial<Contact> = {}): Contact {
  return {
    ...{ agencyId: 'agency', id: 'claire', name: 'Claire', language: 'fr', isDigestReader: false, isClient: false },
    ...{ digestPeriods: ['week'], digestScope: 'brands' },
    ...{ quietHours: null, timeZone: null, brandIds: [], channels, createdAt: NOW },
    ...more,
  };
}

function sibling(kind: ChannelKind, status: DeliveryStatus, contactId = 'claire') {
  return { contactId, channelId: kind, channelKind: kind, status };
}

const BUZZ = { status: 'open', level: 3, reopenCount: 0, acknowledgedLevel: null, snoozedUntil: null } as const;

/** Claire's mail does not go out; she has an SMS and a chat too. */
function ask(more: Partial<FallBackQuestion> = {}): string {
  const plan = planFallBack({
    delivery: { id: 'one', contactId: 'claire', channelKind: 'email' },
    alert: { round: 0 },
    buzz: BUZZ,
    contact: makeContact([makeChannel('email'), makeChannel('sms'), makeChannel('slack')]),
    siblings: [sibling('email', 'pending')],
    ...{ silencedUntil: null, quietUntil: null, now: NOW },
    ...more,
  });
  if (plan.kind === 'tell') return plan.channels.map(({ id }) => id).join(' ');
  return plan.kind === 'wait' ? `until ${plan.until.toISOString()}` : plan.reason;
}

const until = `until ${LATER.toISOString()}`;

describe('planFallBack', () => {
  const cases: readonly (readonly [name: string, more: Partial<FallBackQuestion>, expected: string])[] = [
    ['tells by every other kind, whatever level it is set to', {}, 'sms slack'],
    ['a dead one as well', { siblings: [sibling('email', 'dead')] }, 'sms slack'],
    ['not by what the alert went to already', { siblings: [sibling('sms', 'pending')] }, 'slack'],
    [
      'not by a second address of its own kind',
      { contact: makeContact([makeChannel('email'), makeChannel('email', 'second')]) },
      'no-channel',
    ],
    [
      'not by a channel that takes nothing',
      { contact: makeContact([{ ...makeChannel('sms'), isReachable: false }]) },
      'no-channel',
    ],
    ['nobody who is gone', { contact: undefined }, 'no-channel'],
    ['nobody who has heard of it by SMS', { siblings: [sibling('sms', 'accepted')] }, 'told'],
    ['though somebody else has', { siblings: [sibling('sms', 'accepted', 'marie')] }, 'slack'],
    ['though a machine took it', { siblings: [sibling('webhook', 'accepted')] }, 'sms slack'],
    ['nobody of what is over', { buzz: { ...BUZZ, status: 'resolved' } }, 'over'],
    ['nor of an episode before this one', { buzz: { ...BUZZ, reopenCount: 1 } }, 'over'],
    ['nobody of what somebody has in hand', { buzz: { ...BUZZ, acknowledgedLevel: 3 } }, 'in-hand'],
    ['unless it got worse since', { buzz: { ...BUZZ, level: 4, acknowledgedLevel: 3 } }, 'sms slack'],
    [
      'but a client, who is not asked for anything',
      {
        buzz: { ...BUZZ, level: 4, acknowledgedLevel: 4 },
        contact: makeContact([makeChannel('sms')], { isClient: true }),
      },
      'sms',
    ],
    ['not before the end of a silence', { silencedUntil: LATER }, until],
    ['not before the end of quiet hours', { quietUntil: LATER }, until],
    ['which a crisis does not wait for', { quietUntil: LATER, buzz: { ...BUZZ, level: 4 } }, 'sms slack'],
    ['not before somebody asked to be reminded', { buzz: { ...BUZZ, snoozedUntil: LATER } }, until],
    ['at once when that is over', { buzz: { ...BUZZ, snoozedUntil: NOW } }, 'sms slack'],
  ];
  test.each(cases)('%s', (_name, more, expected) => {
    expect(ask(more)).toBe(expected);
  });
});
