/**
 * Makes the models of src/analysis/sentiment/models: `npm run train:sentiment -- DIR TARGET_DIR`, where DIR holds umsab/
 * and lexicons/ and TARGET_DIR newsmtsc/ (CONTRIBUTING). The same texts give the same bytes.
 *
 * One model a language tells the sentiment of a short text: from the folder's tweets and from Vigie's own texts on
 * brands. One more tells towards whom a passage with several names speaks, in all languages: it learns from texts of two brands, in
 * French and English, read by models that know clauses of such texts, but not of these, and from English news.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type BrandText,
  LANGUAGES,
  type Language,
  readLists,
  readNews,
  readOwnTexts,
  readTweets,
  readTwoBrands,
  toTrainingOrder,
} from '../bench/sentiment-folder.ts';
import { likeliest, macroF1, readCalibrationError } from '../bench/sentiment-measure.ts';
import { extractAim, type Judging } from '../src/analysis/sentiment/aim-features.ts';
import { cutAtNames } from '../src/analysis/sentiment/aim-figures.ts';
import { MODELS_FOLDER, CLAUSE_LANGUAGES as TWO_BRAND_LANGUAGES } from '../src/analysis/sentiment/find-model.ts';
import { encodeModel, type ModelParts } from '../src/analysis/sentiment/model-file.ts';
import { openOpinionModel } from '../src/analysis/sentiment/opinion-model.ts';
import { BRAND_MARK, ownClauses } from '../src/analysis/sentiment/own-clauses.ts';
import {
  fitModel,
  type LabelledFeatures,
  type LabelledText,
  type Trained,
  trainModel,
} from '../src/analysis/sentiment/train-model.ts';

/** Texts of two brands are read by models of the other parts of them. */
const FOLD_COUNT = 4;
/** What stands behind a name is often only half of what is said of it. */
const PART_WEIGHT = 0.5;

/** News are of another kind than talk on brands, which the model is for. */
const NEWS_WEIGHT = 0.5;

const [folder, targetFolder] = process.argv.slice(2);
if (folder === undefined || !existsSync(path.join(folder, 'umsab'))) fail('DIR', 'umsab/ and lexicons/');
if (targetFolder === undefined || !existsSync(path.join(targetFolder, 'newsmtsc'))) fail('TARGET_DIR', 'newsmtsc/');
mkdirSync(MODELS_FOLDER, { recursive: true });
for (const language of Object.keys(LANGUAGES) as Language[]) trainLanguage(folder, language);
trainTowards(folder, targetFolder);

function fail(name: string, held: string): never {
  process.stderr.write(`npm run train:sentiment -- DIR TARGET_DIR: ${name} is the folder that holds ${held}\n`);
  process.exit(2);
}

function trainLanguage(from: string, language: Language): void {
  const tweets = readTweets(from, language, ['train', 'val']);
  const own = readOwnTexts(language);
  const texts = toTrainingOrder([...tweets, ...own]);
  const trained = trainModel(texts, language, readLists(from, language));
  save(language, trained.parts);
  for (const [name, part] of Object.entries({ tweets, 'own texts': own }))
    report(`${language} ${name}`, texts, trained, new Set(part));
}

function trainTowards(from: string, targetFrom: string): void {
  const texts = TWO_BRAND_LANGUAGES.flatMap((language) => {
    const pairs = toTrainingOrder(readTwoBrands('train', language));
    const { parts } = trainClauses(from, language, pairs.flat());
    save(`${language}-clauses`, parts);
    const read = readByOthers(from, language, pairs);
    return language === 'en' ? [...read, ...readOneByOne(readNews(targetFrom), language, parts)] : read;
  });
  const examples = toTrainingOrder(texts).flat();
  const aim = fitModel(examples);
  save('aim', aim.parts);
  report('aim', examples, aim);
}

/** Texts of two brands as the features of each of their brands, read by a model of the other texts. */
function readByOthers(
  from: string,
  language: Language,
  texts: readonly (readonly BrandText[])[],
): readonly (readonly LabelledFeatures[])[] {
  const features: LabelledFeatures[][] = [];
  for (let fold = 0; fold < FOLD_COUNT; fold += 1) {
    const others = texts.filter((_, index) => index % FOLD_COUNT !== fold).flat();
    const bytes = encodeModel(trainClauses(from, language, others).parts);
    const judging: Judging = { language, ...openOpinionModel(bytes, language) };
    for (const [index, text] of texts.entries()) {
      if (index % FOLD_COUNT !== fold) continue;
      features[index] = text.map(({ marked, label }) => ({ features: extractAim(marked, judging), label, weight: 1 }));
    }
  }
  return features;
}

/** Sentences with one target each, which no clause model has seen. */
function readOneByOne(
  targets: readonly BrandText[],
  language: Language,
  clauseParts: ModelParts,
): readonly (readonly LabelledFeatures[])[] {
  const judging: Judging = { language, ...openOpinionModel(encodeModel(clauseParts), language) };
  return targets.map(({ marked, label }) => [{ features: extractAim(marked, judging), label, weight: NEWS_WEIGHT }]);
}

/**
 * A model of what is said of one brand alone in texts of two: its clauses, and what stands behind its name. Without the
 * tweets, which speak of other things and cost two points here.
 */
function trainClauses(from: string, language: Language, texts: readonly BrandText[]): Trained {
  const clauses = texts.flatMap(({ marked, label }): readonly LabelledText[] => {
    const all = ownClauses(marked, language);
    const own = all.filter(({ owner }) => owner === 'brand').map(({ text }) => text);
    const parts = [cutAtNames(all).behind[BRAND_MARK]].filter((text) => text !== '');
    return [
      ...(own.length === 0 ? [] : [{ text: own.join(' '), label }]),
      ...parts.map((text) => ({ text, label, weight: PART_WEIGHT })),
    ];
  });
  return trainModel(toTrainingOrder([...readOwnTexts(language), ...clauses]), language, readLists(from, language));
}

function save(name: string, parts: ModelParts): void {
  const bytes = encodeModel(parts);
  writeFileSync(path.join(MODELS_FOLDER, `${name}.bin`), bytes);
  process.stdout.write(`${name}.bin: ${(bytes.length / 1_024).toFixed(0)} KB\n`);
}

/** How well what had not been seen was judged. */
function report(
  name: string,
  examples: readonly Readonly<{ label: number }>[],
  { held }: Trained,
  part: ReadonlySet<Readonly<{ label: number }>> = new Set(examples),
): void {
  const chosen = examples.flatMap((example, index) => (part.has(example) ? [index] : []));
  const labels = chosen.map((index) => examples[index]?.label ?? 0);
  const judged = chosen.map((index) => held[index] ?? []);
  process.stdout.write(
    `  ${name}: ${chosen.length} judged by models of the others: macro-F1 ${macroF1(labels, judged.map(likeliest)).toFixed(1)}, calibration error ${readCalibrationError(labels, judged).toFixed(3)}\n`,
  );
}
