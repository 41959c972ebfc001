/** The part of a document that a mention keeps: enough around the brand to judge by, never the whole article. */
import type { Span } from '../domain/mention.ts';

export const EXCERPT_CHARS_MAX = 400;
const CHARS_BEFORE_MATCH = 120;
const WORD_CHARS_MAX = 40;

/**
 * Cuts the text around its first match, at word borders, and moves the spans along.
 *
 * Shape:   text: plain. Returns at most EXCERPT_CHARS_MAX characters and an ellipsis at each end that was cut; spans
 *          of the title as they were, those of the text relative to the excerpt, those outside it left out.
 * Errors:  none: total.
 */
export function cutExcerpt(
  input: Readonly<{ text: string; spans: readonly Span[] }>,
): Readonly<{ excerpt: string; spans: readonly Span[] }> {
  const { text } = input;
  const firstMatch = input.spans.find((span) => span.field === 'text')?.start ?? 0;
  const start = toWordStart(text, text.length <= EXCERPT_CHARS_MAX ? 0 : Math.max(0, firstMatch - CHARS_BEFORE_MATCH));
  const end = toWordEnd(text, Math.min(text.length, start + EXCERPT_CHARS_MAX));
  const before = start > 0 ? '…' : '';
  const after = end < text.length ? '…' : '';
  const shift = before.length - start;
  return {
    excerpt: `${before}${text.slice(start, end)}${after}`,
    spans: input.spans.flatMap((span) => {
      if (span.field === 'title') return [span];
      if (span.start < start || span.end > end) return [];
      return [{ ...span, start: span.start + shift, end: span.end + shift }];
    }),
  };
}

/** Forward to the next word, unless the word is endless; never into the middle of a surrogate pair. */
function toWordStart(text: string, position: number): number {
  if (position === 0) return 0;
  const space = text.indexOf(' ', position);
  if (space !== -1 && space - position <= WORD_CHARS_MAX) return space + 1;
  return isLowSurrogate(text, position) ? position + 1 : position;
}

function toWordEnd(text: string, position: number): number {
  if (position === text.length) return position;
  const space = text.lastIndexOf(' ', position);
  if (space !== -1 && position - space <= WORD_CHARS_MAX) return space;
  return isLowSurrogate(text, position) ? position - 1 : position;
}

function isLowSurrogate(text: string, position: number): boolean {
  const code = text.charCodeAt(position);
  return code >= 0xdc00 && code <= 0xdfff;
}
