/** Which documents tell the same thing, so that one dispatch on thirty sites counts as one story. */
import { createHash } from 'node:crypto';
import { tokenize } from './query/tokens.ts';

/** Characters that are read; a dispatch differs from all others long before. */
const TEXT_CHARACTER_COUNT_MAX = 20_000;
/** 128 bits: two different stories of ten million never meet. */
const HEX_DIGIT_COUNT = 32;
/** A site's name behind the title, as in « Panne géante chez Orange - Le Quotidien du Rail », is at most so long… */
const SITE_NAME_WORD_COUNT_MAX = 5;
/** …and what stands before it at least so long: "Orange - LG" is a title, not a title and its site. */
const TITLE_WORD_COUNT_MIN = 3;

/**
 * A fingerprint of what a document tells: equal for the same words in title and text.
 *
 * Case, accents, punctuation, spacing, web addresses and a site's name behind the title make no difference, because
 * these are what changes when a dispatch is republished or a post is copied. A word added, cut or replaced does: near
 * duplicates are not found. Documents without any word (only emoji) are told apart by their characters.
 *
 * Shape:   32 hexadecimal digits.
 * Errors:  none: total.
 */
export function storyIdOf(document: Readonly<{ title: string | null; text: string }>): string {
  const title = toWords(withoutSiteName(document.title ?? ''));
  const text = toWords(document.text.slice(0, TEXT_CHARACTER_COUNT_MAX));
  const told =
    title.length + text.length > 0
      ? `${title.join(' ')}\n${text.join(' ')}`
      : `${document.title?.trim() ?? ''}\n\n${document.text.trim()}`;
  return createHash('sha256').update(told).digest('hex').slice(0, HEX_DIGIT_COUNT);
}

function toWords(text: string): readonly string[] {
  return tokenize(text.replace(/https?:\/\/\S+/gu, ' ')).map((token) => token.text);
}

const SITE_SEPARATOR_PATTERN = /\s[-–—|·•]\s/gu;

function withoutSiteName(title: string): string {
  const last = [...title.slice(0, TEXT_CHARACTER_COUNT_MAX).matchAll(SITE_SEPARATOR_PATTERN)].at(-1);
  if (last === undefined) return title;
  const before = title.slice(0, last.index);
  const after = title.slice(last.index + last[0].length);
  const isSiteName = tokenize(after).length <= SITE_NAME_WORD_COUNT_MAX;
  return isSiteName && tokenize(before).length >= TITLE_WORD_COUNT_MIN ? before : title;
}
