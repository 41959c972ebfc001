/** delivery due → rendered → sent → accepted, tried again later, or dead. */
import { type Clock, MINUTE_MS, SECOND_MS } from '../base/clock.ts';
import type { Config } from '../base/config.ts';
import { AppError, assertNever, toErrorMessage } from '../base/errors.ts';
import type { Http } from '../base/http.ts';
import type { NewId } from '../base/ids.ts';
import type { Log } from '../base/log.ts';
import type { Metrics } from '../base/metrics.ts';
import type { Random } from '../base/random.ts';
import type { SecretKey } from '../base/secrets.ts';
import { makeAcknowledgeToken } from '../domain/acknowledge-link.ts';
import type { Agency } from '../domain/agency.ts';
import {
  type Alert,
  CHANNEL_KINDS,
  type ChannelKind,
  type Delivery,
  type DeliveryFailureReason,
  type DeliveryOutcome,
} from '../domain/alert.ts';
import { openChannelSecret } from '../domain/channel-secret.ts';
import { toVapidSubject } from '../domain/push-subscription.ts';
import { makeUnsubscribeUrl } from '../domain/unsubscribe-link.ts';
import type { Mailer } from '../notify/email/make-mailer.ts';
import type { MessageSubject } from '../notify/outgoing-message.ts';
import { tellNewest } from '../notify/plan-bundle.ts';
import { planRetry, type RetryPlan } from '../notify/retry.ts';
import { sendDelivery } from '../notify/send-delivery.ts';
import type { SmsSender } from '../notify/sms/sms-sender.ts';
import { readAgencies } from '../store/agencies.ts';
import { readLook } from '../store/agency-looks.ts';
import { readAlerts } from '../store/alerts.ts';
import type { Message } from '../store/bundles.ts';
import { markUnreachable, recordAcceptances, recordFailedTry } from '../store/channel-proofs.ts';
import { readChannelSecrets } from '../store/contacts.ts';
import type { Database, Db } from '../store/database.ts';
import { claimDueDeliveries, recordAttempt, releaseDelivery } from '../store/deliveries.ts';
import { getDigest } from '../store/digests.ts';
import { bundleDue } from './bundle-due.ts';
import { makeGroupCommit } from './group-commit.ts';
import { type InHand, makeInHand } from './in-hand.ts';
import { makeSmsWithinBudget } from './sms-within-budget.ts';
import { claimNow, toStartUntil } from './step.ts';

export type DeliverDeps = Readonly<{
  db: Database['db'];
  newId: NewId;
  mailer: Pick<Mailer, 'send'>;
  sms: SmsSender;
  http: Http;
  clock: Clock;
  random: Random;
  log: Log;
  metrics: Metrics;
  secretKey: SecretKey;
  config: Pick<Config, 'publicUrl' | 'mailFrom' | 'mailRepliesAddress' | 'smsReplies'>;
  /** Nothing is begun any more; what was not begun is given back. */
  stopping: AbortSignal;
}>;

/** Of one kind of channel: a provider that never answers holds up its own kind alone. */
const AT_ONCE_MAX = 20;
const ROOM_MIN = 10;
/**
 * Mails of which all go to one server, and quickly: a claim costs as much as ten of them. Messages to readers' own servers
 * are claimed when they can begin, so that a slow one keeps nobody waiting behind it.
 */
const MAILS_AHEAD_MAX = 180;
const MAILS_ROOM_MIN = 100;
/** A reader's server that never answers keeps no other reader waiting. */
const AT_ONCE_MAX_PER_CHANNEL = 4;
/** Longer than the slowest try with its recording, and no longer: what a killed worker held waits for its end. */
export const LEASE_MS = 4 * MINUTE_MS;
const RECORD_TRIES_MAX = 6;
const RECORD_REST_MS = 5 * SECOND_MS;

type Claimed = Message & Readonly<{ known: Known; startUntil: Date }>;

/** Tries the deliveries of a kind that are due. A slow receiver keeps nobody waiting: a pass does not wait for its end. */
export function makeDeliverer(deps: DeliverDeps, kind: ChannelKind): InHand {
  const record = makeGroupCommit<Tried, null>({
    countNext: (waiting) => waiting.length,
    atOnceMax: 1,
    write: (tried) => recordTried(deps, tried),
  });
  const isMail = kind === 'email';
  return makeInHand<Claimed>({
    atOnceMax: AT_ONCE_MAX,
    aheadMax: isMail ? MAILS_AHEAD_MAX : 0,
    roomMin: isMail ? MAILS_ROOM_MIN : ROOM_MIN,
    claim: (room, underWay) =>
      claimMessages(deps, kind, {
        room,
        leftAlone: listBusyChannels(underWay),
        inHand: underWay.map(({ delivery }) => delivery.id),
      }),
    work: async (claimed) => {
      const { delivery, startUntil } = claimed;
      if (deps.stopping.aborted || deps.clock.now() > startUntil) return await releaseDelivery(deps.db, delivery);
      const tried = await tryOne(deps, claimed);
      await recordSurely(deps, () => record(tried));
      report(deps, delivery, tried.plan);
    },
    nameOf: ({ delivery }) => `delivery ${delivery.id}`,
    stopping: deps.stopping,
  });
}

/** One pass of every kind, to its end. Returns how many were tried. */
export async function deliverPending(deps: DeliverDeps): Promise<number> {
  let count = 0;
  for (const kind of CHANNEL_KINDS) {
    const deliverer = makeDeliverer(deps, kind);
    count += await deliverer.run();
    await deliverer.settle();
  }
  return count;
}

/** The messages of what is due. What only has to wait for its turn keeps nobody behind it waiting. */
async function claimMessages(
  deps: DeliverDeps,
  kind: ChannelKind,
  { room, ...left }: Readonly<{ room: number; leftAlone: readonly string[]; inHand: readonly string[] }>,
): Promise<readonly Claimed[]> {
  for (;;) {
    const claim = claimNow(deps.clock, room, LEASE_MS);
    const deliveries = await claimDueDeliveries(deps.db, claim, { kind, ...left });
    if (deliveries.length === 0) return [];
    const messages = await bundleDue(deps, deliveries, claim);
    if (messages.length === 0) continue;
    const known = await readKnown(deps.db, messages.flatMap(listDeliveries));
    return messages.map((message) => ({ ...message, known, startUntil: toStartUntil(claim) }));
  }
}

function listDeliveries({ delivery, others }: Message): readonly Delivery[] {
  return [delivery, ...others];
}

function listBusyChannels(underWay: readonly Claimed[]): readonly string[] {
  const byChannel = Map.groupBy(underWay, ({ delivery }) => delivery.channelId);
  return [...byChannel].flatMap(([id, { length }]) => (length >= AT_ONCE_MAX_PER_CHANNEL ? [id] : []));
}

/** What the messages of one pass are made of: forty brands that are hit at once tell many people the same. */
type Known = Readonly<{
  agencies: ReadonlyMap<string, Agency>;
  alerts: ReadonlyMap<string, Alert>;
  secrets: ReadonlyMap<string, Buffer>;
}>;

async function readKnown(db: Db, deliveries: readonly Delivery[]): Promise<Known> {
  return {
    agencies: await readAgencies(db, [...new Set(deliveries.map(({ agencyId }) => agencyId))]),
    alerts: await readAlerts(
      db,
      deliveries.flatMap(({ agencyId, alertId }) => (alertId === null ? [] : [{ agencyId, id: alertId }])),
    ),
    secrets: await readChannelSecrets(db, deliveries.filter(hasSecret)),
  };
}

function hasSecret({ channelKind }: Delivery): boolean {
  return channelKind !== 'email' && channelKind !== 'sms';
}

type Tried = Message & Readonly<{ outcome: DeliveryOutcome; plan: RetryPlan; at: Date }>;

async function tryOne(deps: DeliverDeps, { known, ...message }: Claimed): Promise<Tried> {
  const { delivery } = message;
  const outcome = await trySending(deps, message, known);
  const at = deps.clock.now();
  const attemptCount = delivery.attemptCount + 1;
  const startedAt = delivery.resentAt ?? delivery.createdAt;
  const plan = planRetry({ outcome, attemptCount, startedAt, now: at, random: deps.random });
  return { ...message, outcome, plan, at };
}

async function recordTried(deps: DeliverDeps, tried: readonly Tried[]): Promise<readonly null[]> {
  const { accepted = [], others = [] } = Object.groupBy(tried, ({ plan }) =>
    plan.status === 'accepted' ? 'accepted' : 'others',
  );
  await recordAcceptances(
    deps.db,
    accepted.flatMap(({ plan, at, ...message }) =>
      listDeliveries(message).map((delivery) => ({ delivery, providerId: plan.providerId, at })),
    ),
  );
  for (const each of others) await recordNotAccepted(deps, each);
  return tried.map(() => null);
}

async function recordNotAccepted(deps: DeliverDeps, { outcome, plan, at, ...message }: Tried): Promise<void> {
  const { delivery } = message;
  const { failure } = plan;
  await deps.db.transaction().execute(async (transaction) => {
    if (failure !== null && CHANNEL_FAILURES.has(failure.reason)) {
      await recordFailedTry(transaction, delivery, failure, at);
    }
    for (const each of listDeliveries(message)) await recordAttempt(transaction, each, plan, at);
    if (outcome.kind !== 'never' || outcome.isForGood !== true) return;
    await markUnreachable(transaction, [delivery], 'refused', at);
  });
}

/** The outcomes that speak of the channel; others, as those of a spent budget, speak of us. */
const CHANNEL_FAILURES: ReadonlySet<DeliveryFailureReason> = new Set<DeliveryFailureReason>([
  'connection-failed',
  'timed-out',
  'busy',
  'refused',
  'not-configured',
  'gave-up',
]);

/** A message that went out and is not ticked off goes out again: a database that is away for a moment is waited for. */
async function recordSurely(deps: DeliverDeps, record: () => Promise<unknown>): Promise<void> {
  for (let tryCount = 1; ; tryCount += 1) {
    try {
      await record();
      return;
    } catch (error) {
      if (tryCount >= RECORD_TRIES_MAX) throw error;
      await deps.clock.sleepMs(RECORD_REST_MS);
    }
  }
}

async function trySending(deps: DeliverDeps, message: Message, known: Known): Promise<DeliveryOutcome> {
  const { delivery } = message;
  const { agencyId, channelId, channelKind } = delivery;
  const agency = known.agencies.get(agencyId);
  if (agency === undefined) throw new Error(`the agency of delivery ${delivery.id} is gone`);
  const subject = await readSubject(deps, message, { agency, alerts: known.alerts });
  const sealed = hasSecret(delivery) ? known.secrets.get(channelId) : null;
  if (sealed === undefined) {
    return { kind: 'never', reason: 'not-configured', message: 'The channel was removed before this was sent.' };
  }
  try {
    const sms = makeSmsWithinBudget(deps, { agency, delivery, subject });
    return await sendDelivery(
      { ...deps, sms, vapidSubject: toVapidSubject(deps.config) },
      {
        deliveryId: delivery.id,
        channelKind,
        contactName: delivery.contactName,
        address: delivery.address,
        language: delivery.language,
        timeZone: agency.timeZone,
        secret: sealed === null ? null : openChannelSecret(deps.secretKey, channelKind, sealed),
        ...(channelKind === 'email' ? toMailAddresses(deps, { agencyId, channelId }) : {}),
        subject,
      },
    );
  } catch (error) {
    return toOwnFault(deps, delivery, error);
  }
}

/** Where the reader of a mail says that he wants no more, and where his answer is noted. */
function toMailAddresses(deps: DeliverDeps, channel: Readonly<{ agencyId: string; channelId: string }>) {
  const { publicUrl, mailRepliesAddress } = deps.config;
  return {
    unsubscribeUrl: makeUnsubscribeUrl(deps.secretKey, publicUrl, channel),
    ...(mailRepliesAddress === null ? {} : { repliesAddress: mailRepliesAddress }),
  };
}

/** A fault of ours is kept on the delivery, where people look, and tried again until the deadline, not for ever. */
function toOwnFault(deps: DeliverDeps, delivery: Delivery, error: unknown): DeliveryOutcome {
  const message = toErrorMessage(error);
  const stack = error instanceof Error ? error.stack : undefined;
  deps.log.error('step.failed', { step: 'deliver-pending', deliveryId: delivery.id, message, stack });
  if (error instanceof AppError) {
    return { kind: 'later', reason: 'not-configured', message, retryAfterSeconds: null };
  }
  const sentence = `Vigie itself failed on this message (${message}): please report it.`;
  return { kind: 'later', reason: 'refused', message: sentence, retryAfterSeconds: null };
}

async function readSubject(
  deps: DeliverDeps,
  message: Message,
  { agency, alerts }: Pick<Known, 'alerts'> & Readonly<{ agency: Agency }>,
): Promise<MessageSubject> {
  const { delivery } = message;
  const { agencyId, digestId, testKind } = delivery;
  const { publicUrl, smsReplies } = deps.config;
  if (digestId !== null) {
    const digest = await getDigest(deps.db, { agencyId, digestId });
    const brandUrl = digest.brandId === null ? publicUrl : `${publicUrl}/brands/${digest.brandId}`;
    return { kind: 'digest', content: digest.content, brandUrl, look: await readLook(deps.db, agencyId) };
  }
  if (testKind !== null) {
    return { kind: 'test', agencyId, agencyName: agency.name, testKind, askedAt: delivery.createdAt };
  }
  const told = tellNewest(listDeliveries(message).flatMap(({ alertId }) => alerts.get(alertId ?? '') ?? []));
  const [alert] = told;
  if (alert === undefined) throw new Error(`delivery ${delivery.id} is about nothing`);
  const acknowledgeUrl = `${publicUrl}/a/${makeAcknowledgeToken(deps.secretKey, delivery.id)}`;
  const toBuzzUrl = ({ buzzId }: Alert): string => `${publicUrl}/buzzes/${buzzId}`;
  if (told.length > 1) {
    return {
      kind: 'bundle',
      agencyName: agency.name,
      alerts: told.map((each) => ({ content: each.content, buzzUrl: toBuzzUrl(each) })),
      toldAt:
        delivery.resentAt === null ? null : new Date(Math.max(...told.map(({ decidedAt }) => decidedAt.getTime()))),
      acknowledgeUrl: told.some(({ reason }) => reason !== 'resolved') ? acknowledgeUrl : null,
      canReply: smsReplies !== null,
      allUrl: publicUrl,
    };
  }
  const { id: alertId, buzzId, brandId, decidedAt, content } = alert;
  return {
    kind: 'alert',
    agencyId,
    alertId,
    buzzId,
    brandId,
    decidedAt,
    isResent: delivery.resentAt !== null,
    content,
    replyNumber: smsReplies === null ? null : delivery.replyNumber,
    acknowledgeUrl: alert.reason === 'resolved' ? null : acknowledgeUrl,
    buzzUrl: toBuzzUrl(alert),
  };
}

function report(deps: DeliverDeps, delivery: Delivery, plan: RetryPlan): void {
  const channel = delivery.channelKind;
  deps.metrics.deliveries.inc({ channel, outcome: plan.failure?.reason ?? 'accepted' });
  const fields = {
    agencyId: delivery.agencyId,
    deliveryId: delivery.id,
    channel,
    attempt: delivery.attemptCount + 1,
    ...plan.failure,
  };
  switch (plan.status) {
    case 'accepted':
      deps.log.info('delivery.accepted', fields);
      return;
    case 'dead':
      deps.log.error('delivery.dead', fields);
      return;
    case 'pending':
      deps.log.warn('delivery.postponed', { ...fields, nextAttemptAt: plan.nextAttemptAt });
      return;
    default:
      assertNever(plan.status);
  }
}
