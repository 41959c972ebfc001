/** One signed JSON message to one address of the client's own. */
import type { Clock } from '../../base/clock.ts';
import type { Http } from '../../base/http.ts';
import type { DeliveryOutcome } from '../../domain/alert.ts';
import { readAnswer } from '../http-answers.ts';
import { signWebhook } from './sign-webhook.ts';

export type WebhookMessage = Readonly<{
  /** The delivery's: the same on every try. */
  id: string;
  url: string;
  /** `whsec_` and base64. */
  secret: string;
  /** JSON, as it is sent and signed. */
  body: string;
}>;

/** Long enough for a receiver that works before it answers; the specification asks for 15 to 30 s. */
const WEBHOOK_TIMEOUT_MS = 20_000;
/** What it answers beside its status is of no interest; this only bounds it. */
const WEBHOOK_ANSWER_BYTES_MAX = 64 * 1024;

/**
 * Any 2xx is acceptance. 410 and every other 4xx is final, redirects are not followed: a receiver that moved must be
 * told to us by a person, not by whoever answers at the old address.
 *
 * Errors:  none for what the receiver does; every answer is an outcome.
 */
export async function sendWebhook(
  deps: Readonly<{ http: Http; clock: Clock }>,
  message: WebhookMessage,
): Promise<DeliveryOutcome> {
  const outcome = await deps.http.request({
    url: message.url,
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...signWebhook({ secret: message.secret, id: message.id, sentAt: deps.clock.now(), body: message.body }),
    },
    body: message.body,
    timeoutMs: WEBHOOK_TIMEOUT_MS,
    bodyBytesMax: WEBHOOK_ANSWER_BYTES_MAX,
    answerBody: 'ignored',
    redirectCountMax: 0,
  });
  const isForGood = outcome.kind === 'answered' && outcome.status === 410;
  const description = isForGood ? 'it is gone for good' : null;
  const read = readAnswer({ outcome, name: 'The webhook', now: deps.clock.now(), description });
  return isForGood && read.kind === 'never' ? { ...read, isForGood } : read;
}
