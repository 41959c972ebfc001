/** The tags of an XML text, one after the other, however damaged: positions only, because most of a feed is never asked for. */

export type XmlTagHandler = Readonly<{
  /** name as written. from..innerFrom is the tag itself, attributes included. */
  onOpen: (tag: Readonly<{ name: string; from: number; innerFrom: number; isSelfClosing: boolean }>) => void;
  /** from: where the closing tag begins. */
  onClose: (tag: Readonly<{ name: string; from: number; to: number }>) => void;
  /** True ends the scan. Asked after every tag. */
  isDone: () => boolean;
}>;

const NAME_CHARS_MAX = 256;
/** A quoted value longer than this was never closed: its tag ends at the next ">". */
const QUOTED_CHARS_MAX = 65_536;

/**
 * Tells the handler of every tag; comments, CDATA, declarations and instructions are stepped over.
 *
 * Written by hand and not taken from an XML parser: those stop at the first fault, and lenient ones read each
 * character of texts that nobody asks for. A "<" that begins no tag is text, a tag without ">" ends at the next one,
 * a closing tag that the file's end cut ("</rss") closes.
 *
 * Shape:   linear in the text whatever it holds: what each search found is kept until it was passed.
 * Errors:  none: total.
 */
export function scanXml(xml: string, from: number, handler: XmlTagHandler): void {
  const finders = { tagEnd: makeFinder(xml, '>'), double: makeFinder(xml, '"'), single: makeFinder(xml, "'") };
  const commentEnd = makeFinder(xml, '-->');
  const cdataEnd = makeFinder(xml, ']]>');
  const next = makeFinder(xml, '<');
  let at = from;
  while (!handler.isDone()) {
    const opening = next(at);
    if (opening < 0) return;
    const code = xml.charCodeAt(opening + 1);
    if (code === SLASH) {
      at = readClosingTag(xml, opening, finders.tagEnd(opening), next(opening + 1), handler);
    } else if (code === BANG && xml.startsWith('<!--', opening)) {
      at = toEnd(commentEnd(opening + 4), 3, opening + 4);
    } else if (code === BANG && xml.startsWith('<![CDATA[', opening)) {
      at = toEnd(cdataEnd(opening + 9), 3, xml.length);
    } else if (code === BANG || code === QUESTION) {
      at = toEnd(finders.tagEnd(opening), 1, opening + 2);
    } else if (isNameStart(code)) {
      at = readOpeningTag(xml, opening, finders, handler);
    } else {
      at = opening + 1;
    }
  }
}

const SLASH = 47;
const BANG = 33;
const QUESTION = 63;

type Finder = (from: number) => number;

/** indexOf that remembers: asked again before what it found, it answers at once. Positions asked for only grow. */
function makeFinder(xml: string, needle: string): Finder {
  let found = -2;
  return (from) => {
    if (found === -1 || found >= from) return found;
    found = xml.indexOf(needle, from);
    return found;
  };
}

function toEnd(found: number, length: number, otherwise: number): number {
  return found < 0 ? otherwise : found + length;
}

function readClosingTag(
  xml: string,
  opening: number,
  tagEnd: number,
  nextOpening: number,
  handler: XmlTagHandler,
): number {
  const nameEnd = findNameEnd(xml, opening + 2);
  let to = tagEnd < 0 ? xml.length : tagEnd + 1;
  if (nextOpening >= 0 && nextOpening < to) to = nextOpening; // "</title<link>"
  if (nameEnd > opening + 2) handler.onClose({ name: xml.slice(opening + 2, nameEnd), from: opening, to });
  return to;
}

function readOpeningTag(
  xml: string,
  opening: number,
  finders: Readonly<{ tagEnd: Finder; double: Finder; single: Finder }>,
  handler: XmlTagHandler,
): number {
  const nameEnd = findNameEnd(xml, opening + 1);
  const firstEnd = finders.tagEnd(nameEnd);
  if (firstEnd < 0) return xml.length;
  const end = findTagEnd(nameEnd, firstEnd, finders);
  handler.onOpen({
    name: xml.slice(opening + 1, nameEnd),
    from: opening,
    innerFrom: end + 1,
    isSelfClosing: xml.charCodeAt(end - 1) === SLASH,
  });
  return end + 1;
}

/** The ">" that is in no quotes; the first of all where quotes do not close. */
function findTagEnd(
  from: number,
  firstEnd: number,
  finders: Readonly<{ tagEnd: Finder; double: Finder; single: Finder }>,
): number {
  let at = from;
  let end = firstEnd;
  for (;;) {
    const double = finders.double(at);
    const single = finders.single(at);
    const isDouble = double >= 0 && (single < 0 || double < single);
    const quote = isDouble ? double : single;
    if (quote < 0 || quote > end) return end;
    const closing = isDouble ? finders.double(quote + 1) : finders.single(quote + 1);
    if (closing < 0 || closing - quote > QUOTED_CHARS_MAX) return firstEnd;
    at = closing + 1;
    if (closing > end) {
      end = finders.tagEnd(at);
      if (end < 0) return firstEnd;
    }
  }
}

function isNameStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code > 127;
}

function findNameEnd(xml: string, from: number): number {
  const max = Math.min(xml.length, from + NAME_CHARS_MAX);
  let at = from;
  while (at < max && !isNameEnd(xml.charCodeAt(at))) at += 1;
  return at;
}

/** White space, "/", ">", "<". */
function isNameEnd(code: number): boolean {
  return code <= 32 || code === SLASH || code === 62 || code === 60;
}

const ATTRIBUTES_MAX = 64;
const TAG_CHARS_MAX = 262_144;

export type XmlAttribute = Readonly<{ name: string; rawValue: string }>;

/**
 * The attributes between two positions, names as written, values undecoded; quotes may be missing.
 *
 * Shape:   at most 64 of one tag; a repeated one is there twice.
 */
export function readAttributes(xml: string, from: number, to: number): XmlAttribute[] {
  const attributes: XmlAttribute[] = [];
  const until = Math.min(to, from + TAG_CHARS_MAX);
  let at = from;
  while (at < until && attributes.length < ATTRIBUTES_MAX) {
    const nameFrom = skip(xml, at, until, isAttributeGap);
    const nameTo = skip(xml, nameFrom, until, isAttributeName);
    if (nameTo === nameFrom) {
      at = nameFrom + 1;
      continue;
    }
    const equals = skip(xml, nameTo, until, isSpace);
    at = equals;
    if (xml.charCodeAt(equals) !== 61 || equals >= until) continue;
    const valueFrom = skip(xml, equals + 1, until, isSpace);
    const quote = xml[valueFrom];
    if (quote === '"' || quote === "'") {
      const closing = xml.indexOf(quote, valueFrom + 1);
      const valueTo = closing < 0 || closing >= until ? until : closing;
      attributes.push({ name: xml.slice(nameFrom, nameTo), rawValue: xml.slice(valueFrom + 1, valueTo) });
      at = valueTo + 1;
      continue;
    }
    at = skip(xml, valueFrom, until, isUnquoted);
    attributes.push({ name: xml.slice(nameFrom, nameTo), rawValue: xml.slice(valueFrom, at) });
  }
  return attributes;
}

function skip(xml: string, from: number, to: number, isSkipped: (code: number) => boolean): number {
  let at = from;
  while (at < to && isSkipped(xml.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(code: number): boolean {
  return code <= 32;
}

function isAttributeGap(code: number): boolean {
  return code <= 32 || code === SLASH;
}

function isAttributeName(code: number): boolean {
  return code > 32 && code !== 61 && code !== SLASH && code !== 62 && code !== 34 && code !== 39;
}

function isUnquoted(code: number): boolean {
  return code > 32 && code !== 62;
}
