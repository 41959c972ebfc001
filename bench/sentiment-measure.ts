/** How good judgements of labelled texts are. */

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
