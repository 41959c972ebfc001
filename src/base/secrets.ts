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

/**
 * The key from which every other key is derived, and those that were in its place before.
 *
 * Everything is sealed and signed by the present one; what the previous ones sealed can still be opened, and what they signed
 * still holds, until they are named no more. So the key can be changed while the links of sent mails go on working.
 *
 * Shape:   32 bytes each: SECRET_KEY, or made at the first start; SECRET_KEY_PREVIOUS, the newest first.
 */
export type SecretKey = Readonly<{ present: Uint8Array; previous: readonly Uint8Array[] }>;

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
  return signBy(key.present, purpose, message);
}

/** The signatures that hold: the one by the present key first, then those of the keys before. */
export function listSignatures(key: SecretKey, purpose: string, message: string): readonly string[] {
  return listKeys(key).map((each) => signBy(each, purpose, message));
}

export function isSignatureRight(key: SecretKey, purpose: string, message: string, signature: string): boolean {
  return listSignatures(key, purpose, message).some((expected) => isSame(expected, signature));
}

/** The same in 22 characters, for links that are paid by the character: half of the signature, which nobody guesses either. */
export function signShortly(key: SecretKey, purpose: string, message: string): string {
  return signMessage(key, purpose, message).slice(0, SHORT_SIGNATURE_CHARS);
}

export function isShortSignatureRight(key: SecretKey, purpose: string, message: string, signature: string): boolean {
  return listSignatures(key, purpose, message).some((expected) =>
    isSame(expected.slice(0, SHORT_SIGNATURE_CHARS), signature),
  );
}

function isSame(expected: string, actual: string): boolean {
  const [one, other] = [Buffer.from(expected), Buffer.from(actual)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function signBy(key: Uint8Array, purpose: string, message: string): string {
  return createHmac('sha256', deriveKey(key, purpose)).update(message).digest('base64url');
}

function listKeys({ present, previous }: SecretKey): readonly Uint8Array[] {
  return [present, ...previous];
}

/** AES-256-GCM: nonce, tag and ciphertext in one buffer. The purpose is bound in, so that columns can't be swapped. */
export function encryptSecret(
  deps: Readonly<{ key: SecretKey; random: Random }>,
  purpose: string,
  plain: string,
): Buffer {
  const nonce = deps.random.bytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', deriveKey(deps.key.present, purpose), nonce);
  const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Errors: CONFIG_INVALID when the secret was sealed by none of the keys; the sentence names the purpose. */
export function decryptSecret(key: SecretKey, purpose: string, stored: Uint8Array): string {
  const opened = tryToOpen(key, purpose, stored);
  if (opened !== null) return opened.plain;
  throw new AppError(
    'CONFIG_INVALID',
    `A stored secret (${purpose}) opens with none of the keys: name the key that was in use when it was stored in SECRET_KEY_PREVIOUS, or give the secret again.`,
  );
}

/** What is inside, and which key sealed it; null where none of them did, or another purpose was meant. */
export function tryToOpen(
  key: SecretKey,
  purpose: string,
  stored: Uint8Array,
): Readonly<{ plain: string; sealedBy: 'present' | 'previous' }> | null {
  for (const each of listKeys(key)) {
    const plain = openBy(each, purpose, Buffer.from(stored));
    if (plain !== null) return { plain, sealedBy: each === key.present ? 'present' : 'previous' };
  }
  return null;
}

function openBy(key: Uint8Array, purpose: string, stored: Buffer): string | null {
  const [nonce, tag, body] = [
    stored.subarray(0, NONCE_BYTES),
    stored.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES),
    stored.subarray(NONCE_BYTES + TAG_BYTES),
  ];
  if (tag.length < TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', deriveKey(key, purpose), nonce);
  decipher.setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    return null; // the tag says that it was another key or another purpose
  }
}

/** Bytes for one purpose, the same for the same key; those of another purpose tell nothing of them (RFC 5869). */
export function deriveBytes(key: Uint8Array, purpose: string, byteCount: number): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(), `vigie ${purpose}`, byteCount));
}

function deriveKey(key: Uint8Array, purpose: string): Uint8Array {
  return deriveBytes(key, purpose, DERIVED_KEY_BYTES);
}
