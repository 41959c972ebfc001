/**
 * How positive or negative a text is, by the opinion words in it: natural's word lists, our own beside them, and
 * negation. Of the whole text; towards one brand in it is a later step.
 */
import type { Sentiment, SentimentLabel } from '../../domain/mention.ts';
import { type Token, tokenize } from '../query/tokens.ts';
import { type FindPolarity, getPolarityFinder, isLexiconLanguage } from './natural-lexicons.ts';
import {
  EMOJI_POLARITIES,
  findGroupAt,
  findOwnLexicon,
  INTENSIFIER_FACTOR,
  NEGATION_FACTOR,
  NEGATION_WORD_COUNT,
  negates,
  type OwnEntry,
  type OwnLexicon,
} from './own-lexicons.ts';

/** The part that is read: an opinion is told in the first pages, and a megabyte of text must not hold up the others. */
export const SENTIMENT_CHARACTER_COUNT_MAX = 20_000;

/** The same word again and again in a long text is its subject, not a new opinion each time. */
const REPEATED_WORD_COUNT_MAX = 3;
/** Neutral opinions that are assumed beside the found ones, so that a single mild word does not decide. */
const DAMPING_WORD_COUNT = 1;

/**
 * Borders between the labels. Of a grid over UMSAB's tweets these are best or within a point of it in French and
 * English, on its training as on its validation part: macro-F1 58.4 in French (natural's list alone 50.7, and 48.6
 * by its sign), 64.8 in English (60.2; 59.4), on the validation part.
 */
const NEGATIVE_SCORE_MAX = -0.03;
const POSITIVE_SCORE_MIN = 0.1;

const UNKNOWN: Sentiment = { label: 'neutral', score: 0, confidence: 0 };

/**
 * The sentiment of a text in a language.
 *
 * The score is the mean over the opinion words, not over all words: a long article with ten angry words is as angry
 * as its words, and natural's own division by length would call every article neutral. One assumed neutral word damps
 * texts with a single mild one.
 *
 * Shape:   language: ISO 639-1 or null. score -1..1. confidence 0..1 grows with the number of opinion words and with
 *          the distance from the nearest border between labels; 0 where no opinion word was found or the language has
 *          no list (emoji are read in every language).
 * Errors:  none: total, in time that grows with the first 20,000 characters only.
 *
 * @example scoreSentiment({ text: 'Service client injoignable, quelle honte.', language: 'fr' }).label  // 'negative'
 */
export function scoreSentiment(input: Readonly<{ text: string; language: string | null }>): Sentiment {
  const text = input.text.slice(0, SENTIMENT_CHARACTER_COUNT_MAX);
  const language = input.language ?? '';
  const opinions = findEmojiOpinions(text);
  if (isLexiconLanguage(language)) {
    opinions.push(
      ...findWordOpinions(text, { own: findOwnLexicon(language), findPolarity: getPolarityFinder(language) }),
    );
  }
  if (opinions.length === 0) return UNKNOWN;
  const sum = opinions.reduce((total, opinion) => total + opinion, 0);
  const score = Math.max(-1, Math.min(1, sum / (opinions.length + DAMPING_WORD_COUNT)));
  return { label: toLabel(score), score, confidence: toConfidence(score, opinions.length) };
}

function toLabel(score: number): SentimentLabel {
  if (score < NEGATIVE_SCORE_MAX) return 'negative';
  return score > POSITIVE_SCORE_MIN ? 'positive' : 'neutral';
}

function toConfidence(score: number, opinionCount: number): number {
  const margin = Math.min(Math.abs(score - NEGATIVE_SCORE_MAX), Math.abs(score - POSITIVE_SCORE_MIN));
  return (opinionCount / (opinionCount + 2)) * Math.min(1, 0.3 + 2 * margin);
}

// Emoji say the same in every language; the marks for colour of skin and presentation stand behind them.
const EMOJI_PATTERN = /\p{Extended_Pictographic}/gu;

function findEmojiOpinions(text: string): number[] {
  const opinions: number[] = [];
  for (const [emoji] of text.matchAll(EMOJI_PATTERN)) {
    const polarity = EMOJI_POLARITIES.get(emoji);
    if (polarity !== undefined) opinions.push(polarity);
  }
  return opinions;
}

function findWordOpinions(
  text: string,
  lexicon: Readonly<{ own: OwnLexicon; findPolarity: FindPolarity }>,
): readonly number[] {
  const { own, findPolarity } = lexicon;
  const tokens = tokenize(text);
  const opinions: number[] = [];
  const timesSaid = new Map<string, number>();
  let negatedUntil = -1;
  let index = 0;
  while (index < tokens.length) {
    const token = tokens[index];
    if (token === undefined) break;
    if (index > 0 && endsSentence(text, tokens[index - 1], token)) negatedUntil = -1;
    const entry = findOwnEntry(tokens, index, own);
    const polarity = entry?.polarity ?? findPolarity(text.slice(token.start, token.end).normalize('NFC').toLowerCase());
    const isNegator = (entry === undefined || entry.words.length === 1) && negates(token.text, tokens, index, own);
    if (isNegator) {
      negatedUntil = index + NEGATION_WORD_COUNT;
    } else if (own.turns.has(token.text)) {
      negatedUntil = -1;
    } else if (polarity !== 0 && sayAgain(timesSaid, token.text) <= REPEATED_WORD_COUNT_MAX) {
      const isIntensified = own.intensifiers.has(tokens[index - 1]?.text ?? '');
      const isNegated = index <= negatedUntil;
      const strength = polarity * (isIntensified ? INTENSIFIER_FACTOR : 1) * (isNegated ? NEGATION_FACTOR : 1);
      opinions.push(Math.max(-1, Math.min(1, strength)));
    }
    index += entry?.words.length ?? 1;
  }
  return opinions;
}

function sayAgain(timesSaid: Map<string, number>, word: string): number {
  const count = (timesSaid.get(word) ?? 0) + 1;
  timesSaid.set(word, count);
  return count;
}

/** Longest group first; a word is also found without the mark of its plural. */
function findOwnEntry(tokens: readonly Token[], index: number, own: OwnLexicon): OwnEntry | undefined {
  const first = tokens[index]?.text ?? '';
  const found = findGroupAt(tokens, index, own);
  if (found !== undefined || !/[^s]s$/.test(first)) return found;
  return own.entriesByFirstWord.get(first.slice(0, -1))?.find(({ words }) => words.length === 1);
}

function endsSentence(text: string, before: Token | undefined, after: Token): boolean {
  return before !== undefined && /[.!?;:\n…]/u.test(text.slice(before.end, after.start));
}
