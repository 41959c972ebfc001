/** delivery of an alert not accepted in time → its contact told by other channels, once. */

import type { Alert, Delivery } from '../domain/alert.ts';
import { findQuietUntil } from '../domain/on-call.ts';
import { type FallBackPlan, planFallBack } from '../notify/plan-fall-back.ts';
import { readAgencies } from '../store/agencies.ts';
import { readAlerts } from '../store/alerts.ts';
import { readBuzzes } from '../store/buzzes.ts';
import { readContacts } from '../store/contacts.ts';
import type { Db } from '../store/database.ts';
import {
  claimFallBacks,
  insertDeliveries,
  readAlertDeliveries,
  recordFallBackAt,
  toNewDelivery,
} from '../store/deliveries.ts';
import { takeReplyNumbers } from '../store/reply-numbers.ts';
import { readSilencedUntil } from '../store/silences.ts';
import type { StepDeps } from './step.ts';

const DELIVERIES_PER_CLAIM = 100;

type Late = Readonly<{ delivery: Delivery; alert: Alert; plan: FallBackPlan }>;

/**
 * One pass. Returns how many deliveries were looked at.
 *
 * The hour stands with each delivery instead of being looked for when a try is recorded: so it holds as well for one that
 * hangs, for one that died by a bounce or a receipt, and for one whose worker was killed. Claim and record are one
 * transaction, since what is told here is sent by deliver-pending.
 */
export async function fallBack(deps: Pick<StepDeps, 'db' | 'clock' | 'newId' | 'log'>): Promise<number> {
  const now = deps.clock.now();
  const late = await deps.db.transaction().execute(async (transaction) => {
    const claimed = await claimFallBacks(transaction, { now, limit: DELIVERIES_PER_CLAIM });
    if (claimed.length === 0) return [];
    const planned = await planEach(transaction, claimed, now);
    await recordOthers(transaction, { newId: deps.newId, now }, planned);
    for (const { delivery, plan } of planned) {
      await recordFallBackAt(transaction, delivery, plan.kind === 'wait' ? plan.until : null);
    }
    return planned;
  });
  for (const { delivery, alert, plan } of late) {
    if (plan.kind !== 'tell') continue;
    deps.log.warn('delivery.fell-back', {
      ...{ agencyId: delivery.agencyId, deliveryId: delivery.id, alertId: alert.id, level: alert.level },
      ...{ channel: delivery.channelKind, toldChannels: plan.channels.map(({ kind }) => kind) },
    });
  }
  return late.length;
}

async function planEach(db: Db, claimed: readonly Delivery[], now: Date): Promise<readonly Late[]> {
  const agencyIds = [...new Set(claimed.map(({ agencyId }) => agencyId))];
  const alertKeys = claimed.flatMap(({ agencyId, alertId }) => (alertId === null ? [] : [{ agencyId, id: alertId }]));
  const alerts = await readAlerts(db, alertKeys);
  const buzzes = await readBuzzes(
    db,
    [...alerts.values()].map(({ agencyId, buzzId }) => ({ agencyId, id: buzzId })),
  );
  const siblings = await readAlertDeliveries(db, alertKeys);
  const agencies = await readAgencies(db, agencyIds);
  const contacts = await readContacts(db, agencyIds);
  const silencedUntil = await readSilencedUntil(db, agencyIds, now);
  return claimed.map((delivery) => {
    const alert = alerts.get(delivery.alertId ?? '');
    const buzz = buzzes.get(alert?.buzzId ?? '');
    const agency = agencies.get(delivery.agencyId);
    if (alert === undefined || buzz === undefined || agency === undefined) {
      throw new Error(`what delivery ${delivery.id} tells of is gone`);
    }
    const contact = contacts.get(delivery.agencyId)?.find(({ id }) => id === delivery.contactId);
    const quietUntil = contact && findQuietUntil(contact.quietHours, contact.timeZone ?? agency.timeZone, now);
    const plan = planFallBack({
      ...{ delivery, alert, buzz, contact, now },
      siblings: siblings.get(alert.id) ?? [],
      silencedUntil: silencedUntil(buzz),
      quietUntil: quietUntil ?? null,
    });
    return { delivery, alert, plan };
  });
}

/** A delivery for each other channel; an SMS with the number by which it is answered. */
async function recordOthers(db: Db, deps: Pick<StepDeps, 'newId'> & Readonly<{ now: Date }>, late: readonly Late[]) {
  const others = late.flatMap(({ delivery, alert, plan }) => {
    if (plan.kind !== 'tell') return [];
    return plan.channels.map((channel) => ({ delivery, alert, contact: plan.contact, channel }));
  });
  const numberOf = await takeReplyNumbers(
    db,
    others.map(({ alert, channel }) => ({
      ...{ agencyId: alert.agencyId, buzzId: alert.buzzId },
      addresses: channel.kind === 'sms' ? [channel.address] : [],
    })),
    deps.now,
  );
  const rows = others.map(({ delivery, alert, contact, channel }) => ({
    about: { agencyId: alert.agencyId, alertId: alert.id, digestId: null },
    recipient: {
      ...toNewDelivery(contact, channel),
      replyNumber: channel.kind === 'sms' ? numberOf(alert, channel.address) : null,
      insteadOfId: delivery.id,
    },
  }));
  // always in the same order: two workers that tell one contact for two of his channels never wait for each other
  const inOrder = rows.toSorted((one, other) => (toOrder(one) < toOrder(other) ? -1 : 1));
  await insertDeliveries(db, deps, inOrder);
}

function toOrder(row: Readonly<{ about: Readonly<{ alertId: string }>; recipient: Readonly<{ channelId: string }> }>) {
  return `${row.about.alertId} ${row.recipient.channelId}`;
}
