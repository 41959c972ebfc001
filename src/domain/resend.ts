/** Which messages a person may send again. */
import type { Channel, Delivery } from './alert.ts';

export type ResendRefusal =
  | 'still-tried'
  | 'arrived' // it was accepted, by something that a second one would only disturb
  | 'test' // a new one says the same, of now
  | 'channel-removed'
  | 'channel-unreachable';

/**
 * Why the message is not sent again; null: it may be.
 *
 * What was accepted may be played again to a webhook alone: its receiver knows a second one by its `webhook-id`, and may
 * have lost the first after it took it. A person would read the same twice.
 *
 * Shape:   channel: undefined where it was removed.
 * Errors:  none: total.
 */
export function findResendRefusal(
  delivery: Pick<Delivery, 'status' | 'testKind' | 'channelKind'>,
  channel: Pick<Channel, 'isReachable'> | undefined,
): ResendRefusal | null {
  if (delivery.status === 'pending') return 'still-tried';
  if (delivery.testKind !== null) return 'test';
  if (delivery.status === 'accepted' && delivery.channelKind !== 'webhook') return 'arrived';
  if (channel === undefined) return 'channel-removed';
  return channel.isReachable ? null : 'channel-unreachable';
}
