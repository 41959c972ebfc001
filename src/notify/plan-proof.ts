/** When a channel is tested by itself: once a week, in the daytime, where nothing else has proved that it lives. */
import { addMs, DAY_MS, HOUR_MS } from '../base/clock.ts';
import { nextWallMinute, nextWeeklySlot, wallMinuteOf } from '../base/zoned-time.ts';
import type { ChannelKind } from '../domain/alert.ts';

/** Monday at ten: after the digest, which is a proof already, and when people are at work. */
const PROOF_WEEKDAY = 1;
const PROOF_HOUR = 10;
/** A test that is late, because the service was down, waits for the next morning rather than ring in the evening. */
const LATEST_HOUR = 20;
/** Seven days less what the last slot's test may have taken: it must not stand for this week too. */
const PROOF_FRESH_MS = 7 * DAY_MS - 12 * HOUR_MS;

export type ProofPlan = Readonly<{ isTested: boolean; nextProofAt: Date }>;

/**
 * Whether a channel whose slot has come is tested now, and when it is looked at again.
 *
 * One that takes no messages is left in peace, and its slot goes on; one that nobody has reckoned a slot for yet (a
 * new channel, a new time zone) waits for the first.
 *
 * Errors:  none: total.
 */
export function planProof(
  channel: Readonly<{
    kind: ChannelKind;
    timeZone: string;
    provesSms: boolean;
    isReachable: boolean;
    lastProofAt: Date | null;
    nextProofAt: Date;
    now: Date;
  }>,
): ProofPlan {
  const { now, timeZone } = channel;
  const nextSlot = nextWeeklySlot({ after: now, timeZone, weekday: PROOF_WEEKDAY, hour: PROOF_HOUR });
  const isFresh = channel.lastProofAt !== null && channel.lastProofAt > addMs(now, -PROOF_FRESH_MS);
  const isWanted = channel.isReachable && !isFresh && (channel.kind !== 'sms' || channel.provesSms);
  if (channel.nextProofAt.getTime() === 0 || !isWanted) return { isTested: false, nextProofAt: nextSlot };
  const minute = wallMinuteOf(now, timeZone);
  if (minute >= PROOF_HOUR * 60 && minute < LATEST_HOUR * 60) return { isTested: true, nextProofAt: nextSlot };
  return { isTested: false, nextProofAt: nextWallMinute(now, timeZone, PROOF_HOUR * 60) };
}
