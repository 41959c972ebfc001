/** Who is told when a buzz opens, escalates or ends. Pure: what was told before comes in, a decision with its reason goes out. */
import { assertNever } from '../base/errors.ts';
import type { AlertReason, Channel, Contact, QuietReason } from '../domain/alert.ts';
import type { Buzz, BuzzChange, BuzzLevel } from '../domain/buzz.ts';

/** An alert that was decided for the same buzz earlier, and the channels it went to. */
export type PreviousAlert = Readonly<{
  level: BuzzLevel;
  reason: AlertReason;
  round: number;
  channelIds: readonly string[];
}>;

export type AlertRecipient = Readonly<{ contact: Contact; channel: Channel }>;

export type AlertDecision =
  | Readonly<{ kind: 'tell'; reason: AlertReason; recipients: readonly AlertRecipient[] }>
  | Readonly<{ kind: 'quiet'; reason: QuietReason }>;

export type AlertQuestion = Readonly<{
  buzz: Pick<Buzz, 'level' | 'reopenCount'>;
  /** Alerts already decided for this buzz, oldest first. */
  previous: readonly PreviousAlert[];
  change: BuzzChange;
  brandId: string;
  contacts: readonly Contact[];
}>;

/** The lowest level that wakes anybody; below it a buzz is for the dashboard and the digest. */
const TOLD_LEVEL_MIN: BuzzLevel = 2;

/**
 * The one answer to "does anybody hear of this, and who".
 *
 * A level is told once, so forty posts make one message and only a higher level makes another, also after somebody
 * acknowledged: what was taken in hand at level 2 may need more hands at 4. The end is told exactly to those who
 * heard of the beginning, whatever their settings are by now: a person left waiting for the end is worse than one
 * message too many, and somebody who never heard of the buzz has no use for its end.
 *
 * Shape:   recipients in the order of the contacts and of their channels; never empty.
 * Errors:  none: total.
 */
export function planAlert(question: AlertQuestion): AlertDecision {
  switch (question.change) {
    case 'opened':
    case 'escalated':
    case 'reopened':
      return planNotice(question);
    case 'resolved':
      return planEnd(question);
    default:
      return assertNever(question.change);
  }
}

function planNotice(question: AlertQuestion): AlertDecision {
  const { level, reopenCount } = question.buzz;
  if (level < TOLD_LEVEL_MIN) return { kind: 'quiet', reason: 'weak-signal' };
  const notices = question.previous.filter((alert) => alert.reason !== 'resolved');
  const ofRound = notices.filter((alert) => alert.round === reopenCount);
  if (ofRound.some((alert) => alert.level >= level)) return { kind: 'quiet', reason: 'same-as-before' };
  return tell(
    ofRound.length > 0 ? 'worse' : notices.length > 0 ? 'reopened' : 'first-notice',
    listRecipients(
      question.contacts.filter((contact) => hearsOf(contact, question.brandId)),
      (channel) => channel.minLevel <= level,
    ),
  );
}

function planEnd(question: AlertQuestion): AlertDecision {
  const ofRound = question.previous.filter((alert) => alert.round === question.buzz.reopenCount);
  if (ofRound.some((alert) => alert.reason === 'resolved')) return { kind: 'quiet', reason: 'same-as-before' };
  if (question.buzz.level < TOLD_LEVEL_MIN) return { kind: 'quiet', reason: 'weak-signal' };
  const told = new Set(ofRound.flatMap((alert) => alert.channelIds));
  return tell(
    'resolved',
    listRecipients(question.contacts, (channel) => told.has(channel.id)),
  );
}

function tell(reason: AlertReason, recipients: readonly AlertRecipient[]): AlertDecision {
  return recipients.length === 0 ? { kind: 'quiet', reason: 'nobody-to-tell' } : { kind: 'tell', reason, recipients };
}

function hearsOf(contact: Contact, brandId: string): boolean {
  return contact.brandIds.length === 0 || contact.brandIds.includes(brandId);
}

function listRecipients(
  contacts: readonly Contact[],
  isTold: (channel: Channel) => boolean,
): readonly AlertRecipient[] {
  return contacts.flatMap((contact) => contact.channels.filter(isTold).map((channel) => ({ contact, channel })));
}
