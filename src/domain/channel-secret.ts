/**
 * What a channel keeps to itself, encrypted: the key that signs an agency's webhooks (made here, shown once), the address
 * of a chat's incoming webhook, a bot's token. Who knows one of the last two can write in the chat.
 */
import type { Random } from '../base/random.ts';
import { decryptSecret, encryptSecret, type SecretKey, signMessage } from '../base/secrets.ts';
import type { ChannelKind } from './alert.ts';

const SECRET_BYTES = 32;
const FINGERPRINT_PURPOSE = 'channel-fingerprint';

/** As the Standard Webhooks specification writes keys: `whsec_` and base64. */
export function makeWebhookSecret(random: Random): string {
  return `whsec_${Buffer.from(random.bytes(SECRET_BYTES)).toString('base64')}`;
}

export function sealChannelSecret(
  deps: Readonly<{ key: SecretKey; random: Random }>,
  kind: ChannelKind,
  secret: string,
): Buffer {
  return encryptSecret(deps, toPurpose(kind), secret);
}

/** Errors: CONFIG_INVALID when SECRET_KEY is not the one it was sealed with, or for the secret of another kind. */
export function openChannelSecret(key: SecretKey, kind: ChannelKind, sealed: Uint8Array): string {
  return decryptSecret(key, toPurpose(kind), sealed);
}

/** The same for the same secret, and of no use to who wants to know it: tells two channels of one look apart. */
export function fingerprintChannelSecret(key: SecretKey, kind: ChannelKind, secret: string): string {
  return signMessage(key, `${FINGERPRINT_PURPOSE} ${kind}`, secret);
}

/** A webhook's is the one it was first stored with. */
function toPurpose(kind: ChannelKind): string {
  return kind === 'webhook' ? 'webhook-secret' : `channel-secret ${kind}`;
}
