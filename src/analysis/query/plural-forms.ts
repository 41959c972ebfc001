/** The forms of a word that differ by a simple plural: who looks for a "forfait" wants the "forfaits" too. */

/** A shorter word and its plural are too often two words (no/nos, me/mes). */
const SINGULAR_CHARS_MIN = 3;
/** A shorter word on -s is too often no plural (bus, gaz, Paris would be left alone by its ending). */
const PLURAL_CHARS_MIN = 5;
const LETTERS_PATTERN = /^\p{L}+$/u;
/** English -es; not behind a single -s, where French has another word (cours, courses; bas, bases). */
const ENGLISH_ES_PATTERN = /(?:x|ch|sh|ss)$/;
/** -s that is part of the word: Paris, bus, Texas, business; photos and médias are plurals, most of their kind are. */
const NO_PLURAL_PATTERN = /(?:[aiu]s|ss)(?<!ias)$/;
const NO_PLURALS = new Set(
  'alias albinos chaos cosmos clos enclos ethos eros heros kudos pathos propos repos rhinoceros tetanos tournedos'.split(
    ' ',
  ),
);
/** Plurals of words on -a, -i and -u that people write of brands. */
const PLURALS = new Set('amis cameras cinemas agendas contenus menus revenus taxis visas'.split(' '));
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
  if (word.length >= PLURAL_CHARS_MIN || PLURALS.has(word)) {
    if (isPlural(word)) forms.push(word.slice(0, -1));
    if (word.endsWith('es') && ENGLISH_ES_PATTERN.test(word.slice(0, -2))) forms.push(word.slice(0, -2));
  }
  return forms;
}

function isPlural(word: string): boolean {
  if (FRENCH_PLURAL_X_PATTERN.test(word) || PLURALS.has(word)) return true;
  return word.endsWith('s') && !NO_PLURAL_PATTERN.test(word) && !NO_PLURALS.has(word);
}
