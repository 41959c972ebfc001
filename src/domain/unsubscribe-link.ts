/** The link of a mail's List-Unsubscribe header: whoever holds it was sent a mail through this channel. */
import { isSignatureRight, type SecretKey, signMessage } from '../base/secrets.ts';

export type ChannelKey = Readonly<{ agencyId: string; channelId: string }>;

const PURPOSE = 'unsubscribe-link';

/**
 * Made again for every mail, so that nothing secret is stored; it names the channel and not the delivery, which may be
 * gone when an old mail is read again.
 *
 * Shape:   `PUBLIC_URL/u/agency.channel.signature`, ids as 22 characters: the router takes 100 of a parameter.
 */
export function makeUnsubscribeUrl(key: SecretKey, publicUrl: string, channel: ChannelKey): string {
  return `${publicUrl}/u/${makeUnsubscribeToken(key, channel)}`;
}

export function makeUnsubscribeToken(key: SecretKey, channel: ChannelKey): string {
  const name = [channel.agencyId, channel.channelId].map(shortenId).join('.');
  return `${name}.${signMessage(key, PURPOSE, name)}`;
}

/** The channel that the token was sent through; null for a token that we did not make. */
export function readUnsubscribeToken(key: SecretKey, token: string): ChannelKey | null {
  const [agency = '', channel = '', signature = ''] = token.split('.');
  if (!isSignatureRight(key, PURPOSE, `${agency}.${channel}`, signature)) return null;
  return { agencyId: restoreId(agency), channelId: restoreId(channel) };
}

function shortenId(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

function restoreId(short: string): string {
  const hex = Buffer.from(short, 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
