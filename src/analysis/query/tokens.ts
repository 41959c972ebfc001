/**
 * Words of a text with their places: what queries are matched on, stories are told apart by and opinion words are
 * looked up with. One definition for all three, so that a query finds what a reader would call the same word.
 */

/** A folded word and where it stands in the text as it came: UTF-16 offsets, end exclusive. */
export type Token = Readonly<{ text: string; start: number; end: number }>;

// A combining mark belongs to its letter, or "é" written as two code points would cut the word in two.
const WORD_PATTERN = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
const ASCII_WORD_PATTERN = /[a-z0-9]+/gi;

// Only marks that any script shares (accents, Arabic vowel points): a Hindi vowel sign is a letter to its reader.
const SHARED_MARKS_PATTERN = /[\p{M}&&\p{Script=Inherited}]/gv;
const LETTERS_TO_SPELL_PATTERN = /[œæßøł]/g;
const SPELLED_LETTERS: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l' };

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is the definition of ASCII
const ASCII_PATTERN = /^[\x00-\x7f]*$/;

/**
 * The words of a text, in order, folded.
 *
 * An apostrophe or a hyphen ends a word, so that « l’Orange » holds "orange" and no rule for elisions is needed; the
 * price is that "Coca-Cola" is two words, which is why a term of several words is searched as a phrase. Scripts
 * written without spaces (Chinese, Japanese, Thai) come out as one word per run: a query finds the whole run only.
 *
 * Shape:   any string, also with unpaired surrogates -> tokens by rising start. Time and memory grow with its length.
 * Errors:  none: total.
 *
 * @example tokenize('L’Œuvre')  // [{ text: 'l', start: 0, end: 1 }, { text: 'oeuvre', start: 2, end: 7 }]
 */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(isAscii(text) ? ASCII_WORD_PATTERN : WORD_PATTERN)) {
    const word = match[0];
    tokens.push({ text: foldWord(word), start: match.index, end: match.index + word.length });
  }
  return tokens;
}

/**
 * One word as it is compared: lower case, without accents, ligatures spelt out.
 *
 * Compatibility forms (full-width or "mathematical" letters, ﬁ) become plain letters as well, because spammers and
 * PDF files use them for the same word. The result can be longer or shorter than the word.
 *
 * @example foldWord('Cœur')  // 'coeur'
 */
export function foldWord(word: string): string {
  if (isAscii(word)) return word.toLowerCase();
  return word
    .normalize('NFKD')
    .replace(SHARED_MARKS_PATTERN, '')
    .toLowerCase()
    .replace(LETTERS_TO_SPELL_PATTERN, (letter) => SPELLED_LETTERS[letter] ?? letter);
}

function isAscii(text: string): boolean {
  return ASCII_PATTERN.test(text);
}
