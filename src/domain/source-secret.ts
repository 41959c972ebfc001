/** What opens a source that is not public: an agency's own key or cookie, kept encrypted. */
import type { Random } from '../base/random.ts';
import { decryptSecret, encryptSecret, type SecretKey } from '../base/secrets.ts';
import type { SourceSecret } from './source.ts';

const PURPOSE = 'source-secret';

export function sealSourceSecret(deps: Readonly<{ key: SecretKey; random: Random }>, secret: SourceSecret): Buffer {
  return encryptSecret(deps, PURPOSE, JSON.stringify(secret));
}

/** Errors: CONFIG_INVALID when SECRET_KEY is not the one it was sealed with. */
export function openSourceSecret(key: SecretKey, sealed: Uint8Array): SourceSecret {
  return JSON.parse(decryptSecret(key, PURPOSE, sealed)) as SourceSecret;
}
