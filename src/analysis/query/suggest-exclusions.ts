/** Which words would keep out what a reader found wrong, and what each would cost. */
import type { Span } from '../../domain/mention.ts';
import { isFunctionWord } from '../relevance/read-features.ts';
import { foldWord } from './fold-word.ts';
import { scanText } from './scan-text.ts';

export type MarkedText = Readonly<{
  title: string | null;
  text: string;
  /** Where the query's own words stand: they are never suggested. */
  spans: readonly Span[];
  isAbout: boolean;
}>;

/** `NOT term` would keep out so many of the wrong texts, and so many of the right ones. */
export type Exclusion = Readonly<{ term: string; wrongCount: number; rightCount: number }>;

const SUGGESTION_COUNT_MAX = 10;
const TERM_CHARS_MIN = 3;
/** A right text that is lost costs more than a wrong one that stays. */
const LOSS_WEIGHT = 2;
/** Of one text; what tells a text apart stands early. */
const WORDS_PER_TEXT_MAX = 2_000;

/**
 * The words that tell the wrong texts from the right ones best, as clauses that a query can hold.
 *
 * Shape:   the best first; terms in lower case as they are written, without those that would lose as much as they win.
 * Errors:  none: total.
 *
 * @example suggestExclusions([{ title: null, text: 'jus d’orange', spans: […], isAbout: false }, …])
 *          // [{ term: 'jus', wrongCount: 1, rightCount: 0 }]
 */
export function suggestExclusions(texts: readonly MarkedText[]): readonly Exclusion[] {
  const counts = new Map<string, { term: string; wrongCount: number; rightCount: number }>();
  for (const marked of texts) {
    for (const [folded, term] of readTerms(marked)) {
      const count = counts.get(folded) ?? { term, wrongCount: 0, rightCount: 0 };
      if (marked.isAbout) count.rightCount += 1;
      else count.wrongCount += 1;
      counts.set(folded, count);
    }
  }
  const gain = (each: Exclusion): number => each.wrongCount - LOSS_WEIGHT * each.rightCount;
  return [...counts.values()]
    .filter((each) => gain(each) > 0)
    .sort((one, other) => gain(other) - gain(one) || (one.term < other.term ? -1 : 1))
    .slice(0, SUGGESTION_COUNT_MAX);
}

/** Each word of a text once, folded, with its first way of writing. */
function readTerms({ title, text, spans }: MarkedText): ReadonlyMap<string, string> {
  const terms = new Map<string, string>();
  for (const [field, content] of [['title', title ?? ''] as const, ['text', text] as const]) {
    const { starts, ends, emoji } = scanText(content);
    const isEmoji = new Set(emoji);
    for (const [index, start] of starts.slice(0, WORDS_PER_TEXT_MAX).entries()) {
      const end = ends[index] ?? start;
      const written = content.slice(start, end);
      const folded = foldWord(written);
      const isOwn = spans.some((span) => span.field === field && start < span.end && end > span.start);
      if (isOwn || isEmoji.has(index) || folded.length < TERM_CHARS_MIN || isFunctionWord(folded)) continue;
      if (/^\p{N}+$/u.test(folded) || terms.has(folded)) continue;
      terms.set(folded, written.toLowerCase());
    }
  }
  return terms;
}
