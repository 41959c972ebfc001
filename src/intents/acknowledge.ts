/** "I have it": by the link of a message, or by somebody who is signed in. */
import { AppError } from '../base/errors.ts';
import { readAcknowledgeToken } from '../domain/acknowledge-link.ts';
import type { Delivery } from '../domain/alert.ts';
import type { Brand } from '../domain/brand.ts';
import type { Buzz } from '../domain/buzz.ts';
import { getAlert } from '../store/alerts.ts';
import { getBrand } from '../store/brands.ts';
import { acknowledgeBuzz, getBuzz } from '../store/buzzes.ts';
import { getDeliveryOfLink, useAcknowledgeLink } from '../store/deliveries.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

/** What an acknowledge link is about; isSpent once it was used. */
export type AcknowledgeLink = Readonly<{ buzz: Buzz; brand: Brand; delivery: Delivery; isSpent: boolean }>;

/** Reads the link without using it: mail scanners open every link, and opening must not acknowledge. Errors: NOT_FOUND. */
export async function readAcknowledgeLink(deps: IntentDeps, token: string): Promise<AcknowledgeLink> {
  const deliveryId = readAcknowledgeToken(deps.secretKey, token);
  if (deliveryId === null) {
    throw new AppError('NOT_FOUND', 'This link is not one of ours, or was cut: open it again from the message.');
  }
  const { delivery, acknowledgedAt } = await getDeliveryOfLink(deps.db, deliveryId);
  if (delivery.alertId === null) throw new AppError('NOT_FOUND', 'This link belongs to no alert.');
  const { agencyId } = delivery;
  const { buzzId } = await getAlert(deps.db, { agencyId, alertId: delivery.alertId });
  const buzz = await getBuzz(deps.db, { agencyId, buzzId });
  const brand = await getBrand(deps.db, { agencyId, brandId: buzz.brandId });
  return { buzz, brand, delivery, isSpent: acknowledgedAt !== null };
}

/**
 * Uses the link, once. A second use changes nothing and returns the buzz as the first one left it.
 *
 * Errors:  NOT_FOUND, BUZZ_RESOLVED.
 */
export async function acknowledgeByLink(deps: IntentDeps, token: string): Promise<AcknowledgeLink> {
  const link = await readAcknowledgeLink(deps, token);
  if (link.isSpent) return link;
  const { agencyId, id: deliveryId, contactName } = link.delivery;
  const buzz = await inTransaction(deps, async (db, writeDeps) => {
    if (!(await useAcknowledgeLink(db, { agencyId, deliveryId }, writeDeps.now))) return link.buzz;
    return await acknowledgeBuzz(db, writeDeps, { agencyId, buzzId: link.buzz.id }, contactName);
  });
  return { ...link, buzz, isSpent: true };
}

/** By a member or an API key of the agency. Errors: NOT_FOUND, BUZZ_RESOLVED. */
export async function acknowledgeByName(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; buzzId: string }>,
  by: string,
): Promise<Buzz> {
  return await inTransaction(deps, (db, writeDeps) => acknowledgeBuzz(db, writeDeps, key, by));
}
