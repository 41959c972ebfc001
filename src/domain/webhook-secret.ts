/** The key that signs an agency's webhooks: made here, shown once, kept encrypted. */
import type { Random } from '../base/random.ts';
import { decryptSecret, encryptSecret, type SecretKey } from '../base/secrets.ts';

const PURPOSE = 'webhook-secret';
const SECRET_BYTES = 32;

/** As the Standard Webhooks specification writes keys: `whsec_` and base64. */
export function makeWebhookSecret(random: Random): string {
  return `whsec_${Buffer.from(random.bytes(SECRET_BYTES)).toString('base64')}`;
}

export function sealWebhookSecret(deps: Readonly<{ key: SecretKey; random: Random }>, secret: string): Buffer {
  return encryptSecret(deps, PURPOSE, secret);
}

/** Errors: CONFIG_INVALID when SECRET_KEY is not the one it was sealed with. */
export function openWebhookSecret(key: SecretKey, sealed: Uint8Array): string {
  return decryptSecret(key, PURPOSE, sealed);
}
