/**
 * The model that the operator plugged in, as the pipeline asks it: left alone for a while after it failed, so that a dead
 * one costs a minute's first texts their time-out and not every text.
 *
 *     asked ──(FAILURES_IN_A_ROW fail, or it names a time)──► left alone ──(the time is over)──► one text is tried
 *       ▲                                                        ▲                                   │      │
 *       └────────────────────────────── judged ─────────────────│───────────────────────────────────┘      │
 *                                                               └──────────────── fails ───────────────────┘
 */
import { addSeconds, type Clock } from '../base/clock.ts';
import type { SentimentModel } from '../base/config.ts';
import { assertNever } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { makeChatJudge } from './chat/chat-judge.ts';
import { type Judge, type JudgeAnswer, type JudgeRefusal, REQUESTS_AT_ONCE_MAX } from './judge.ts';
import { makeOnnxJudge } from './onnx/onnx-judge.ts';

export type PluggedJudge = Judge &
  Readonly<{
    /** How many texts may be asked about now: 0 while it is left alone. */
    readyCount: () => number;
    /** For one asking. */
    timeoutMs: number;
    /** Texts a day; null: as many as there are. */
    dailyBudgetCount: number | null;
  }>;

const FAILURES_IN_A_ROW = 3;
const LEFT_ALONE_SECONDS = 60;
/** A server that asks for longer is tried again after this long: one bad header must not unplug it for a year. */
const LEFT_ALONE_SECONDS_MAX = 3_600;

/** The model of the settings, plugged in; it holds whatever it needs until it is disposed of. */
export function makePluggedJudge(
  deps: Readonly<{ clock: Clock; log: Log; userAgent: string }>,
  model: SentimentModel,
): PluggedJudge {
  return plugIn(deps, model.kind === 'onnx' ? makeOnnxJudge(deps, model) : makeChatJudge(deps, model), model);
}

/** A judge with its limits, and with the rule of when it is left alone. */
export function plugIn(
  deps: Readonly<{ clock: Clock }>,
  judge: Judge,
  limits: Readonly<{ timeoutMs: number; dailyBudgetCount: number | null }>,
): PluggedJudge {
  let failuresInARow = 0;
  let leftAloneUntil = new Date(0);

  const note = (answers: readonly JudgeAnswer[]): void => {
    for (const answer of answers) failuresInARow = isFailure(answer) ? failuresInARow + 1 : 0;
    const askedSeconds = answers.map((answer) => (answer.kind === 'refused' ? (answer.retryAfterSeconds ?? 0) : 0));
    const pauseSeconds = failuresInARow >= FAILURES_IN_A_ROW ? LEFT_ALONE_SECONDS : 0;
    const seconds = Math.min(Math.max(pauseSeconds, ...askedSeconds), LEFT_ALONE_SECONDS_MAX);
    leftAloneUntil = addSeconds(deps.clock.now(), seconds);
  };

  return {
    start: () => judge.start(),
    judge: async (requests, { timeoutMs }) => {
      const answers = await judge.judge(requests, { timeoutMs });
      note(answers);
      return answers;
    },
    readyCount: () => {
      if (deps.clock.now() < leftAloneUntil) return 0;
      return failuresInARow >= FAILURES_IN_A_ROW ? 1 : REQUESTS_AT_ONCE_MAX;
    },
    timeoutMs: limits.timeoutMs,
    dailyBudgetCount: limits.dailyBudgetCount,
    [Symbol.asyncDispose]: () => judge[Symbol.asyncDispose](),
  };
}

/** A model that says nonsense of a text is alive: else three texts that were written for it would silence it. */
function isFailure(answer: JudgeAnswer): boolean {
  return answer.kind === 'refused' && isFailureReason(answer.reason);
}

function isFailureReason(reason: JudgeRefusal): boolean {
  switch (reason) {
    case 'timed-out':
    case 'unreachable':
    case 'busy':
    case 'denied':
    case 'unreadable':
    case 'broken':
      return true;
    case 'off-label':
    case 'standing-back':
    case 'out-of-time':
    case 'out-of-budget':
      return false;
    default:
      return assertNever(reason);
  }
}
