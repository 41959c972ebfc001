/**
 * What a hub says at our callback address (WebSub): that it agrees to a subscription, or not, and that there is news.
 *
 * News is a hint and nothing more. What comes with it is never parsed: it only makes the source due, and a worker reads
 * the feed where it lies, as ever. So nobody can put words into a feed's mouth, whatever he knows or signs, and the
 * worst that a false hub reaches is a visit a minute.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { addMs, addSeconds, DAY_MS, HOUR_MS } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import { listHubSecrets } from '../domain/hub-subscription.ts';
import {
  bringHubRequestForward,
  confirmHubSubscription,
  type HubSubscription,
  lockHubSubscription,
  recordHubNews,
  refuseHubSubscription,
} from '../store/hub-subscriptions.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

export type HubDeps = IntentDeps & Readonly<{ log: Pick<Log, 'info' | 'warn'> }>;

/** A hub's GET at the callback address, as it stands there. leaseSeconds: null where it is missing or no number. */
export type HubQuestion = Readonly<{ mode: string; topicUrl: string; leaseSeconds: number | null }>;

/** However often a hub has news of a source: it is visited once a minute at most. */
export const NEWS_GAP_SECONDS = 60;

/** Hubs that name no lease are believed for as long as they were asked for. */
const LEASE_SECONDS_DEFAULT = 864_000;
const LEASE_SECONDS_MAX = 30 * 86_400;
/** A lease is renewed with a tenth of it left, or a day of a long one; and no hub makes us ask more often than this. */
const RENEWAL_RATIO = 0.1;
const RENEWAL_MS_MAX = DAY_MS;
const RENEWAL_DELAY_MS_MIN = HOUR_MS / 2;
const REFUSED_DELAY_MS = 7 * DAY_MS;

/**
 * Answers "did you ask for this?": true where the hub is to go on.
 *
 * subscribe: yes where we asked it and the topic is the source's own; news is expected from then on until the lease
 * ends. unsubscribe: yes unless we still want it. denied: noted, and asked again after a week.
 *
 * Errors:  none: total.
 * Source:  WebSub sections 5.2 (denied) and 5.3 (verification of intent).
 */
export async function answerHub(deps: HubDeps, sourceId: string, question: HubQuestion): Promise<boolean> {
  return await inTransaction(deps, async (db) => {
    const transactionDeps = { ...deps, db };
    const subscription = await lockHubSubscription(db, sourceId);
    if (question.mode === 'unsubscribe') return subscription === undefined || !subscription.isPolled;
    if (subscription === undefined || subscription.topicUrl !== question.topicUrl) return false;
    if (subscription.askedAt === null) return false;
    if (question.mode === 'subscribe') return await confirm(transactionDeps, subscription, question.leaseSeconds);
    if (question.mode !== 'denied') return false;
    await refuseHubSubscription(db, sourceId, addMs(deps.clock.now(), REFUSED_DELAY_MS));
    deps.log.warn('hub.refused', { sourceId, hubHost: subscription.hubHost, reason: 'denied' });
    return true;
  });
}

async function confirm(deps: HubDeps, subscription: HubSubscription, leaseSeconds: number | null): Promise<boolean> {
  if (!subscription.isPolled || subscription.state === 'refused') return false;
  const { sourceId, hubHost } = subscription;
  const lease = planRenewal(leaseSeconds, deps.clock.now());
  await confirmHubSubscription(deps.db, sourceId, lease);
  deps.log.info('hub.subscribed', { sourceId, hubHost, leaseUntil: lease.leaseUntil });
  return true;
}

/**
 * Until when a hub is believed, and when it is asked anew.
 *
 * A short lease is believed as it was given and not stretched: a hub that stops after a minute must not slow down the
 * polling for longer. Only how often we ask has a floor.
 *
 * @example planRenewal(864_000, now)  // until in ten days, asked again in nine
 */
export function planRenewal(leaseSeconds: number | null, now: Date): Readonly<{ leaseUntil: Date; nextAskAt: Date }> {
  const seconds = Math.min(leaseSeconds ?? LEASE_SECONDS_DEFAULT, LEASE_SECONDS_MAX);
  const leaseUntil = addSeconds(now, seconds);
  const renewalMs = Math.min(seconds * 1_000 * RENEWAL_RATIO, RENEWAL_MS_MAX);
  const delayMs = Math.max(seconds * 1_000 - renewalMs, RENEWAL_DELAY_MS_MIN);
  return { leaseUntil, nextAskAt: addMs(now, delayMs) };
}

/** Checks a signature over a body that comes in pieces, so that nobody can fill the memory with bodies. */
export type SignatureCheck = Readonly<{
  update: (piece: Uint8Array) => void;
  /** Once, after the last piece. False also where there was no signature, or none that we know. */
  isRight: () => boolean;
}>;

/** SHA-1 too: many hubs know nothing else, and a collision is of no use without the secret. */
const SIGNATURE_PATTERN = /^(sha1|sha256|sha384|sha512)=([0-9a-f]{40,128})$/i;

/**
 * The check of one message to the source's callback address.
 *
 * Shape:   header: X-Hub-Signature, `method=hexadecimal HMAC of the body as it was sent`; undefined: none came.
 * Source:  WebSub section 7.1 (authenticated content distribution).
 */
export function checkHubSignature(
  deps: Pick<IntentDeps, 'secretKey'>,
  sourceId: string,
  header: string | undefined,
): SignatureCheck {
  const [, method, signature] = SIGNATURE_PATTERN.exec(header ?? '') ?? [];
  if (method === undefined || signature === undefined) return { update: () => undefined, isRight: () => false };
  const secrets = listHubSecrets(deps.secretKey, sourceId);
  const hmacs = secrets.map((secret) => createHmac(method.toLowerCase(), secret));
  return {
    update: (piece) => {
      for (const hmac of hmacs) hmac.update(piece);
    },
    isRight: () => {
      const actual = Buffer.from(signature, 'hex');
      return hmacs
        .map((hmac) => hmac.digest())
        .some((expected) => expected.length === actual.length && timingSafeEqual(expected, actual));
    },
  };
}

/** gone: we do not listen there any more, and the hub may forget us. */
export type NewsOutcome = 'noted' | 'gone';

/**
 * Takes a hub's word that there is news: the source is due now, or a minute after its last visit. Wrongly signed words
 * are dropped and, as the specification has it, answered like right ones.
 *
 * Where nobody listens to the source any more, the hub is also asked to end the subscription.
 *
 * Errors:  none: total.
 */
export async function takeHubNews(
  deps: HubDeps,
  sourceId: string,
  message: Readonly<{ isGenuine: boolean }>,
): Promise<NewsOutcome> {
  return await inTransaction(deps, async (db, { now }) => {
    const subscription = await lockHubSubscription(db, sourceId);
    if (subscription === undefined) return 'gone';
    if (!subscription.isPolled) {
      await bringHubRequestForward(db, sourceId, now);
      return 'gone';
    }
    if (!message.isGenuine) {
      deps.log.warn('hub.refused', { sourceId, hubHost: subscription.hubHost, reason: 'signature-wrong' });
      return 'noted';
    }
    await recordHubNews(db, sourceId, { at: now, gapSeconds: NEWS_GAP_SECONDS });
    return 'noted';
  });
}
