/**
 * Which of the alerts that wait for a reader's channel leave now, in one message, and until when the others wait. Pure.
 *
 * Nothing is held back to see whether more comes: what is first leaves at once. What comes while the channel may not be
 * rung again is told together when it may.
 */
import { addMs, HOUR_MS, MINUTE_MS } from '../base/clock.ts';
import type { AlertReason, ChannelKind } from '../domain/alert.ts';
import type { BuzzLevel } from '../domain/buzz.ts';

/** A delivery of an alert that was not let out yet. */
export type WaitingAlert = Readonly<{
  deliveryId: string;
  buzzId: string;
  brandId: string;
  level: BuzzLevel;
  reason: AlertReason;
  decidedAt: Date;
}>;

/** What the channel was told before. */
export type LetOutAlert = Readonly<{
  at: Date;
  brandId: string;
  reason: AlertReason;
  /** Whether it was told in the message of another. */
  isBundled: boolean;
}>;

export type BundlePlan =
  /** The lead's message tells of the others too. */
  | Readonly<{ kind: 'send'; leadId: string; otherIds: readonly string[] }>
  /** isLong: for longer than a moment, and somebody may ask why. */
  | Readonly<{ kind: 'wait'; until: Date; isLong: boolean }>;

export type BundleQuestion = Readonly<{
  channelKind: ChannelKind;
  /** At least one. */
  waiting: readonly WaitingAlert[];
  /** Of the last LET_OUT_KEPT_MS. */
  before: readonly LetOutAlert[];
  now: Date;
}>;

type Throttle = Readonly<{ messageMax: number; withinMs: number }>;

/** Of any channel that a person reads. Source: alerting.md (GoAlert, engine/message/ratelimit.go). */
const A_MINUTE: Throttle = { messageMax: 1, withinMs: MINUTE_MS };
/** Of SMS, which wake people up and are paid for. Source: the same. */
const OF_SMS: readonly Throttle[] = [
  { messageMax: 5, withinMs: 15 * MINUTE_MS },
  { messageMax: 11, withinMs: HOUR_MS },
  { messageMax: 21, withinMs: 3 * HOUR_MS },
];

/** So many brands of one reader within this time are one scare, not many alerts. */
export const SCARE_BRANDS_MIN = 5;
const SCARE_MS = 30 * MINUTE_MS;
/** While a scare is on, what else it takes in is told this often. */
const SCARE_THROTTLE: Throttle = { messageMax: 1, withinMs: 10 * MINUTE_MS };

/** A crisis keeps to the minute alone. */
const CRISIS_LEVEL: BuzzLevel = 4;

/** What was let out longer ago has no say any more. */
export const LET_OUT_KEPT_MS = 3 * HOUR_MS;

/**
 * What becomes of all that waits for one channel.
 *
 * Shape:   leadId: the newest alert of the worst buzz that goes on; otherIds: all others that wait.
 * Errors:  RangeError where nothing waits.
 *
 * @example planBundle({ channelKind: 'sms', waiting: [orange, lg], before: [], now })
 *          // { kind: 'send', leadId: orange.deliveryId, otherIds: [lg.deliveryId] }
 */
export function planBundle(question: BundleQuestion): BundlePlan {
  const { waiting, before, now } = question;
  // of an hour that is still to come, because the clock was set back, nothing is made to wait
  const sentAt = before.filter(({ isBundled, at }) => !isBundled && at <= now).map(({ at }) => at);
  const free = listThrottles(question).map((throttle) => findFree(throttle, sentAt));
  const until = new Date(Math.max(now.getTime(), ...free));
  if (until > now) return { kind: 'wait', until, isLong: until > addMs(now, A_MINUTE.withinMs) };
  const [lead] = tellNewest(waiting);
  if (lead === undefined) throw new RangeError('nothing waits for this channel');
  const otherIds = waiting.map(({ deliveryId }) => deliveryId).filter((id) => id !== lead.deliveryId);
  return { kind: 'send', leadId: lead.deliveryId, otherIds };
}

function listThrottles({ channelKind, waiting, before, now }: BundleQuestion): readonly Throttle[] {
  if (waiting.some(({ level, reason }) => level >= CRISIS_LEVEL && reason !== 'resolved')) return [A_MINUTE];
  const from = addMs(now, -SCARE_MS);
  const told = before.filter(({ at, reason }) => at > from && reason !== 'resolved');
  const isScare = new Set(told.map(({ brandId }) => brandId)).size >= SCARE_BRANDS_MIN;
  return [A_MINUTE, ...(channelKind === 'sms' ? OF_SMS : []), ...(isScare ? [SCARE_THROTTLE] : [])];
}

/** When the channel may be rung again, in ms of the epoch; in the past where it may be now. */
function findFree({ messageMax, withinMs }: Throttle, sentAt: readonly Date[]): number {
  const newestFirst = sentAt.map((at) => at.getTime()).sort((one, other) => other - one);
  return (newestFirst[messageMax - 1] ?? Number.NEGATIVE_INFINITY) + withinMs;
}

/**
 * One alert of each buzz, the newest: what was decided before is no news any more. The worst that goes on first, and what is
 * over last.
 */
export function tellNewest<
  Told extends Readonly<{ buzzId: string; level: BuzzLevel; reason: AlertReason; decidedAt: Date }>,
>(alerts: readonly Told[]): readonly Told[] {
  const newestFirst = alerts.toSorted((one, other) => other.decidedAt.getTime() - one.decidedAt.getTime());
  const newest = [...Map.groupBy(newestFirst, ({ buzzId }) => buzzId).values()].flatMap(([first]) => first ?? []);
  return newest.toSorted((one, other) => toRank(other) - toRank(one));
}

function toRank({ level, reason }: Readonly<{ level: BuzzLevel; reason: AlertReason }>): number {
  return reason === 'resolved' ? level - CRISIS_LEVEL : level;
}
