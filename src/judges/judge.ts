/** What every sentiment model that an operator plugs in looks like from here. */
import type { Verdict } from '../domain/mention.ts';

/** One question: how is this text towards the brand? */
export type JudgeRequest = Readonly<{
  brandName: string;
  /** ISO 639-1; null where it could not be told. */
  language: string | null;
  /** What is said of the brand, never the whole article; at most JUDGED_CHARS_MAX. */
  text: string;
}>;

/** Why there is no verdict; also the label of a metric. */
export type JudgeRefusal =
  | 'timed-out' // no answer in time
  | 'unreachable' // no connection
  | 'busy' // it says "later", or has enough in hand
  | 'denied' // it wants another key, model or address
  | 'unreadable' // it answers, but not as its protocol says
  | 'off-label' // the model said something that is no sentiment
  | 'broken' // it fell over
  | 'standing-back' // it failed before, and is left alone for a while
  | 'out-of-time' // there were more texts than one pass has time for
  | 'out-of-budget'; // the day's budget is spent

export type JudgeAnswer =
  | Readonly<{ kind: 'judged'; verdict: Verdict }>
  | Readonly<{
      kind: 'refused';
      reason: JudgeRefusal;
      /** Names the thing and the way out. */
      message: string;
      /** What it asked for itself; null: nothing. */
      retryAfterSeconds: number | null;
    }>;

/** Five passages of an excerpt's length. */
export const JUDGED_CHARS_MAX = 2_000;
/** Asked together, and all of them within the one time-out. */
export const REQUESTS_AT_ONCE_MAX = 4;

export type Judge = AsyncDisposable &
  Readonly<{
    /**
     * Makes sure that it can judge at all, before anything else is started.
     *
     * Errors:  CONFIG_INVALID with one sentence. A server that does not answer now is no error: it may later.
     */
    start: () => Promise<void>;
    /**
     * One answer for each request, in order, within the time.
     *
     * Shape:   requests: 1 to REQUESTS_AT_ONCE_MAX. timeoutMs: for all of them.
     * Errors:  none for what the model or its server does: that is an answer of kind 'refused'.
     */
    judge: (
      requests: readonly JudgeRequest[],
      limits: Readonly<{ timeoutMs: number }>,
    ) => Promise<readonly JudgeAnswer[]>;
  }>;

export function refuse(
  reason: JudgeRefusal,
  message: string,
  retryAfterSeconds: number | null = null,
): Extract<JudgeAnswer, { kind: 'refused' }> {
  return { kind: 'refused', reason, message, retryAfterSeconds };
}
