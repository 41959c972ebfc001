/**
 * How well sentiment is told: `npm run bench:sentiment -- DIR`, where DIR holds umsab/ and lexicons/ (CONTRIBUTING).
 *
 * On tweets in six languages, the folder's: where it has a test part, the models that Vigie ships are judged on it; they
 * have seen the parts "train" and "val", so where it has none, models trained on "train" and Vigie's own texts are
 * judged on "val". Macro-F1 in per cent, the expected calibration error, texts a second on one core; beside it in the
 * same run natural, and in English `sentiment` and `vader-sentiment`. Then, on texts of our own that no model has seen:
 * short texts on brands, and texts of two brands, judged towards both.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { CLAUSE_LANGUAGES, getOpinionModel } from '../src/analysis/sentiment/find-model.ts';
import { encodeModel, LABELS } from '../src/analysis/sentiment/model-file.ts';
import { type OpinionModel, openOpinionModel } from '../src/analysis/sentiment/opinion-model.ts';
import { scoreSentiment } from '../src/analysis/sentiment/score-sentiment.ts';
import { type LabelledText, trainModel } from '../src/analysis/sentiment/train-model.ts';
import { timeCpu } from './match-measure.ts';
import {
  LANGUAGES,
  type Language,
  readLists,
  readOwnTexts,
  readTexts,
  readTweets,
  readTwoBrands,
  toTrainingOrder,
} from './sentiment-folder.ts';
import { likeliest, macroF1, rateTowards, readCalibrationError } from './sentiment-measure.ts';
import { type Judge, PEERS } from './sentiment-peers.ts';

const TIMED_ROUND_COUNT = 5;

const folder = process.argv[2];
if (folder === undefined || !existsSync(path.join(folder, 'umsab'))) {
  console.error('npm run bench:sentiment -- DIR: name the folder that holds umsab/ and lexicons/');
  process.exit(2);
}
const languages = Object.keys(LANGUAGES) as Language[];
measureMemory();
measureTweets(folder);
measureTalk();
measureTowards();

/** Before anything else is loaded. */
function measureMemory(): void {
  const before = process.memoryUsage().rss;
  for (const language of languages) scoreSentiment({ text: 'Orange, 5G.', language });
  const grownMB = (process.memoryUsage().rss - before) / 1_048_576;
  console.log(`six models in memory: ${grownMB.toFixed(0)} MB`);
}

function measureTweets(from: string): void {
  const isTest = existsSync(path.join(from, 'umsab/french/test_text.txt'));
  const part = isTest ? 'test' : 'val';
  console.log(
    `\ntweets, part "${part}", ${isTest ? 'the models that are shipped' : 'models trained on "train"'}: macro-F1 in per cent`,
  );
  console.log(
    `      ${['texts', 'model', 'cal.err', 'texts/s', ...PEERS.map(({ name }) => name)].map(align).join('')}`,
  );
  const scores = languages.map((language) => {
    const model = isTest ? getOpinionModel(language) : trainOn(from, language);
    return measureLanguage(language, model, readTexts(from, language, part));
  });
  console.log(`mean of the model: ${(scores.reduce((sum, score) => sum + score, 0) / scores.length).toFixed(1)}`);
}

function trainOn(from: string, language: Language): OpinionModel {
  const texts = toTrainingOrder([...readTweets(from, language, ['train']), ...readOwnTexts(language)]);
  return openOpinionModel(encodeModel(trainModel(texts, language, readLists(from, language)).parts), language);
}

function measureLanguage(language: Language, model: OpinionModel, texts: readonly LabelledText[]): number {
  const labels = texts.map(({ label }) => label);
  const judged = texts.map(({ text }) => model.judge(text));
  const timed = timeCpu(() => {
    for (let round = 0; round < TIMED_ROUND_COUNT; round += 1) for (const { text } of texts) model.judge(text);
  });
  const score = macroF1(labels, judged.map(likeliest));
  const figures = [
    String(texts.length),
    score.toFixed(1),
    readCalibrationError(labels, judged).toFixed(3),
    ((TIMED_ROUND_COUNT * texts.length * 1_000) / timed.cpuMs).toFixed(0),
    ...scorePeers(language, texts),
  ];
  console.log(`${language}    ${figures.map(align).join('')}`);
  return score;
}

function measureTalk(): void {
  console.log('\nshort texts on brands, of our own, by a hand that wrote no text of the training');
  console.log(`      ${['texts', 'model', ...PEERS.map(({ name }) => name)].map(align).join('')}`);
  for (const language of CLAUSE_LANGUAGES) {
    const texts = readOwnTexts(language, 'test');
    const own = scoreJudge((text) => LABELS.indexOf(scoreSentiment({ text, language }).label), texts);
    console.log(`${language}    ${[String(texts.length), own, ...scorePeers(language, texts)].map(align).join('')}`);
  }
}

/** Empty where a peer does not read the language. */
function scorePeers(language: Language, texts: readonly LabelledText[]): readonly string[] {
  return PEERS.map(({ open }) => {
    const judge = open(language);
    return judge === null ? '' : scoreJudge(judge, texts);
  });
}

function scoreJudge(judge: Judge, texts: readonly LabelledText[]): string {
  return macroF1(
    texts.map(({ label }) => label),
    texts.map(({ text }) => judge(text)),
  ).toFixed(1);
}

/** Of texts of two brands: both right, each right, both right if the whole text is judged. */
function measureTowards(): void {
  console.log('\ntexts of two brands, of our own, right in per cent');
  console.log(`      ${['part', 'texts', 'both', 'each', 'whole text'].map(align).join('')}`);
  for (const language of CLAUSE_LANGUAGES) {
    for (const part of ['dev', 'test'] as const) {
      const texts = readTwoBrands(part, language);
      const { bothRatio, eachRatio, wholeRatio } = rateTowards(texts, language);
      const figures = [bothRatio, eachRatio, wholeRatio].map((ratio) => (100 * ratio).toFixed(1));
      const shown = [part, String(texts.length), ...figures];
      console.log(`${language}    ${shown.map(align).join('')}`);
    }
  }
}

function align(figure: string): string {
  return figure.padStart(11);
}
