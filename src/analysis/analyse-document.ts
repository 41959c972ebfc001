/** All that is told of one document: its language, its story, and each brand in it with its sentiment. */
import type { Sentiment, Span } from '../domain/mention.ts';
import { detectLanguage } from './language.ts';
import type { Matcher } from './query/compile-matcher.ts';
import type { Condition } from './query/conditions.ts';
import type { MatchableDocument } from './query/read-document.ts';
import { scoreSentiment } from './sentiment/score-sentiment.ts';
import { storyIdOf } from './stories.ts';
import { wholeTextOf } from './whole-text.ts';

/** One query found in the document. */
export type FoundMention<Key> = Readonly<{
  key: Key;
  spans: readonly Span[];
  /** What must be known to be so of how the document was found; null: nothing. */
  condition: Condition | null;
  sentiment: Sentiment;
}>;

export type Analysis<Key> = Readonly<{
  /** ISO 639-1; null where it cannot be told. */
  language: string | null;
  storyId: string;
  /** In the order in which the matcher was given the queries; empty where none matched. */
  mentions: readonly FoundMention<Key>[];
}>;

/**
 * Reads one document for all brands at once.
 *
 * Sentiment is scored once, of title and text together, and only where a brand was found: most documents name none.
 * So two brands in one document share its sentiment.
 *
 * Errors:  none: total, for any title and text.
 */
export function analyseDocument<Key>(
  input: Readonly<{ matcher: Matcher<Key>; document: MatchableDocument }>,
): Analysis<Key> {
  const { matcher, document } = input;
  const whole = wholeTextOf(document);
  const { language } = detectLanguage(whole);
  const storyId = storyIdOf(document);
  const matches = matcher.match({ ...document, language });
  if (matches.length === 0) return { language, storyId, mentions: [] };
  const sentiment = scoreSentiment({ text: whole, language });
  return { language, storyId, mentions: matches.map((match) => ({ ...match, sentiment })) };
}
