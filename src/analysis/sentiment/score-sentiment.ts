/** How positive or negative a text is, as a whole. Towards one brand in it: score-towards.ts. */
import type { Sentiment } from '../../domain/mention.ts';
import { getOpinionModel, isSentimentLanguage } from './find-model.ts';
import { combine, toSentiment, UNREAD } from './judgement.ts';
import { cutPassages } from './passages.ts';

/** The part that is read: an opinion is told in the first pages, and a megabyte of text must not hold up the others. */
const SENTIMENT_CHARACTER_COUNT_MAX = 20_000;

/**
 * The sentiment of a text in a language.
 *
 * Shape:   language: ISO 639-1 or null. score -1..1; confidence 0..1, how likely the label is right. Neutral with
 *          confidence 0 where the language is none of SENTIMENT_LANGUAGES, or where nothing is said.
 * Errors:  none: total, in time that grows with the first 20,000 characters only.
 *
 * @example scoreSentiment({ text: 'Service client injoignable, quelle honte.', language: 'fr' }).label  // 'negative'
 */
export function scoreSentiment(input: Readonly<{ text: string; language: string | null }>): Sentiment {
  const { language } = input;
  const text = input.text.slice(0, SENTIMENT_CHARACTER_COUNT_MAX);
  const passages = cutPassages(text);
  if (!isSentimentLanguage(language) || passages.length === 0) return UNREAD;
  const { judge } = getOpinionModel(language);
  return toSentiment(
    combine(passages.map(({ start, end }) => ({ probabilities: judge(text.slice(start, end)), weight: 1 }))),
  );
}
