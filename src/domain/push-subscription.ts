/**
 * A browser that takes notifications (Web Push): where its push service takes messages for it, the keys that they are
 * encrypted for, and the pair of keys by which the service knows who sends them (VAPID).
 */
import { createECDH } from 'node:crypto';
import { deriveBytes, type SecretKey } from '../base/secrets.ts';

/** As the browser made it. p256dh: its public key, 65 bytes; auth: 16 bytes that both sides know; both base64url. */
export type PushSubscription = Readonly<{ endpoint: string; p256dh: string; auth: string }>;

/** Both base64url: an uncompressed point of P-256 (65 bytes), which browsers are given, and its scalar (32 bytes). */
export type VapidKeys = Readonly<{ publicKey: string; privateKey: string }>;

/** All that a message to the browser needs; what is sealed of a channel of kind push. */
export type PushTarget = PushSubscription & Readonly<{ vapid: VapidKeys }>;

const VAPID_PURPOSE = 'vapid-key';
/** Order of the curve P-256 (NIST SP 800-186, section 3.2.1.3). */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const SCALAR_BYTES = 32;
/** 64 bits more than the order has, so that no scalar is likelier than another that anybody could tell. */
const SCALAR_SEED_BYTES = 40;

/**
 * The installation's VAPID keys, the same at every start and in every process.
 *
 * They are derived from SECRET_KEY, so that there is nothing to configure or to store. A browser's subscription works only
 * with the keys that it was made for, and SECRET_KEY may be changed one day: so these keys are sealed with each subscription
 * (PushTarget), which goes on working for as long as its seal can be opened, and only new ones are made for the new keys.
 * Where SECRET_KEY is lost, and not changed by `vigie rotate-secrets`, every device has to be registered again.
 *
 * Source:  RFC 8292 section 3.2 (P-256); FIPS 186-5, appendix A.2.1 (a scalar by extra random bits).
 */
export function deriveVapidKeys(key: SecretKey): VapidKeys {
  const seed = Buffer.from(deriveBytes(key.present, VAPID_PURPOSE, SCALAR_SEED_BYTES)).toString('hex');
  const scalar = (BigInt(`0x${seed}`) % (P256_ORDER - 1n)) + 1n;
  const privateKey = Buffer.from(scalar.toString(16).padStart(2 * SCALAR_BYTES, '0'), 'hex');
  const pair = createECDH('prime256v1');
  pair.setPrivateKey(privateKey);
  return { publicKey: pair.getPublicKey('base64url'), privateKey: privateKey.toString('base64url') };
}

/**
 * Whom a push service can ask about what we send: the site where it is https, else the address that mails come from.
 *
 * Shape:   mailFrom: a mailbox as it was configured, with or without a name.
 * Source:  RFC 8292 section 2.1 (an https: or mailto: URI).
 *
 * @example toVapidSubject({ publicUrl: 'http://127.0.0.1:3000', mailFrom: 'Vigie <vigie@example.org>' })
 *          // mailto:vigie@example.org
 */
export function toVapidSubject(config: Readonly<{ publicUrl: string; mailFrom: string }>): string {
  if (config.publicUrl.startsWith('https:')) return config.publicUrl;
  const address = /[^\s<>]+@[^\s<>]+/.exec(config.mailFrom)?.[0] ?? 'vigie@localhost';
  return `mailto:${address}`;
}

/** A subscription as text, before it is known with which keys it was made. */
export function writePushSubscription(subscription: PushSubscription): string {
  return JSON.stringify(subscription);
}

/** What of a channel of kind push is sealed. subscription: as writePushSubscription wrote it. */
export function writePushTarget(subscription: string, vapid: VapidKeys): string {
  return JSON.stringify({ ...JSON.parse(subscription), vapid } satisfies Pick<PushTarget, 'vapid'>);
}

/** Only what writePushTarget wrote. */
export function readPushTarget(secret: string): PushTarget {
  return JSON.parse(secret) as PushTarget;
}
