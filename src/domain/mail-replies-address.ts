/** Where what people answer to mails is brought: one address of the whole service, which nobody can guess. */
import { isSignatureRight, type SecretKey, signMessage } from '../base/secrets.ts';

const PURPOSE = 'mail-replies';
/** There is one such address; a new one needs a new SECRET_KEY, or another word here. */
const NAME = 'v1';

/** Shape: `PUBLIC_URL/mail/replies/token`. */
export function makeMailRepliesUrl(key: SecretKey, publicUrl: string): string {
  return `${publicUrl}/mail/replies/${signMessage(key, PURPOSE, NAME)}`;
}

export function isMailRepliesToken(key: SecretKey, token: string): boolean {
  return isSignatureRight(key, PURPOSE, NAME, token);
}
