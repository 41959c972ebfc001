/**
 * How well sentiment is told: `npm run bench:sentiment -- DIR`, where DIR holds umsab/ and lexicons/ (CONTRIBUTING).
 *
 * For each of six languages a model is trained on the training part and judged on the test part where the folder has
 * one, else on the validation part: macro-F1 in per cent, the expected calibration error, texts a second on one core.
 * Beside it in the same run: Vigie's present word lists, natural, and, in English, `sentiment` and `vader-sentiment`.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { encodeModel } from '../src/analysis/sentiment/model-file.ts';
import { openOpinionModel } from '../src/analysis/sentiment/opinion-model.ts';
import { trainModel } from '../src/analysis/sentiment/train-model.ts';
import { makeSeededRandom } from '../src/base/random.ts';
import { timeCpu } from './match-measure.ts';
import { LANGUAGES, type Language, readLists, readTexts } from './sentiment-folder.ts';
import { likeliest, macroF1, readCalibrationError } from './sentiment-measure.ts';
import { PEERS } from './sentiment-peers.ts';
import { shuffle } from './shuffle.ts';

const SEED = 2026;

const folder = process.argv[2];
if (folder === undefined || !existsSync(path.join(folder, 'umsab'))) {
  console.error('npm run bench:sentiment -- DIR: name the folder that holds umsab/ and lexicons/');
  process.exit(2);
}

const part = existsSync(path.join(folder, 'umsab/french/test_text.txt')) ? 'test' : 'val';
console.log(`trained on the part "train", judged on "${part}"; macro-F1 in per cent`);
const columns = ['texts', 'model', 'cal.err', 'KB', 'train s', 'texts/s', ...PEERS.map(({ name }) => name)];
console.log(`      ${columns.map((name) => name.padStart(11)).join('')}`);
const scores: number[] = [];
for (const language of Object.keys(LANGUAGES) as Language[]) scores.push(measure(folder, language));
console.log(`mean of the model: ${(scores.reduce((sum, score) => sum + score, 0) / scores.length).toFixed(1)}`);

function measure(from: string, language: Language): number {
  // the published order has the labels in runs
  const trained = timeCpu(() =>
    trainModel(
      shuffle(readTexts(from, language, 'train'), makeSeededRandom(SEED)),
      language,
      readLists(from, language),
    ),
  );
  const bytes = encodeModel(trained.result.parts);
  const model = openOpinionModel(bytes, language);
  const texts = readTexts(from, language, part);
  const labels = texts.map(({ label }) => label);
  for (const { text } of texts) model.judge(text); // warm
  const judged = timeCpu(() => texts.map(({ text }) => model.judge(text)));
  const score = macroF1(labels, judged.result.map(likeliest));
  const figures = [
    String(texts.length),
    score.toFixed(1),
    readCalibrationError(labels, judged.result).toFixed(3),
    (bytes.length / 1_024).toFixed(0),
    (trained.cpuMs / 1_000).toFixed(1),
    ((texts.length / judged.cpuMs) * 1_000).toFixed(0),
    ...PEERS.map(({ open }) => {
      const judge = open(language);
      return judge === null
        ? ''
        : macroF1(
            labels,
            texts.map(({ text }) => judge(text)),
          ).toFixed(1);
    }),
  ];
  console.log(`${language}    ${figures.map((figure) => figure.padStart(11)).join('')}`);
  return score;
}
