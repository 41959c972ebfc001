/**
 * What a channel keeps to itself, encrypted: the key that signs an agency's webhooks (made here, shown once), the address
 * of a chat's incoming webhook, a bot's token, a browser's subscription. Who knows one of the last three can write there.
 */
import { assertNever } from '../base/errors.ts';
import type { Random } from '../base/random.ts';
import { decryptSecret, encryptSecret, type SecretKey, signMessage } from '../base/secrets.ts';
import type { ChannelKind } from './alert.ts';
import { readPushTarget } from './push-subscription.ts';

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
  return encryptSecret(deps, toChannelPurpose(kind), secret);
}

/** Errors: CONFIG_INVALID when it was sealed with none of the keys, or for the secret of another kind. */
export function openChannelSecret(key: SecretKey, kind: ChannelKind, sealed: Uint8Array): string {
  return decryptSecret(key, toChannelPurpose(kind), sealed);
}

/**
 * The same for the same channel, and of no use to who wants to know its secret: tells two channels of one look apart.
 * Empty where what may be seen of the address is all of it.
 */
export function fingerprintChannel(key: SecretKey, kind: ChannelKind, secret: string | null): string {
  const identity = secret === null ? null : toHiddenAddress(kind, secret);
  return identity === null ? '' : signMessage(key, `${FINGERPRINT_PURPOSE} ${kind}`, identity);
}

/** The address where the secret is or holds it; null where it stands in clear. */
function toHiddenAddress(kind: ChannelKind, secret: string): string | null {
  switch (kind) {
    case 'email':
    case 'sms':
    case 'webhook':
    case 'telegram': // a chat is itself, whichever bot writes there
      return null;
    case 'push': // a browser may renew its keys
      return readPushTarget(secret).endpoint;
    case 'slack':
    case 'teams':
    case 'discord':
    case 'mattermost':
      return secret;
    default:
      return assertNever(kind);
  }
}

/** What the secret of such a channel is sealed for. A webhook's is the one it was first stored with. */
export function toChannelPurpose(kind: ChannelKind): string {
  return kind === 'webhook' ? 'webhook-secret' : `channel-secret ${kind}`;
}
