/**
 * Makes src/analysis/relevance/prior-weights.json from the labelled sentences: run it when features or sentences change
 * ("node scripts/train-relevance.ts").
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type LabelledText, trainPrior } from '../src/analysis/relevance/train-prior.ts';

const ROOT = path.join(import.meta.dirname, '..');
const texts = ['other-names', 'six-names'].flatMap((file) =>
  readFileSync(path.join(ROOT, `test/fixtures/analysis/relevance/${file}.ndjson`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): LabelledText => JSON.parse(line)),
);
const weights = trainPrior(texts);
writeFileSync(path.join(ROOT, 'src/analysis/relevance/prior-weights.json'), `${JSON.stringify(weights, null, 2)}\n`);
process.stdout.write(`${texts.length} sentences, ${Object.keys(weights).length} weights\n`);
