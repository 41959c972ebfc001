/**
 * What became of every alert: lost, doubled, and whether each doubling has a reason. Pure.
 *
 * Lost: a bad buzz that was stored and of which nobody was told, or whose worst or end nobody heard, or a delivery that no
 * provider accepted. Doubled: a delivery that a provider accepted again. That is nobody's fault only where the service could
 * not know better: its answer never came, it was killed before it had written it down, or a clock that jumped ended
 * the lease of one that was still at work. A delivery that the message of another tells of was accepted with that one.
 */
import { MINUTE_MS } from '../../src/base/clock.ts';
import { LEASE_MS as DELIVERY_LEASE_MS } from '../../src/pipeline/deliver-pending.ts';
import type { Told } from './chaos-life.ts';
import type { Acceptance, Way } from './chaos-providers.ts';

export const CAUSES = ['killed before it was written down', 'answer lost', 'clock jumped while it was sent'] as const;

export type Cause = (typeof CAUSES)[number];

export type WayCounts = Readonly<{
  way: Way;
  deliveryCount: number;
  /** Of them: those that the message of another tells of. */
  bundledCount: number;
  acceptedCount: number;
  lostCount: number;
  doubled: Readonly<Record<Cause | 'unexplained', number>>;
  /** Each that was doubled without a reason: what is known of it. */
  unexplained: readonly string[];
}>;

export type Verdict = Readonly<{
  buzzCount: number;
  alertCount: number;
  ways: readonly WayCounts[];
  /** What must not be, as sentences; empty: all is well. */
  problems: readonly string[];
}>;

export type Evidence = Readonly<{
  told: Told;
  openedBuzzIds: ReadonlySet<string>;
  acceptances: readonly Acceptance[];
  /** Numbers of the lives that were killed. */
  killedLives: ReadonlySet<number>;
  writtenDownAtMs: ReadonlyMap<string, number>;
  /** When each life began, in milliseconds of the machine. */
  bornAtMs: ReadonlyMap<number, number>;
  jumps: readonly ClockJump[];
  smsWay: Way;
}>;

/** byMs: how far ahead it went; below 0: back. life: whose clock; null: the machine's, and so everybody's. */
export type ClockJump = Readonly<{ atMs: number; byMs: number; life: number | null }>;

/** A claim is older than what it sends by so much at most. */
const IN_HAND_MS_MAX = 2 * MINUTE_MS;
/** Of the one contact: e-mail, SMS, webhook. */
const CHANNELS_COUNT = 3;
const TOLD_ONCE: readonly string[] = ['first-notice', 'worse', 'resolved'];

export function judgeChaos(evidence: Evidence): Verdict {
  const { told } = evidence;
  const ways = (['email', evidence.smsWay, 'webhook'] as const).map((way) => judgeWay(evidence, way));
  const known = new Set(told.deliveries.map(({ id }) => id));
  const strangeCount = evidence.acceptances.filter(({ deliveryId }) => !known.has(deliveryId)).length;
  const deadCount = told.deliveries.filter(({ status }) => status !== 'accepted').length;
  return {
    buzzCount: told.buzzes.length,
    alertCount: told.alerts.length,
    ways,
    problems: [
      ...judgeBuzzes(evidence),
      ...ways.flatMap(({ way, lostCount, unexplained }) => [
        ...sayIf(lostCount, `${way}: ${lostCount} deliveries lost`),
        ...unexplained.map((each) => `doubled without a reason: ${each}`),
      ]),
      ...sayIf(strangeCount, `${strangeCount} messages that nobody decided`),
      ...sayIf(deadCount, `${deadCount} deliveries that are not written down as accepted`),
    ],
  };
}

function judgeBuzzes({ told, openedBuzzIds }: Evidence): readonly string[] {
  const stored = new Set(told.buzzes.map(({ id }) => id));
  const goneCount = [...openedBuzzIds].filter((id) => !stored.has(id)).length;
  const alertsOf = Map.groupBy(told.alerts, ({ buzzId }) => buzzId);
  const untold = told.buzzes.filter(
    ({ id, level }) => !alertsOf.get(id)?.some((alert) => alert.reason !== 'resolved' && alert.level >= level),
  );
  const endless = told.buzzes.filter(({ id }) => !alertsOf.get(id)?.some(({ reason }) => reason === 'resolved'));
  const onceKeys = told.alerts
    .filter(({ reason }) => TOLD_ONCE.includes(reason))
    .map(({ buzzId, reason }) => `${buzzId} ${reason}`);
  const kindsOf = Map.groupBy(told.deliveries, ({ alertId }) => alertId);
  const partial = told.alerts.filter(({ id, reason }) => {
    const kinds = kindsOf.get(id)?.map(({ channelKind }) => channelKind) ?? [];
    // a reminder leaves out the channel whose message before is still not out
    const isWhole = TOLD_ONCE.includes(reason) ? kinds.length === CHANNELS_COUNT : kinds.length > 0;
    return !isWhole || new Set(kinds).size < kinds.length;
  });
  const againCount = onceKeys.length - new Set(onceKeys).size;
  return [
    ...sayIf(goneCount, `${goneCount} bad buzzes that were committed are not stored`),
    ...sayIf(untold.length, `${untold.length} bad buzzes of whose level nobody was told`),
    ...sayIf(endless.length, `${endless.length} bad buzzes of whose end nobody was told`),
    ...sayIf(againCount, `${againCount} alerts that are told once were decided again`),
    ...sayIf(partial.length, `${partial.length} alerts that have not one delivery for each channel`),
  ];
}

function judgeWay(evidence: Evidence, way: Way): WayCounts {
  const kind = way === evidence.smsWay ? 'sms' : way;
  const deliveries = evidence.told.deliveries.filter(({ channelKind }) => channelKind === kind);
  const ofDelivery = Map.groupBy(
    evidence.acceptances.filter((acceptance) => acceptance.way === way),
    ({ deliveryId }) => deliveryId,
  );
  const doubled = { ...zeroCauses(), unexplained: 0 };
  const unexplained: string[] = [];
  for (const acceptances of ofDelivery.values()) {
    for (const [index, again] of acceptances.entries()) {
      const before = acceptances[index - 1];
      if (before === undefined) continue;
      const cause = findCause(evidence, before, again);
      doubled[cause ?? 'unexplained'] += 1;
      if (cause === null) unexplained.push(describe(evidence, before, again));
    }
  }
  return {
    way,
    deliveryCount: deliveries.length,
    bundledCount: deliveries.filter(({ bundledIntoId }) => bundledIntoId !== null).length,
    acceptedCount: [...ofDelivery.values()].flat().length,
    lostCount: deliveries.filter(({ id, bundledIntoId }) => !ofDelivery.has(bundledIntoId ?? id)).length,
    ...{ doubled, unexplained },
  };
}

function describe({ writtenDownAtMs, killedLives }: Evidence, before: Acceptance, again: Acceptance): string {
  const known = writtenDownAtMs.get(before.deliveryId);
  return [
    `${before.way} ${before.deliveryId}: life ${before.life} (${killedLives.has(before.life) ? 'killed' : 'lived on'}, ${before.mood}, ${before.isAnswered ? 'answered' : 'unanswered'})`,
    `life ${again.life} (${again.mood}) ${again.atMs - before.atMs} ms later, ${again.senderAtMs - before.senderAtMs} by their clocks`,
    known === undefined ? 'never written down' : `written down ${known - before.atMs} ms after the first`,
    before.digest === again.digest ? 'the same' : 'and it says something else',
  ].join('; ');
}

/** Why the service could not know that it had been accepted before; null: it could, or said something else under the same id. */
function findCause(evidence: Evidence, before: Acceptance, again: Acceptance): Cause | null {
  if (before.digest !== again.digest) return null;
  const writtenDownAtMs = evidence.writtenDownAtMs.get(before.deliveryId);
  const wasWrittenDown = writtenDownAtMs !== undefined && writtenDownAtMs < again.atMs;
  if (!wasWrittenDown) {
    const isCut = before.mood === 'cut' || before.mood === 'never';
    const wasKilled = evidence.killedLives.has(before.life) && before.life !== again.life;
    if (wasKilled && !(isCut && !before.isAnswered)) return 'killed before it was written down';
    if (!before.isAnswered) return 'answer lost'; // also where the mail server went before it had answered
  }
  // the lease ended early by the other's clock, while the first was at work or the second had claimed it already
  const isLeaseOver = again.senderAtMs - before.senderAtMs >= DELIVERY_LEASE_MS - IN_HAND_MS_MAX;
  const isInHand = writtenDownAtMs === undefined || again.atMs - writtenDownAtMs < IN_HAND_MS_MAX;
  const hasJumped = isLeaseOver || wasClaimedBeforeJump(evidence, before, again);
  return before.life !== again.life && hasJumped && isInHand ? 'clock jumped while it was sent' : null;
}

/** The later sender ran before the other's clock went ahead, and that ended its claim before it had sent anything. */
function wasClaimedBeforeJump({ jumps, bornAtMs }: Evidence, before: Acceptance, again: Acceptance): boolean {
  const bornMs = bornAtMs.get(again.life) ?? Number.POSITIVE_INFINITY;
  return jumps.some(
    ({ atMs, byMs, life }) =>
      (life === null || life === before.life) &&
      byMs >= DELIVERY_LEASE_MS &&
      atMs > bornMs &&
      atMs < before.atMs &&
      again.atMs - atMs < IN_HAND_MS_MAX,
  );
}

function zeroCauses(): Record<Cause, number> {
  return Object.fromEntries(CAUSES.map((cause) => [cause, 0])) as Record<Cause, number>;
}

function sayIf(count: number, sentence: string): readonly string[] {
  return count === 0 ? [] : [sentence];
}
