/**
 * Words of a text with their places: what stories are told apart by and opinion words are looked up with; queries are
 * matched on the same words, so that they find what a reader would call the same word.
 */
import { foldWord } from './fold-word.ts';
import { scanText } from './scan-text.ts';

/** A folded word and where it stands in the text as it came: UTF-16 offsets, end exclusive. */
export type Token = Readonly<{ text: string; start: number; end: number }>;

/**
 * The words of a text, in order, folded; emoji are none.
 *
 * Shape:   any string, also with unpaired surrogates -> tokens by rising start. Time and memory grow with its length.
 * Errors:  none: total.
 *
 * @example tokenize('L’Œuvre')  // [{ text: 'l', start: 0, end: 1 }, { text: 'oeuvre', start: 2, end: 7 }]
 */
export function tokenize(text: string): readonly Token[] {
  const { starts, ends, emoji } = scanText(text);
  const tokens: Token[] = [];
  let nextEmoji = 0;
  for (const [index, start] of starts.entries()) {
    if (emoji[nextEmoji] === index) {
      nextEmoji += 1;
      continue;
    }
    const end = ends[index] ?? start;
    tokens.push({ text: foldWord(text.slice(start, end)), start, end });
  }
  return tokens;
}
