/** The forms of a word that differ by a simple plural: who looks for a "forfait" wants the "forfaits" too. */

/** A shorter word and its plural are too often two words (no/nos, me/mes). */
const SINGULAR_CHARS_MIN = 3;
/** A shorter word on -s is too often no plural (bus, gaz, Paris would be left alone by its ending). */
const PLURAL_CHARS_MIN = 5;
const LETTERS_PATTERN = /^\p{L}+$/u;
/** English -es; not behind a single -s, where French has another word (cours, courses; bas, bases). */
const ENGLISH_ES_PATTERN = /(?:x|ch|sh|ss)$/;
/** -s that is part of the word: Paris, bus, Texas, chaos, business. */
const NO_PLURAL_PATTERN = /(?:[aious]s)$/;
const FRENCH_X_PATTERN = /(?:au|eu|ou)$/;
const FRENCH_PLURAL_X_PATTERN = /(?:au|eu|ou)x$/;

/**
 * The word itself and the forms of it that a text may use.
 *
 * Only endings that are added or dropped: -s, the -x of French (réseaux, bijoux), the -es of English behind a hissing
 * sound. Nothing that changes the word (cheval, chevaux), because a brand's name must not be found in another word.
 *
 * Shape:   a folded word -> folded words, the word first, each once.
 *
 * @example pluralForms('reseau')   // ['reseau', 'reseaus', 'reseaux']
 * @example pluralForms('oranges')  // ['oranges', 'orange']
 */
export function pluralForms(word: string): readonly string[] {
  if (word.length < SINGULAR_CHARS_MIN || !LETTERS_PATTERN.test(word)) return [word];
  const forms = [word];
  if (ENGLISH_ES_PATTERN.test(word)) forms.push(`${word}es`);
  // « match » has two: matches in English, matchs in French
  if (!/[sxz]$/.test(word)) forms.push(`${word}s`);
  if (FRENCH_X_PATTERN.test(word)) forms.push(`${word}x`);
  if (word.length >= PLURAL_CHARS_MIN) {
    const isPlural = (word.endsWith('s') && !NO_PLURAL_PATTERN.test(word)) || FRENCH_PLURAL_X_PATTERN.test(word);
    if (isPlural) forms.push(word.slice(0, -1));
    if (word.endsWith('es') && ENGLISH_ES_PATTERN.test(word.slice(0, -2))) forms.push(word.slice(0, -2));
  }
  return forms;
}
