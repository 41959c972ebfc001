/** Bytes to text: which charset a feed or page is really in, whatever it says. */

const DECLARATION_BYTES_MAX = 2_048;
/** Longer ones are no media types: a server may send 32 KB of spaces. */
const CONTENT_TYPE_CHARS_MAX = 500;

/**
 * The body as text, without byte order mark.
 *
 * A declaration is a claim, so each candidate is tried strictly and the next one taken when the bytes do not fit. What
 * is declared as a Latin charset but is valid UTF-8 is UTF-8: servers put ISO-8859-1 on everything, and real Latin
 * text with accents is practically never valid UTF-8. One broken byte in a long UTF-8 text costs that character and
 * not the whole text's accents.
 *
 * Shape:   contentType: the header as received, null where there was none. Total: windows-1252 reads any bytes.
 * Errors:  none.
 * Source:  order BOM, HTTP charset, XML declaration or HTML meta, strict UTF-8, windows-1252 (RFC 7303 section 3.2, XML 1.0 appendix F,
 *          WHATWG Encoding); labels are those of TextDecoder.
 *
 * @example decodeBody({ body: Uint8Array.of(0xe9, 0x74, 0xe9), contentType: null })  // 'été'
 */
export function decodeBody(input: Readonly<{ body: Uint8Array; contentType: string | null }>): string {
  const { body } = input;
  const wide = decodeFourByteUnits(body);
  if (wide !== null) return wide;
  const candidates = [findByteOrderMark(body), findHttpCharset(input.contentType), findDeclaredCharset(body), 'utf-8'];
  for (const label of candidates) {
    const text = label === null ? null : decodeStrictly(body, label);
    if (text !== null) return text;
  }
  return decodeDamaged(body);
}

/** UTF-32, which TextDecoder does not know: by its mark, or by a "<" in four bytes. Null for anything else. */
function decodeFourByteUnits(body: Uint8Array): string | null {
  const [first, second, third, fourth] = body;
  const isLittle =
    third === 0 && fourth === 0 && ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0));
  const isBig =
    first === 0 && second === 0 && ((third === 0xfe && fourth === 0xff) || (third === 0 && fourth === 0x3c));
  if (!isLittle && !isBig) return null;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const parts: string[] = [];
  for (let at = 0; at + 4 <= body.length; at += 4) {
    const code = view.getUint32(at, isLittle);
    const isCharacter = code <= 0x10_ff_ff && (code < 0xd8_00 || code > 0xdf_ff);
    if (code !== 0xfe_ff) parts.push(isCharacter ? String.fromCodePoint(code) : '\ufffd');
  }
  return parts.join('');
}

function findByteOrderMark(body: Uint8Array): string | null {
  const [first, second, third, fourth] = body;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // No mark, but "<" followed by a letter, "?" or "!" in two-byte units (XML 1.0 appendix F).
  if (first === 0x3c && second === 0 && third !== 0 && fourth === 0) return 'utf-16le';
  if (first === 0 && second === 0x3c && third === 0 && fourth !== 0) return 'utf-16be';
  return null;
}

function findHttpCharset(contentType: string | null): string | null {
  const head = (contentType ?? '').slice(0, CONTENT_TYPE_CHARS_MAX);
  return /charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1] ?? null;
}

function findDeclaredCharset(body: Uint8Array): string | null {
  const head = new TextDecoder('windows-1252').decode(body.subarray(0, DECLARATION_BYTES_MAX));
  const declared =
    /<\?xml\b[^>]*\bencoding\s*=\s*["']\s*([\w.:-]+)/i.exec(head)?.[1] ??
    /<meta\b[^>]*\bcharset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1];
  // The declaration was legible byte by byte, so the text is not in two-byte units though it may say so.
  return declared === undefined || /^(utf-?16|ucs-?2|iso-10646)/i.test(declared) ? null : declared;
}

function decodeStrictly(body: Uint8Array, label: string): string | null {
  try {
    const decoder = new TextDecoder(label, { fatal: true });
    if (decoder.encoding !== 'windows-1252') return decoder.decode(body);
    return decodeStrictly(body, 'utf-8') ?? decoder.decode(body);
  } catch {
    return null; // an unknown label or bytes that do not fit: TextDecoder has no other way to say so
  }
}

/** UTF-8 where most of what is not ASCII reads as UTF-8, windows-1252 otherwise. */
function decodeDamaged(body: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(body);
  let readableCount = 0;
  let damagedCount = 0;
  for (const character of text) {
    if (character === '\ufffd') damagedCount += 1;
    else if (character > '\u007f') readableCount += 1;
  }
  return readableCount > damagedCount ? text : new TextDecoder('windows-1252').decode(body);
}
