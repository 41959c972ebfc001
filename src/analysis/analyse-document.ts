/** All that is told of one document: its language, its story, and each brand in it with its sentiment. */
import type { Passage, Sentiment, Span } from '../domain/mention.ts';
import type { Theme } from '../domain/theme.ts';
import { detectLanguage } from './language.ts';
import type { Matcher } from './query/compile-matcher.ts';
import type { Condition } from './query/conditions.ts';
import type { MatchableDocument } from './query/read-document.ts';
import { type NamingDocument, scoreTowards } from './sentiment/score-towards.ts';
import { storyIdOf } from './stories.ts';
import { findThemes } from './themes/find-themes.ts';
import { wholeTextOf } from './whole-text.ts';

/** One query found in the document. */
export type FoundMention<Key> = Readonly<{
  key: Key;
  spans: readonly Span[];
  /** What must be known to be so of how the document was found; null: nothing. */
  condition: Condition | null;
  sentiment: Sentiment;
  passages: readonly Passage[];
  themes: readonly Theme[];
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
 * Sentiment is told towards each brand that was found, and only there: most documents name none. Brands that are found in
 * the same places, as one that many agencies watch, are told once.
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
  const read = new Map<string, ReturnType<typeof readTowards>>();
  const mentions = matches.map((match) => {
    const places = match.spans.map(({ field, start, end }) => `${field} ${start} ${end}`).join();
    const known = read.get(places) ?? readTowards({ ...document, language, spans: match.spans });
    read.set(places, known);
    return { ...match, ...known };
  });
  return { language, storyId, mentions };
}

function readTowards(document: NamingDocument) {
  const towards = scoreTowards(document);
  return { ...towards, themes: findThemes(towards.passages.map(({ text }) => text).join('\n')) };
}
