/** What a model says of a text, as the product says it: one label, a score, how sure. */
import { type Sentiment, toVerdict } from '../../domain/mention.ts';
import { LABELS } from './model-file.ts';

/** Probabilities of LABELS; they sum to 1. */
export type Probabilities = readonly number[];

/** Nobody judged it: its language is none of those that are read. */
export const UNREAD: Sentiment = { label: 'neutral', score: 0, confidence: 0, judgedBy: 'nobody' };

/**
 * A label is the likeliest one, its confidence how likely; the score is how much likelier good is than bad.
 *
 * @example toSentiment([0.7, 0.2, 0.1])  // { label: 'negative', score: -0.6, confidence: 0.7, judgedBy: 'model' }
 */
export function toSentiment(probabilities: Probabilities): Sentiment {
  return { ...toVerdict(probabilities), judgedBy: 'model' };
}

/**
 * The probabilities that a sentiment was told by: the way back from toSentiment, up to rounding.
 *
 * @example toProbabilities({ label: 'negative', score: -0.6, confidence: 0.7, judgedBy: 'model' })  // [0.7, 0.2, 0.1]
 */
export function toProbabilities({ label, score, confidence }: Sentiment): Probabilities {
  const positive = {
    negative: confidence + score,
    neutral: (1 - confidence + score) / 2,
    positive: confidence,
  }[label];
  const negative = positive - score;
  return [negative, 1 - negative - positive, positive].map((each) => Math.min(1, Math.max(0, each)));
}

/** A passage without an opinion still says a little: that there are passages without one. */
const WEIGHT_MIN = 0.001;
const OPINION_POWER = 4;

/**
 * What several passages say together.
 *
 * A passage weighs by a high power of how opinionated it is: an article reports a hundred facts and one anger, and it is
 * the anger that its readers remember.
 *
 * Shape:   passages: not empty; weight: what else a passage counts, 1 as a rule.
 */
export function combine(
  passages: readonly Readonly<{ probabilities: Probabilities; weight: number }>[],
): Probabilities {
  const sums = LABELS.map(() => 0);
  let total = 0;
  for (const { probabilities, weight } of passages) {
    const opinion = 1 - (probabilities[1] ?? 0);
    const counted = weight * Math.max(WEIGHT_MIN, opinion ** OPINION_POWER);
    for (const [label, probability] of probabilities.entries())
      sums[label] = (sums[label] ?? 0) + counted * probability;
    total += counted;
  }
  return sums.map((sum) => sum / total);
}
