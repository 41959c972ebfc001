/** A trained model: how it is kept in a file, and what it says of a text's features. */
import type { SentimentLabel } from '../../domain/mention.ts';
import { type FindOpinions, LIST_COUNT_MAX } from './extract-features.ts';
import { type FeatureGroup, type Features, hashText } from './features.ts';
import { softmax } from './fit-softmax.ts';

/** In the order of a model's numbers. */
export const LABELS = ['negative', 'neutral', 'positive'] as const satisfies readonly SentimentLabel[];
export const LABEL_COUNT = LABELS.length;

/** How much the groups of features weigh against each other. */
export const GROUP_WEIGHTS = { words: 0.7, patterns: 1, figures: 0.4 } as const;

/** Opinions of the word lists are kept in steps of this size. */
const OPINION_STEP = 1 / 127;
/** Saliences are kept in steps of this size. */
const SALIENCE_STEP = 1 / 50;
const FORMAT_VERSION = 2;
const HEADER_COUNT = 4;

/** The rows of a model: a feature of a group, how much it tells, its weights. */
export type ModelRow = Readonly<{ key: number; salience: number; weights: readonly number[] }>;

/** A word or a stem by its hash, and what each list says of it. */
export type ListRow = Readonly<{ key: number; opinions: readonly number[] }>;

export type ModelParts = Readonly<{
  /** Of each figure, its weights. */
  figureWeights: readonly number[];
  rows: readonly ModelRow[];
  listRows: readonly ListRow[];
  /** What scores are divided by, so that a probability of 0.7 is right seven times in ten. */
  temperature: number;
}>;

export type Model = Readonly<{
  figureCount: number;
  /** The probabilities of LABELS. Errors: none: total. */
  judge: (features: Features) => readonly number[];
  /** What the word lists of its file say. */
  findOpinions: FindOpinions;
}>;

/** A key of words and one of patterns never meet. */
export function toRowKey(bucket: number, group: 'words' | 'patterns'): number {
  return bucket * 2 + (group === 'words' ? 0 : 1);
}

/** A form and a stem that are written alike are two. */
export function toListKey(text: string, kind: 'form' | 'stem'): number {
  return hashText(text, kind === 'form' ? 101 : 102);
}

/** What a list says of a word that it knows to say nothing; 0 is of a word that it lacks. */
export const KNOWN_NEUTRAL = -128 * OPINION_STEP;

/** A list that lacks the form is asked for the stem. */
export function makeFindOpinions(findRow: (key: number) => readonly number[] | null): FindOpinions {
  return (text, stem) => {
    const form = findRow(toListKey(text, 'form'));
    const stems = findRow(toListKey(stem, 'stem'));
    if (form === null && stems === null) return null;
    const opinions: number[] = [];
    for (let list = 0; list < LIST_COUNT_MAX; list += 1) {
      const opinion = form?.[list] || (stems?.[list] ?? 0);
      opinions.push(opinion === KNOWN_NEUTRAL ? 0 : opinion);
    }
    return opinions;
  };
}

/**
 * A model as the bytes of its file: a header of four 32-bit numbers, the 32-bit floats (temperature, step of the
 * weights, weights of the figures), the 32-bit keys of the rows and of the lists, then bytes: of each row its salience
 * and its weights, of each list row its opinions. Little-endian.
 */
export function encodeModel({ figureWeights, rows, listRows, temperature }: ModelParts): Uint8Array {
  const largest = rows.reduce((most, { weights }) => Math.max(most, ...weights.map(Math.abs)), 0);
  const weightStep = largest / 127;
  const floats = [temperature, weightStep, ...figureWeights];
  const wordCount = HEADER_COUNT + floats.length + rows.length + listRows.length;
  const bytes = new Uint8Array(wordCount * 4 + rows.length * (1 + LABEL_COUNT) + listRows.length * LIST_COUNT_MAX);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  const putInt = (value: number): void => {
    view.setInt32(offset, value, true);
    offset += 4;
  };
  for (const value of [FORMAT_VERSION, rows.length, listRows.length, figureWeights.length / LABEL_COUNT]) putInt(value);
  for (const value of floats) {
    view.setFloat32(offset, value, true);
    offset += 4;
  }
  for (const { key } of rows) putInt(key);
  for (const { key } of listRows) putInt(key);
  for (const { salience, weights } of rows) {
    view.setUint8(offset, Math.min(255, Math.round(salience / SALIENCE_STEP)));
    for (const [index, weight] of weights.entries()) view.setInt8(offset + 1 + index, Math.round(weight / weightStep));
    offset += 1 + LABEL_COUNT;
  }
  for (const { opinions } of listRows) {
    for (const [index, opinion] of opinions.entries()) view.setInt8(offset + index, Math.round(opinion / OPINION_STEP));
    offset += LIST_COUNT_MAX;
  }
  return bytes;
}

/**
 * The model of a file.
 *
 * Errors:  Error where the bytes are of another format: train it anew.
 */
export function decodeModel(bytes: Uint8Array): Model {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [version, rowCount, listRowCount, figureCount] = [0, 4, 8, 12].map((offset) => view.getInt32(offset, true));
  if (version !== FORMAT_VERSION || rowCount === undefined || listRowCount === undefined || figureCount === undefined)
    throw new Error('the sentiment model is of another format: train it anew');
  let offset = HEADER_COUNT * 4;
  const temperature = view.getFloat32(offset, true);
  const weightStep = view.getFloat32(offset + 4, true);
  offset += 8;
  const figureWeights = Float32Array.from({ length: figureCount * LABEL_COUNT }, (_, index) =>
    view.getFloat32(offset + index * 4, true),
  );
  offset += figureWeights.length * 4;
  const rowByKey = readKeys(view, offset, rowCount);
  offset += rowCount * 4;
  const listRowByKey = readKeys(view, offset, listRowCount);
  offset += listRowCount * 4;
  const rowsOffset = offset;
  const listsOffset = offset + rowCount * (1 + LABEL_COUNT);

  const opinionsByRow = Array.from({ length: listRowCount }, (_, row) =>
    Array.from(
      { length: LIST_COUNT_MAX },
      (_, index) => view.getInt8(listsOffset + row * LIST_COUNT_MAX + index) * OPINION_STEP,
    ),
  );
  const findOpinions = makeFindOpinions((key) => {
    const row = listRowByKey.get(key);
    return row === undefined ? null : (opinionsByRow[row] ?? null);
  });

  const addGroup = (scores: number[], group: 'words' | 'patterns', { buckets, values }: FeatureGroup): void => {
    const sums = new Array<number>(LABEL_COUNT).fill(0);
    let squares = 0;
    for (let index = 0; index < buckets.length; index += 1) {
      const row = rowByKey.get(toRowKey(buckets[index] as number, group));
      if (row === undefined) continue;
      const start = rowsOffset + row * (1 + LABEL_COUNT);
      const value = (values[index] as number) * view.getUint8(start) * SALIENCE_STEP;
      squares += value * value;
      for (let label = 0; label < LABEL_COUNT; label += 1)
        sums[label] = (sums[label] as number) + value * view.getInt8(start + 1 + label);
    }
    if (squares === 0) return;
    const scale = (GROUP_WEIGHTS[group] * weightStep) / Math.sqrt(squares);
    for (const [label, sum] of sums.entries()) scores[label] = (scores[label] as number) + sum * scale;
  };

  const judge = ({ words, patterns, figures }: Features): readonly number[] => {
    const scores = new Array<number>(LABEL_COUNT).fill(0);
    addGroup(scores, 'words', words);
    addGroup(scores, 'patterns', patterns);
    for (const [index, figure] of figures.entries()) {
      const value = weighFigure(figure, index);
      for (let label = 0; label < LABEL_COUNT; label += 1)
        scores[label] = (scores[label] as number) + value * (figureWeights[index * LABEL_COUNT + label] as number);
    }
    return softmax(scores.map((score) => score / temperature));
  };

  return { figureCount, judge, findOpinions };
}

/** The first figure is the same for all texts: what a label weighs before anything is read. */
export function weighFigure(figure: number, index: number): number {
  return index === 0 ? figure : figure * GROUP_WEIGHTS.figures;
}

/** A salience as the file keeps it. */
export function roundSalience(salience: number): number {
  return Math.min(255, Math.round(salience / SALIENCE_STEP)) * SALIENCE_STEP;
}

function readKeys(view: DataView, offset: number, count: number): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  for (let row = 0; row < count; row += 1) rows.set(view.getInt32(offset + row * 4, true), row);
  return rows;
}
