/**
 * A call that an SMS provider makes to us. Each provider has an address of its own for each purpose, which nobody else
 * knows; Twilio signs what it posts besides.
 *
 * Source: https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { isSignatureRight, type SecretKey, signMessage } from '../base/secrets.ts';
import { SMS_PROVIDERS, type SmsProvider } from '../base/sms-config.ts';

/** What became of a message; or what a reader wrote back. */
export type SmsCallPurpose = 'receipts' | 'replies';

/** What was posted to an address, or asked for with everything in it. */
export type PostedCall = Readonly<{ query: URLSearchParams; body: string }>;

const SIGNED_PURPOSES: Readonly<Record<SmsCallPurpose, string>> = { receipts: 'sms-receipts', replies: 'sms-replies' };

/**
 * Where this provider is to call: an address that nobody can guess, one for each.
 *
 * @example makeCallUrl(secretKey, 'https://vigie.example', { purpose: 'receipts', provider: 'brevo' })
 *          // https://vigie.example/sms/receipts/brevo/3q2-7w…
 */
export function makeCallUrl(
  key: SecretKey,
  publicUrl: string,
  { purpose, provider }: Readonly<{ purpose: SmsCallPurpose; provider: SmsProvider }>,
): string {
  return `${publicUrl}/sms/${purpose}/${provider}/${signMessage(key, SIGNED_PURPOSES[purpose], provider)}`;
}

/** The provider whose address it is; null for one that we did not give out. */
export function findCaller(
  key: SecretKey,
  { purpose, provider, token }: Readonly<{ purpose: SmsCallPurpose; provider: string; token: string }>,
): SmsProvider | null {
  const known = SMS_PROVIDERS.find((each) => each === provider);
  return known !== undefined && isSignatureRight(key, SIGNED_PURPOSES[purpose], provider, token) ? known : null;
}

/**
 * Whether Twilio signed the call with our token: HMAC-SHA1 over the address and the form's fields in order.
 *
 * Shape:   url: as it was given to Twilio, with its query. signature: as in X-Twilio-Signature.
 */
export function isTwilioSignatureRight(
  authToken: string,
  call: Readonly<{ url: string; body: string; signature: string }>,
): boolean {
  const fields = [...new URLSearchParams(call.body)].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  const signed = call.url + fields.map(([name, value]) => name + value).join('');
  const expected = Buffer.from(createHmac('sha1', authToken).update(signed, 'utf8').digest('base64'));
  const actual = Buffer.from(call.signature);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** Null for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
