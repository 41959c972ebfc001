/**
 * SMS through OVHcloud's API.
 *
 * OVHcloud has no idempotency key: when the answer to a request is lost, the second try may send a second SMS. Its
 * receipts are set once, on the SMS account ("callBack"), and name its own id alone.
 *
 * Source: https://docs.ovhcloud.com/en/guides/web-cloud/messaging/sms/api-sms-cookbook (POST /sms/{serviceName}/jobs),
 *         https://docs.ovhcloud.com/en/guides/manage-and-operate/api/first-steps (the signature).
 */
import { createHash } from 'node:crypto';
import type { OvhConfig } from '../../base/sms-config.ts';
import type { AnswerFields } from '../http-answers.ts';
import { PROVIDER_LIMITS, readProviderAnswer, toIdText, toText } from './provider-answers.ts';
import type { SmsDeps, SmsMessage, SmsSender } from './sms-sender.ts';

/** An alert that a telephone switched off for a day would get is history. */
const VALIDITY_MINUTES = 24 * 60;
/** A tag has at most 20 characters: the last of a delivery's id, which are its chance, name it. */
const TAG_CHARS_MAX = 20;
/** Refusals of the signature and its keys, whatever their status; QUERY_TIME_OUT is a clock that is wrong. */
const ACCOUNT_ERRORS = [
  'INVALID_KEY',
  'INVALID_CREDENTIAL',
  'INVALID_SIGNATURE',
  'NOT_CREDENTIAL',
  'NOT_GRANTED_CALL',
  'QUERY_TIME_OUT',
];

/**
 * A sender that hands each SMS to OVHcloud; accepted means queued there, under the first of the ids that are returned.
 *
 * The clause "STOP" is left out, as it may be for what is no advertisement: with it no SMS would leave at night.
 * Without a sender of one's own a short number sends, which can be answered.
 *
 * Errors:  none for what OVHcloud answers; every answer is an outcome.
 */
export function makeOvhSms(deps: SmsDeps, settings: Omit<OvhConfig, 'provider'>): SmsSender {
  const { applicationKey, applicationSecret, consumerKey, serviceName } = settings;
  const url = new URL(`${settings.baseUrl.replace(/\/+$/, '')}/sms/${encodeURIComponent(serviceName)}/jobs`).href;
  return {
    send: async (message) => {
      const body = JSON.stringify(toJob(message, settings.from));
      const timestamp = String(Math.floor(deps.clock.now().getTime() / 1_000));
      const signed = [applicationSecret, consumerKey, 'POST', url, body, timestamp].join('+');
      const outcome = await deps.http.request({
        url,
        method: 'POST',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json; charset=utf-8',
          'x-ovh-application': applicationKey,
          'x-ovh-consumer': consumerKey,
          'x-ovh-timestamp': timestamp,
          'x-ovh-signature': `$1$${createHash('sha1').update(signed, 'utf8').digest('hex')}`,
        },
        body,
        ...PROVIDER_LIMITS,
      });
      return readProviderAnswer({
        name: 'OVHcloud',
        outcome,
        now: deps.clock.now(),
        secrets: [applicationKey, applicationSecret, consumerKey],
        describe: describeError,
        isOfAccount: ({ errorCode, message: said }) =>
          ACCOUNT_ERRORS.includes(String(errorCode)) || /\bcredits?\b/i.test(toText(said) ?? ''),
        accept: ({ ids, invalidReceivers }) => {
          const id = Array.isArray(ids) ? toIdText(ids[0]) : null;
          if (id !== null || !Array.isArray(invalidReceivers) || invalidReceivers.length === 0) return id;
          return {
            kind: 'never',
            reason: 'refused',
            message: `OVHcloud sends nothing to ${message.to}: correct the number, or take it off the account's black list.`,
          };
        },
      });
    },
  };
}

function toJob(message: SmsMessage, from: string | null) {
  return {
    message: message.text,
    receivers: [message.to],
    ...(from === null ? { senderForResponse: true } : { sender: from }),
    noStopClause: true,
    priority: 'high',
    coding: '7bit',
    charset: 'UTF-8',
    validityPeriod: VALIDITY_MINUTES,
    tag: message.id.replaceAll('-', '').slice(-TAG_CHARS_MAX),
  };
}

function describeError({ message, errorCode }: AnswerFields): string | null {
  const text = toText(message);
  if (errorCode === 'QUERY_TIME_OUT') return `${text ?? 'QUERY_TIME_OUT'} (set this machine's clock right)`;
  const code = toText(errorCode);
  return text !== null && code !== null ? `${text} (${code})` : text;
}
