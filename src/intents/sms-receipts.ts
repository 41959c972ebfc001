/**
 * What an SMS provider tells of messages that it took. A receipt names a message and no agency: that the call came to the
 * provider's own address, which nobody else knows, is what it is believed for.
 */
import type { Log } from '../base/log.ts';
import type { SmsReceipt } from '../domain/sms-receipt.ts';
import { recordFailure, recordProof } from '../store/channel-proofs.ts';
import { recordReceipt } from '../store/deliveries.ts';
import type { IntentDeps } from './deps.ts';

export type ReceiptDeps = Pick<IntentDeps, 'db' | 'clock'> & Readonly<{ log: Pick<Log, 'error'> }>;

/**
 * Writes down each receipt, and what it says of its channel; those of messages that we do not know, or know to have
 * arrived, change nothing.
 */
export async function takeSmsReceipts(deps: ReceiptDeps, receipts: readonly SmsReceipt[]): Promise<void> {
  for (const receipt of receipts) {
    const now = deps.clock.now();
    const delivery = await recordReceipt(deps.db, receipt, now);
    if (delivery?.receipt === 'delivered') await recordProof(deps.db, delivery, now);
    if (delivery?.status !== 'dead') continue;
    const { lastErrorReason: reason, lastErrorMessage: message } = delivery;
    if (reason !== null && message !== null) await recordFailure(deps.db, delivery, { reason, message }, now);
    deps.log.error('delivery.dead', {
      agencyId: delivery.agencyId,
      deliveryId: delivery.id,
      channel: delivery.channelKind,
      attempt: delivery.attemptCount,
      reason,
      message,
    });
  }
}
