/**
 * Everything that is hashed, signed or encrypted: API keys and sessions (hash only), passwords, acknowledge links and
 * webhook secrets.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  scrypt,
  timingSafeEqual,
} from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from './errors.ts';
import type { Random } from './random.ts';

/** 32 bytes from which every other key is derived; SECRET_KEY, or made at the first start. */
export type SecretKey = Uint8Array;

const DERIVED_KEY_BYTES = 32;
const SCRYPT_BYTES = 32;
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** 132 bits: half of a SHA-256 is what RFC 2104 section 5 holds for enough. */
const SHORT_SIGNATURE_CHARS = 22;

const scryptAsync = promisify<string, Uint8Array, number, Buffer>(scrypt);

/** A URL-safe token of 256 bits with a prefix that says what it opens, as in `vigie_key_…`. */
export function makeToken(random: Random, prefix: string): string {
  return `${prefix}${Buffer.from(random.bytes(32)).toString('base64url')}`;
}

/** What is stored of a token: it has 256 random bits, so that a plain hash cannot be guessed backwards. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** `scrypt$salt$hash`, both base64url; Node's default cost (N = 16384, r = 8, p = 1). */
export async function hashPassword(random: Random, password: string): Promise<string> {
  const salt = random.bytes(SALT_BYTES);
  const hash = await scryptAsync(password.normalize('NFC'), salt, SCRYPT_BYTES);
  return `scrypt$${Buffer.from(salt).toString('base64url')}$${hash.toString('base64url')}`;
}

export async function isPasswordRight(password: string, stored: string): Promise<boolean> {
  const [scheme, salt, hash] = stored.split('$');
  if (scheme !== 'scrypt' || salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64url');
  const actual = await scryptAsync(password.normalize('NFC'), Buffer.from(salt, 'base64url'), SCRYPT_BYTES);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** A signature over a message for one purpose; another purpose's signature never fits. */
export function signMessage(key: SecretKey, purpose: string, message: string): string {
  return createHmac('sha256', deriveKey(key, purpose)).update(message).digest('base64url');
}

export function isSignatureRight(key: SecretKey, purpose: string, message: string, signature: string): boolean {
  const expected = Buffer.from(signMessage(key, purpose, message));
  const actual = Buffer.from(signature);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** The same in 22 characters, for links that are paid by the character: half of the signature, which nobody guesses either. */
export function signShortly(key: SecretKey, purpose: string, message: string): string {
  return signMessage(key, purpose, message).slice(0, SHORT_SIGNATURE_CHARS);
}

export function isShortSignatureRight(key: SecretKey, purpose: string, message: string, signature: string): boolean {
  const expected = Buffer.from(signShortly(key, purpose, message));
  const actual = Buffer.from(signature);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** AES-256-GCM: nonce, tag and ciphertext in one buffer. The purpose is bound in, so that columns can't be swapped. */
export function encryptSecret(
  deps: Readonly<{ key: SecretKey; random: Random }>,
  purpose: string,
  plain: string,
): Buffer {
  const nonce = deps.random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(deps.key, purpose), nonce);
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Errors: CONFIG_INVALID when SECRET_KEY is not the one the secret was stored with. */
export function decryptSecret(key: SecretKey, purpose: string, stored: Uint8Array): string {
  const buffer = Buffer.from(stored);
  const decipher = createDecipheriv('aes-256-gcm', deriveKey(key, purpose), buffer.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(buffer.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(buffer.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
      'utf8',
    );
  } catch (cause) {
    throw new AppError(
      'CONFIG_INVALID',
      'A stored secret cannot be read with this SECRET_KEY: start with the key that was in use when it was stored.',
      { cause },
    );
  }
}

/** Bytes for one purpose, the same for the same key; those of another purpose tell nothing of them (RFC 5869). */
export function deriveBytes(key: SecretKey, purpose: string, byteCount: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), `vigie ${purpose}`, byteCount));
}

function deriveKey(key: SecretKey, purpose: string): Uint8Array {
  return deriveBytes(key, purpose, DERIVED_KEY_BYTES);
}
