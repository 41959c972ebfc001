/** A brand's own sense of what is about it, learned from a reader's marks. */
import priorWeights from './prior-weights.json' with { type: 'json' };
import { type FoundText, readFeatures } from './read-features.ts';

/** What a reader said of one text. */
export type Mark = Readonly<{ found: FoundText; isAbout: boolean }>;

/** What is known before the first mark: a feature's weight, in log-odds. */
export type PriorWeights = Readonly<Record<string, number>>;

export type RelevanceModel = Readonly<{
  /** How likely the text is about the brand, 0 to 1. */
  score: (found: FoundText) => number;
}>;

/** Fewer say nothing reliable: the reader's eye is better than a guess. */
export const MARK_COUNT_MIN = 10;
/** Below it a text is set aside, unless its brand says otherwise. */
export const RELEVANCE_THRESHOLD = 0.5;

/** What other names have taught; made by scripts/train-relevance.ts. */
export const PRIOR_WEIGHTS: PriorWeights = priorWeights;

/**
 * Learns from all of a brand's marks.
 *
 * Logistic regression with a Gaussian prior around what other names have taught (maximum a posteriori). Naive Bayes
 * counts a text's features as if they knew nothing of each other, and has no place for what is known before: with ten
 * marks nearly all words of a new text are new, and the rest must be told by how the name is written.
 *
 * Shape:   marks in any order; the same marks in the same order give the same model. Cost: marks x features x 150 steps.
 * Errors:  none: total; without marks it scores by the prior alone.
 * Source:  bench/relevance.ts compares it with natural's naive Bayes.
 */
export function learnRelevance(marks: readonly Mark[], prior: PriorWeights = PRIOR_WEIGHTS): RelevanceModel {
  const examples = marks.map(({ found, isAbout }) => ({ features: readFeatures(found), isAbout }));
  const priorOf = (feature: string): number => prior[feature] ?? 0;
  const weights = fitWeights(examples, { priorOf, spreadOf, stepCount: STEP_COUNT });
  return {
    score: (found) => {
      let sum = 0;
      for (const feature of readFeatures(found)) sum += weights.get(feature) ?? priorOf(feature);
      return toProbability(sum);
    },
  };
}

/** What a model makes of a text. relevance: rounded as it is stored, so that what is shown and what is decided agree. */
export type Relevance = Readonly<{ relevance: number; isRelevant: boolean }>;

export function rateText(model: RelevanceModel, found: FoundText, threshold: number): Relevance {
  const relevance = Math.round(model.score(found) * 1_000) / 1_000;
  return { relevance, isRelevant: relevance >= threshold };
}

export type Example = Readonly<{ features: readonly string[]; isAbout: boolean }>;

const STEP_COUNT = 150;
const STEP_SIZE = 0.35;

/**
 * How far marks may move a weight from its prior, in log-odds. A brand has its own share of texts that are about it, so
 * that the bias is free; features of writing were learned from many names and are held.
 */
function spreadOf(feature: string): number {
  if (feature === 'bias') return 2;
  return feature.startsWith('near:') || feature.startsWith('said:') ? 1.2 : 1;
}

/**
 * The weights of the features in the examples that explain them best, by gradient ascent.
 *
 * Shape:   priorOf: where a feature's weight begins and is pulled back to; spreadOf: the standard deviation around it.
 */
export function fitWeights(
  examples: readonly Example[],
  options: Readonly<{
    priorOf: (feature: string) => number;
    spreadOf: (feature: string) => number;
    stepCount: number;
  }>,
): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const { features } of examples) for (const feature of features) weights.set(feature, options.priorOf(feature));
  for (let step = 0; step < options.stepCount; step += 1) {
    const gradients = new Map<string, number>();
    for (const { features, isAbout } of examples) {
      let sum = 0;
      for (const feature of features) sum += weights.get(feature) ?? 0;
      const error = Number(isAbout) - toProbability(sum);
      for (const feature of features) gradients.set(feature, (gradients.get(feature) ?? 0) + error);
    }
    const rate = STEP_SIZE / Math.sqrt(1 + step / 10) / Math.sqrt(examples.length);
    for (const [feature, weight] of weights) {
      const pull = (options.priorOf(feature) - weight) / options.spreadOf(feature) ** 2;
      weights.set(feature, weight + rate * ((gradients.get(feature) ?? 0) + pull));
    }
  }
  return weights;
}

function toProbability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
