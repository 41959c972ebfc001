/** A subscription at a feed's hub (WebSub): the address that the hub calls back, and the secret that it signs with. */
import { makeAllowedAddresses } from '../base/allowed-addresses.ts';
import { isUuid } from '../base/ids.ts';
import { isSignatureRight, listSignatures, type SecretKey, signMessage } from '../base/secrets.ts';

/** asked: to be asked, or asked and not confirmed yet; active: it tells of news; refused: it does not want to. */
export type HubSubscriptionState = 'asked' | 'active' | 'refused';

const CALLBACK_PURPOSE = 'hub-callback';
const SECRET_PURPOSE = 'hub-secret';

const HTTPS_PORT = 443;
/** Names that the public DNS does not know (RFC 6761, RFC 6762, RFC 8375, ICANN's `internal`, and what routers use). */
const PRIVATE_NAMES = ['localhost', 'local', 'internal', 'home.arpa', 'lan', 'intranet', 'private', 'corp', 'home'];

/**
 * Where the hub of this source calls back: an address that nobody can guess, one for each source.
 *
 * @example makeHubCallbackUrl(secretKey, 'https://vigie.example', sourceId)
 *          // https://vigie.example/hubs/0197…/3q2-7w…
 */
export function makeHubCallbackUrl(key: SecretKey, publicUrl: string, sourceId: string): string {
  return `${publicUrl}/hubs/${sourceId}/${signMessage(key, CALLBACK_PURPOSE, sourceId)}`;
}

/** Whether the end of a callback address is the one that we gave out for the source. */
export function isHubCallback(key: SecretKey, sourceId: string, signature: string): boolean {
  return isUuid(sourceId) && isSignatureRight(key, CALLBACK_PURPOSE, sourceId, signature);
}

/** What the hub signs with, 43 characters of the 199 that it may have; made again each time, so that none is stored. */
export function makeHubSecret(key: SecretKey, sourceId: string): string {
  return signMessage(key, SECRET_PURPOSE, sourceId);
}

/** What a hub may sign with: the secret that it was given last, or one by a key that was used before. */
export function listHubSecrets(key: SecretKey, sourceId: string): readonly string[] {
  return listSignatures(key, SECRET_PURPOSE, sourceId);
}

/**
 * Whether a hub somewhere on the internet could reach the service: HTTPS, at a name or address that is not private.
 *
 * A name counts by its looks. One that resolves to a private address all the same costs a request a day: the hub never
 * confirms, and the source is polled as before.
 *
 * Source:  RFC 6761, 6762, 8375 (special-use names); WebSub section 8.2 (callbacks over HTTPS).
 */
export function isReachableByHubs(publicUrl: string): boolean {
  const url = URL.parse(publicUrl);
  if (url?.protocol !== 'https:') return false;
  const host = url.hostname.replace(/\.$/, '');
  if (host.startsWith('[') || /^[\d.]+$/.test(host)) return makeAllowedAddresses([]).isAllowed(host, HTTPS_PORT);
  return host.includes('.') && !PRIVATE_NAMES.some((name) => host.endsWith(`.${name}`));
}
