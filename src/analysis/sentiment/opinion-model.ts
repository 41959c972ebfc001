/** The sentiment of short texts in one language. */
import { extractFeatures, FIGURE_COUNT, type FindOpinions } from './extract-features.ts';
import { decodeModel } from './model-file.ts';

export type OpinionModel = Readonly<{
  /** The probabilities of LABELS. Errors: none: total. */
  judge: (text: string) => readonly number[];
  /** What its word lists say of a word. */
  findOpinions: FindOpinions;
}>;

/**
 * The model of a file that was trained on texts of this language.
 *
 * Errors:  Error where the bytes are of another format: train it anew.
 */
export function openOpinionModel(bytes: Uint8Array, language: string): OpinionModel {
  const { figureCount, judge, findOpinions } = decodeModel(bytes);
  if (figureCount !== FIGURE_COUNT) throw new Error(`the sentiment model of "${language}" is old: train it anew`);
  return { judge: (text) => judge(extractFeatures(text, language, findOpinions)), findOpinions };
}
