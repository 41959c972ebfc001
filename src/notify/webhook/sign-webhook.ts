/**
 * Signatures a receiver can check with any library for Standard Webhooks.
 *
 * Source: https://www.standardwebhooks.com, specification 1.0: headers, signed content, secrets.
 */
import { createHmac } from 'node:crypto';

const SECRET_PREFIX = 'whsec_';

/**
 * The three headers of a signed message.
 *
 * The id and the time are part of what is signed: a recorded message can neither be played again later nor under
 * another id. A retry keeps the id and takes a new time, so that a receiver knows it for the same message.
 *
 * Shape:   secret: with or without its prefix. body: exactly what is sent. Returns names in lower case.
 * Errors:  none: total.
 */
export function signWebhook(
  message: Readonly<{ secret: string; id: string; sentAt: Date; body: string }>,
): Readonly<Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string>> {
  const timestamp = String(Math.floor(message.sentAt.getTime() / 1_000));
  const encodedKey = message.secret.startsWith(SECRET_PREFIX)
    ? message.secret.slice(SECRET_PREFIX.length)
    : message.secret;
  const signature = createHmac('sha256', Buffer.from(encodedKey, 'base64'))
    .update(`${message.id}.${timestamp}.${message.body}`)
    .digest('base64');
  return { 'webhook-id': message.id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}
