/** Makes a model of labelled texts, or of the features of anything that has one of the labels. */
import { extractFeatures, type FindOpinions } from './extract-features.ts';
import type { FeatureGroup, Features } from './features.ts';
import { fitSoftmax, type SparseVector, softmax } from './fit-softmax.ts';
import {
  GROUP_WEIGHTS,
  KNOWN_NEUTRAL,
  LABEL_COUNT,
  type ListRow,
  type ModelParts,
  type ModelRow,
  makeFindOpinions,
  roundSalience,
  toListKey,
  toRowKey,
  weighFigure,
} from './model-file.ts';

/** label: its number in LABELS; weight: how many texts it counts as, 1 where it is left out. */
export type LabelledText = Readonly<{ text: string; label: number; weight?: number }>;

/** The features of anything that has one of the labels. */
export type LabelledFeatures = Readonly<{ features: Features; label: number; weight: number }>;

/** What one list says of words and stems, -1 to 1. */
export type OpinionList = Readonly<{ byForm: ReadonlyMap<string, number>; byStem: ReadonlyMap<string, number> }>;

const PENALTY = 3e-4;
/** A feature that fewer texts have says nothing of others. */
const TEXT_COUNT_MIN = 2;
/** Texts that are assumed to have a feature besides those that do. */
const ASSUMED_COUNT = 0.5;
/** What says the same of all labels still counts a little: it may say more beside others. */
const SALIENCE_MIN = 0.3;
const FOLD_COUNT = 4;
const TEMPERATURES = Array.from({ length: 61 }, (_, index) => 0.4 + index * 0.02);

export type Trained = Readonly<{
  parts: ModelParts;
  /** What was said of each text by a model that had not seen it, at the temperature of parts. */
  held: readonly (readonly number[])[];
}>;

/**
 * Trains on texts of one language, whose order counts (see fitModel).
 *
 * Errors:  none: total, for at least a few texts of each label.
 */
export function trainModel(texts: readonly LabelledText[], language: string, lists: readonly OpinionList[]): Trained {
  const findOpinions = makeFinder(lists);
  const { parts, held } = fitModel(
    texts.map(({ text, label, weight = 1 }) => ({
      features: extractFeatures(text, language, findOpinions),
      label,
      weight,
    })),
  );
  return { parts: { ...parts, listRows: toListRows(lists) }, held };
}

/**
 * Trains on features, whose order counts: each fourth is judged by a model of the others, to find the temperature at
 * which a probability is what it says.
 */
export function fitModel(examples: readonly LabelledFeatures[]): Trained {
  const scores: number[][] = [];
  for (let fold = 0; fold < FOLD_COUNT; fold += 1) {
    const fit = fitFeatures(examples.filter((_, index) => index % FOLD_COUNT !== fold));
    for (const [index, { features }] of examples.entries())
      if (index % FOLD_COUNT === fold) scores[index] = score(fit, features);
  }
  const temperature = chooseTemperature(scores, examples);
  const fit = fitFeatures(examples);
  const rows = [...fit.indexByKey].map(
    ([key, index]): ModelRow => ({ key, salience: fit.salienceByKey.get(key) ?? 0, weights: weightsAt(fit, index) }),
  );
  const figureWeights = Array.from(fit.weights.subarray(0, fit.figureCount * LABEL_COUNT));
  return {
    parts: { figureWeights, rows, listRows: [], temperature },
    held: scores.map((each) => softmax(each.map((value) => value / temperature))),
  };
}

type Fit = Readonly<{
  figureCount: number;
  indexByKey: ReadonlyMap<number, number>;
  salienceByKey: ReadonlyMap<number, number>;
  weights: Float64Array;
}>;

function fitFeatures(examples: readonly LabelledFeatures[]): Fit {
  const figureCount = examples[0]?.features.figures.length ?? 0;
  const countsByKey = countByLabel(examples);
  const textCounts = toCounts(examples);
  const salienceByKey = new Map<number, number>();
  const indexByKey = new Map<number, number>();
  for (const key of [...countsByKey.keys()].sort((one, other) => one - other)) {
    const counts = countsByKey.get(key) ?? [];
    const textCount = counts.reduce((sum, each) => sum + each, 0);
    if (textCount < TEXT_COUNT_MIN) continue;
    salienceByKey.set(key, roundSalience(toSalience(counts, textCounts)));
    indexByKey.set(key, figureCount + indexByKey.size);
  }
  const vectors = examples.map(({ features, label, weight }) => ({
    vector: toVector(features, { indexByKey, salienceByKey }),
    label,
    weight,
  }));
  const featureCount = figureCount + indexByKey.size;
  const weights = fitSoftmax(vectors, { featureCount, classCount: LABEL_COUNT, penalty: PENALTY });
  return { figureCount, indexByKey, salienceByKey, weights };
}

/** Of each feature, how many texts of each label have it. */
function countByLabel(examples: readonly LabelledFeatures[]): ReadonlyMap<number, number[]> {
  const countsByKey = new Map<number, number[]>();
  for (const { features, label } of examples) {
    const { words, patterns } = features;
    const count = (key: number): void => {
      const counts = countsByKey.get(key) ?? new Array<number>(LABEL_COUNT).fill(0);
      counts[label] = (counts[label] as number) + 1;
      countsByKey.set(key, counts);
    };
    for (const bucket of words.buckets) count(toRowKey(bucket, 'words'));
    for (const bucket of patterns.buckets) count(toRowKey(bucket, 'patterns'));
  }
  return countsByKey;
}

/**
 * How much a feature tells of the label: the largest logarithm, up or down, of how often texts of one label have it
 * against how often the others do. Weighing by rarity instead (tf-idf) costs a third of a point of macro-F1.
 *
 * Source:  S. Wang, C. Manning (2012), Baselines and Bigrams, ACL: the log-count ratio of NB-SVM; here one for all labels.
 */
function toSalience(counts: readonly number[], textCounts: readonly number[]): number {
  const [all, texts] = [counts, textCounts].map((each) => each.reduce((sum, one) => sum + one, 0)) as [number, number];
  const ratios = counts.map((count, label) => {
    const ofLabel = textCounts[label] as number;
    const here = (count + ASSUMED_COUNT) / (ofLabel + ASSUMED_COUNT * LABEL_COUNT);
    const elsewhere = (all - count + ASSUMED_COUNT) / (texts - ofLabel + ASSUMED_COUNT * LABEL_COUNT);
    return Math.abs(Math.log(here / elsewhere));
  });
  return SALIENCE_MIN + Math.max(...ratios);
}

function toCounts(examples: readonly LabelledFeatures[]): readonly number[] {
  const counts = new Array<number>(LABEL_COUNT).fill(0);
  for (const { label } of examples) counts[label] = (counts[label] as number) + 1;
  return counts;
}

function toVector(
  { words, patterns, figures }: Features,
  { indexByKey, salienceByKey }: Pick<Fit, 'indexByKey' | 'salienceByKey'>,
): SparseVector {
  const indices: number[] = [];
  const values: number[] = [];
  const addGroup = (group: 'words' | 'patterns', { buckets, values: counts }: FeatureGroup): void => {
    const begin = indices.length;
    let squares = 0;
    for (const [place, bucket] of buckets.entries()) {
      const key = toRowKey(bucket, group);
      const index = indexByKey.get(key);
      if (index === undefined) continue;
      const value = (counts[place] as number) * (salienceByKey.get(key) ?? 0);
      squares += value * value;
      indices.push(index);
      values.push(value);
    }
    const scale = GROUP_WEIGHTS[group] / (Math.sqrt(squares) || 1);
    for (let place = begin; place < values.length; place += 1) values[place] = (values[place] as number) * scale;
  };
  addGroup('words', words);
  addGroup('patterns', patterns);
  for (const [index, figure] of figures.entries()) {
    if (figure === 0) continue;
    indices.push(index);
    values.push(weighFigure(figure, index));
  }
  return { indices: Int32Array.from(indices), values: Float32Array.from(values) };
}

function score(fit: Fit, features: Features): number[] {
  const { indices, values } = toVector(features, fit);
  const scores = new Array<number>(LABEL_COUNT).fill(0);
  for (const [place, index] of indices.entries()) {
    for (const [label, weight] of weightsAt(fit, index).entries())
      scores[label] = (scores[label] as number) + weight * (values[place] as number);
  }
  return scores;
}

function weightsAt({ weights }: Fit, index: number): readonly number[] {
  return Array.from(weights.subarray(index * LABEL_COUNT, (index + 1) * LABEL_COUNT));
}

/** The one under which what turned out right was likeliest. */
function chooseTemperature(scores: readonly (readonly number[])[], examples: readonly LabelledFeatures[]): number {
  let best = 1;
  let lowest = Number.POSITIVE_INFINITY;
  for (const temperature of TEMPERATURES) {
    let loss = 0;
    for (const [index, { label, weight }] of examples.entries()) {
      const judged = softmax((scores[index] ?? []).map((value) => value / temperature));
      loss -= weight * Math.log(judged[label] as number);
    }
    if (loss < lowest) {
      lowest = loss;
      best = temperature;
    }
  }
  return best;
}

function makeFinder(lists: readonly OpinionList[]): FindOpinions {
  const rows = new Map(toListRows(lists).map(({ key, opinions }) => [key, opinions]));
  return makeFindOpinions((key) => rows.get(key) ?? null);
}

/** By key, rising. */
function toListRows(lists: readonly OpinionList[]): readonly ListRow[] {
  const rows = new Map<number, number[]>();
  for (const [list, { byForm, byStem }] of lists.entries()) {
    const put = (key: number, opinion: number): void => {
      const opinions = rows.get(key) ?? lists.map(() => 0);
      opinions[list] = opinion === 0 ? KNOWN_NEUTRAL : opinion;
      rows.set(key, opinions);
    };
    for (const [form, opinion] of byForm) put(toListKey(form, 'form'), opinion);
    for (const [stem, opinion] of byStem) put(toListKey(stem, 'stem'), opinion);
  }
  return [...rows].map(([key, opinions]) => ({ key, opinions })).sort((one, other) => one.key - other.key);
}
