/** The token of an acknowledge link: whoever holds it was sent this delivery. */
import { isUuid } from '../base/ids.ts';
import { isSignatureRight, type SecretKey, signMessage } from '../base/secrets.ts';

const PURPOSE = 'acknowledge-link';

/** `deliveryId.signature`: made again for every retry, so that nothing secret has to be stored. */
export function makeAcknowledgeToken(key: SecretKey, deliveryId: string): string {
  return `${deliveryId}.${signMessage(key, PURPOSE, deliveryId)}`;
}

/** The delivery that the token was sent with; null for a token that we did not make. */
export function readAcknowledgeToken(key: SecretKey, token: string): string | null {
  const [deliveryId = '', signature = ''] = token.split('.');
  return isUuid(deliveryId) && isSignatureRight(key, PURPOSE, deliveryId, signature) ? deliveryId : null;
}
