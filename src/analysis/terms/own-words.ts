/** The words that a brand is found by: they stand in all of its talk and tell nothing of it. */
import { tokenize } from '../query/tokens.ts';
import { stemWord } from '../stem-word.ts';

/** Folded words and their stems. */
export type OwnWords = Readonly<{
  /** Of the brand's name: no term begins or ends with one. */
  names: ReadonlySet<string>;
  /** Of its query too: none is a term by itself. */
  all: ReadonlySet<string>;
}>;

/** What the query language gives a meaning of its own; the words of its fields stay words. */
const OPERATORS_PATTERN = /\b(?:AND|OR|NOT|O?NEAR(?:\/\d+)?)\b|\b[a-z]+:/g;
/** Own words are met in texts of any language; in others the folded form must do. */
const STEMMED_LANGUAGES = ['fr', 'en'];

/**
 * The own words of a brand, also of a query that no longer parses.
 *
 * @example ownWordsOf({ name: 'Orange', query: 'orange AND (box OR fibre)' }).all
 *          // Set { 'orange', 'orang', 'box', 'fibre', 'fibr' }
 */
export function ownWordsOf(brand: Readonly<{ name: string; query: string }>): OwnWords {
  const names = tokenize(brand.name).flatMap(({ text }) => toForms(text));
  const words = tokenize(brand.query.replace(OPERATORS_PATTERN, ' ')).flatMap(({ text }) => toForms(text));
  return { names: new Set(names), all: new Set([...names, ...words]) };
}

function toForms(folded: string): readonly string[] {
  return [folded, ...STEMMED_LANGUAGES.map((language) => stemWord(folded, language))];
}
