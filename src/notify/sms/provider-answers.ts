/** What an SMS provider's answer means: one reading for all of them, which never repeats a key. */
import type { HttpOutcome } from '../../base/http.ts';
import type { DeliveryOutcome } from '../../domain/alert.ts';
import { type AnswerFields, hideSecrets, parseAnswer, readAnswer } from '../http-answers.ts';
import { toOneLine } from '../one-line.ts';

export type ProviderAnswer = Readonly<{
  /** What people know the provider by. */
  name: string;
  outcome: HttpOutcome;
  now: Date;
  /** Keys and passwords, hidden where an answer repeats one. */
  secrets: readonly string[];
  /** The fields of an answer that is JSON, a list under no name; an empty object for any other. */
  describe: (fields: AnswerFields) => string | null;
  /** Whether what was refused is our account and not this message; 401, 402 and 403 always are. */
  isOfAccount?: (fields: AnswerFields) => boolean;
  /** What an acceptance says; without it, or with null, the message has no id there. */
  accept: (fields: AnswerFields, value: unknown) => string | null | DeliveryOutcome;
}>;

/** Of one handing over, whoever the provider is: none is followed elsewhere with our keys. */
export const PROVIDER_LIMITS = { timeoutMs: 15_000, bodyBytesMax: 64 * 1024, redirectCountMax: 0 } as const;

const ANSWER_CHARS_MAX = 500;
/** A shorter text is no key, and hiding it would only spoil the sentence. */
const SECRET_CHARS_MIN = 4;
const ACCOUNT_STATUSES = [401, 402, 403];

/**
 * The outcome of handing an SMS over.
 *
 * Credentials that are refused and credit that is used up speak of the account and not of the message, so the message
 * waits: an alert is not lost because a key was changed an hour before.
 *
 * Errors:  none: total.
 */
export function readProviderAnswer(answer: ProviderAnswer): DeliveryOutcome {
  const { outcome, name, now } = answer;
  const { value, fields } = parseAnswer(outcome.kind === 'answered' ? outcome.body : new Uint8Array());
  const secrets = answer.secrets.filter(({ length }) => length >= SECRET_CHARS_MIN);
  const said = answer.describe(fields);
  const description = said === null ? null : toOneLine(hideSecrets(said, secrets), ANSWER_CHARS_MAX);
  const read = readAnswer({ outcome, name, now, description });
  if (read.kind === 'accepted') {
    const accepted = answer.accept(fields, value);
    return accepted === null || typeof accepted === 'string' ? { kind: 'accepted', providerId: accepted } : accepted;
  }
  const message = hideSecrets(read.message, secrets);
  if (read.kind === 'never' && outcome.kind === 'answered') {
    const isOfAccount = ACCOUNT_STATUSES.includes(outcome.status) || answer.isOfAccount?.(fields) === true;
    if (isOfAccount) return { kind: 'later', reason: 'refused', message, retryAfterSeconds: null };
  }
  return { ...read, message };
}

/** A text or a number as text; null for anything else, and for an empty one. */
export function toIdText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return toText(value);
}

export function toText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
