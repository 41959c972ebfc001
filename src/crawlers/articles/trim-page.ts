/** A page of any size to one that is cheap to read: its head as facts, its body without what is never text. */
import { Parser } from 'htmlparser2';
import { escapeHtml } from '../../base/html.ts';

/** What is read of a page: a state of two megabytes in a script comes before the text of some. */
export const PAGE_CHARS_MAX = 5_000_000;
/** What is kept of it. Reading time grows with all three, and no article comes near them. */
export const ELEMENTS_MAX = 12_000;
export const TEXT_CHARS_KEPT_MAX = 300_000;
const DEPTH_KEPT_MAX = 150;
/** Beyond it the parser's own stack makes each tag dearer than the last: what was read so far is the page. */
const DEPTH_READ_MAX = 2_000;
const METAS_MAX = 300;
/** An entity is a node of its own to the tree's parser, so that text can be as dear as tags. */
const ENTITIES_MAX = 20_000;
const JSON_LDS_MAX = 20;
const JSON_LD_CHARS_MAX = 500_000;
const ATTRIBUTE_CHARS_MAX = 4_096;
const NAME_CHARS_MAX = 300;

export type TrimmedPage = Readonly<{
  /** A whole document, well nested, with few attributes. */
  html: string;
  /** `name` or `property` in lower case → first content. */
  metas: ReadonlyMap<string, string>;
  /** The texts of `application/ld+json` scripts. */
  jsonLds: readonly string[];
  /** As written; null where the page has none. */
  title: string | null;
  canonicalHref: string | null;
  baseHref: string | null;
  elementCount: number;
}>;

const DROPPED = toSet(
  'script style template noscript iframe object embed applet svg math canvas video audio map nav button select ' +
    'textarea datalist dialog menu',
);
/** Written once, around everything. */
const FRAME = toSet('html head body');
const HEAD_ONLY = toSet('title meta link base');
const KEPT_ATTRIBUTES = ['class', 'id', 'role', 'itemprop', 'href', 'src', 'alt', 'datetime', 'rel', 'cite'] as const;
/** Never hidden for good, whatever they say: a script shows them when the page has loaded. */
const ALWAYS_SHOWN = toSet('html body main article');
const EMBEDDED_POST_CLASS =
  /\b(?:social|twitter|instagram|facebook|mastodon|bluesky)[\w-]*embed|embed[\w-]*(?:social|twitter)/i;

/**
 * Reads a page once, from its start, until a limit, and writes it anew.
 *
 * The tree is built from what is written here, so its size is known before it exists. Elements below the kept depth
 * lose their tags and keep their text.
 *
 * Errors:  none: total. Time grows with the page's length up to its limit, and not beyond.
 */
export function trimPage(page: string): TrimmedPage {
  const writer = makeWriter();
  const metas = new Map<string, string>();
  const jsonLds: string[] = [];
  let title: string | null = null;
  let canonicalHref: string | null = null;
  let baseHref: string | null = null;
  let depth = 0;
  /** Depth of the dropped element that we are in; 0 outside. */
  let droppedFrom = 0;
  let collected: { into: 'title' | 'json-ld'; text: string } | null = null;

  const readHead = (name: string, attributes: Attributes): void => {
    if (name === 'base') baseHref ??= attributes.href ?? null;
    if (name === 'link' && /^canonical$/i.test(attributes.rel?.trim() ?? '')) canonicalHref ??= attributes.href ?? null;
    const key = attributes.property ?? attributes.name ?? attributes.itemprop;
    if (name !== 'meta' || key === undefined || attributes.content === undefined || metas.size >= METAS_MAX) return;
    const known = key.trim().toLowerCase().slice(0, 100);
    if (!metas.has(known)) metas.set(known, attributes.content.slice(0, ATTRIBUTE_CHARS_MAX));
  };

  const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        depth += 1;
        if (depth > DEPTH_READ_MAX || writer.isFull()) parser.pause();
        if (droppedFrom > 0) return;
        const isJsonLd = name === 'script' && /ld\+json/i.test(attributes.type ?? '');
        if (isJsonLd || name === 'title') collected = { into: isJsonLd ? 'json-ld' : 'title', text: '' };
        if (HEAD_ONLY.has(name)) readHead(name, attributes);
        if (HEAD_ONLY.has(name) || DROPPED.has(name) || isHidden(name, attributes)) droppedFrom = depth;
        else writer.open(name, attributes);
      },
      onclosetag: () => {
        if (collected?.into === 'title') title ??= collected.text;
        if (collected?.into === 'json-ld' && jsonLds.length < JSON_LDS_MAX) jsonLds.push(collected.text);
        collected = null;
        const wasDropped = droppedFrom > 0;
        if (droppedFrom === depth) droppedFrom = 0;
        depth -= 1;
        if (!wasDropped) writer.close();
      },
      ontext: (text) => {
        if (collected !== null && collected.text.length < JSON_LD_CHARS_MAX) collected.text += text;
        if (droppedFrom === 0) writer.write(text);
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  parser.end(page.slice(0, PAGE_CHARS_MAX));
  return { ...writer.end(), metas, jsonLds, title, canonicalHref, baseHref };
}

type Attributes = Readonly<Record<string, string>>;

function makeWriter() {
  const parts: string[] = [];
  /** As written, or empty for those that were not. */
  const openTags: string[] = [];
  let writtenDepth = 0;
  let elementCount = 0;
  let textChars = 0;
  let entityCount = 0;
  const isFull = (): boolean =>
    elementCount >= ELEMENTS_MAX || textChars >= TEXT_CHARS_KEPT_MAX || entityCount >= ENTITIES_MAX;
  const escapeText = (character: string): string => {
    entityCount += 1;
    if (entityCount >= ENTITIES_MAX) return ' ';
    return character === '&' ? '&amp;' : '&lt;';
  };
  return {
    isFull,
    open: (name: string, attributes: Attributes): void => {
      if (writtenDepth >= DEPTH_KEPT_MAX || isFull() || FRAME.has(name)) {
        openTags.push('');
        return;
      }
      elementCount += 1;
      writtenDepth += 1;
      const tag = isEmbeddedPost(attributes) ? 'blockquote' : name;
      openTags.push(tag);
      parts.push(`<${tag}${tag === name ? toAttributes(attributes) : ''}>`);
    },
    close: (): void => {
      const tag = openTags.pop() ?? '';
      if (tag === '') return;
      writtenDepth -= 1;
      if (!VOID.has(tag)) parts.push(`</${tag}>`);
    },
    write: (text: string): void => {
      if (textChars >= TEXT_CHARS_KEPT_MAX) return;
      const kept = text.slice(0, TEXT_CHARS_KEPT_MAX - textChars);
      textChars += kept.length;
      parts.push(kept.replace(/[&<]/g, escapeText));
    },
    end: () => ({ html: `<!doctype html><html><body>${parts.join('')}</body></html>`, elementCount }),
  };
}

const VOID = toSet('area br col hr img input source track wbr');

function toAttributes(attributes: Attributes): string {
  let written = '';
  for (const name of KEPT_ATTRIBUTES) {
    const value = attributes[name];
    if (value === undefined || value.length > ATTRIBUTE_CHARS_MAX) continue;
    const isName = name === 'class' || name === 'id';
    written += ` ${name}="${escapeHtml(isName ? value.slice(0, NAME_CHARS_MAX).toWellFormed() : value)}"`;
  }
  return written;
}

/** An embedded post of a network is quoted text; by its name, an extractor takes it for buttons to share the page. */
function isEmbeddedPost(attributes: Attributes): boolean {
  return EMBEDDED_POST_CLASS.test(attributes.class?.slice(0, ATTRIBUTE_CHARS_MAX) ?? '');
}

function isHidden(name: string, attributes: Attributes): boolean {
  if (ALWAYS_SHOWN.has(name)) return false;
  if (attributes.hidden !== undefined || attributes['aria-hidden'] === 'true') return true;
  return /display\s*:\s*none|visibility\s*:\s*hidden/i.test(attributes.style?.slice(0, ATTRIBUTE_CHARS_MAX) ?? '');
}

function toSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
