/** A model's folder in Hugging Face layout, looked over before anything is loaded from it. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { AppError } from '../../base/errors.ts';

/** As the package names the weights: `model.onnx` or `model_quantized.onnx`, in `onnx/` or beside config.json. */
type Weights = Readonly<{ subfolder: 'onnx' | ''; dtype: 'q8' | 'fp32' }>;

export type ModelFolder = Readonly<{
  /** Absolute. */
  directory: string;
  weights: Weights;
  /** For each of the model's labels, by its number: its place in SENTIMENT_LABELS. */
  labelPlaces: readonly number[];
  /** Longer texts are cut; null: as the tokenizer says. */
  tokenCountMax: number | null;
}>;

/** The smaller ones first: who put them there wants them. */
const WEIGHTS: readonly Readonly<{ file: string; weights: Weights }>[] = [
  { file: 'onnx/model_quantized.onnx', weights: { subfolder: 'onnx', dtype: 'q8' } },
  { file: 'onnx/model.onnx', weights: { subfolder: 'onnx', dtype: 'fp32' } },
  { file: 'model_quantized.onnx', weights: { subfolder: '', dtype: 'q8' } },
  { file: 'model.onnx', weights: { subfolder: '', dtype: 'fp32' } },
];

/** Models of the RoBERTa family keep their first two positions for themselves. */
const POSITIONS_KEPT_COUNT = 2;

const ModelConfig = Type.Object({
  id2label: Type.Record(Type.String(), Type.String()),
  max_position_embeddings: Type.Optional(Type.Integer({ minimum: POSITIONS_KEPT_COUNT + 1 })),
});

/**
 * What is in the folder.
 *
 * Errors:  CONFIG_INVALID with one sentence: a file is missing, config.json cannot be read, or its labels are no sentiment.
 */
export function readModelFolder(directory: string): ModelFolder {
  const absolute = path.resolve(directory);
  const has = (file: string): boolean => existsSync(path.join(absolute, file));
  const missing = ['config.json', 'tokenizer.json', 'tokenizer_config.json'].filter((file) => !has(file));
  const found = WEIGHTS.find(({ file }) => has(file));
  if (missing.length > 0 || found === undefined) {
    const names = [...missing, ...(found === undefined ? ['onnx/model.onnx'] : [])];
    throw unfit(absolute, `lacks ${names.join(', ')}: docs/plugged-models.md says how to fetch a model.`);
  }
  const config = parseConfig(path.join(absolute, 'config.json'));
  if (!Value.Check(ModelConfig, config)) {
    throw unfit(absolute, 'has a config.json without "id2label": take a model for text classification.');
  }
  const labels = Object.entries(config.id2label).sort(([one], [other]) => Number(one) - Number(other));
  const labelPlaces = toLabelPlaces(labels.map(([, label]) => label));
  if (labelPlaces === null) {
    const names = labels.map(([, label]) => label).join(', ');
    throw unfit(
      absolute,
      `tells the labels ${names.slice(0, 200)}: Vigie reads negative, neutral, positive (or LABEL_0 to LABEL_2 in that order), and 1 to 5 stars.`,
    );
  }
  const positionCount = config.max_position_embeddings;
  return {
    directory: absolute,
    weights: found.weights,
    labelPlaces,
    tokenCountMax: positionCount === undefined ? null : positionCount - POSITIONS_KEPT_COUNT,
  };
}

const NEGATIVE = 0;
const NEUTRAL = 1;
const POSITIVE = 2;

const PLACES: Readonly<Record<string, number>> = {
  ...{ negative: NEGATIVE, neutral: NEUTRAL, positive: POSITIVE },
  ...{ label_0: NEGATIVE, label_1: NEUTRAL, label_2: POSITIVE },
};

const STAR_PLACES: Readonly<Record<string, number>> = {
  ...{ '1 star': NEGATIVE, '2 stars': NEGATIVE, '3 stars': NEUTRAL, '4 stars': POSITIVE, '5 stars': POSITIVE },
};

/** Null unless each label of one of the known sets is there once. */
function toLabelPlaces(labels: readonly string[]): readonly number[] | null {
  const known = [
    { places: PLACES, count: 3 },
    { places: STAR_PLACES, count: 5 },
  ];
  for (const { places, count } of known) {
    const found = labels.flatMap((label) => places[label.toLowerCase()] ?? []);
    if (found.length === labels.length && new Set(labels).size === count && new Set(found).size === 3) return found;
  }
  return null;
}

function parseConfig(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as unknown;
  } catch {
    return undefined; // the schema says what that means
  }
}

function unfit(directory: string, what: string): AppError {
  return new AppError('CONFIG_INVALID', `SENTIMENT_MODEL names ${directory}, which ${what}`);
}
