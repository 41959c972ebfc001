/** What a person answers to an alert: by the link of a message, by SMS, or signed in, or by API. */
import { addMs, HOUR_MS, MINUTE_MS } from '../base/clock.ts';
import { AppError, assertNever } from '../base/errors.ts';
import type { SmsProvider } from '../base/sms-config.ts';
import { readAcknowledgeToken } from '../domain/acknowledge-link.ts';
import type { Language } from '../domain/agency.ts';
import type { Delivery } from '../domain/alert.ts';
import { type Answer, type AnswerToAll, isAnswerToAll, isInHand, SNOOZE_MINUTES } from '../domain/answer.ts';
import type { Brand } from '../domain/brand.ts';
import type { Buzz } from '../domain/buzz.ts';
import { ALL_NUMBER, parseReplyNote, parseReplyText, type SmsReply } from '../domain/sms-reply.ts';
import type { SmsAnswer } from '../domain/sms-reply-words.ts';
import { readAlerts } from '../store/alerts.ts';
import { readBrands } from '../store/brands.ts';
import { readMessages } from '../store/bundles.ts';
import { acknowledgeBuzz, closeBuzz, getBuzz, markBuzz, readBuzzes, snoozeBuzz } from '../store/buzzes.ts';
import type { Db } from '../store/database.ts';
import { getDeliveryOfLink, reopenAcknowledgeLink, useAcknowledgeLink } from '../store/deliveries.ts';
import { remindAt } from '../store/escalations.ts';
import { countExplained, listNumberedBuzzes, type NumberedBuzz, recordSmsReply } from '../store/reply-numbers.ts';
import { type IntentDeps, inTransaction, type WriteDeps } from './deps.ts';
import { type Action, type Doer, logActions } from './log-actions.ts';
import { findMessageProblem, type LogbookMessage, logMessage } from './log-messages.ts';

type BuzzKey = Readonly<{ agencyId: string; buzzId: string }>;

/** by: the name of the contact, the member or the API key, as the timeline keeps it. doer: a member, unless it is said. */
type Said = Readonly<{ answer: Answer; by: string; doer?: Doer['kind']; snoozeMinutes?: number }>;

type Asked = Readonly<{ buzz: Buzz; brand: Brand }>;

/** What the link of an alert is about; isSpent once it was used. others: what its message told of too, the worst first. */
export type AnswerLink = Asked & Readonly<{ others: readonly Asked[]; delivery: Delivery; isSpent: boolean }>;

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
  const [asked, ...others] = await readAsked(deps.db, delivery);
  if (asked === undefined) throw new AppError('NOT_FOUND', 'This link leads nowhere any more.');
  return { ...asked, others, delivery, isSpent: acknowledgedAt !== null };
}

/** The buzzes that the message told of, each once: its own first, then the worst. */
async function readAsked(db: Db, delivery: Delivery): Promise<readonly Asked[]> {
  const [message] = await readMessages(db, [delivery]);
  const deliveries = [delivery, ...(message?.others ?? [])];
  const { agencyId } = delivery;
  const alertKeys = deliveries.flatMap(({ alertId }) => (alertId === null ? [] : [{ agencyId, id: alertId }]));
  const alerts = await readAlerts(db, alertKeys);
  const buzzIds = [...new Set(alertKeys.flatMap(({ id }) => alerts.get(id)?.buzzId ?? []))];
  const buzzes = await readBuzzes(
    db,
    buzzIds.map((id) => ({ agencyId, id })),
  );
  const found = buzzIds.flatMap((id) => buzzes.get(id) ?? []);
  const brands = await readBrands(db, found);
  const asked = found.flatMap((buzz) => {
    const brand = brands.get(buzz.brandId);
    return brand === undefined ? [] : [{ buzz, brand }];
  });
  const [own, ...others] = asked;
  return own === undefined ? [] : [own, ...others.toSorted((one, other) => other.buzz.level - one.buzz.level)];
}

/**
 * Uses the link, once. A second use changes nothing and returns the buzz as it is by then; nor does an answer to a buzz that
 * ended between the page and the button, which leaves the link as it was. Where the message told of several, the answer
 * is to all that go on.
 *
 * Errors:  NOT_FOUND.
 */
export async function answerByLink(deps: IntentDeps, token: string, answer: Answer): Promise<LinkAnswer> {
  const link = await readAnswerLink(deps, token);
  if (link.isSpent) return { ...link, outcome: 'spent' };
  const open = [link, ...link.others].map(({ buzz }) => buzz).filter(({ status }) => status !== 'resolved');
  if (open.length === 0) return { ...link, outcome: 'over' };
  const { agencyId, id: deliveryId, contactName } = link.delivery;
  const outcome = await inTransaction(deps, async (db, writeDeps) => {
    if (!(await useAcknowledgeLink(db, { agencyId, deliveryId }, writeDeps.now))) return 'spent';
    const taken = await recordAnswers(db, writeDeps, open, { answer, by: contactName, doer: 'contact' });
    if (taken.length > 0) return 'taken';
    await reopenAcknowledgeLink(db, { agencyId, deliveryId });
    return 'over';
  });
  return { ...(await readAnswerLink(deps, token)), outcome };
}

/** The answer to each that still goes on; returns those. Always in the same order, so that no two wait for each other. */
async function recordAnswers(db: Db, deps: WriteDeps, buzzes: readonly Buzz[], said: Said): Promise<readonly Buzz[]> {
  const taken: Buzz[] = [];
  for (const { agencyId, id } of buzzes.toSorted((one, other) => (one.id < other.id ? -1 : 1))) {
    try {
      taken.push(await recordAnswer(db, deps, { agencyId, buzzId: id }, said));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'BUZZ_RESOLVED') throw error;
    }
  }
  return taken;
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
 * What a reader wrote back to an alert: an answer, or a note for the logbook. Only the telephone that was told may answer, and only by the number that it was
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
  const note = parseReplyNote(reply.text);
  const noted = numbered.find(({ number }) => number === note?.number);
  const asked = note === null ? parseReplyText(reply.text) : null;
  const named = asked?.number === ALL_NUMBER ? undefined : numbered.find(({ number }) => number === asked?.number);
  const came = { provider, id: reply.id ?? deps.newId(), address: reply.from, now };
  return await inTransaction(deps, async (db, writeDeps) => {
    if (note !== null && noted !== undefined) {
      if (!(await recordSmsReply(db, { ...came, isExplained: false }))) return null;
      const sourceKey = `sms ${provider} ${came.id}`;
      return {
        language: noted.language,
        answer: await answerNote(db, writeDeps, noted, { text: note.text, sourceKey }),
      };
    }
    if (asked?.number === ALL_NUMBER && isAnswerToAll(asked.answer)) {
      if (!(await recordSmsReply(db, { ...came, isExplained: false }))) return null;
      return { language: first.language, answer: await answerAll(db, writeDeps, numbered, asked.answer) };
    }
    if (asked === null || named === undefined) {
      const isExplained = (await countExplained(db, reply.from, addMs(now, -HOUR_MS))) < EXPLAINED_PER_HOUR_MAX;
      const isNew = await recordSmsReply(db, { ...came, isExplained });
      if (!isNew || !isExplained) return null;
      const meant = asked?.number ?? note?.number;
      const answer: SmsAnswer =
        meant === undefined || meant === ALL_NUMBER
          ? { kind: 'not-understood', number: first.number }
          : { kind: 'no-such-number', number: meant };
      return { language: first.language, answer };
    }
    if (!(await recordSmsReply(db, { ...came, isExplained: false }))) return null;
    return { language: named.language, answer: await answerNamed(db, writeDeps, named, asked.answer) };
  });
}

/** One that is over may be written of too: its number is kept for a day. */
async function answerNote(
  db: Db,
  deps: WriteDeps,
  { agencyId, buzzId, brandName, contactName }: NumberedBuzz,
  written: Readonly<{ text: string; sourceKey: string }>,
): Promise<SmsAnswer> {
  const { brandId } = await getBuzz(db, { agencyId, buzzId });
  const message: LogbookMessage = { agencyId, brandId, buzzId, via: 'sms', authorName: contactName, ...written };
  const why = await findMessageProblem(db, deps, message);
  if (why !== null) return { kind: 'not-noted', brandName, why: why === 'full' ? why : 'too-long' };
  await logMessage(db, deps, message);
  return { kind: 'noted', brandName };
}

/** To all that the telephone was told of and that go on; what waits to be told is not meant. */
async function answerAll(
  db: Db,
  deps: WriteDeps,
  numbered: readonly NumberedBuzz[],
  answer: AnswerToAll,
): Promise<SmsAnswer> {
  const told = numbered.filter(({ isTold, status }) => isTold && status !== 'resolved');
  const brandNames: string[] = [];
  for (const named of told.toSorted((one, other) => (one.buzzId < other.buzzId ? -1 : 1))) {
    const { kind } = await answerNamed(db, deps, named, answer);
    if (kind === 'taken') brandNames.push(named.brandName);
  }
  return brandNames.length === 0 ? { kind: 'none-left' } : { kind: 'all-taken', answer, brandNames };
}

async function answerNamed(db: Db, deps: WriteDeps, named: NumberedBuzz, answer: Answer): Promise<SmsAnswer> {
  const { brandName, contactName: by } = named;
  // of one that is over it may still be said that it was none
  if (named.status === 'resolved' && answer !== 'false-alarm') return { kind: 'over', brandName };
  try {
    const buzz = await recordAnswer(db, deps, named, { answer, by, doer: 'contact' });
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

/** The answer, and its line in the logbook. Errors: NOT_FOUND; BUZZ_RESOLVED where nothing is left to answer. */
async function recordAnswer(db: Db, deps: WriteDeps, key: BuzzKey, said: Said): Promise<Buzz> {
  const buzz = await changeBuzz(db, deps, key, said);
  const action = toAction(buzz, said);
  await logActions(db, deps, buzz.agencyId, action === null ? [] : [action]);
  return buzz;
}

async function changeBuzz(db: Db, deps: WriteDeps, key: BuzzKey, said: Said): Promise<Buzz> {
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

/**
 * What the logbook says of it; null where the answer was somebody else's before and changed nothing. It is known by the
 * instant that stands with the buzz, so that saying it once more adds no line.
 */
function toAction(buzz: Buzz, { answer, by, doer = 'member' }: Said): Action | null {
  const { id: buzzId, brandId, level, kind: buzzKind } = buzz;
  const shared = { brandId, buzzId, by: { kind: doer, name: by } } as const;
  const facts = { level, buzzKind };
  const at = (instant: Date | null): string => `${buzzId} ${instant?.toISOString()}`;
  switch (answer) {
    case 'acknowledge':
      return buzz.acknowledgedBy === by
        ? { ...shared, kind: 'acknowledged', facts, key: at(buzz.acknowledgedAt) }
        : null;
    case 'snooze': {
      const until = buzz.snoozedUntil?.toISOString();
      if (until === undefined || isInHand(buzz)) return null;
      return { ...shared, kind: 'snoozed', facts: { ...facts, until }, key: at(buzz.snoozedUntil) };
    }
    case 'false-alarm': {
      const isAnswered = buzz.acknowledgedBy === by && buzz.status !== 'resolved';
      if (buzz.markedBy !== by && !isAnswered) return null;
      return { ...shared, kind: 'false-alarm', facts, key: at(isAnswered ? buzz.acknowledgedAt : buzz.markedAt) };
    }
    case 'resolve':
      return buzz.resolvedBy === by ? { ...shared, kind: 'resolved', facts, key: at(buzz.resolvedAt) } : null;
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
