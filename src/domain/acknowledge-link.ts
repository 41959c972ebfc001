/** The token of an acknowledge link: whoever holds it was sent this delivery. */
import { isUuid } from '../base/ids.ts';
import { isShortSignatureRight, isSignatureRight, type SecretKey, signShortly } from '../base/secrets.ts';

const PURPOSE = 'acknowledge-link';
/** A UUID's 16 bytes in base64url. */
const ID_CHARS = 22;

/**
 * The delivery's id and a signature over it, in 44 characters, so that an alert and its link fit in one SMS. Made again for
 * every retry, so that nothing secret has to be stored.
 */
export function makeAcknowledgeToken(key: SecretKey, deliveryId: string): string {
  const id = Buffer.from(deliveryId.replaceAll('-', ''), 'hex').toString('base64url');
  return `${id}${signShortly(key, PURPOSE, deliveryId)}`;
}

/**
 * The delivery that the token was sent with; null for a token that we did not make. Links of earlier versions, of the form
 * `deliveryId.signature`, are read as before.
 */
export function readAcknowledgeToken(key: SecretKey, token: string): string | null {
  if (token.includes('.')) {
    const [deliveryId = '', signature = ''] = token.split('.');
    return isUuid(deliveryId) && isSignatureRight(key, PURPOSE, deliveryId, signature) ? deliveryId : null;
  }
  const hex = Buffer.from(token.slice(0, ID_CHARS), 'base64url').toString('hex');
  const deliveryId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return isUuid(deliveryId) && isShortSignatureRight(key, PURPOSE, deliveryId, token.slice(ID_CHARS))
    ? deliveryId
    : null;
}
