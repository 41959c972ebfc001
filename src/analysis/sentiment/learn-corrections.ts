/** What readers' corrections teach: a layer over the model, of one agency's brands, made anew from what was corrected. */
import type { Sentiment, SentimentLabel } from '../../domain/mention.ts';
import { extractSaid } from './extract-features.ts';
import { softmax } from './fit-softmax.ts';
import { type Probabilities, toProbabilities, toSentiment } from './judgement.ts';
import { GROUP_WEIGHTS, LABEL_COUNT, LABELS, toRowKey } from './model-file.ts';

/** A text about the brand, and what the model alone said of it. */
export type JudgedText = Readonly<{
  text: string;
  /** ISO 639-1. */
  language: string | null;
  sentiment: Sentiment;
}>;

/** label: what a reader said of it. The model's own label, confirmed, teaches too. */
export type Correction = JudgedText & Readonly<{ label: SentimentLabel }>;

/** By feature, what it adds to the score of each of LABELS. */
export type Layer = ReadonlyMap<number, readonly number[]>;

const PASS_COUNT = 6;
const STEP_SIZE = 1.2;
/** So much of a weight goes at each step: what was corrected once is not believed for ever. */
const DECAY = 1e-2;
/** As far as corrections may move a label's score, in log-odds: e^3 makes 20 to 1 of 1 to 1. */
const SHIFT_MAX = 3;
/** What all of a brand's mentions have: by it the layer learns what is common to all that was said. */
const COMMON_KEY = -1;
const COMMON_VALUE = 0.4;
/** A probability of 0 could not be moved. */
const PROBABILITY_MIN = 0.02;

/**
 * Learns from a brand's corrections, the newest last.
 *
 * The layer only says what to add to the model's own judgement, so that it begins at nothing, needs few words and leaves
 * alone what it never heard of. It is learned step by step in the order of the corrections (AdaGrad) and made anew
 * whenever one comes or is taken back: that is what makes one undoable.
 *
 * A reader who only corrects, and never confirms, seems to say that whatever is judged is wrong. What all her corrections
 * have in common is therefore learned beside what their words say, and believed only as far as she confirmed others.
 *
 * Shape:   a few hundred corrections; the same ones in the same order give the same layer. Those in a language that
 *          nobody reads teach nothing.
 * Errors:  none: total.
 * Source:  J. Duchi, E. Hazan, Y. Singer (2011), Adaptive subgradient methods, JMLR 12: 2121-2159. Settings and the
 *          common feature were chosen on two of the three brands of bench/corrections.ts.
 */
export function learnCorrections(corrections: readonly Correction[]): Layer {
  const examples = corrections.filter(isMovable).map((correction) => ({
    features: readFeatures(correction),
    scores: toScores(correction.sentiment),
    truth: LABELS.indexOf(correction.label),
    isConfirmed: correction.label === correction.sentiment.label,
  }));
  const weights = new Map<number, number[]>();
  const squares = new Map<number, number[]>();
  for (let pass = 0; pass < PASS_COUNT; pass += 1) {
    for (const { features, scores, truth } of examples) {
      const judged = softmax(addShift(scores, shiftOf(features, weights)));
      const errors = judged.map((probability, index) => probability - Number(index === truth));
      for (const [key, value] of features) {
        const weight = weights.get(key) ?? new Array<number>(LABEL_COUNT).fill(0);
        const square = squares.get(key) ?? new Array<number>(LABEL_COUNT).fill(1);
        for (const [index, error] of errors.entries()) {
          const slope = error * value;
          square[index] = (square[index] as number) + slope * slope;
          const step = (STEP_SIZE * slope) / Math.sqrt(square[index] as number);
          weight[index] = (weight[index] as number) * (key === COMMON_KEY ? 1 : 1 - DECAY) - step;
        }
        weights.set(key, weight);
        squares.set(key, square);
      }
    }
  }
  const confirmedCount = examples.filter(({ isConfirmed }) => isConfirmed).length;
  const trust = Math.min(1, confirmedCount / (examples.length - confirmedCount));
  const common = weights.get(COMMON_KEY);
  if (common !== undefined) {
    const trusted = common.map((weight) => weight * trust);
    weights.set(COMMON_KEY, trusted);
  }
  return weights;
}

/**
 * The model's judgement, moved by what corrections taught; itself where they say nothing of such a text.
 *
 * Errors:  none: total.
 */
export function moveSentiment(layer: Layer | undefined, judged: JudgedText): Sentiment {
  if (layer === undefined || !isMovable(judged)) return judged.sentiment;
  const shift = shiftOf(readFeatures(judged), layer);
  if (shift.every((each) => each === 0)) return judged.sentiment;
  return { ...toSentiment(softmax(addShift(toScores(judged.sentiment), shift))), judgedBy: 'learned' };
}

function isMovable({ sentiment }: JudgedText): boolean {
  return sentiment.judgedBy !== 'nobody';
}

type FeatureValues = readonly (readonly [key: number, value: number])[];

/** Words and letters in a row, those of each kind of length one together, as the models weigh them. */
function readFeatures({ text, language }: JudgedText): FeatureValues {
  const features = extractSaid(text, language ?? '');
  const said = (['words', 'patterns'] as const).flatMap((group) => {
    const { buckets, values } = features[group];
    const length = Math.hypot(...values) || 1;
    return Array.from(
      buckets,
      (bucket, index) =>
        [toRowKey(bucket, group), (GROUP_WEIGHTS[group] * (values[index] as number)) / length] as const,
    );
  });
  return [[COMMON_KEY, COMMON_VALUE], ...said];
}

function toScores(sentiment: Sentiment): readonly number[] {
  return toProbabilities(sentiment).map((probability) => Math.log(Math.max(PROBABILITY_MIN, probability)));
}

function shiftOf(features: FeatureValues, layer: Layer): readonly number[] {
  const shift = new Array<number>(LABEL_COUNT).fill(0);
  for (const [key, value] of features) {
    const weight = layer.get(key);
    if (weight === undefined) continue;
    for (const [index, each] of weight.entries()) shift[index] = (shift[index] as number) + each * value;
  }
  return shift.map((each) => SHIFT_MAX * Math.tanh(each / SHIFT_MAX));
}

function addShift(scores: readonly number[], shift: readonly number[]): Probabilities {
  return scores.map((score, index) => score + (shift[index] as number));
}
