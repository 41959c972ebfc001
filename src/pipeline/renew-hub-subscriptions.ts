/** hub subscription due → hub asked → asked again before its lease ends, later where it failed, or ended. */
import { addSeconds, type Clock, DAY_MS, HOUR_MS, SECOND_MS } from '../base/clock.ts';
import type { Http } from '../base/http.ts';
import type { Log } from '../base/log.ts';
import type { SecretKey } from '../base/secrets.ts';
import { askHub, type HubAnswer, type HubRequest } from '../crawlers/ask-hub.ts';
import { isReachableByHubs, makeHubCallbackUrl, makeHubSecret } from '../domain/hub-subscription.ts';
import type { Database } from '../store/database.ts';
import {
  type ClaimedHubSubscription,
  claimDueHubSubscriptions,
  recordHubAnswer,
  releaseHubSubscription,
  removeHubSubscriptions,
} from '../store/hub-subscriptions.ts';
import { claimNow, toStartUntil, workOffEach } from './step.ts';

export type RenewDeps = Readonly<{
  db: Database['db'];
  http: Http;
  clock: Clock;
  log: Log;
  secretKey: SecretKey;
  config: Readonly<{ publicUrl: string }>;
  /** Ends the pass between two requests; what was not begun is given back. */
  stopping: AbortSignal;
}>;

const SUBSCRIPTIONS_PER_CLAIM = 100;
/** One hub may serve ten thousand feeds: it is asked for a few of them in each pass, one after the other. */
const SUBSCRIPTIONS_PER_HUB_MAX = 20;
const HUBS_AT_ONCE_MAX = 10;
const HUB_GAP_MS = 250;
/** Taken up and not confirmed within a day: it forgot, or cannot reach us. */
const UNCONFIRMED_DELAY_SECONDS = DAY_MS / SECOND_MS;
const FAILURE_DELAY_SECONDS_MIN = HOUR_MS / SECOND_MS;
const FAILURE_DELAY_SECONDS_MAX = DAY_MS / SECOND_MS;
const BACKOFF_DOUBLINGS_MAX = 5;

/**
 * One pass: asks hubs for every subscription that is due. Returns how many were claimed; none where no hub could reach
 * the service, so that what was asked for under another address runs out.
 */
export async function renewHubSubscriptions(deps: RenewDeps): Promise<number> {
  if (!isReachableByHubs(deps.config.publicUrl)) return 0;
  const claim = claimNow(deps.clock, SUBSCRIPTIONS_PER_CLAIM);
  const claimed = await claimDueHubSubscriptions(deps.db, { ...claim, perHostMax: SUBSCRIPTIONS_PER_HUB_MAX });
  const startUntil = toStartUntil(claim);
  const hubs = [...Map.groupBy(claimed, ({ hubHost }) => hubHost).entries()];
  await workOffEach(hubs, { atOnceMax: HUBS_AT_ONCE_MAX, nameOf: ([host]) => `hub ${host}` }, ([, subscriptions]) =>
    askOneHub(deps, subscriptions, startUntil),
  );
  return claimed.length;
}

/** A hub that cannot be reached is not tried for its other feeds as well: all of them wait. */
async function askOneHub(
  deps: RenewDeps,
  subscriptions: readonly ClaimedHubSubscription[],
  startUntil: Date,
): Promise<void> {
  let away: HubAnswer | null = null;
  for (const [index, subscription] of subscriptions.entries()) {
    if (index > 0 && away === null) await deps.clock.sleepMs(HUB_GAP_MS, deps.stopping);
    if (deps.stopping.aborted || deps.clock.now() > startUntil) {
      await releaseHubSubscription(deps.db, subscription);
      continue;
    }
    if (!subscription.isPolled) {
      await endSubscription(deps, subscription);
      continue;
    }
    const answer: HubAnswer = away ?? (await askHub(deps, toRequest(deps, subscription, 'subscribe')));
    if (answer.kind === 'failed' && answer.reason !== 'refused') away = answer;
    await recordAnswer(deps, subscription, answer);
  }
}

async function recordAnswer(deps: RenewDeps, subscription: ClaimedHubSubscription, answer: HubAnswer): Promise<void> {
  const now = deps.clock.now();
  if (answer.kind === 'accepted') {
    const nextAskAt = addSeconds(now, UNCONFIRMED_DELAY_SECONDS);
    await recordHubAnswer(deps.db, subscription, { nextAskAt, failureCount: 0 });
    return;
  }
  const { sourceId, hubHost, failureCount } = subscription;
  const delaySeconds = Math.max(toFailureDelay(failureCount), answer.retryAfterSeconds ?? 0);
  const nextAskAt = addSeconds(now, delaySeconds);
  await recordHubAnswer(deps.db, subscription, { nextAskAt, failureCount: failureCount + 1 });
  const { reason, message } = answer;
  deps.log.warn('hub.refused', { sourceId, hubHost, reason, message, nextAskAt });
}

/** An hour, doubled with each failure in a row, up to a day. */
function toFailureDelay(failureCount: number): number {
  const doublings = Math.min(failureCount, BACKOFF_DOUBLINGS_MAX);
  return Math.min(FAILURE_DELAY_SECONDS_MIN * 2 ** doublings, FAILURE_DELAY_SECONDS_MAX);
}

/** Asked once and forgotten whatever the hub says: what it still sends is answered with 410, and its lease ends. */
async function endSubscription(deps: RenewDeps, subscription: ClaimedHubSubscription): Promise<void> {
  if (subscription.leaseUntil !== null) await askHub(deps, toRequest(deps, subscription, 'unsubscribe'));
  await deps.db.transaction().execute((db) => removeHubSubscriptions(db, [subscription.sourceId]));
}

function toRequest(deps: RenewDeps, subscription: ClaimedHubSubscription, mode: HubRequest['mode']): HubRequest {
  const { sourceId, hubUrl, topicUrl } = subscription;
  return {
    mode,
    hubUrl,
    topicUrl,
    callbackUrl: makeHubCallbackUrl(deps.secretKey, deps.config.publicUrl, sourceId),
    secret: makeHubSecret(deps.secretKey, sourceId),
  };
}
