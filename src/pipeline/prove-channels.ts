/** channel's weekly slot come → tested, where nothing else has proved that it lives → next slot, once. */
import { planProof } from '../notify/plan-proof.ts';
import { claimDueProofs, recordProofSlot } from '../store/channel-proofs.ts';
import { insertTest } from '../store/deliveries.ts';
import type { StepDeps } from './step.ts';

const CHANNELS_PER_CLAIM = 100;

/**
 * One pass. Returns how many channels were looked at.
 *
 * Claim and record are one transaction, since a test is only written here and sent by deliver-pending: a crash leaves
 * the slot due, and a second worker never sees the channels that this one holds.
 */
export async function proveChannels(deps: Pick<StepDeps, 'db' | 'clock' | 'newId'>): Promise<number> {
  const now = deps.clock.now();
  return await deps.db.transaction().execute(async (transaction) => {
    const due = await claimDueProofs(transaction, { now, limit: CHANNELS_PER_CLAIM });
    for (const { agencyId, recipient, ...channel } of due) {
      const plan = planProof({ ...channel, kind: recipient.channelKind, now });
      if (plan.isTested) {
        await insertTest(transaction, { newId: deps.newId, now }, { agencyId, testKind: 'weekly' }, recipient);
      }
      await recordProofSlot(transaction, { agencyId, channelId: recipient.channelId }, plan.nextProofAt);
    }
    return due.length;
  });
}
