/**
 * SMS through Twilio's Messages resource.
 *
 * Twilio has no idempotency key: when the answer to a request is lost, the second try may send a second SMS, unless the
 * first one's receipt comes before it. For an alert twice is better than never.
 *
 * Source: https://www.twilio.com/docs/messaging/api/message-resource (create a Message),
 *         https://www.twilio.com/docs/api/errors (codes), 20429 for the meaning of 429.
 */
import type { TwilioConfig } from '../../base/sms-config.ts';
import { addDelivery } from '../../domain/sms-receipt.ts';
import type { AnswerFields } from '../http-answers.ts';
import { PROVIDER_LIMITS, readProviderAnswer, toText } from './provider-answers.ts';
import type { SmsDeps, SmsMessage, SmsSender } from './sms-sender.ts';

export type TwilioSettings = Omit<TwilioConfig, 'provider'>;

const MESSAGING_SERVICE_PATTERN = /^MG[0-9a-f]{32}$/i;

/**
 * A sender that hands each SMS to Twilio; accepted means queued there, under the sid that is returned. Twilio has no
 * place for our id but the address of the receipt, which carries it.
 *
 * Errors:  none for what Twilio answers; every answer is an outcome.
 */
export function makeTwilioSms(deps: SmsDeps, settings: TwilioSettings): SmsSender {
  const { accountSid, authToken, from } = settings;
  const url = `${settings.baseUrl.replace(/\/+$/, '')}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}/Messages.json`;
  const credentials = Buffer.from(`${accountSid}:${authToken}`).toString('base64');
  return {
    send: async (message) => {
      const outcome = await deps.http.request({
        url,
        method: 'POST',
        headers: {
          accept: 'application/json',
          authorization: `Basic ${credentials}`,
          'content-type': 'application/x-www-form-urlencoded',
        },
        body: toForm(message, { from, receiptUrl: deps.receiptUrl }),
        ...PROVIDER_LIMITS,
      });
      return readProviderAnswer({
        name: 'Twilio',
        outcome,
        now: deps.clock.now(),
        secrets: [authToken, credentials],
        describe: describeError,
        accept: ({ sid }) => toText(sid),
      });
    },
  };
}

function toForm(
  message: SmsMessage,
  { from, receiptUrl }: Readonly<{ from: string; receiptUrl: string | null }>,
): string {
  const sender = MESSAGING_SERVICE_PATTERN.test(from) ? { MessagingServiceSid: from } : { From: from };
  const receipt = receiptUrl === null ? {} : { StatusCallback: addDelivery(receiptUrl, message.id) };
  return new URLSearchParams({ To: message.to, ...sender, Body: message.text, ...receipt }).toString();
}

function describeError({ message, code }: AnswerFields): string | null {
  const text = toText(message);
  return text !== null && typeof code === 'number' ? `${text} (error ${code})` : text;
}
