/** Outside text made safe for places that hold one line: a mail header, an SMS, a line of a list. */

/**
 * The text on one line, without what could end it or turn it around, and without what is no character.
 *
 * Line breaks would start a new mail header; the Unicode marks that reverse the reading order would let one name
 * pass for another; a picture that holds U+FFFF is no XML.
 */
export function stripControls(text: string): string {
  return text
    .replace(/[\u202a-\u202e\u2066-\u2069]|\p{Noncharacter_Code_Point}/gu, '')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
}

/**
 * The text on one line with at most so many characters, cut between words where there is one near, with `…` in place
 * of what was cut.
 */
export function toOneLine(text: string, lengthMax: number): string {
  const line = stripControls(text).replace(/[ \t]+/g, ' ');
  const characters = [...line];
  if (characters.length <= lengthMax) return line;
  const kept = characters.slice(0, lengthMax - 1).join('');
  const lastSpace = kept.lastIndexOf(' ');
  return `${(lastSpace > kept.length * 0.7 ? kept.slice(0, lastSpace) : kept).trimEnd()}…`;
}
