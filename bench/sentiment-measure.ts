/** How good judgements of labelled texts are. */
import { LABELS } from '../src/analysis/sentiment/model-file.ts';
import { scoreSentiment } from '../src/analysis/sentiment/score-sentiment.ts';
import { scoreTowards } from '../src/analysis/sentiment/score-towards.ts';
import type { BrandText } from './sentiment-folder.ts';

/** The label that is likeliest. */
export function likeliest(probabilities: readonly number[]): number {
  return probabilities.indexOf(Math.max(...probabilities));
}

/** In per cent: the mean over the labels of the harmonic mean of precision and recall. */
export function macroF1(labels: readonly number[], said: readonly number[]): number {
  const all = [...new Set(labels)];
  const scores = all.map((label) => {
    const right = labels.filter((each, index) => each === label && said[index] === label).length;
    const there = labels.filter((each) => each === label).length;
    const found = said.filter((each) => each === label).length;
    return (2 * right) / (there + found);
  });
  return (100 * scores.reduce((sum, score) => sum + score, 0)) / all.length;
}

const BIN_COUNT = 10;

/** The expected calibration error, 0 to 1: how far confidence is from being right, over ten equal spans of confidence. */
export function readCalibrationError(labels: readonly number[], judged: readonly (readonly number[])[]): number {
  const bins = Array.from({ length: BIN_COUNT }, () => ({ confidence: 0, right: 0 }));
  for (const [index, probabilities] of judged.entries()) {
    const confidence = Math.max(...probabilities);
    const bin = bins[Math.min(BIN_COUNT - 1, Math.floor(confidence * BIN_COUNT))];
    if (bin === undefined) continue;
    bin.confidence += confidence;
    if (likeliest(probabilities) === labels[index]) bin.right += 1;
  }
  return bins.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / labels.length;
}

/** Of texts of several brands, how many are judged right towards all of them; of brands; and by the whole text alone. */
export function rateTowards(texts: readonly (readonly BrandText[])[], language: string) {
  const right = texts.map((brands) =>
    brands.map(({ text, place, label }) => {
      const { sentiment } = scoreTowards({ title: null, text, language, spans: [{ field: 'text', ...place }] });
      return LABELS[label] === sentiment.label;
    }),
  );
  const whole = texts.filter((brands) =>
    brands.every(({ text, label }) => LABELS[label] === scoreSentiment({ text, language }).label),
  );
  return {
    bothRatio: right.filter((each) => each.every(Boolean)).length / texts.length,
    eachRatio: right.flat().filter(Boolean).length / right.flat().length,
    wholeRatio: whole.length / texts.length,
  };
}
