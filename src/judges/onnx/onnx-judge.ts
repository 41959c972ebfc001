/**
 * Sentiment by a model in a local folder, run in a process of its own.
 *
 *     none ──start, or the first text after a fall──► loading ──ready──► running ──a text takes too long, or it dies──► none
 *                                                       └──unfit, too long──────────────────────────────────────────► none
 *
 * A native run cannot be interrupted, so a process that is late is ended; after a fall the next one waits, longer each time.
 */
import { addSeconds, type Clock, SECOND_MS } from '../../base/clock.ts';
import type { OnnxModel } from '../../base/config.ts';
import { AppError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { toVerdict } from '../../domain/mention.ts';
import {
  JUDGED_CHARS_MAX,
  type Judge,
  type JudgeAnswer,
  type JudgeRefusal,
  type JudgeRequest,
  refuse,
} from '../judge.ts';
import { type ModelFolder, readModelFolder } from './model-folder.ts';
import { type ModelProcess, startModelProcess } from './model-process.ts';
import { RUNNER_PACKAGE } from './process-messages.ts';

/** A gigabyte from a slow disk. */
const LOADING_MS_MAX = 120 * SECOND_MS;
/** Askings that wait for the process; one is at work at a time. */
const WAITING_COUNT_MAX = 4;
const RESTART_SECONDS = 5;
const RESTART_SECONDS_MAX = 300;

/** A judge that runs the model of the folder; its process begins at `start`, and again after a fall. */
export function makeOnnxJudge(deps: Readonly<{ clock: Clock; log: Log }>, model: OnnxModel): Judge {
  let running: ModelProcess | null = null;
  let folder: ModelFolder | null = null;
  let waitingCount = 0;
  let fallsInARow = 0;
  let restartAt = new Date(0);

  const begin = (): ModelProcess => {
    folder ??= readModelFolder(model.directory);
    const begun = startModelProcess(folder);
    running = begun;
    return begun;
  };

  const fall = async (fallen: ModelProcess, message: string): Promise<void> => {
    if (running !== fallen) return; // another asking has told of it
    running = null;
    fallsInARow += 1;
    const seconds = Math.min(RESTART_SECONDS * 2 ** (fallsInARow - 1), RESTART_SECONDS_MAX);
    restartAt = addSeconds(deps.clock.now(), seconds);
    deps.log.warn('judge.fell', { message, restartAt: restartAt.toISOString() });
    await fallen[Symbol.asyncDispose]();
  };

  const ask = async (texts: readonly string[], timeoutMs: number): Promise<readonly JudgeAnswer[]> => {
    const refuseAll = (reason: JudgeRefusal, message: string) => texts.map(() => refuse(reason, message));
    if (running === null && deps.clock.now() < restartAt) {
      return refuseAll('broken', `The sentiment model in ${model.directory} fell over: it is started again soon.`);
    }
    const asked = running ?? begin();
    const outcome = await asked.ask(texts, timeoutMs);
    switch (outcome.kind) {
      case 'judged':
        fallsInARow = 0;
        return outcome.logits.map((logits) => readLogits(asked.folder, logits));
      case 'failed':
        return refuseAll('broken', `The sentiment model in ${model.directory} could not judge: ${outcome.message}`);
      case 'loading':
        return refuseAll('timed-out', `The sentiment model in ${model.directory} is still being loaded.`);
      case 'timed-out':
      case 'ended': {
        const message = `The sentiment model in ${model.directory} ${outcome.kind === 'ended' ? outcome.message : `did not answer within ${timeoutMs / SECOND_MS} s`}`;
        await fall(asked, message);
        return refuseAll(outcome.kind === 'ended' ? 'broken' : 'timed-out', `${message}.`);
      }
    }
  };

  return {
    start: async () => {
      const outcome = await begin().untilLoaded(LOADING_MS_MAX);
      if (outcome.kind === 'loaded') return;
      await running?.[Symbol.asyncDispose]();
      running = null;
      throw new AppError('CONFIG_INVALID', explain(model.directory, outcome));
    },
    judge: async (requests, { timeoutMs }) => {
      if (waitingCount >= WAITING_COUNT_MAX) {
        return requests.map(() => refuse('busy', 'The sentiment model has enough in hand: it is asked again later.'));
      }
      waitingCount += 1;
      try {
        return await ask(requests.map(toText), timeoutMs);
      } finally {
        waitingCount -= 1;
      }
    },
    [Symbol.asyncDispose]: async () => {
      const ended = running;
      running = null;
      restartAt = END_OF_TIME;
      await ended?.[Symbol.asyncDispose]();
    },
  };
}

/** Nothing begins a process after the judge was disposed of. */
const END_OF_TIME = new Date(8_640_000_000_000_000);

function toText({ text }: JudgeRequest): string {
  return text.slice(0, JUDGED_CHARS_MAX);
}

/** Softmax, and the probabilities of labels that mean the same added. */
function readLogits({ labelPlaces }: ModelFolder, logits: readonly number[]): JudgeAnswer {
  if (logits.length !== labelPlaces.length || !logits.every(Number.isFinite)) {
    return refuse('unreadable', 'The sentiment model gives numbers that do not fit its labels: take another model.');
  }
  const top = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - top));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const probabilities = [0, 0, 0];
  for (const [index, weight] of weights.entries()) {
    const place = labelPlaces[index] ?? 0;
    probabilities[place] = (probabilities[place] ?? 0) + weight / total;
  }
  return { kind: 'judged', verdict: toVerdict(probabilities) };
}

type NotLoaded = Exclude<Awaited<ReturnType<ModelProcess['untilLoaded']>>, { kind: 'loaded' }>;

function explain(directory: string, outcome: NotLoaded): string {
  const install = `npm install --prefix ${directory} --ignore-scripts ${RUNNER_PACKAGE}@4`;
  switch (outcome.kind) {
    case 'package-missing':
      return `SENTIMENT_MODEL asks for a model that ${RUNNER_PACKAGE} runs, which cannot be loaded (${outcome.message}): install it with "${install}".`;
    case 'model-unloadable':
      return `SENTIMENT_MODEL names ${directory}, whose model cannot be loaded (${outcome.message}): fetch it again as docs/plugged-models.md says.`;
    case 'loading':
      return `SENTIMENT_MODEL names ${directory}, whose model was not loaded within ${LOADING_MS_MAX / SECOND_MS} s: take a smaller one, or a faster disk.`;
    case 'ended':
      return `SENTIMENT_MODEL names ${directory}, whose model ${outcome.message} while it was loaded: take another model, or install with "${install}".`;
  }
}
