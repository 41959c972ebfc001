/** What makes two ways of writing the same word. */

// Only marks that any script shares (accents, Arabic vowel points): a Hindi vowel sign is a letter to its reader.
const SHARED_MARKS_PATTERN = /[\p{M}&&\p{Script=Inherited}]/gv;
const LETTERS_TO_SPELL_PATTERN = /[œæßøł]/g;
const SPELLED_LETTERS: Readonly<Record<string, string>> = { œ: 'oe', æ: 'ae', ß: 'ss', ø: 'o', ł: 'l' };
/** A soft hyphen or a zero-width space within a word is a break that a page allows, or a spammer's trick. */
const UNSEEN_PATTERN = /[\u00ad\u200b-\u200d\u2060\ufeff]/g;
const SKIN_AND_STYLE_PATTERN = /[\ufe0f\u{1f3fb}-\u{1f3ff}]/gu;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is the definition of ASCII
const ASCII_PATTERN = /^[\x00-\x7f]*$/;

/**
 * One word as it is compared: lower case, without accents, ligatures spelt out.
 *
 * Compatibility forms (full-width or "mathematical" letters, ﬁ) become plain letters as well, because spammers and
 * PDF files use them for the same word. The result can be longer or shorter than the word.
 *
 * @example foldWord('Cœur')  // 'coeur'
 */
export function foldWord(word: string): string {
  if (ASCII_PATTERN.test(word)) return word.toLowerCase();
  // putting accents in order takes the square of their number: a "letter" with a thousand of them keeps none
  const bounded = word.length > WORD_CHARS_MAX ? word.replace(SHARED_MARKS_PATTERN, '') : word;
  return bounded
    .normalize('NFKD')
    .replace(SHARED_MARKS_PATTERN, '')
    .replace(UNSEEN_PATTERN, '')
    .toLowerCase()
    .replace(LETTERS_TO_SPELL_PATTERN, (letter) => SPELLED_LETTERS[letter] ?? letter);
}

/** One word as it is compared letter by letter, however its accents are composed. */
export function composeWord(word: string): string {
  return word.length > WORD_CHARS_MAX ? word : word.normalize('NFC');
}

/** Longer ones are no words of any language. */
const WORD_CHARS_MAX = 256;

/** One emoji as it is compared: the same picture in any skin tone, coloured or not. */
export function foldEmoji(emoji: string): string {
  return emoji.replace(SKIN_AND_STYLE_PATTERN, '') || emoji;
}
