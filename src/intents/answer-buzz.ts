/** What a person answers to an alert: by the link of a message, by SMS, or signed in, or by API. */
import { addMs, HOUR_MS, MINUTE_MS } from '../base/clock.ts';
import { AppError, assertNever } from '../base/errors.ts';
import type { SmsProvider } from '../base/sms-config.ts';
import { readAcknowledgeToken } from '../domain/acknowledge-link.ts';
import type { Language } from '../domain/agency.ts';
import type { Delivery } from '../domain/alert.ts';
import { type Answer, isInHand, SNOOZE_MINUTES } from '../domain/answer.ts';
import type { Brand } from '../domain/brand.ts';
import type { Buzz } from '../domain/buzz.ts';
import { parseReplyText, type SmsReply } from '../domain/sms-reply.ts';
import type { SmsAnswer } from '../domain/sms-reply-words.ts';
import { getAlert } from '../store/alerts.ts';
import { getBrand } from '../store/brands.ts';
import { acknowledgeBuzz, closeBuzz, getBuzz, markBuzz, snoozeBuzz } from '../store/buzzes.ts';
import type { Db } from '../store/database.ts';
import { getDeliveryOfLink, useAcknowledgeLink } from '../store/deliveries.ts';
import { remindAt } from '../store/escalations.ts';
import { countExplained, listNumberedBuzzes, type NumberedBuzz, recordSmsReply } from '../store/reply-numbers.ts';
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

/** A telephone that answers everything by itself is told how to answer no more often than this. */
const EXPLAINED_PER_HOUR_MAX = 3;

/** What is written back, in whose language. */
export type SmsReaction = Readonly<{ language: Language; answer: SmsAnswer }>;

/**
 * What a reader wrote back to an alert. Only the telephone that was told may answer, and only by the number that it was
 * told; whatever else comes in changes nothing.
 *
 * Null, nothing to write back: the telephone was told of nothing that goes on; the provider sent this message before; or it
 * was told how to answer often enough.
 */
export async function answerBySms(
  deps: IntentDeps,
  provider: SmsProvider,
  reply: SmsReply,
): Promise<SmsReaction | null> {
  const now = deps.clock.now();
  const numbered = await listNumberedBuzzes(deps.db, { address: reply.from, now });
  const [first] = numbered;
  if (first === undefined) return null;
  const asked = parseReplyText(reply.text);
  const named = numbered.find(({ number }) => number === asked?.number);
  const came = { provider, id: reply.id ?? deps.newId(), address: reply.from, now };
  return await inTransaction(deps, async (db, writeDeps) => {
    if (asked === null || named === undefined) {
      const isExplained = (await countExplained(db, reply.from, addMs(now, -HOUR_MS))) < EXPLAINED_PER_HOUR_MAX;
      const isNew = await recordSmsReply(db, { ...came, isExplained });
      if (!isNew || !isExplained) return null;
      const answer: SmsAnswer =
        asked === null
          ? { kind: 'not-understood', number: first.number }
          : { kind: 'no-such-number', number: asked.number };
      return { language: first.language, answer };
    }
    if (!(await recordSmsReply(db, { ...came, isExplained: false }))) return null;
    return { language: named.language, answer: await answerNamed(db, writeDeps, named, asked.answer) };
  });
}

async function answerNamed(db: Db, deps: WriteDeps, named: NumberedBuzz, answer: Answer): Promise<SmsAnswer> {
  const { brandName, contactName: by } = named;
  // of one that is over it may still be said that it was none
  if (named.status === 'resolved' && answer !== 'false-alarm') return { kind: 'over', brandName };
  try {
    const buzz = await recordAnswer(db, deps, named, { answer, by });
    const { acknowledgedBy } = buzz;
    const isOthers = answer === 'acknowledge' ? acknowledgedBy !== by : answer === 'snooze' && isInHand(buzz);
    return isOthers && acknowledgedBy !== null
      ? { kind: 'in-hand', brandName, name: acknowledgedBy }
      : { kind: 'taken', answer, brandName };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'BUZZ_RESOLVED') throw error;
    return { kind: 'over', brandName };
  }
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
