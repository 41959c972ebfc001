/** The webhook channel: alerts and tests. */
import type { Clock } from '../../base/clock.ts';
import type { Http } from '../../base/http.ts';
import type { DeliveryOutcome } from '../../domain/alert.ts';
import type { OutgoingMessage } from '../outgoing-message.ts';
import { renderAlertWebhook } from '../templates/alert-webhook.ts';
import { renderTestWebhook } from '../templates/test-message.ts';
import { sendWebhook } from '../webhook/send-webhook.ts';

/** A webhook without secret is never sent unsigned: a receiver could not tell it from anybody's. */
export async function sendByWebhook(
  deps: Readonly<{ http: Http; clock: Clock }>,
  message: OutgoingMessage,
): Promise<DeliveryOutcome> {
  const { subject, secret } = message;
  if (subject.kind === 'digest' || subject.kind === 'bundle') {
    return { kind: 'never', reason: 'refused', message: `A ${subject.kind} is not sent by webhook.` };
  }
  if (secret === null) {
    return { kind: 'never', reason: 'not-configured', message: 'The webhook has no signing secret: create it again.' };
  }
  return sendWebhook(deps, {
    id: message.deliveryId,
    url: message.address,
    secret,
    body: subject.kind === 'test' ? renderTestWebhook(subject) : renderAlertWebhook({ ...subject, links: subject }),
  });
}
