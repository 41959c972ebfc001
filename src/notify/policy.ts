/**
 * Who is told of a buzz, when, and who next when nobody answers. Pure: what was told before comes in; a decision with its
 * reason, and when to decide again, goes out.
 */

import { addMs, HOUR_MS, MINUTE_MS } from '../base/clock.ts';
import { assertNever } from '../base/errors.ts';
import type { AlertContent, AlertReason, Channel, Contact } from '../domain/alert.ts';
import { isInHand } from '../domain/answer.ts';
import type { Buzz, BuzzChange, BuzzLevel } from '../domain/buzz.ts';
import type { QuietReason } from '../domain/quiet-reason.ts';

/** An alert that was decided for the same buzz earlier, and the channels it went to. */
export type PreviousAlert = Readonly<{
  level: BuzzLevel;
  reason: AlertReason;
  round: number;
  decidedAt: Date;
  channelIds: readonly string[];
  /** Those of them at which it has not been accepted yet. */
  waitingChannelIds: readonly string[];
}>;

/** notBefore: null for at once. */
export type AlertRecipient = Readonly<{ contact: Contact; channel: Channel; notBefore: Date | null }>;

/** A step of the chain with whoever is on call by now; null: everybody who hears of the brand. */
export type PlannedStep = Readonly<{ waitMinutes: number; minLevel: BuzzLevel; contactIds: readonly string[] | null }>;

/** How far the telling of a buzz has come. step: the last one that was told, -1: none. */
export type AlertProgress = Readonly<{ step: number; reminderCount: number }>;

/** The progress afterwards, and when it goes on; null: not by itself. */
export type NextDecision = AlertProgress & Readonly<{ at: Date | null }>;

export type AlertDecision =
  | Readonly<{
      kind: 'tell';
      reason: AlertReason;
      /** Tells what is told again of the same level apart. */
      sequence: number;
      recipients: readonly AlertRecipient[];
      /** Who was told before and did not answer. */
      unanswered?: NonNullable<AlertContent['unanswered']>;
      next: NextDecision;
    }>
  | Readonly<{ kind: 'quiet'; reason: QuietReason; next: NextDecision | 'as-it-was' }>;

/** What happened to the buzz; or it is time: nobody answered, a silence or somebody's quiet hours are over. */
export type AlertOccasion = BuzzChange | 'due';

export type AlertQuestion = Readonly<{
  buzz: Pick<Buzz, 'level' | 'reopenCount' | 'status' | 'acknowledgedAt' | 'acknowledgedLevel' | 'snoozedUntil'>;
  /** Whether a campaign is on, which explains volume. */
  hasCampaign: boolean;
  /** Alerts already decided for this buzz, oldest first. */
  previous: readonly PreviousAlert[];
  progress: AlertProgress;
  occasion: AlertOccasion;
  brandId: string;
  contacts: readonly Contact[];
  steps: readonly PlannedStep[];
  /** The end of the silence that is on; null: none is. */
  silencedUntil: Date | null;
  /** The end of the contact's quiet hours; null: none are on. */
  quietUntilOf: (contact: Contact) => Date | null;
  now: Date;
}>;

/** The lowest level that is told to anybody; below it a buzz is for the dashboard and the digest. */
const TOLD_LEVEL_MIN: BuzzLevel = 2;
/** A crisis does not wait for anybody to wake up, and clients hear of it. */
const CRISIS_LEVEL: BuzzLevel = 4;

/** Until the first reminder; each next one waits twice as long as the one before. Source: alerting.md. */
const REMINDER_MINUTES: Readonly<Record<BuzzLevel, number>> = { 1: 60, 2: 60, 3: 10, 4: 5 };
/** Whoever did not answer six of them, the last after a night, is not reached by a seventh. */
export const REMINDERS_MAX = 6;

/** While somebody has it in hand and it goes on, those who were told hear so this often, and nobody by SMS. */
const STILL_ON_MS = 4 * HOUR_MS;
const STILL_ON_LEVEL_MIN: BuzzLevel = 3;

/**
 * The one answer to "does anybody hear of this, who, and when next".
 *
 * A level is told once, so forty posts make one message; a higher one is told again, also after somebody acknowledged:
 * what was taken in hand at level 2 may need more hands at 4. While nobody says "I have it" the next in the chain is
 * told, and when the chain is through those who were told are reminded. The end is told exactly to those who heard of
 * the beginning, whatever their settings are by now, even while they are silenced: a person left waiting for the end is
 * worse than one message too many.
 *
 * Shape:   recipients in the order of the contacts and of their channels; never empty. next: also where nobody is told.
 * Errors:  none: total.
 */
export function planAlert(question: AlertQuestion): AlertDecision {
  switch (question.occasion) {
    case 'opened':
    case 'escalated':
    case 'reopened':
      return planNotice(question);
    case 'due':
      return planDue(question);
    case 'resolved':
      return planEnd(question);
    default:
      return assertNever(question.occasion);
  }
}

function planNotice(question: AlertQuestion): AlertDecision {
  const { buzz, previous, progress, silencedUntil } = question;
  if (buzz.level < TOLD_LEVEL_MIN) return quiet(question.hasCampaign ? 'campaign' : 'weak-signal', stop(progress));
  const notices = previous.filter(({ reason }) => reason !== 'resolved');
  const ofRound = notices.filter(({ round }) => round === buzz.reopenCount);
  if (ofRound.some(({ level }) => level >= buzz.level)) {
    return quiet('same-as-before', 'as-it-was');
  }
  if (silencedUntil !== null) return quiet('silence', { ...NOTHING_TOLD, at: silencedUntil });
  const reason = ofRound.length > 0 ? 'worse' : notices.length > 0 ? 'reopened' : 'first-notice';
  const first = { step: ofRound.length > 0 ? Math.max(0, progress.step) : 0, reminderCount: 0 };
  return tellFrom(question, { ...first, reason, sequence: 0, contactsOf: (step) => listUpTo(question, step) });
}

const NOTHING_TOLD: AlertProgress = { step: -1, reminderCount: 0 };

function planDue(question: AlertQuestion): AlertDecision {
  const { buzz, previous, progress, now, silencedUntil } = question;
  if (buzz.status === 'resolved') return quiet('same-as-before', stop(progress));
  const isTold = previous.some(
    ({ reason, round, level }) => reason !== 'resolved' && round === buzz.reopenCount && level >= buzz.level,
  );
  if (!isTold) return planNotice(question);
  const { snoozedUntil } = buzz;
  if (isInHand(buzz)) return planStillOn(question);
  if (snoozedUntil !== null && snoozedUntil > now) return quiet('snoozed', { ...progress, at: snoozedUntil });
  if (silencedUntil !== null) return quiet('silence', { ...progress, at: silencedUntil });
  const isPromised = snoozedUntil !== null && previous.every(({ decidedAt }) => decidedAt < snoozedUntil);
  const promised = isPromised ? planReminder(question) : null; // whatever the chain, and however many there were
  if (promised?.kind === 'tell') return promised;
  const handedOn = hasStep(question, progress.step + 1) ? planNextStep(question) : null;
  if (handedOn?.kind === 'tell') return handedOn;
  if (progress.reminderCount >= REMINDERS_MAX) return handedOn ?? promised ?? quiet('enough-reminders', stop(progress));
  return planReminder(question);
}

function planNextStep(question: AlertQuestion): AlertDecision {
  const { reminderCount, step: told } = question.progress;
  const step = told + 1;
  return tellFrom(question, {
    ...{ step, reminderCount, reason: 'unanswered', sequence: step },
    contactsOf: (at) => listOfStep(question, at),
  });
}

/** A client is told; whether anybody answers is not for him to see to. */
function planReminder(question: AlertQuestion): AlertDecision {
  const { progress, previous } = question;
  const reminderCount = progress.reminderCount + 1;
  const waiting = new Set(previous.flatMap(({ waitingChannelIds }) => waitingChannelIds));
  const step = Math.max(0, progress.step);
  const contacts = listUpTo(question, step).filter(({ isClient }) => !isClient);
  const reminder = (of: readonly Contact[]): AlertDecision =>
    tellFrom(question, {
      ...{ step, reminderCount, reason: 'reminder', sequence: reminderCount },
      contactsOf: () => of,
    });
  // a mail server that is away for an hour sends one message when it is back, not five
  const reached = contacts.map((contact) => ({
    ...contact,
    channels: contact.channels.filter(({ id }) => !waiting.has(id)),
  }));
  const decision = reminder(reached);
  if (decision.kind === 'tell' || reminder(contacts).kind === 'quiet') return decision;
  return quiet('not-out-yet', { ...progress, at: whenNext(question, progress) });
}

/** Somebody has it in hand: now and then it is said that it is not over. */
function planStillOn(question: AlertQuestion): AlertDecision {
  const { buzz, progress, now, silencedUntil } = question;
  if (buzz.level < STILL_ON_LEVEL_MIN || buzz.acknowledgedAt === null) return quiet('acknowledged', stop(progress));
  const again = addMs(buzz.acknowledgedAt, STILL_ON_MS);
  if (again > now) return quiet('acknowledged', { ...progress, at: again });
  if (silencedUntil !== null) return quiet('silence', { ...progress, at: silencedUntil });
  const told = toldChannels(question);
  const recipients = listRecipients(question.contacts, ({ id, kind }) => told.has(id) && kind !== 'sms');
  const next = { step: progress.step, reminderCount: progress.reminderCount + 1 };
  const at = addMs(now, STILL_ON_MS);
  if (recipients.length === 0) return quiet('acknowledged', { ...progress, at });
  return { kind: 'tell', reason: 'still-on', sequence: next.reminderCount, recipients, next: { ...next, at } };
}

function planEnd(question: AlertQuestion): AlertDecision {
  const { progress, previous, buzz } = question;
  const ofRound = previous.filter(({ round }) => round === buzz.reopenCount);
  if (ofRound.some(({ reason }) => reason === 'resolved')) return quiet('same-as-before', stop(progress));
  if (buzz.level < TOLD_LEVEL_MIN) return quiet('weak-signal', stop(progress));
  const told = toldChannels(question);
  const recipients = listRecipients(question.contacts, ({ id }) => told.has(id));
  if (recipients.length === 0) return quiet('nobody-to-tell', stop(progress));
  // the end of whatever it was lets everybody sleep on
  const inTheMorning = recipients.map((each) => ({ ...each, notBefore: question.quietUntilOf(each.contact) }));
  return { kind: 'tell', reason: 'resolved', sequence: 0, recipients: inTheMorning, next: stop(progress) };
}

function toldChannels({ previous, buzz }: AlertQuestion): ReadonlySet<string> {
  return new Set(previous.filter(({ round }) => round === buzz.reopenCount).flatMap(({ channelIds }) => channelIds));
}

/**
 * Tells whoever the step names; where all of them sleep, the next step is told at once, and where the whole chain does,
 * nobody before the first of them wakes up.
 */
function tellFrom(
  question: AlertQuestion,
  from: AlertProgress &
    Readonly<{ reason: AlertReason; sequence: number; contactsOf: (step: number) => readonly Contact[] }>,
): AlertDecision {
  const { progress, buzz } = question;
  const asleep: Date[] = [];
  for (let step = from.step; step === from.step || hasStep(question, step); step += 1) {
    const contacts = from.contactsOf(step);
    const awake = contacts.filter((contact) => wakesUpAt(question, contact) === null);
    const recipients = listRecipients(awake, (channel) => channel.minLevel <= buzz.level);
    if (recipients.length > 0) {
      const next = { step, reminderCount: from.reminderCount };
      return {
        ...{ kind: 'tell', reason: from.reason, recipients, ...toUnanswered(question, from.reason) },
        sequence: from.reason === 'unanswered' ? step : from.sequence,
        next: { ...next, at: whenNext(question, next) },
      };
    }
    asleep.push(
      ...contacts
        .filter(({ channels }) => channels.some(({ minLevel }) => minLevel <= buzz.level))
        .flatMap((contact) => wakesUpAt(question, contact) ?? []),
    );
  }
  if (asleep.length === 0) return quiet('nobody-to-tell', stop(progress));
  const wakesAt = new Date(Math.min(...asleep.map((at) => at.getTime())));
  return quiet('quiet-hours', { ...progress, at: wakesAt });
}

/** Named where nobody answered: who is told next may know whom to call. */
function toUnanswered(question: AlertQuestion, reason: AlertReason): Pick<AlertContent, 'unanswered'> {
  if (reason !== 'unanswered' && reason !== 'reminder') return {};
  const { previous, buzz, contacts } = question;
  const since = previous.find(({ round, level }) => round === buzz.reopenCount && level === buzz.level)?.decidedAt;
  if (since === undefined) return {};
  const told = toldChannels(question);
  const waited = contacts.filter(({ isClient, channels }) => !isClient && channels.some(({ id }) => told.has(id)));
  return { unanswered: { names: waited.map(({ name }) => name), since: since.toISOString() } };
}

/** A crisis does not wait. */
function wakesUpAt({ buzz, quietUntilOf }: AlertQuestion, contact: Contact): Date | null {
  return buzz.level >= CRISIS_LEVEL ? null : quietUntilOf(contact);
}

function whenNext(question: AlertQuestion, told: AlertProgress): Date | null {
  const { buzz, now, steps } = question;
  if (hasStep(question, told.step + 1)) return addMs(now, (steps[told.step + 1]?.waitMinutes ?? 0) * MINUTE_MS);
  if (told.reminderCount >= REMINDERS_MAX) return null;
  return addMs(now, REMINDER_MINUTES[buzz.level] * 2 ** told.reminderCount * MINUTE_MS);
}

/** Whether the chain goes on with this step at the buzz's level. */
function hasStep({ steps, buzz }: AlertQuestion, step: number): boolean {
  const planned = steps[step];
  return planned !== undefined && planned.minLevel <= buzz.level;
}

function listUpTo(question: AlertQuestion, step: number): readonly Contact[] {
  const ids = new Set(
    Array.from({ length: step + 1 }, (_, index) => listOfStep(question, index).map(({ id }) => id)).flat(),
  );
  return question.contacts.filter(({ id }) => ids.has(id));
}

/** Those of the step who hear of the brand; a client of a crisis alone. */
function listOfStep({ steps, contacts, brandId, buzz }: AlertQuestion, step: number): readonly Contact[] {
  const planned = steps[step];
  if (planned === undefined) return [];
  const { contactIds } = planned;
  return contacts.filter((contact) => {
    if (!hearsOf(contact, brandId)) return false;
    // the client is told of a crisis at once, whichever step names him
    if (contact.isClient) return buzz.level >= CRISIS_LEVEL && step === 0;
    return contactIds === null || contactIds.includes(contact.id);
  });
}

function hearsOf(contact: Contact, brandId: string): boolean {
  return contact.brandIds.length === 0 || contact.brandIds.includes(brandId);
}

function listRecipients(
  contacts: readonly Contact[],
  isTold: (channel: Channel) => boolean,
): readonly AlertRecipient[] {
  return contacts.flatMap((contact) =>
    contact.channels.filter(isTold).map((channel) => ({ contact, channel, notBefore: null })),
  );
}

function quiet(reason: QuietReason, next: NextDecision | 'as-it-was'): AlertDecision {
  return { kind: 'quiet', reason, next };
}

function stop(progress: AlertProgress): NextDecision {
  return { ...progress, at: null };
}
