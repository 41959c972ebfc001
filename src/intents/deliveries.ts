/** A message that is sent again because a person asks for it. */
import { AppError } from '../base/errors.ts';
import type { Delivery, ListedDelivery } from '../domain/alert.ts';
import { findResendRefusal, type ResendRefusal } from '../domain/resend.ts';
import { getAlert } from '../store/alerts.ts';
import { getBuzz } from '../store/buzzes.ts';
import { lockChannel } from '../store/contacts.ts';
import type { Db } from '../store/database.ts';
import { getDelivery, lockDelivery, recordResend } from '../store/deliveries.ts';
import { takeReplyNumbers } from '../store/reply-numbers.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

/**
 * The delivery, waiting for its first try again, with all its time before it.
 *
 * It is the same message as before, under the same idempotency key and Message-ID, and says the hour that it was decided
 * at: also of a buzz that is over by now. Nothing falls back on it, because somebody is looking.
 *
 * Errors:  NOT_FOUND, DELIVERY_NOT_RESENDABLE with the ResendRefusal as details.reason.
 */
export async function resendDelivery(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; deliveryId: string }>,
): Promise<ListedDelivery> {
  return await inTransaction(deps, async (db, { now }) => {
    const { agencyId, channelId } = await getDelivery(db, key);
    // the channel first, as whoever writes both: it must not become unreachable in between
    const channel = await lockChannel(db, { agencyId, channelId });
    const delivery = await lockDelivery(db, key);
    const refusal = findResendRefusal(delivery, channel);
    if (refusal !== null) {
      throw new AppError('DELIVERY_NOT_RESENDABLE', sayRefusal(delivery, refusal), { details: { reason: refusal } });
    }
    await recordResend(db, key, { now, replyNumber: await findReplyNumber(db, delivery, now) });
    return await getDelivery(db, key);
  });
}

/**
 * The number by which an SMS is answered, as of now: the one that it had may name another buzz by this time. Null of
 * what is over, which nobody need answer, and which keeps no number.
 */
async function findReplyNumber(db: Db, delivery: Delivery, now: Date): Promise<number | null> {
  const { agencyId, alertId, address } = delivery;
  if (alertId === null || delivery.replyNumber === null) return null;
  const { buzzId } = await getAlert(db, { agencyId, alertId });
  const buzz = await getBuzz(db, { agencyId, buzzId });
  if (buzz.status === 'resolved') return null;
  const key = { agencyId, buzzId };
  return (await takeReplyNumbers(db, [{ ...key, addresses: [address] }], now))(key, address);
}

function sayRefusal({ address, contactName, nextAttemptAt }: Delivery, refusal: ResendRefusal): string {
  switch (refusal) {
    case 'still-tried':
      return `This message to ${address} is still tried, next at ${nextAttemptAt.toISOString()}: wait for what comes of it.`;
    case 'arrived':
      return `This message was accepted for ${address} already: only a webhook is sent the same again.`;
    case 'test':
      return 'A test is not sent again: ask for a new one, with POST /v1/contacts/{contactId}/channels/{channelId}/test.';
    case 'channel-removed':
      return `${contactName} has the channel ${address} no more: add it to a contact, who hears of what comes next.`;
    case 'channel-unreachable':
      return `Nothing is sent to ${address} any more: make it reachable again, with PATCH /v1/contacts/{contactId}/channels/{channelId}, and then send this again.`;
  }
}
