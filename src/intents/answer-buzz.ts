/** What a person answers to an alert: by the link of a message, or signed in, or by API. */
import { addMs, MINUTE_MS } from '../base/clock.ts';
import { AppError, assertNever } from '../base/errors.ts';
import { readAcknowledgeToken } from '../domain/acknowledge-link.ts';
import type { Delivery } from '../domain/alert.ts';
import { type Answer, isInHand, SNOOZE_MINUTES } from '../domain/answer.ts';
import type { Brand } from '../domain/brand.ts';
import type { Buzz } from '../domain/buzz.ts';
import { getAlert } from '../store/alerts.ts';
import { getBrand } from '../store/brands.ts';
import { acknowledgeBuzz, closeBuzz, getBuzz, markBuzz, snoozeBuzz } from '../store/buzzes.ts';
import type { Db } from '../store/database.ts';
import { getDeliveryOfLink, useAcknowledgeLink } from '../store/deliveries.ts';
import { remindAt } from '../store/escalations.ts';
import { type IntentDeps, inTransaction, type WriteDeps } from './deps.ts';

type BuzzKey = Readonly<{ agencyId: string; buzzId: string }>;

/** by: the name of the contact, the member or the API key, as the timeline keeps it. */
type Said = Readonly<{ answer: Answer; by: string; snoozeMinutes?: number }>;

/** What the link of an alert is about; isSpent once it was used. */
export type AnswerLink = Readonly<{ buzz: Buzz; brand: Brand; delivery: Delivery; isSpent: boolean }>;

/** outcome: spent where the link was used before, over where the buzz had ended: then nothing was changed. */
export type LinkAnswer = AnswerLink & Readonly<{ outcome: 'taken' | 'spent' | 'over' }>;

/** Reads the link without using it: mail scanners open every link, and opening must answer nothing. Errors: NOT_FOUND. */
export async function readAnswerLink(deps: IntentDeps, token: string): Promise<AnswerLink> {
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
 * Uses the link, once. A second use changes nothing and returns the buzz as it is by then; nor does an answer to a buzz that
 * ended between the page and the button, which leaves the link as it was.
 *
 * Errors:  NOT_FOUND.
 */
export async function answerByLink(deps: IntentDeps, token: string, answer: Answer): Promise<LinkAnswer> {
  const link = await readAnswerLink(deps, token);
  if (link.isSpent) return { ...link, outcome: 'spent' };
  if (link.buzz.status === 'resolved') return { ...link, outcome: 'over' };
  const { agencyId, id: deliveryId, contactName } = link.delivery;
  const key = { agencyId, buzzId: link.buzz.id };
  try {
    return await inTransaction(deps, async (db, writeDeps) => {
      if (!(await useAcknowledgeLink(db, { agencyId, deliveryId }, writeDeps.now))) {
        return { ...link, buzz: await getBuzz(db, key), isSpent: true, outcome: 'spent' };
      }
      const buzz = await recordAnswer(db, writeDeps, key, { answer, by: contactName });
      return { ...link, buzz, isSpent: true, outcome: 'taken' };
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'BUZZ_RESOLVED') throw error;
    return { ...(await readAnswerLink(deps, token)), outcome: 'over' };
  }
}

/** By a member or an API key of the agency. Returns the buzz as it is then. Errors: NOT_FOUND, BUZZ_RESOLVED. */
export async function answerByName(deps: IntentDeps, key: BuzzKey, said: Said): Promise<Buzz> {
  return await inTransaction(deps, (db, writeDeps) => recordAnswer(db, writeDeps, key, said));
}

/** Errors: NOT_FOUND; BUZZ_RESOLVED where there is nothing left to acknowledge or to put off. */
async function recordAnswer(db: Db, deps: WriteDeps, key: BuzzKey, said: Said): Promise<Buzz> {
  const { answer, by, snoozeMinutes = SNOOZE_MINUTES } = said;
  switch (answer) {
    case 'acknowledge':
      return await acknowledgeBuzz(db, deps, key, by);
    case 'snooze':
      return await putOff(db, deps, key, { until: addMs(deps.now, snoozeMinutes * MINUTE_MS), by });
    case 'false-alarm': {
      const buzz = await markBuzz(db, deps, key, { mark: 'false-alarm', by });
      // of one that is over it may still be said that it was none
      return buzz.status === 'resolved' ? buzz : await acknowledgeBuzz(db, deps, key, by);
    }
    case 'resolve':
      return await closeBuzz(db, deps, key, by);
    default:
      return assertNever(answer);
  }
}

/** Where somebody has it in hand nobody is reminded, and there is nothing to put off. */
async function putOff(
  db: Db,
  deps: WriteDeps,
  key: BuzzKey,
  said: Readonly<{ until: Date; by: string }>,
): Promise<Buzz> {
  const buzz = await snoozeBuzz(db, deps, key, said);
  if (!isInHand(buzz)) await remindAt(db, key, said.until);
  return buzz;
}
