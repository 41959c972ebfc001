/** Whether what stands at a place of a text is said not to be so. */
import { foldWord } from '../query/fold-word.ts';

/** How far back it is looked; a word with its articles fits many times. */
const LOOK_BACK_CHARS = 48;

/**
 * A negation, then nothing but articles, forms of "to be" and words that only stress. « Pas seulement une arnaque » and
 * « pas le premier scandale » have another word between, and are none. Folded.
 */
const NEGATION_PATTERN =
  /(?:^|[^\p{L}])(?:pas|aucun|aucune|sans|jamais|ni|guere|nullement|not|no|never|without|neither|nor|(?:is|was|are|were|do|does|did|has|have|had)n['’]?t)[ \t\u00a0'’]+(?:(?:un|une|de|d|des|du|la|l|eu|ete|vraiment|vrai|vraie|veritable|a|an|any|been|really|real|actual)[ \t\u00a0'’]+){0,3}$/u;

/**
 * Shape:   start: the character at which the word begins.
 * Errors:  none: total.
 *
 * @example isNegated('Ce n’est pas un scandale', 16)  // true
 */
export function isNegated(text: string, start: number): boolean {
  return NEGATION_PATTERN.test(foldWord(text.slice(Math.max(0, start - LOOK_BACK_CHARS), start)));
}
