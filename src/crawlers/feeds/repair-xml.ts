/** Light repairs of feed text: what publishers break most and what can be mended without guessing. */
import { MARKUP_CHARS_MAX } from '../read-markup.ts';

/**
 * Elements that hold HTML; some publishers write it as tags instead of escaping it. Attributes end before the next
 * "<": a search to the end of the feed from each of a million unclosed tags would take hours.
 */
const MARKUP_HOLDERS = /<(content:encoded|description|content|summary|subtitle|tagline|title)(\s[^<>]*)?>/g;

/**
 * The same feed with markup that was written as elements escaped into text.
 *
 * XHTML content (Atom's type="xhtml") and unescaped HTML in RSS are trees of elements to an XML parser, which forgets
 * the order of text and tags; as text they reach the HTML reader whole. It also keeps an unclosed `<br>` inside them
 * from breaking the feed. Linear: each closing tag is looked for once, and a kind that is never closed is left alone.
 */
export function escapeInlineMarkup(xml: string): string {
  const closings = new Map<string, number>();
  let escaped = '';
  let copiedUntil = 0;
  MARKUP_HOLDERS.lastIndex = 0;
  for (let opening = MARKUP_HOLDERS.exec(xml); opening !== null; opening = MARKUP_HOLDERS.exec(xml)) {
    const [tag, name = '', attributes = ''] = opening;
    if (attributes.endsWith('/')) continue;
    const innerFrom = opening.index + tag.length;
    const closingAt = findClosing(xml, name, innerFrom, closings);
    if (closingAt < 0) continue;
    const inner = xml.slice(innerFrom, closingAt);
    const cdataAt = inner.indexOf('<![CDATA[');
    if (cdataAt >= 0) {
      const cdataEnd = xml.indexOf(']]>', innerFrom + cdataAt);
      MARKUP_HOLDERS.lastIndex = cdataEnd < 0 ? xml.length : cdataEnd;
      continue;
    }
    if (inner.includes('<') && !/<\/?(?:item|entry)[\s>]/.test(inner)) {
      // what the HTML reader leaves unread is not escaped: each entity costs the XML parser a string of its own
      escaped += xml.slice(copiedUntil, innerFrom) + escapeXml(inner.slice(0, MARKUP_CHARS_MAX));
      copiedUntil = closingAt;
    }
    MARKUP_HOLDERS.lastIndex = closingAt;
  }
  return copiedUntil === 0 ? xml : escaped + xml.slice(copiedUntil);
}

/** Where the element ends, -1 if nowhere; closings keeps what was found, so that no stretch is searched twice. */
function findClosing(xml: string, name: string, from: number, closings: Map<string, number>): number {
  const known = closings.get(name);
  if (known !== undefined && (known < 0 || known >= from)) return known;
  const closingAt = xml.indexOf(`</${name}>`, from);
  closings.set(name, closingAt);
  return closingAt;
}

/**
 * The feed with its commonest faults mended, for a second try in the parser's tolerant mode.
 *
 * Junk before the root (blank lines, PHP warnings), bare ampersands, named entities that XML does not know, control
 * characters, and a feed that was cut off: it ends after its last whole entry.
 */
export function repairXml(xml: string): string {
  const rootAt = xml.search(/<\?xml\s|<(?:\w+:)?(?:rss|feed|rdf)[\s>]/i);
  const fromRoot = rootAt > 0 ? xml.slice(rootAt) : xml;
  return closeTruncated(
    outsideCdata(fromRoot, (part) =>
      part
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
        .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '')
        .replace(/&(?!(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)/gi, '&amp;')
        // In text these entities reach the HTML reader, which knows them all.
        .replace(/&(?!(?:amp|lt|gt|quot|apos);)([a-z][a-z0-9]{1,31});/gi, '&amp;$1;'),
    ),
  );
}

/**
 * The feed with at most so many entries: what comes after is cut before it is parsed, because half a million empty
 * entries fit into what a feed may weigh.
 */
export function cutEntries(xml: string, entryCountMax: number): string {
  let entryCount = 0;
  for (const opening of xml.matchAll(/<(?:\w+:)?(?:item|entry)[\s>/]/gi)) {
    entryCount += 1;
    if (entryCount > entryCountMax) return xml.slice(0, opening.index) + toRootClosing(xml);
  }
  return xml;
}

/** A closing tag of the root, once an entry is complete. */
function closeTruncated(xml: string): string {
  const root = findRoot(xml);
  if (root === null || xml.lastIndexOf(`</${root}`) >= 0) return xml;
  const lastEntry = /^[\s\S]*<\/((?:\w+:)?(?:item|entry))\s*>/i.exec(xml);
  if (lastEntry === null) return xml;
  return lastEntry[0] + toRootClosing(xml);
}

function toRootClosing(xml: string): string {
  const root = findRoot(xml) ?? '';
  return `${/rss$/i.test(root) ? '</channel>' : ''}</${root}>`;
}

function findRoot(xml: string): string | null {
  return /<((?:\w+:)?(?:rss|feed|rdf))[\s>]/i.exec(xml)?.[1] ?? null;
}

/** CDATA is not markup: what looks like a bare ampersand there is right. */
function outsideCdata(xml: string, mend: (part: string) => string): string {
  let mended = '';
  let from = 0;
  for (;;) {
    const cdataAt = xml.indexOf('<![CDATA[', from);
    const cdataEnd = cdataAt < 0 ? -1 : xml.indexOf(']]>', cdataAt);
    if (cdataEnd < 0) return mended + mend(xml.slice(from));
    mended += mend(xml.slice(from, cdataAt)) + xml.slice(cdataAt, cdataEnd + 3);
    from = cdataEnd + 3;
  }
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
