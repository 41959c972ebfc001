/**
 * SMS through Brevo's transactional API.
 *
 * Brevo has no idempotency key for SMS: when the answer to a request is lost, the second try may send a second SMS,
 * unless the first one's receipt comes before it.
 *
 * Source: https://developers.brevo.com/docs/transactional-sms-endpoints (POST /transactionalSMS/send),
 *         https://developers.brevo.com/docs/how-it-works (codes of errors; 402 without credit, 429 beyond the rate).
 */
import type { BrevoConfig } from '../../base/sms-config.ts';
import { addDelivery } from '../../domain/sms-receipt.ts';
import type { AnswerFields } from '../http-answers.ts';
import { PROVIDER_LIMITS, readProviderAnswer, toIdText, toText } from './provider-answers.ts';
import type { SmsDeps, SmsMessage, SmsSender } from './sms-sender.ts';

/** Refusals of the account, whatever their status. */
const ACCOUNT_ERRORS = ['unauthorized', 'not_enough_credits', 'permission_denied', 'account_under_validation'];

/**
 * A sender that hands each SMS to Brevo; accepted means queued there, under the messageId that is returned.
 *
 * Errors:  none for what Brevo answers; every answer is an outcome.
 */
export function makeBrevoSms(deps: SmsDeps, settings: Omit<BrevoConfig, 'provider'>): SmsSender {
  const url = `${settings.baseUrl.replace(/\/+$/, '')}/transactionalSMS/send`;
  return {
    send: async (message) => {
      const outcome = await deps.http.request({
        url,
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/json', 'api-key': settings.apiKey },
        body: JSON.stringify(toTransaction(message, { from: settings.from, receiptUrl: deps.receiptUrl })),
        ...PROVIDER_LIMITS,
      });
      return readProviderAnswer({
        name: 'Brevo',
        outcome,
        now: deps.clock.now(),
        secrets: [settings.apiKey],
        describe: describeError,
        isOfAccount: ({ code }) => ACCOUNT_ERRORS.includes(String(code)),
        accept: ({ messageId }) => toIdText(messageId),
      });
    },
  };
}

function toTransaction(
  message: SmsMessage,
  { from, receiptUrl }: Readonly<{ from: string; receiptUrl: string | null }>,
) {
  return {
    sender: from,
    recipient: message.to.replace(/^\+/, ''),
    content: message.text,
    type: 'transactional',
    tag: message.id,
    ...(receiptUrl === null ? {} : { webUrl: addDelivery(receiptUrl, message.id) }),
  };
}

function describeError({ message, code }: AnswerFields): string | null {
  const text = toText(message);
  const name = toText(code);
  return text !== null && name !== null ? `${text} (${name})` : text;
}
