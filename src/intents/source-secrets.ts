/** What opens a source that is not public: checked, sealed, and replaced when it expired. */
import { AppError } from '../base/errors.ts';
import type { ReaderName, SourceSecret } from '../domain/source.ts';
import { sealSourceSecret } from '../domain/source-secret.ts';
import { replaceSourceSecret } from '../store/searches.ts';
import { getHeardSource, type HeardSource } from '../store/sources.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

const PARTS_MAX = 10;
/** Browsers keep cookies of 4,096 bytes, and a site may have several. */
const PART_CHARS_MAX = 16_384;
const PART_NAME = /^[A-Za-z][\w-]{0,63}$/;
/** What no header can hold: a secret is sent in one. */
const CONTROL = /\p{Cc}/u;

/** Who asks for a key: named in the sentence that says what is missing. */
export type SecretAsker = Readonly<{ title: string; secretNames: readonly string[] }>;

/**
 * The secret, encrypted as it is stored; null for none.
 *
 * Errors:  INPUT_INVALID for one that lacks a part or that could not be sent; the sentence never holds a value.
 */
export function sealSecret(
  deps: Pick<IntentDeps, 'secretKey' | 'random'>,
  asker: SecretAsker,
  secret: SourceSecret | null,
): Uint8Array | null {
  const parts = secret === null ? {} : toParts(secret);
  const missing = asker.secretNames.filter((name) => !Object.hasOwn(parts, name));
  if (missing.length > 0) {
    const names = (list: readonly string[]): string => list.map((name) => `"${name}"`).join(' and ');
    throw new AppError(
      'INPUT_INVALID',
      `${asker.title} answers only with a key: give "secret" with ${names(asker.secretNames)} (missing: ${names(missing)}).`,
      { details: { field: 'secret', missing } },
    );
  }
  return secret === null ? null : sealSourceSecret({ key: deps.secretKey, random: deps.random }, parts);
}

/**
 * Replaces the key of one of the agency's own sources, which is then read as soon as its site may be asked. The key of a
 * search is replaced for all its sources.
 *
 * Errors:  NOT_FOUND for a source that the agency does not listen to, NOT_ALLOWED for one that is shared with others,
 *          INPUT_INVALID as sealSecret.
 */
export async function changeSourceSecret(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; sourceId: string }>,
  secret: SourceSecret,
): Promise<HeardSource> {
  return await inTransaction(deps, async (db, writeDeps) => {
    const source = await getHeardSource(db, key);
    if (source.ownerAgencyId !== key.agencyId) {
      throw new AppError(
        'NOT_ALLOWED',
        'This source is read without a key and shared with all who listen: subscribe to its address with "secret", and it is read for this agency alone.',
      );
    }
    const asker = { title: source.host, secretNames: listSecretNames(deps, source) };
    const secretEncrypted = sealSecret(deps, asker, secret);
    if (secretEncrypted !== null) await replaceSourceSecret(db, key, { secretEncrypted, now: writeDeps.now });
    return await getHeardSource(db, key);
  });
}

/** The parts that a source's key must have: of a search, what its service asks for, even where the reader could do without. */
export function listSecretNames(
  deps: Pick<IntentDeps, 'readers' | 'searchServices'>,
  source: Readonly<{ reader: ReaderName }> & Pick<HeardSource, 'subscriptions'>,
): readonly string[] {
  const own = deps.readers[source.reader].secretNames;
  if (source.subscriptions.every(({ searchId }) => searchId === null)) return own;
  const services = Object.values(deps.searchServices).filter(({ reader }) => reader === source.reader);
  return [...new Set([...own, ...services.flatMap(({ secretNames }) => secretNames)])];
}

/** Errors: INPUT_INVALID. */
function toParts(secret: SourceSecret): SourceSecret {
  const entries = Object.entries(secret).map(([name, value]): [string, string] => [name, value.trim()]);
  if (entries.length === 0 || entries.length > PARTS_MAX) {
    throw refuse(`The secret must have 1 to ${PARTS_MAX} parts, such as {"cookie": "…"}.`);
  }
  for (const [name, value] of entries) {
    if (!PART_NAME.test(name)) {
      throw refuse('A part of the secret has a name that cannot be used: give letters, digits, "-" and "_".');
    }
    if (value === '') throw refuse(`The secret's part "${name}" is empty: give its value, or leave it out.`);
    if (value.length > PART_CHARS_MAX) {
      throw refuse(`The secret's part "${name}" is longer than ${PART_CHARS_MAX} characters: give the key alone.`);
    }
    if (CONTROL.test(value)) {
      throw refuse(`The secret's part "${name}" holds a line break or control character: copy it in one line.`);
    }
  }
  return Object.fromEntries(entries);
}

function refuse(message: string): AppError {
  return new AppError('INPUT_INVALID', message, { details: { field: 'secret' } });
}
