/** What opens a source that is not public: an agency's own key or cookie, kept encrypted. */
import type { Random } from '../base/random.ts';
import { decryptSecret, encryptSecret, type SecretKey } from '../base/secrets.ts';
import type { SourceSecret } from './source.ts';

/** What the secrets of sources and searches are sealed for. */
export const SOURCE_SECRET_PURPOSE = 'source-secret';

export function sealSourceSecret(deps: Readonly<{ key: SecretKey; random: Random }>, secret: SourceSecret): Buffer {
  return encryptSecret(deps, SOURCE_SECRET_PURPOSE, JSON.stringify(secret));
}

/** Errors: CONFIG_INVALID when it was sealed with none of the keys. */
export function openSourceSecret(key: SecretKey, sealed: Uint8Array): SourceSecret {
  return JSON.parse(decryptSecret(key, SOURCE_SECRET_PURPOSE, sealed)) as SourceSecret;
}
