/** Telling a brand from the word that it is named after, from ten marks. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  learnRelevance,
  type PriorWeights,
  RELEVANCE_THRESHOLD,
} from '../../../src/analysis/relevance/learn-relevance.ts';
import priorWeights from '../../../src/analysis/relevance/prior-weights.json' with { type: 'json' };
import { readFeatures } from '../../../src/analysis/relevance/read-features.ts';
import { findName, type LabelledText, trainPrior } from '../../../src/analysis/relevance/train-prior.ts';

const FOLDER = path.join(import.meta.dirname, '../../fixtures/analysis/relevance');

function readSet(name: string): readonly LabelledText[] {
  return readFileSync(path.join(FOLDER, `${name}.ndjson`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): LabelledText => JSON.parse(line));
}

const six = readSet('six-names');
const all = [...readSet('other-names'), ...six];

/** Of the sentences that are not marked, how many of those told to be about the brand are, and how many are told. */
function judge(texts: readonly LabelledText[], prior: PriorWeights): Readonly<{ precision: number; recall: number }> {
  const marked = [true, false].flatMap((kind) => texts.filter(({ about }) => about === kind).slice(0, 5));
  const model = learnRelevance(
    marked.map((text) => ({ found: findName(text), isAbout: text.about })),
    prior,
  );
  const rest = texts.filter((text) => !marked.includes(text));
  const told = rest.filter((text) => model.score(findName(text)) >= RELEVANCE_THRESHOLD);
  const rightCount = told.filter(({ about }) => about).length;
  return { precision: rightCount / told.length, recall: rightCount / rest.filter(({ about }) => about).length };
}

describe('ten marks', () => {
  test('raise F1 over six names to 0.85 or more, where the query alone comes to 0.67, without knowing the names', () => {
    const scores = [...Map.groupBy(six, ({ name }) => name)].map(([name, texts]) => {
      const prior = trainPrior(all.filter((each) => each.name !== name));
      const { precision, recall } = judge(texts, prior);
      return (2 * precision * recall) / (precision + recall);
    });
    expect(scores).toHaveLength(6);
    expect(scores.reduce((sum, score) => sum + score, 0) / scores.length).toBeGreaterThanOrEqual(0.85);
  });

  test('that all say the contrary turn the model round', () => {
    const texts = six.filter(({ name }) => name === 'Orange');
    const right = judge(texts, priorWeights);
    const turned = judge(
      texts.map((text) => ({ ...text, about: !text.about })),
      {},
    );
    expect(right.precision).toBeGreaterThan(turned.precision);
  });

  test('in the same order give the same score', () => {
    const marks = six.slice(0, 10).map((text) => ({ found: findName(text), isAbout: text.about }));
    const found = findName({ name: 'Orange', text: 'Orange relève ses tarifs' });
    expect(learnRelevance(marks).score(found)).toBe(learnRelevance(marks).score(found));
  });
});

test('the prior that is shipped is what the sentences teach', () => {
  expect(trainPrior(all)).toEqual(priorWeights);
});

describe('features', () => {
  const of = (name: string, text: string): readonly string[] => readFeatures(findName({ name, text }));

  test.each([
    ['Orange', 'Le réseau Orange est en panne', 'form:capital'],
    ['Orange', 'Orange annonce des tarifs', 'form:capital-first'],
    ['Orange', 'Bonjour. Orange annonce des tarifs', 'form:capital-first'],
    ['Orange', 'Une robe orange', 'form:lower'],
    ['Orange', 'une robe orange', 'form:small'],
    ['Orange', 'ORANGE EN PANNE', 'form:shouted'],
    ['SFR', 'Chez SFR tout va bien', 'form:capitals'],
    ['Orange', 'merci @orange', 'form:@'],
    ['Orange', 'un feu orange', 'before-word:feu'],
    ['Orange', 'chez Orange', 'before:chez'],
  ])('%s in « %s » is %s', (name, text, feature) => {
    expect(of(name, text)).toContain(feature);
  });

  test('words far from the name are not looked at', () => {
    const far = `Orange ${'mot '.repeat(40)} facture`;
    expect(of('Orange', far)).not.toContain('near:factur');
    expect(of('Orange', 'Orange facture')).toContain('near:factur');
  });

  test('a text of a million characters and one without the name are read', () => {
    expect(readFeatures({ title: null, text: 'a'.repeat(1_000_000), spans: [] })).toContain('bias');
    expect(of('Orange', 'rien du tout')).toContain('bias');
  });
});
