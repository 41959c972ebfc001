/**
 * Makes the models of src/analysis/sentiment/models: `npm run train:sentiment -- DIR`, where DIR holds umsab/ and
 * lexicons/ (CONTRIBUTING). The same texts give the same bytes.
 *
 * One model a language tells the sentiment of a short text: from the folder's tweets and from Vigie's own texts on
 * brands. One more tells towards whom a passage with several names speaks, in all languages: it learns from texts of two brands, in
 * French and English, read by models that know clauses of such texts, but not of these.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type BrandText,
  LANGUAGES,
  type Language,
  readLists,
  readOwnTexts,
  readTweets,
  readTwoBrands,
  toTrainingOrder,
} from '../bench/sentiment-folder.ts';
import { likeliest, macroF1, readCalibrationError } from '../bench/sentiment-measure.ts';
import { extractAim, type Judging, ownClauses } from '../src/analysis/sentiment/aim-features.ts';
import { MODELS_FOLDER, CLAUSE_LANGUAGES as TWO_BRAND_LANGUAGES } from '../src/analysis/sentiment/find-model.ts';
import { encodeModel, type ModelParts } from '../src/analysis/sentiment/model-file.ts';
import { openOpinionModel } from '../src/analysis/sentiment/opinion-model.ts';
import {
  fitModel,
  type LabelledFeatures,
  type LabelledText,
  type Trained,
  trainModel,
} from '../src/analysis/sentiment/train-model.ts';

/** Texts of two brands are read by models of the other parts of them. */
const FOLD_COUNT = 4;

const folder = process.argv[2];
if (folder === undefined || !existsSync(path.join(folder, 'umsab'))) {
  process.stderr.write('npm run train:sentiment -- DIR: name the folder that holds umsab/ and lexicons/\n');
  process.exit(2);
}
mkdirSync(MODELS_FOLDER, { recursive: true });
for (const language of Object.keys(LANGUAGES) as Language[]) trainLanguage(folder, language);
trainTowards(folder);

function trainLanguage(from: string, language: Language): void {
  const tweets = readTweets(from, language, ['train', 'val']);
  const own = readOwnTexts(language);
  const texts = toTrainingOrder([...tweets, ...own]);
  const trained = trainModel(texts, language, readLists(from, language));
  save(language, trained.parts);
  for (const [name, part] of Object.entries({ tweets, 'own texts': own }))
    report(`${language} ${name}`, texts, trained, new Set(part));
}

function trainTowards(from: string): void {
  const pairs = TWO_BRAND_LANGUAGES.flatMap((language) => {
    const texts = toTrainingOrder(readTwoBrands('train', language));
    save(`${language}-clauses`, trainClauses(from, language, texts.flat()).parts);
    return readByOthers(from, language, texts);
  });
  const examples = toTrainingOrder(pairs).flat();
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

/** A model that also knows what is said of one brand alone in texts of two. */
function trainClauses(from: string, language: Language, texts: readonly BrandText[]): Trained {
  const clauses = texts.flatMap(({ marked, label }): readonly LabelledText[] => {
    const own = ownClauses(marked, language).filter(({ owner }) => owner === 'brand');
    return own.length === 0 ? [] : [{ text: own.map(({ text }) => text).join(' '), label }];
  });
  const order = toTrainingOrder([
    ...readTweets(from, language, ['train', 'val']),
    ...readOwnTexts(language),
    ...clauses,
  ]);
  return trainModel(order, language, readLists(from, language));
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
