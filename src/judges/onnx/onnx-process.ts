/**
 * The process that runs a model: the one place that loads `@huggingface/transformers`, and only when a model is plugged in.
 *
 * A process and no thread: ending a thread while its native run is under way aborts the whole program (measured with
 * onnxruntime-node 1.30), and a model that takes all the memory would take the service with it.
 *
 * The package is looked for from the model's folder upwards, so that it may be installed beside the model: in Vigie's own
 * `node_modules` the next `npm start` would take it out again, because the lock file does not know it.
 *
 * Source: https://huggingface.co/docs/transformers.js (env, AutoTokenizer, AutoModelForSequenceClassification).
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { toErrorMessage } from '../../base/errors.ts';
import type { ModelFolder } from './model-folder.ts';
import { type ProcessMessage, type ProcessOrder, RUNNER_PACKAGE } from './process-messages.ts';

/** The part of the package that is used. */
type Runner = Readonly<{
  env: { allowRemoteModels: boolean };
  AutoTokenizer: Readonly<{ from_pretrained: (directory: string) => Promise<Tokenizer> }>;
  AutoModelForSequenceClassification: Readonly<{
    from_pretrained: (directory: string, options: object) => Promise<Model>;
  }>;
}>;

type Tokenizer = ((texts: readonly string[], options: object) => unknown) & Readonly<{ model_max_length: number }>;

type Model = (inputs: unknown) => Promise<Readonly<{ logits: Readonly<{ tolist: () => number[][] }> }>>;

/** One core: the crawls beside it need the rest of a small machine. */
const THREAD_COUNT = 1;
/** No model of this kind reads more. */
const TOKEN_COUNT_MAX = 512;

type JudgeTexts = (texts: readonly string[]) => Promise<number[][]>;

const say = (message: ProcessMessage): void => {
  process.send?.(message);
};
let judge: JudgeTexts | null = null;

process.on('message', (order: ProcessOrder) => {
  switch (order.kind) {
    case 'load':
      load(order.folder).then(
        (loaded) => {
          judge = loaded;
          if (loaded !== null) say({ kind: 'ready' });
        },
        (error: unknown) => say({ kind: 'unfit', reason: 'model-unloadable', message: toErrorMessage(error) }),
      );
      return;
    case 'judge':
      judge?.(order.texts).then(
        (logits) => say({ kind: 'judged', id: order.id, logits }),
        (error: unknown) => say({ kind: 'failed', id: order.id, message: toErrorMessage(error) }),
      );
      return;
  }
});
// a service that was killed leaves nobody behind
process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole group: the service finishes the work in hand, for which it needs its model, and ends it then
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, leaveItToTheService);

function leaveItToTheService(): void {}

/** Null where there is no package, which it has said then. */
async function load(folder: ModelFolder): Promise<JudgeTexts | null> {
  const runner = loadRunner(folder);
  return runner === null ? null : await loadModel(runner, folder);
}

function loadRunner({ directory }: ModelFolder): Runner | null {
  try {
    return createRequire(path.join(directory, 'package.json'))(RUNNER_PACKAGE) as Runner;
  } catch (error) {
    say({ kind: 'unfit', reason: 'package-missing', message: toErrorMessage(error) });
    return null;
  }
}

async function loadModel(runner: Runner, folder: ModelFolder): Promise<JudgeTexts> {
  const { env, AutoTokenizer, AutoModelForSequenceClassification } = runner;
  const { directory, weights, tokenCountMax } = folder;
  env.allowRemoteModels = false;
  const tokenizer = await AutoTokenizer.from_pretrained(directory);
  const model = await AutoModelForSequenceClassification.from_pretrained(directory, {
    ...{ ...weights, device: 'cpu' },
    session_options: { intraOpNumThreads: THREAD_COUNT, interOpNumThreads: THREAD_COUNT },
  });
  const lengths = [tokenizer.model_max_length, tokenCountMax ?? TOKEN_COUNT_MAX, TOKEN_COUNT_MAX];
  const options = { padding: true, truncation: true, max_length: Math.min(...lengths) };
  return async (texts) => {
    const { logits } = await model(tokenizer(texts, options));
    return logits.tolist();
  };
}
