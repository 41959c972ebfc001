/** deliveries due → those that leave now, with what else waits for the same reader; the others put off until their turn. */
import { addMs } from '../base/clock.ts';
import type { NewId } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import type { Metrics } from '../base/metrics.ts';
import type { ChannelKind, Delivery } from '../domain/alert.ts';
import { type BundlePlan, LET_OUT_KEPT_MS, planBundle } from '../notify/plan-bundle.ts';
import {
  type ChannelAlert,
  lockChannelAlerts,
  type Message,
  putOffDeliveries,
  readMessages,
  recordBundles,
} from '../store/bundles.ts';
import { recordBuzzEvents } from '../store/buzzes.ts';
import type { Database, Db } from '../store/database.ts';

export type BundleDeps = Readonly<{ db: Database['db']; newId: NewId; log: Log; metrics: Metrics }>;

type Claim = Readonly<{ now: Date; leasedUntil: Date }>;

/** What waits for one channel, and what becomes of it. */
type Planned = Readonly<{ channelId: string; waiting: readonly ChannelAlert[]; plan: BundlePlan }>;

/**
 * The messages that leave, of what was claimed.
 *
 * An alert's first try waits for its turn at the channel, and takes with it whatever waits there by then. What was let out
 * before is tried on as it was, so that a provider sees the same message under the same key; tests and digests, of which
 * there are few, and webhooks, which no person reads, leave at once.
 */
export async function bundleDue(
  deps: BundleDeps,
  claimed: readonly Delivery[],
  claim: Claim,
): Promise<readonly Message[]> {
  const { waiting = [], ready = [] } = Object.groupBy(claimed, (each) => (waitsForTurn(each) ? 'waiting' : 'ready'));
  const again = ready.filter(({ letOutAt }) => letOutAt !== null);
  const alone = ready.filter(({ letOutAt }) => letOutAt === null).map((delivery) => ({ delivery, others: [] }));
  return [...alone, ...(await readMessages(deps.db, again)), ...(await letOut(deps, waiting, claim))];
}

function waitsForTurn({ alertId, channelKind, letOutAt }: Delivery): boolean {
  return alertId !== null && channelKind !== 'webhook' && letOutAt === null;
}

async function letOut(deps: BundleDeps, waiting: readonly Delivery[], claim: Claim): Promise<readonly Message[]> {
  if (waiting.length === 0) return [];
  const kindOf = new Map(waiting.map(({ channelId, channelKind }) => [channelId, channelKind]));
  const { messages, planned } = await deps.db.transaction().execute(async (transaction) => {
    const since = addMs(claim.now, -LET_OUT_KEPT_MS);
    const alerts = await lockChannelAlerts(transaction, waiting, { now: claim.now, since });
    const plans = planEach(alerts, kindOf, claim.now);
    await putOff(transaction, deps, plans, claim.now);
    return { planned: plans, messages: await recordBundles(transaction, plans.flatMap(toBundle), claim) };
  });
  for (const each of planned) report(deps, each);
  return messages;
}

function planEach(
  alerts: readonly ChannelAlert[],
  kindOf: ReadonlyMap<string, ChannelKind>,
  now: Date,
): readonly Planned[] {
  return [...Map.groupBy(alerts, ({ channelId }) => channelId)].flatMap(([channelId, ofChannel]) => {
    const waiting = ofChannel.filter(({ letOutAt }) => letOutAt === null);
    const channelKind = kindOf.get(channelId);
    // another worker may have let them out since they were claimed
    if (waiting.length === 0 || channelKind === undefined) return [];
    const before = ofChannel.flatMap(({ letOutAt, ...each }) => (letOutAt === null ? [] : [{ ...each, at: letOutAt }]));
    return [{ channelId, waiting, plan: planBundle({ channelKind, waiting, before, now }) }];
  });
}

function toBundle({ waiting, plan }: Planned) {
  const [first] = waiting;
  return plan.kind === 'send' && first !== undefined ? [{ ...plan, agencyId: first.agencyId }] : [];
}

/** Where it takes longer than a moment, the timeline says why nothing came. */
async function putOff(db: Db, deps: BundleDeps, planned: readonly Planned[], now: Date): Promise<void> {
  const late = planned.flatMap(({ waiting, plan }) =>
    plan.kind === 'wait' ? waiting.map((each) => ({ ...each, ...plan })) : [],
  );
  await putOffDeliveries(db, late);
  const newlyLate = late.filter(({ isLong, isPutOff }) => isLong && !isPutOff);
  const buzzes = new Map(newlyLate.map(({ agencyId, buzzId: id, level }) => [id, { agencyId, id, level }]));
  const event = { kind: 'withheld', by: null, judgement: null, withheldReason: 'throttled' } as const;
  await recordBuzzEvents(
    db,
    { newId: deps.newId, now },
    [...buzzes.values()].map((buzz) => ({ buzz, event })),
  );
}

function report(deps: BundleDeps, { channelId, waiting, plan }: Planned): void {
  const fields = { agencyId: waiting[0]?.agencyId, channelId, alertCount: waiting.length };
  if (plan.kind === 'wait') {
    const newCount = waiting.filter(({ isPutOff }) => !isPutOff).length;
    if (plan.isLong) deps.metrics.alerts.inc({ reason: 'throttled' }, newCount);
    deps.log.info('delivery.throttled', { ...fields, until: plan.until });
  } else if (waiting.length > 1) {
    deps.log.info('delivery.bundled', { ...fields, deliveryId: plan.leadId });
  }
}
