/** What the characters between tags mean: CDATA, references to characters, and entities by name. */
import { Parser } from 'htmlparser2';

/** Entities that the document type declares, by name. */
export type DeclaredEntities = ReadonlyMap<string, string>;

export const NO_ENTITIES: DeclaredEntities = new Map();

const SUBSET_CHARS_MAX = 65_536;
const ENTITIES_MAX = 500;
const EXPANDED_CHARS_MAX = 1_000_000;

/** Quoted values are bounded so that a search in a damaged subset stays short. */
const ENTITY_DECLARATION = /<!ENTITY\s{1,20}([\w.:-]{1,64})\s{1,20}(?:"([^"]{0,1000})"|'([^']{0,1000})')\s{0,20}>/g;

/**
 * The entities that a document type declares in the file itself.
 *
 * One whose value refers to another is left out: entities in entities are how a short file becomes gigabytes. Files
 * named by SYSTEM or PUBLIC are never fetched.
 *
 * Shape:   doctypeAt: where "<!DOCTYPE" begins. to: where the declaration ends, for the scan to go on.
 */
export function readDoctype(xml: string, doctypeAt: number): Readonly<{ entities: DeclaredEntities; to: number }> {
  const until = doctypeAt + SUBSET_CHARS_MAX;
  const end = xml.indexOf('>', doctypeAt);
  const subsetFrom = xml.slice(doctypeAt, end < 0 ? until : end).indexOf('[');
  if (subsetFrom < 0) return { entities: NO_ENTITIES, to: end < 0 ? xml.length : end + 1 };
  const closing = /\]\s{0,100}>/g;
  closing.lastIndex = doctypeAt + subsetFrom;
  const found = closing.exec(xml.slice(0, until));
  const to = found === null ? (end < 0 ? xml.length : end + 1) : closing.lastIndex;
  const entities = new Map<string, string>();
  for (const [, name = '', double, single] of xml.slice(doctypeAt, to).matchAll(ENTITY_DECLARATION)) {
    const value = decodeReferences(double ?? single ?? '', NO_ENTITIES);
    if (!/&[\w.:-]+;/.test(value) && !entities.has(name) && entities.size < ENTITIES_MAX) entities.set(name, value);
  }
  return { entities, to };
}

/**
 * The text between two positions that hold no tags.
 *
 * CDATA stands for itself; elsewhere references are decoded once: numbers, XML's five names, what the document type
 * declares, and HTML's names, which XML does not know and publishers use. What names nothing stays as it is.
 */
export function decodeXmlText(xml: string, entities: DeclaredEntities): string {
  if (!xml.includes('<')) return decodeReferences(xml, entities);
  let text = '';
  let at = 0;
  for (;;) {
    const opening = xml.indexOf('<!', at);
    if (opening < 0) return text + decodeReferences(xml.slice(at), entities);
    text += decodeReferences(xml.slice(at, opening), entities);
    if (xml.startsWith('<![CDATA[', opening)) {
      const closing = xml.indexOf(']]>', opening + 9);
      text += xml.slice(opening + 9, closing < 0 ? xml.length : closing);
      at = closing < 0 ? xml.length : closing + 3;
    } else if (xml.startsWith('<!--', opening)) {
      const closing = xml.indexOf('-->', opening + 4);
      at = closing < 0 ? xml.length : closing + 3;
    } else {
      text += '<!';
      at = opening + 2;
    }
  }
}

const REFERENCE_CHARS_MAX = 66;

/** References in text without tags; undeclared and unknown ones stay as they are. */
export function decodeReferences(raw: string, entities: DeclaredEntities): string {
  let ampersand = raw.indexOf('&');
  if (ampersand < 0) return raw;
  let decoded = '';
  let copiedUntil = 0;
  let semicolon = -1;
  let expandedChars = 0;
  while (ampersand >= 0) {
    if (semicolon < ampersand) semicolon = raw.indexOf(';', ampersand + 1);
    if (semicolon < 0) break;
    const length = semicolon - ampersand - 1;
    const name = length > 0 && length <= REFERENCE_CHARS_MAX ? raw.slice(ampersand + 1, semicolon) : '';
    const declared = entities.size === 0 ? undefined : entities.get(name);
    expandedChars += declared?.length ?? 0;
    const character = expandedChars > EXPANDED_CHARS_MAX ? null : (declared ?? decodeName(name));
    if (character !== null) {
      decoded += raw.slice(copiedUntil, ampersand) + character;
      copiedUntil = semicolon + 1;
    }
    ampersand = raw.indexOf('&', character === null ? ampersand + 1 : copiedUntil);
  }
  return decoded + raw.slice(copiedUntil);
}

const WINDOWS_1252 = new TextDecoder('windows-1252');

/** As HTML reads it: 128 to 159 are windows-1252, halves of characters and what is beyond Unicode a replacement. */
function toCharacter(code: number): string {
  if (code >= 128 && code <= 159) return WINDOWS_1252.decode(Uint8Array.of(code));
  if (code === 0 || code > 0x10_ff_ff || (code >= 0xd8_00 && code <= 0xdf_ff)) return '\ufffd';
  return String.fromCodePoint(code);
}

const HTML_NAME_CHARS_MAX = 32;
const KNOWN_NAMES_MAX = 3_000;
/** XML's five, and what was asked for since: HTML has 2,231 names, and numbers come back again and again. */
const knownNames = new Map<string, string>([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Null for what names nothing. */
function decodeName(name: string): string | null {
  const known = knownNames.get(name);
  if (known !== undefined) return known;
  const number = /^#(?:(\d{1,8})|[xX]([\da-fA-F]{1,7}))$/.exec(name);
  const decoded =
    number === null
      ? decodeHtmlName(name)
      : toCharacter(Number.parseInt(number[1] ?? number[2] ?? '', number[1] ? 10 : 16));
  if (decoded !== null && knownNames.size < KNOWN_NAMES_MAX) knownNames.set(name, decoded);
  return decoded;
}

/** The HTML parser knows them; what it decodes only in part ("&notit;" is "¬it;" to it) is no name. */
function decodeHtmlName(name: string): string | null {
  if (name.length > HTML_NAME_CHARS_MAX || !/^[a-zA-Z][a-zA-Z\d]*$/.test(name)) return null;
  let decoded = '';
  const parser = new Parser(
    {
      ontext: (part) => {
        decoded += part;
      },
    },
    { decodeEntities: true },
  );
  parser.end(`&${name};`);
  return decoded.endsWith(';') ? null : decoded;
}
