/** Where mail providers report bounces and complaints: one address of the whole service, which nobody can guess. */
import { isSignatureRight, type SecretKey, signMessage } from '../base/secrets.ts';

const PURPOSE = 'mail-bounces';
/** There is one such address; a new one needs a new SECRET_KEY, or another word here. */
const NAME = 'v1';

/** Shape: `PUBLIC_URL/mail/bounces/token`. */
export function makeMailBouncesUrl(key: SecretKey, publicUrl: string): string {
  return `${publicUrl}/mail/bounces/${signMessage(key, PURPOSE, NAME)}`;
}

export function isMailBouncesToken(key: SecretKey, token: string): boolean {
  return isSignatureRight(key, PURPOSE, NAME, token);
}
