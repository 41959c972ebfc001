/**
 * How well ten marks tell the brand from the word: `npm run bench:relevance`.
 *
 * For each name of the labelled sentences: what the query alone comes to, what natural's naive Bayes and Vigie's model
 * learn from ten marks (five of each kind, drawn twenty times, the rest judged). Vigie's prior is learned anew each time
 * from the sentences of all other names: no sentence of the name itself is known before its marks.
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import classifiers from 'natural/lib/natural/classifiers/index.js';
import stemmers from 'natural/lib/natural/stemmers/index.js';
import { learnRelevance, type PriorWeights } from '../src/analysis/relevance/learn-relevance.ts';
import type { FoundText } from '../src/analysis/relevance/read-features.ts';
import { findName, type LabelledText, trainPrior } from '../src/analysis/relevance/train-prior.ts';
import { makeSeededRandom, type Random } from '../src/base/random.ts';
import { shuffle } from './shuffle.ts';

const MARK_COUNT_OF_KIND = 5;
const DRAW_COUNT = 20;

type Labelled = LabelledText & Readonly<{ found: FoundText }>;
type Scores = Readonly<{ precision: number; recall: number; f1: number }>;

const sets = process.argv.slice(2).length > 0 ? process.argv.slice(2) : ['six-names', 'other-names'];
const known = ['six-names', 'other-names'].flatMap(readSet);
for (const set of sets) printSet(set, readSet(set));

function readSet(name: string): readonly Labelled[] {
  const file = path.join(import.meta.dirname, `../test/fixtures/analysis/relevance/${name}.ndjson`);
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): LabelledText => JSON.parse(line))
    .map((each) => ({ ...each, found: findName(each) }));
}

function printSet(set: string, texts: readonly Labelled[]): void {
  print(`${set}: ${texts.length} sentences; precision / recall / F1 in per cent`);
  print(`${'name'.padEnd(12)}${['query alone', 'naive Bayes', 'Vigie'].map((each) => each.padStart(22)).join('')}`);
  const rows = [...Map.groupBy(texts, ({ name }) => name)].map(([name, ofName]) => {
    const others = known.filter((each) => each.name !== name);
    const scores = compare(ofName, trainPrior(others));
    print(`${name.padEnd(12)}${scores.map(toCell).join('')}`);
    return scores;
  });
  print(
    `${'mean'.padEnd(12)}${[0, 1, 2].map((index) => toCell(meanOf(rows.flatMap((row) => row[index] ?? [])))).join('')}`,
  );
}

function compare(texts: readonly Labelled[], prior: PriorWeights): readonly Scores[] {
  const random = makeSeededRandom(1);
  const draws = Array.from({ length: DRAW_COUNT }, () => draw(texts, random));
  return [
    meanOf(draws.map(({ rest }) => judge(rest, () => true))),
    meanOf(draws.map(({ marks, rest }) => judge(rest, learnByBayes(marks)))),
    meanOf(
      draws.map(({ marks, rest }) => {
        const model = learnRelevance(
          marks.map(({ found, about }) => ({ found, isAbout: about })),
          prior,
        );
        return judge(rest, ({ found }) => model.score(found) >= 0.5);
      }),
    ),
  ];
}

function draw(texts: readonly Labelled[], random: Random) {
  const shuffled = shuffle(texts, random);
  const marks = [true, false].flatMap((kind) =>
    shuffled.filter(({ about }) => about === kind).slice(0, MARK_COUNT_OF_KIND),
  );
  return { marks, rest: shuffled.filter((text) => !marks.includes(text)) };
}

function learnByBayes(marks: readonly Labelled[]): (text: Labelled) => boolean {
  const classifier = new classifiers.BayesClassifier(stemmers.PorterStemmerFr);
  for (const { text, about } of marks) classifier.addDocument(text, about ? 'about' : 'other');
  classifier.train();
  return ({ text }) => classifier.classify(text) === 'about';
}

function judge(texts: readonly Labelled[], isAbout: (text: Labelled) => boolean): Scores {
  const told = texts.filter(isAbout);
  const rightCount = told.filter(({ about }) => about).length;
  const precision = told.length === 0 ? 0 : rightCount / told.length;
  const recall = rightCount / texts.filter(({ about }) => about).length;
  return { precision, recall, f1: rightCount === 0 ? 0 : (2 * precision * recall) / (precision + recall) };
}

function meanOf(scores: readonly Scores[]): Scores {
  const mean = (pick: (each: Scores) => number): number =>
    scores.reduce((sum, each) => sum + pick(each), 0) / scores.length;
  return {
    precision: mean((each) => each.precision),
    recall: mean((each) => each.recall),
    f1: mean((each) => each.f1),
  };
}

function toCell({ precision, recall, f1 }: Scores): string {
  return [precision, recall, f1]
    .map((ratio) => (100 * ratio).toFixed(1))
    .join(' / ')
    .padStart(22);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
