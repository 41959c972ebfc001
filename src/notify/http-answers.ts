/** What an HTTP answer means for a delivery: one reading for SMS providers, chats and webhooks. */
import { assertNever } from '../base/errors.ts';
import type { HttpFailureReason, HttpOutcome } from '../base/http.ts';
import { parseRetryAfterSeconds } from '../base/retry-after.ts';
import type { DeliveryOutcome } from '../domain/alert.ts';

/** The parts of a secret address or token that are worth hiding by themselves; names of paths are shorter. */
const SECRET_PART_CHARS_MIN = 16;

/**
 * The outcome of a POST by its status alone.
 *
 * 408, 429 and 5xx speak of the moment and are tried again; every other 4xx, and a 3xx that a POST must not follow,
 * speaks of the request, which will be the same next time.
 *
 * Shape:   description: what the body adds to "answered 400", or null. A 2xx is accepted without provider id.
 * Errors:  none: total.
 * Source:  RFC 9110 sections 15.5, 15.6 and 10.2.3; RFC 6585 section 4 (429).
 */
export function readAnswer(
  answer: Readonly<{ outcome: HttpOutcome; name: string; now: Date; description: string | null }>,
): DeliveryOutcome {
  const { outcome, name } = answer;
  if (outcome.kind === 'failed') return readFailure(outcome.reason, `${name}: ${outcome.message}`);
  const { status } = outcome;
  if (status >= 200 && status < 300) return { kind: 'accepted', providerId: null };
  const message = `${name} answered ${status}${answer.description === null ? '' : `: ${answer.description}`}`;
  if (status !== 408 && status !== 429 && status < 500) return { kind: 'never', reason: 'refused', message };
  return {
    kind: 'later',
    reason: 'busy',
    message,
    retryAfterSeconds: parseRetryAfterSeconds(outcome.headers['retry-after'], answer.now),
  };
}

/** A body, which may be anything: null and no fields where it is no JSON, as a gateway's error page is. */
export function parseAnswer(body: Uint8Array): Readonly<{ text: string; value: unknown; fields: AnswerFields }> {
  const text = new TextDecoder().decode(body);
  try {
    const value: unknown = JSON.parse(text);
    return { text, value, fields: toFields(value) };
  } catch {
    return { text, value: null, fields: {} }; // the status alone decides then
  }
}

/** The fields of a JSON object. */
export type AnswerFields = Readonly<Record<string, unknown>>;

/** The fields of a value that may be anything; a list's have numbers for names. */
export function toFields(value: unknown): AnswerFields {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** What an answer or an error quotes of what must stay secret, taken out of it; the longest first, which hold others. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .toSorted((one, other) => other.length - one.length)
    .reduce((hidden, secret) => hidden.replaceAll(secret, '…'), text);
}

/** The outcome without the secret address or token, whole or in parts, that an answer or an error may quote. */
export function hideSecretAddress(outcome: DeliveryOutcome, secret: string): DeliveryOutcome {
  if (outcome.kind === 'accepted') return outcome;
  const hostname = URL.parse(secret)?.hostname;
  const parts = [secret, ...secret.split(/[/?&=:#]/)];
  const hidden = [...parts, ...parts.map(decodePart)].filter(
    (part) => part.length >= SECRET_PART_CHARS_MIN && part !== hostname,
  );
  return { ...outcome, message: hideSecrets(outcome.message, hidden) };
}

/** `%2F` as `/`: an answer may quote an address as it understood it. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function readFailure(reason: HttpFailureReason, message: string): DeliveryOutcome {
  switch (reason) {
    case 'timed-out':
      return { kind: 'later', reason: 'timed-out', message, retryAfterSeconds: null };
    case 'host-unknown':
    case 'connection-failed':
    case 'too-large':
    case 'encoding-unreadable':
      return { kind: 'later', reason: 'connection-failed', message, retryAfterSeconds: null };
    case 'address-refused':
    case 'too-many-redirects':
      return { kind: 'never', reason: 'refused', message };
    default:
      return assertNever(reason);
  }
}
