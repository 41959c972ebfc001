/**
 * A plugged-in model tried before it is plugged in, with the package that really runs it: what it says of texts, and what
 * it costs. `npm run bench:onnx -- DIR < texts` (one a line), `npm run bench:onnx -- --tiny DIR` for a model of a dozen
 * words that is made on the spot.
 */
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { systemClock } from '../src/base/clock.ts';
import { makeLog } from '../src/base/log.ts';
import { REQUESTS_AT_ONCE_MAX } from '../src/judges/judge.ts';
import { makeOnnxJudge } from '../src/judges/onnx/onnx-judge.ts';
import { writeTinyModel } from '../test/support/tiny-model.ts';

const TIMEOUT_MS = 30_000;
/** Each round judges every text once; the first one warms up and is not counted. */
const ROUND_COUNT = 3;
const TINY_TEXTS = [
  'Encore une panne, quelle honte',
  'super, merci',
  'La facture',
  'świetny internet',
  'xyz '.repeat(900),
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tiny: { type: 'boolean', default: false } },
});
const [directory] = positionals;
if (directory === undefined)
  throw new Error('Give the folder of the model: npm run bench:onnx -- [--tiny] DIR < texts');
if (values.tiny) writeTinyModel(directory);
const texts = values.tiny ? TINY_TEXTS : (await text(process.stdin)).split('\n').filter((line) => line.trim() !== '');

const log = makeLog({ clock: systemClock }, 'info');
const settings = { kind: 'onnx' as const, directory, timeoutMs: TIMEOUT_MS, dailyBudgetCount: null };
const startedMs = performance.now();
await using judge = makeOnnxJudge({ clock: systemClock, log }, settings);
await judge.start();
console.log(`loaded in ${Math.round(performance.now() - startedMs)} ms`);

for (const told of await judgeAll()) console.log(told);
const roundsMs = performance.now();
for (let round = 1; round < ROUND_COUNT; round += 1) await judgeAll();
const seconds = (performance.now() - roundsMs) / 1_000;
const perSecond = ((ROUND_COUNT - 1) * texts.length) / seconds;
console.log(`${perSecond.toFixed(1)} texts a second`);

/** A line for each text, in order. */
async function judgeAll(): Promise<readonly string[]> {
  const lines: string[] = [];
  for (let start = 0; start < texts.length; start += REQUESTS_AT_ONCE_MAX) {
    const part = texts.slice(start, start + REQUESTS_AT_ONCE_MAX);
    const requests = part.map((each) => ({ brandName: '', language: null, text: each }));
    const answers = await judge.judge(requests, { timeoutMs: TIMEOUT_MS });
    for (const [index, answer] of answers.entries()) {
      const told = answer.kind === 'judged' ? answer.verdict : { refused: answer.reason, message: answer.message };
      lines.push(`${JSON.stringify(told)} ${part[index]?.slice(0, 60)}`);
    }
  }
  return lines;
}
