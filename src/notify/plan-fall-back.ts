/** Whether a contact whom an alert has not reached in time is told by other channels, and by which. Pure. */
import type { Alert, Channel, Contact, Delivery } from '../domain/alert.ts';
import { isInHand } from '../domain/answer.ts';
import type { Buzz } from '../domain/buzz.ts';

/** Why a delivery that is late has no other beside it. */
export type NoFallBackReason =
  | 'over' // the buzz has ended, and its end was told: nobody would tell the end of this
  | 'in-hand' // somebody said "I have it"
  | 'told' // another delivery of the alert has reached the contact
  | 'no-channel'; // there is no other kind of channel, or the contact is gone

export type FallBackPlan =
  | Readonly<{ kind: 'tell'; contact: Contact; channels: readonly Channel[] }>
  | Readonly<{ kind: 'wait'; until: Date }>
  | Readonly<{ kind: 'none'; reason: NoFallBackReason }>;

export type FallBackQuestion = Readonly<{
  delivery: Pick<Delivery, 'id' | 'contactId' | 'channelKind'>;
  alert: Pick<Alert, 'round'>;
  buzz: Pick<Buzz, 'status' | 'level' | 'reopenCount' | 'acknowledgedLevel' | 'snoozedUntil'>;
  /** Undefined: gone since. */
  contact: Contact | undefined;
  /** All deliveries of the alert, whomever they go to. */
  siblings: readonly Pick<Delivery, 'contactId' | 'channelId' | 'channelKind' | 'status'>[];
  /** The end of the silence that is on; null: none is. */
  silencedUntil: Date | null;
  /** The end of the contact's quiet hours; null: none are on. */
  quietUntil: Date | null;
  now: Date;
}>;

/** A crisis waits for nobody to wake up. */
const CRISIS_LEVEL = 4;

/**
 * The other ways to the contact of a delivery that was not accepted in time.
 *
 * All kinds of channels but its own, whatever level they are set to hear of: that an SMS is for worse things counts less
 * than that nothing has arrived. A webhook is no person, so that one which took the alert says of nobody that he was
 * told. The late delivery itself is tried on until its own deadline: a mail that arrives after the SMS is better than
 * none, and it is the same alert once at each channel.
 *
 * Shape:   channels in the contact's order, never empty.
 * Errors:  none: total.
 */
export function planFallBack(question: FallBackQuestion): FallBackPlan {
  const { delivery, alert, buzz, contact, siblings, now } = question;
  if (buzz.status === 'resolved' || alert.round !== buzz.reopenCount) return { kind: 'none', reason: 'over' };
  // a client is told, not asked: that somebody has it in hand is no news to him
  if (isInHand(buzz) && contact?.isClient !== true) return { kind: 'none', reason: 'in-hand' };
  const isTold = siblings.some(
    ({ contactId, channelKind, status }) =>
      contactId === delivery.contactId && channelKind !== 'webhook' && status === 'accepted',
  );
  if (isTold) return { kind: 'none', reason: 'told' };
  const used = new Set(siblings.map(({ channelId }) => channelId));
  const channels = (contact?.channels ?? []).filter(
    ({ id, kind, isReachable }) => isReachable && kind !== delivery.channelKind && !used.has(id),
  );
  if (contact === undefined || channels.length === 0) return { kind: 'none', reason: 'no-channel' };
  const snoozedUntil = buzz.snoozedUntil !== null && buzz.snoozedUntil > now ? buzz.snoozedUntil : null;
  const quietUntil = buzz.level >= CRISIS_LEVEL ? null : question.quietUntil;
  const until = snoozedUntil ?? question.silencedUntil ?? quietUntil;
  return until === null ? { kind: 'tell', contact, channels } : { kind: 'wait', until };
}
