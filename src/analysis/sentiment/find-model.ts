/** The trained models that Vigie ships: read at first use, and kept. Made by `npm run train:sentiment`. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { decodeModel, type Model } from './model-file.ts';
import { type OpinionModel, openOpinionModel } from './opinion-model.ts';

/** ISO 639-1 codes of the languages whose sentiment is read. */
export const SENTIMENT_LANGUAGES = ['de', 'en', 'es', 'fr', 'it', 'pt'] as const;

export type SentimentLanguage = (typeof SENTIMENT_LANGUAGES)[number];

/** Those with texts of two brands to learn from. */
export const CLAUSE_LANGUAGES = ['fr', 'en'] as const satisfies readonly SentimentLanguage[];

export const MODELS_FOLDER = path.join(import.meta.dirname, 'models');

const opinionModels = new Map<string, OpinionModel>();
let aimModel: Model | undefined;

export function isSentimentLanguage(language: string | null): language is SentimentLanguage {
  return SENTIMENT_LANGUAGES.some((each) => each === language);
}

/** Tells the sentiment of short texts. Reading one takes about 10 ms and twice its size. */
export function getOpinionModel(language: SentimentLanguage): OpinionModel {
  return getModel(language, language);
}

/**
 * Tells the sentiment of what is said of one brand in a text of several: parts of sentences. Where there is none of the
 * language, the one of whole texts.
 */
export function getClauseModel(language: SentimentLanguage): OpinionModel {
  return CLAUSE_LANGUAGES.some((each) => each === language)
    ? getModel(`${language}-clauses`, language)
    : getOpinionModel(language);
}

/** What tells towards whom a passage with several names speaks; of all languages. */
export function getAimModel(): Model {
  aimModel ??= decodeModel(readModel('aim'));
  return aimModel;
}

function getModel(name: string, language: SentimentLanguage): OpinionModel {
  const known = opinionModels.get(name);
  if (known !== undefined) return known;
  const made = openOpinionModel(readModel(name), language);
  opinionModels.set(name, made);
  return made;
}

function readModel(name: string): Uint8Array {
  return readFileSync(path.join(MODELS_FOLDER, `${name}.bin`));
}
