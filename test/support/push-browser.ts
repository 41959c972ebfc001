/** A browser that takes notifications: the keys that it would make, and what it reads of what its push service was sent. */
import { createDecipheriv, createECDH, hkdfSync } from 'node:crypto';
import type { GivenSubscription } from '../../src/intents/channel-address.ts';

export type PushBrowser = Readonly<{
  /** As its `toJSON()` gives it. */
  subscription: GivenSubscription;
  /** The text of a message that was encrypted for it; throws for any other. */
  read: (body: Uint8Array) => string;
}>;

const PUSH_AUTH = Buffer.from('the same 16 byte');
const HEADER_BYTES = 21;
const TAG_BYTES = 16;

/**
 * Decrypts by the letter of the standards and not by the library that encrypts, which would agree with itself.
 *
 * Source:  RFC 8291 section 3.4 (keys), RFC 8188 section 2 (header, record and delimiter).
 */
export function makePushBrowser(endpoint: string): PushBrowser {
  const pair = createECDH('prime256v1');
  const publicKey = pair.generateKeys();
  const subscription = {
    endpoint,
    expirationTime: null,
    keys: { p256dh: publicKey.toString('base64url'), auth: PUSH_AUTH.toString('base64url') },
  };
  return {
    subscription,
    read: (body) => {
      const bytes = Buffer.from(body);
      const salt = bytes.subarray(0, 16);
      const keyEnd = HEADER_BYTES + bytes.readUInt8(20);
      const senderKey = bytes.subarray(HEADER_BYTES, keyEnd);
      const about = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, senderKey]);
      const secret = Buffer.from(hkdfSync('sha256', pair.computeSecret(senderKey), PUSH_AUTH, about, 32));
      const derive = (info: string, byteCount: number) =>
        Buffer.from(hkdfSync('sha256', secret, salt, `Content-Encoding: ${info}\0`, byteCount));
      const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
      decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      const record = Buffer.concat([decipher.update(bytes.subarray(keyEnd, -TAG_BYTES)), decipher.final()]);
      const delimiterAt = record.lastIndexOf(2);
      if (record.subarray(delimiterAt + 1).some((byte) => byte !== 0)) throw new Error('this is no last record');
      return record.subarray(0, delimiterAt).toString('utf8');
    },
  };
}
