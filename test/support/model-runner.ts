/**
 * A model folder with a runner beside it that has the interface of `@huggingface/transformers` and none of its half
 * gigabyte: the judge, its process and what they say to each other are the real ones. The real package runs the same
 * folder with `npm run bench:onnx`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeTinyModel } from './tiny-model.ts';

/** What the runner does is told by the texts: it tells labels by a word, and dies, hangs or fails by another. */
const RUNNER = `
const { existsSync } = require('node:fs');
const path = require('node:path');
const env = { allowRemoteModels: true };
const AutoTokenizer = {
  from_pretrained: async (directory) => {
    if (process.env.PATH !== undefined) throw new Error('it was told of our environment');
    if (env.allowRemoteModels) throw new Error('it would go to the network');
    if (!existsSync(path.join(directory, 'tokenizer.json'))) throw new Error('no tokenizer');
    const tokenizer = (texts, options) => ({ texts, options });
    return Object.assign(tokenizer, { model_max_length: 1e30 });
  },
};
const AutoModelForSequenceClassification = {
  from_pretrained: async (directory, { dtype, subfolder, device }) => {
    const file = path.join(directory, subfolder, dtype === 'q8' ? 'model_quantized.onnx' : 'model.onnx');
    if (!existsSync(file) || device !== 'cpu') throw new Error('no weights at ' + file + '\\nand a stack');
    return async ({ texts, options }) => {
      if (!options.truncation || !(options.max_length <= 512)) throw new Error('an endless text would be read');
      const all = texts.join(' ');
      if (all.includes('[die]')) { console.error('out of memory'); process.exit(9); }
      if (all.includes('[hang]')) for (;;);
      if (all.includes('[fail]')) throw new Error('a token is out of range');
      if (all.includes('[one short]')) return { logits: { tolist: () => [] } };
      if (all.includes('[odd]')) return { logits: { tolist: () => texts.map(() => [1, NaN, 1]) } };
      const toLogits = (text) => [/panne/.test(text) ? 4 : 0, 1, /merci|świetny/.test(text) ? 4 : 0];
      return { logits: { tolist: () => texts.map(toLogits) } };
    };
  },
};
module.exports = { env, AutoTokenizer, AutoModelForSequenceClassification };
`;

export type LocalModel = Disposable & Readonly<{ directory: string }>;

/** A folder of its own that is removed afterwards. Shape: runner: 'absent' for a machine where nobody installed it. */
export function makeLocalModel(
  changes: Parameters<typeof writeTinyModel>[1] & Readonly<{ runner?: 'absent' }> = {},
): LocalModel {
  const directory = mkdtempSync(path.join(tmpdir(), 'vigie-model-'));
  writeTinyModel(directory, changes);
  if (changes.runner !== 'absent') {
    const place = path.join(directory, 'node_modules', '@huggingface', 'transformers');
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(place, 'package.json'), '{"main":"index.cjs"}');
    writeFileSync(path.join(place, 'index.cjs'), RUNNER);
  }
  return { directory, [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }) };
}
