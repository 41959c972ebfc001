/** A model learns from labelled texts, is kept in a file, and says the same from there. */
import { beforeAll, describe, expect, test } from 'vitest';
import { hashText } from '../../../src/analysis/sentiment/features.ts';
import { fitSoftmax } from '../../../src/analysis/sentiment/fit-softmax.ts';
import { encodeModel } from '../../../src/analysis/sentiment/model-file.ts';
import { type OpinionModel, openOpinionModel } from '../../../src/analysis/sentiment/opinion-model.ts';
import { type LabelledText, trainModel } from '../../../src/analysis/sentiment/train-model.ts';
import { makeSeededRandom } from '../../../src/base/random.ts';

const SUBJECTS = [
  'la box',
  'le facteur',
  'cette boutique',
  'le forfait',
  'mon conseiller',
  'la livraison',
  'le réseau',
];
const SAID = [
  ['est lamentable', 'est une honte', 'tombe en panne chaque jour', 'n’est vraiment pas terrible'],
  ['ouvre à neuf heures', 'change en mars', 'compte deux options', 'se trouve au coin de la rue'],
  ['est parfaite', 'nous ravit', 'marche à merveille', 'n’est jamais décevante'],
];
const random = makeSeededRandom(1);
/** In no order, so that each fourth leaves out none of the sentences. */
const TEXTS: readonly LabelledText[] = SUBJECTS.flatMap((subject) =>
  SAID.flatMap((sentences, label) =>
    sentences.map((said) => ({ text: `${subject} ${said}`, label, rank: random.next() })),
  ),
)
  .sort((one, other) => one.rank - other.rank)
  .map(({ text, label }) => ({ text, label }));
const LISTS = [
  {
    byForm: new Map([
      ['lamentable', -1],
      ['parfaite', 1],
      ['rue', 0],
    ]),
    byStem: new Map([['decev', -0.8]]),
  },
];

const likeliest = (model: OpinionModel, text: string): number => {
  const judged = model.judge(text);
  return judged.indexOf(Math.max(...judged));
};

let bytes: Uint8Array;
let model: OpinionModel;

beforeAll(() => {
  bytes = encodeModel(trainModel(TEXTS, 'fr', LISTS).parts);
  model = openOpinionModel(bytes, 'fr');
});

describe('a trained model', () => {
  test.each<[string, number]>([
    ['Leur appli est lamentable', 0],
    ['Leur appli est une honte', 0],
    ['Leur appli compte deux options', 1],
    ['Leur appli est parfaite', 2],
    ['Leur appli marche à merveille !', 2],
  ])('judges what it has not read: %s', (text, label) => {
    expect(likeliest(model, text)).toBe(label);
  });

  test('a list’s word weighs where no text said it', () => {
    expect(model.judge('parfaite')[2]).toBeGreaterThan(model.judge('inconnue')[2] ?? 1);
  });

  test('the same texts give the same bytes, others give others', () => {
    expect(encodeModel(trainModel(TEXTS, 'fr', LISTS).parts)).toEqual(bytes);
    expect(encodeModel(trainModel(TEXTS.slice(1), 'fr', LISTS).parts)).not.toEqual(bytes);
  });

  test('each text was judged by a model that had not seen it, in probabilities', () => {
    const { held } = trainModel(TEXTS, 'fr', LISTS);
    expect(held).toHaveLength(TEXTS.length);
    for (const judged of held) expect(judged.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1);
    expect(
      held.filter((judged, index) => judged.indexOf(Math.max(...judged)) === TEXTS[index]?.label).length,
    ).toBeGreaterThan(0.9 * TEXTS.length);
  });

  test.each([
    '',
    '😡',
    '\ud800',
    '<p class="x">nul</p>',
    `${'a'.repeat(1_000_000)}`,
    'constructor __proto__',
    "'".repeat(100_000),
  ])('anything has probabilities that sum to one (%#)', (text) => {
    const judged = model.judge(text);
    for (const each of judged) expect(each).toBeGreaterThanOrEqual(0);
    expect(judged.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1);
  });

  test('a file of another format is refused with the way out', () => {
    const other = bytes.slice();
    other[0] = 99;
    expect(() => openOpinionModel(other, 'fr')).toThrow(/of another format: train it anew/);
  });
});

test('a feature of one kind is never one of another kind with another first letter', () => {
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(97 + index));
  const hashes = [1, 2, 3, 4, 101, 102].flatMap((kind) => letters.map((letter) => hashText(`${letter}nul`, kind)));
  expect(new Set(hashes).size).toBe(hashes.length);
});

test('without a penalty that counts, the weights give each class its share', () => {
  const always = { indices: Int32Array.of(0), values: Float32Array.of(1) };
  const classes = [...new Array<number>(6).fill(0), ...new Array<number>(3).fill(1), 2];
  const weights = fitSoftmax(
    classes.map((label) => ({ vector: always, label, weight: 1 })),
    { featureCount: 1, classCount: 3, penalty: 1e-6 },
  );
  const shares = Array.from(weights, Math.exp);
  const sum = shares.reduce((total, share) => total + share, 0);
  expect(shares.map((share) => share / sum)).toEqual([0.6, 0.3, 0.1].map((share) => expect.closeTo(share, 2)));
});
