/**
 * The alphabet of a plain SMS. One character outside it turns the whole message into 70-character segments, so an
 * alert is written inside it: some accents are there (é è à ù É Ç), others are not (ê ç î ô œ À).
 *
 * Source: 3GPP TS 23.038, sections 6.2.1 (default alphabet) and 6.2.1.1 (extension, two septets each).
 */

/** What fits in a message of one segment, and in each of several (the header that joins them costs seven septets). */
export const SEGMENT_SEPTETS = 160;
export const JOINED_SEGMENT_SEPTETS = 153;

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENSION = new Set('^{}\\[~]|€');

/** What has no base letter to fall back to; everything else loses its accents by Unicode decomposition. */
const SUBSTITUTES: Readonly<Record<string, string>> = {
  œ: 'oe',
  Œ: 'OE',
  '’': "'",
  '‘': "'",
  '‚': "'",
  '«': '"',
  '»': '"',
  '“': '"',
  '”': '"',
  '„': '"',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '−': '-',
  '·': '-',
  '•': '-',
  '×': 'x',
  '°': 'o',
  '©': '(c)',
  '®': '(r)',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  '`': "'",
  '\t': ' ',
};

const UNKNOWN = '?';

/**
 * The same text in the alphabet of a plain SMS.
 *
 * French stays readable: `« Ça coûte »` becomes `"Ça coute"`, without the no-break spaces inside the marks. A letter
 * of another script has no place in the alphabet and becomes a question mark; pictograms vanish.
 *
 * Errors:  none: total.
 */
export function toGsm7(text: string): string {
  const plain = text
    .normalize('NFC')
    .replace(/«[\s\u00a0\u202f]*/g, '"')
    .replace(/[\s\u00a0\u202f]*»/g, '"')
    .replace(/[\u00a0\u2000-\u200a\u202f\u205f\u3000]/g, ' ')
    .replace(/\p{Cf}|(?![©®™])\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/gu, (character) =>
      /[0-9#*]/.test(character) ? character : '',
    );
  return [...plain].map(toGsm7Character).join('');
}

/**
 * How many septets the text takes on the air: one a character, two for those of the extension table.
 *
 * Shape:   text as toGsm7 returns it.
 *
 * @example countSeptets('[ORANGE]')  // 10
 */
export function countSeptets(text: string): number {
  return [...text].reduce((count, character) => count + septetsOf(character), 0);
}

/**
 * How many SMS the text is sent and billed as; 0 for an empty one.
 *
 * An escape pair is never cut in two, so a segment may end one septet early.
 */
export function countSegments(text: string): number {
  const septetCount = countSeptets(text);
  if (septetCount <= SEGMENT_SEPTETS) return Math.min(1, septetCount);
  let segmentCount = 1;
  let usedSeptets = 0;
  for (const character of text) {
    const septets = septetsOf(character);
    if (usedSeptets + septets > JOINED_SEGMENT_SEPTETS) {
      segmentCount += 1;
      usedSeptets = 0;
    }
    usedSeptets += septets;
  }
  return segmentCount;
}

/** The longest beginning that fits, with `...` in place of what was cut; whole where it fits. */
export function cutToSeptets(text: string, septetsMax: number): string {
  if (countSeptets(text) <= septetsMax) return text;
  let kept = '';
  let usedSeptets = Math.min(3, septetsMax);
  const dots = '.'.repeat(usedSeptets);
  for (const character of text) {
    usedSeptets += septetsOf(character);
    if (usedSeptets > septetsMax) break;
    kept += character;
  }
  return `${kept.trimEnd()}${dots}`;
}

function toGsm7Character(character: string): string {
  if (BASIC.has(character) || EXTENSION.has(character)) return character;
  const substitute = SUBSTITUTES[character];
  if (substitute !== undefined) return substitute;
  const base = character.normalize('NFKD').replace(/\p{M}/gu, '');
  return [...base]
    .map((part) => (BASIC.has(part) || EXTENSION.has(part) ? part : (SUBSTITUTES[part] ?? UNKNOWN)))
    .join('');
}

function septetsOf(character: string): number {
  return EXTENSION.has(character) ? 2 : 1;
}
