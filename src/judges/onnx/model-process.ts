/** One life of the process that runs a model: loaded, asked, and gone. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { toErrorMessage } from '../../base/errors.ts';
import type { ModelFolder } from './model-folder.ts';
import type { ProcessMessage, ProcessOrder } from './process-messages.ts';

type Ended = Readonly<{ kind: 'ended'; message: string }>;

export type Loading =
  | Readonly<{ kind: 'loaded' }>
  | Readonly<{ kind: 'loading' }>
  | Readonly<{ kind: 'package-missing' | 'model-unloadable'; message: string }>
  | Ended;

export type ProcessAnswer =
  | Readonly<{ kind: 'judged'; logits: readonly (readonly number[])[] }>
  /** It could not judge these texts, and lives. */
  | Readonly<{ kind: 'failed'; message: string }>
  /** The time was over before the model was there. */
  | Readonly<{ kind: 'loading' }>
  | Readonly<{ kind: 'timed-out' }>
  | Ended;

export type ModelProcess = AsyncDisposable &
  Readonly<{
    folder: ModelFolder;
    /** What became of the loading; 'loading' when the time was over first. */
    untilLoaded: (timeoutMs: number) => Promise<Loading>;
    /** Never rejects: a process that dies answers everything that it was asked with 'ended'. */
    ask: (texts: readonly string[], timeoutMs: number) => Promise<ProcessAnswer>;
  }>;

/** What a dying process said last, for the log. */
const LAST_WORDS_CHARS_MAX = 500;

const PROGRAM = path.join(import.meta.dirname, 'onnx-process.ts');

/** Starts the process; it loads the model at once. Of the environment, which holds our secrets, it is told nothing. */
export function startModelProcess(folder: ModelFolder): ModelProcess {
  const child = fork(PROGRAM, {
    ...{ env: {}, execArgv: [], serialization: 'advanced' },
    // its output is kept from ours: stdout belongs to what a command answers, stderr to the log
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const loading = Promise.withResolvers<Exclude<Loading, { kind: 'loading' }>>();
  const waiting = new Map<number, (answer: ProcessAnswer) => void>();
  let lastWords = '';
  let questionCount = 0;
  let ended: Ended | null = null;

  const end = (message: string): void => {
    ended ??= { kind: 'ended', message: lastWords === '' ? message : `${message} (${lastWords.trim()})` };
    loading.resolve(ended);
    for (const settle of waiting.values()) settle(ended);
    waiting.clear();
  };
  for (const output of [child.stdout, child.stderr]) {
    output?.on('data', (chunk: Buffer) => {
      lastWords = `${lastWords}${chunk.toString('utf8')}`.slice(-LAST_WORDS_CHARS_MAX);
    });
  }
  child.on('error', (error) => end(`failed with "${toErrorMessage(error)}"`));
  // when its last words are read
  child.on('close', (code, signal) => end(`ended with ${signal ?? `code ${code}`}`));
  child.on('message', (message: ProcessMessage) => {
    switch (message.kind) {
      case 'ready':
        loading.resolve({ kind: 'loaded' });
        return;
      case 'unfit':
        loading.resolve({ kind: message.reason, message: toFirstLine(message.message) });
        return;
      case 'judged':
      case 'failed':
        waiting.get(message.id)?.(message);
        waiting.delete(message.id);
        return;
    }
  });

  const order = (told: ProcessOrder): void => {
    // whoever waits must not wait for a process that cannot hear
    child.send(told, (error) => {
      if (error !== null) end(`failed with "${toErrorMessage(error)}"`);
    });
  };
  order({ kind: 'load', folder });

  const untilLoaded = (timeoutMs: number): Promise<Loading> =>
    withinTime<Loading>(loading.promise, timeoutMs, { kind: 'loading' });

  return {
    folder,
    untilLoaded,
    ask: async (texts, timeoutMs) => {
      const startedMs = performance.now();
      const loaded = await untilLoaded(timeoutMs);
      if (loaded.kind === 'loading' || loaded.kind === 'ended') return loaded;
      if (loaded.kind !== 'loaded') return { kind: 'ended', message: `cannot be loaded: ${loaded.message}` };
      if (ended !== null) return ended;
      questionCount += 1;
      const id = questionCount;
      const answered = new Promise<ProcessAnswer>((resolve) => waiting.set(id, resolve));
      order({ kind: 'judge', id, texts });
      const leftMs = Math.max(0, timeoutMs - (performance.now() - startedMs));
      const answer = await withinTime<ProcessAnswer>(answered, leftMs, { kind: 'timed-out' });
      waiting.delete(id);
      return answer.kind === 'judged' && answer.logits.length !== texts.length
        ? { kind: 'failed', message: `${answer.logits.length} answers to ${texts.length} texts` }
        : answer;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** The promise's value, or the other one when the time is over first. */
async function withinTime<Value>(promise: Promise<Value>, timeoutMs: number, late: Value): Promise<Value> {
  const { promise: alarm, resolve } = Promise.withResolvers<Value>();
  const timer = setTimeout(() => resolve(late), timeoutMs);
  try {
    return await Promise.race([promise, alarm]);
  } finally {
    clearTimeout(timer);
  }
}

function toFirstLine(message: string): string {
  return message.split('\n')[0] ?? '';
}
