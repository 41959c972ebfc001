/**
 * SMS through Twilio's Messages resource.
 *
 * Twilio has no idempotency key: when the answer to a request is lost, the second try may send a second SMS. For an
 * alert twice is better than never.
 *
 * Source: https://www.twilio.com/docs/messaging/api/message-resource (create a Message),
 *         https://www.twilio.com/docs/api/errors (codes), 20429 for the meaning of 429.
 */
import type { Clock } from '../../base/clock.ts';
import type { Http, HttpOutcome } from '../../base/http.ts';
import type { DeliveryOutcome } from '../../domain/alert.ts';
import { readAnswer } from '../http-answers.ts';
import { toOneLine } from '../one-line.ts';
import type { SmsMessage, SmsSender } from './sms-sender.ts';

export type TwilioSettings = Readonly<{
  accountSid: string;
  authToken: string;
  /** A number in E.164, an alphanumeric sender, or the sid of a messaging service (`MG…`). */
  from: string;
  /** https://api.twilio.com, or a local stand-in; without trailing slash. */
  baseUrl: string;
}>;

const TWILIO_TIMEOUT_MS = 15_000;
const TWILIO_ANSWER_BYTES_MAX = 64 * 1024;
const DESCRIPTION_CHARS_MAX = 500;
const MESSAGING_SERVICE_PATTERN = /^MG[0-9a-f]{32}$/i;

/**
 * A sender that hands each SMS to Twilio; accepted means queued there, under the sid that is returned.
 *
 * Credentials that are refused (401, 403) speak of the service and not of the message, so the message waits: an
 * alert is not lost because a token was rotated an hour before.
 *
 * Errors:  none for what Twilio answers; every answer is an outcome.
 */
export function makeTwilioSms(deps: Readonly<{ http: Http; clock: Clock }>, settings: TwilioSettings): SmsSender {
  const url = `${settings.baseUrl.replace(/\/+$/, '')}/2010-04-01/Accounts/${encodeURIComponent(settings.accountSid)}/Messages.json`;
  const credentials = Buffer.from(`${settings.accountSid}:${settings.authToken}`).toString('base64');
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
        body: toForm(message, settings.from),
        timeoutMs: TWILIO_TIMEOUT_MS,
        bodyBytesMax: TWILIO_ANSWER_BYTES_MAX,
        redirectCountMax: 0,
      });
      return readTwilioAnswer(outcome, deps.clock.now());
    },
  };
}

function toForm(message: SmsMessage, from: string): string {
  const sender = MESSAGING_SERVICE_PATTERN.test(from) ? { MessagingServiceSid: from } : { From: from };
  return new URLSearchParams({ To: message.to, ...sender, Body: message.text }).toString();
}

function readTwilioAnswer(outcome: HttpOutcome, now: Date): DeliveryOutcome {
  const fields = outcome.kind === 'answered' ? parseFields(outcome.body) : {};
  const read = readAnswer({ outcome, name: 'Twilio', now, description: describeError(fields) });
  if (read.kind === 'accepted') return { kind: 'accepted', providerId: toText(fields.sid) };
  if (outcome.kind === 'answered' && (outcome.status === 401 || outcome.status === 403)) {
    return { kind: 'later', reason: 'refused', message: read.message, retryAfterSeconds: null };
  }
  return read;
}

function describeError(fields: Readonly<Record<string, unknown>>): string | null {
  const message = toText(fields.message);
  const code = fields.code;
  if (message === null) return null;
  const line = toOneLine(message, DESCRIPTION_CHARS_MAX);
  return typeof code === 'number' ? `${line} (error ${code})` : line;
}

function toText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** The fields of a JSON object; none where the body is something else, as a gateway's error page is. */
function parseFields(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {}; // the status alone decides then
  }
}
