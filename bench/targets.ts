/**
 * npm run bench:targets -- DIR: sentiment towards a target, on the parts of public sets that nothing here was trained on. DIR holds
 * semeval16-restaurants/{fr,en}-PART.jsonl and newsmtsc/{rw,mt}-PART.jsonl; test parts are taken where they are, else dev.
 */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { LABELS } from '../src/analysis/sentiment/model-file.ts';
import { scoreSentiment } from '../src/analysis/sentiment/score-sentiment.ts';
import { scoreTowards } from '../src/analysis/sentiment/score-towards.ts';
import { readTargets } from './sentiment-folder.ts';
import { macroF1 } from './sentiment-measure.ts';

const SETS = [
  { name: 'semeval16-restaurants/fr', language: 'fr' },
  { name: 'semeval16-restaurants/en', language: 'en' },
  { name: 'newsmtsc/rw', language: 'en' },
  { name: 'newsmtsc/mt', language: 'en' },
] as const;

const folder = process.argv[2];
if (folder === undefined || !existsSync(path.join(folder, 'newsmtsc'))) {
  process.stderr.write(
    'npm run bench:targets -- DIR: name the folder that holds newsmtsc/ and semeval16-restaurants/\n',
  );
  process.exit(2);
}
for (const { name, language } of SETS) {
  const [file] = ['test', 'dev'].map((part) => path.join(folder, `${name}-${part}.jsonl`)).filter(existsSync);
  if (file === undefined) continue;
  const rows = readTargets(file);
  const labels = rows.map(({ label }) => label);
  const towards = rows.map(({ text, place }) => {
    const spans = [{ field: 'text' as const, ...place }];
    return LABELS.indexOf(scoreTowards({ title: null, text, language, spans }).sentiment.label);
  });
  const whole = rows.map(({ text }) => LABELS.indexOf(scoreSentiment({ text, language }).label));
  process.stdout.write(
    `${path.basename(file)} of ${name}: ${rows.length} targets, towards ${rate(labels, towards)}, whole text ${rate(labels, whole)}\n`,
  );
}

function rate(labels: readonly number[], said: readonly number[]): string {
  const right = labels.filter((label, index) => said[index] === label).length;
  return `accuracy ${((100 * right) / labels.length).toFixed(1)}, macro-F1 ${macroF1(labels, said).toFixed(1)}`;
}
