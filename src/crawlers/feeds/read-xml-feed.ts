/** The elements of an XML feed that say something, each with its place in the text: nothing is decoded until asked for. */
import { toWebUrl } from '../web-url.ts';
import { adoptRootNamespace, enterNamespaces, type NamespaceScope, NO_NAMESPACES, toFeedName } from './feed-names.ts';
import { readAttributes, scanXml, type XmlAttribute } from './scan-xml.ts';
import { type DeclaredEntities, decodeReferences, NO_ENTITIES, readDoctype } from './xml-text.ts';

export type XmlElement = Readonly<{
  /** As feed-names calls it. */
  name: string;
  /** By name in lower case, prefixed ones as feed-names calls them. */
  attributes: ReadonlyMap<string, string>;
  /** What xml:base makes of its place; null where none was declared. */
  baseUrl: string | null;
  /** Where its content lies in the text. */
  innerFrom: number;
  innerTo: number;
  /** Whether tags lie inside it: markup that its publisher did not escape, or parts. */
  hasTags: boolean;
  /** Only of elements whose parts are read. */
  children: readonly XmlElement[];
}>;

export type XmlFeed = Readonly<{
  /** Its own, for decoding: positions are of this text. */
  xml: string;
  entities: DeclaredEntities;
  root: 'rss' | 'rdf' | 'atom' | 'cdf';
  /** The feed's own elements as children; its attributes are those of the channel (CDF), feed or root. */
  feed: XmlElement;
  entries: readonly XmlElement[];
  /** False where the text ends before the root does. */
  isWhole: boolean;
}>;

const DEPTH_MAX = 100;
const CHILDREN_MAX = 300;

const KEPT: ReadonlySet<string> = new Set(
  (
    'title link id guid description content summary subtitle tagline info abstract body fullitem xhtml:body ' +
    'content:encoded author managingeditor name email updated modified lastbuilddate pubdate published ' +
    'issued created ttl skiphours skipdays hour day sy:updateperiod sy:updatefrequency dc:title dc:description ' +
    'dc:creator dc:author dc:date dcterms:title dcterms:abstract dcterms:creator dcterms:issued ' +
    'dcterms:created dcterms:modified dcterms:date dcterms:available itunes:author itunes:title itunes:summary ' +
    'itunes:subtitle media:group media:content media:title media:description feedburner:origlink'
  ).split(' '),
);

/** Elements whose parts are read; in any other, tags are markup of its text. */
const CONTAINERS: ReadonlySet<string> = new Set([
  'author',
  'managingeditor',
  'skiphours',
  'skipdays',
  'media:group',
  'media:content',
]);

/** Elements that hold text for people, in which a tag called "title" or "link" is theirs. */
const MARKUP_HOLDERS =
  /^(?:title|description|content|summary|subtitle|tagline|info|abstract|body|fullitem|xhtml:body|content:encoded|.*:(?:title|description|summary|subtitle|abstract))$/;

const ROOTS: Readonly<Record<string, XmlFeed['root']>> = { rss: 'rss', feed: 'atom', rdf: 'rdf', channel: 'cdf' };

/** A root in the middle of something else: after a warning of the publisher's program, or inside a page. */
const BURIED_ROOT = /<(?:[a-z][\w.-]{0,30}:)?(?:rss|feed|rdf)[\s>]/i;

/**
 * Where a feed may begin in a text; null where nothing in it looks like one.
 *
 * Shape:   isFirst: it is the first element of the text. Otherwise it is never a CDF channel: the word is too common.
 */
export function findFeedRoot(xml: string): Readonly<{ at: number; isFirst: boolean }> | null {
  let first: { name: string; from: number } | null = null;
  scanXml(xml, 0, {
    onOpen: ({ name, from }) => {
      first ??= { name, from };
    },
    onClose: () => {},
    isDone: () => first !== null,
  });
  const found = first as Readonly<{ name: string; from: number }> | null;
  if (found !== null && Object.hasOwn(ROOTS, toLocalName(found.name))) {
    return { at: found.from, isFirst: true };
  }
  const at = xml.search(BURIED_ROOT);
  return at < 0 ? null : { at, isFirst: false };
}

type Frame = Readonly<{
  /** As its opening tag was written, in lower case. */
  written: string;
  role: 'root' | 'channel' | 'entry' | 'kept' | 'other';
  element: MutableElement | null;
  /** Its depth, and that of the element around it (or itself) whose inside is text; -1 where elements are read. */
  depth: number;
  leafDepth: number;
  isInEntry: boolean;
  scope: NamespaceScope;
  baseUrl: string | null;
}>;

type MutableElement = {
  name: string;
  attributes: Map<string, string>;
  baseUrl: string | null;
  innerFrom: number;
  innerTo: number;
  hasTags: boolean;
  children: MutableElement[];
};

type Tag = Readonly<{ name: string; from: number; innerFrom: number; isSelfClosing: boolean }>;

type Reading = {
  readonly xml: string;
  readonly feedUrl: string;
  readonly entryCountMax: number;
  readonly entities: DeclaredEntities;
  readonly stack: Frame[];
  readonly entries: MutableElement[];
  root: XmlFeed['root'];
  feed: MutableElement;
  isRootClosed: boolean;
  hasEnough: boolean;
};

/**
 * Reads the feed whose root begins at a position.
 *
 * One pass over the tags, whatever their nesting: an entry ends at its closing tag, at that of what it lies in, or
 * where the next entry begins; an entry that the end of the text cut is kept when it has its identity. Items count
 * wherever they lie below the root, because RSS 1.0 has them beside the channel and some RSS 2.0 too.
 *
 * Shape:   at most entryCountMax entries, 300 parts of one element; beyond 100 levels tags are not followed.
 * Errors:  none: total.
 */
export function readXmlFeed(
  input: Readonly<{ xml: string; rootAt: number; feedUrl: string; entryCountMax: number }>,
): XmlFeed {
  const { xml, rootAt } = input;
  const reading: Reading = {
    ...input,
    entities: findEntities(xml, rootAt),
    stack: [],
    entries: [],
    root: 'rss',
    feed: makeElement('feed', new Map(), null, rootAt),
    isRootClosed: false,
    hasEnough: false,
  };
  scanXml(xml, rootAt, {
    onOpen: (tag) => followOpening(reading, tag),
    onClose: ({ name, from }) => followClosing(reading, name, from),
    isDone: () => reading.isRootClosed || reading.hasEnough,
  });
  const isWhole = reading.isRootClosed || reading.hasEnough;
  if (!isWhole) dropCutElements(reading);
  const { entities, root, feed, entries } = reading;
  return { xml, entities, root, feed, entries, isWhole };
}

function followOpening(reading: Reading, tag: Tag): void {
  const { stack } = reading;
  if (stack.length >= DEPTH_MAX) return;
  const inner = stack.at(-1);
  const leaf = inner === undefined ? undefined : stack[inner.leafDepth];
  if (inner !== undefined && leaf?.element) {
    leaf.element.hasTags = true;
    if (!isForgotten(leaf, tag)) {
      if (!tag.isSelfClosing) {
        stack.push({ ...inner, written: tag.name.toLowerCase(), role: 'other', element: null, depth: stack.length });
      }
      return;
    }
    popTo(reading, leaf.depth, tag.from);
  }
  openElement(reading, tag);
}

/** "<link>http://…<title>": the link was never closed. In text for people, such a tag is theirs. */
function isForgotten(leaf: Frame, tag: Tag): boolean {
  if (leaf.element === null || MARKUP_HOLDERS.test(leaf.element.name)) return false;
  const name = toFeedName(leaf.scope, tag.name);
  return name !== null && (KEPT.has(name) || isEntryName(name));
}

function openElement(reading: Reading, tag: Tag): void {
  const { xml, stack, entities } = reading;
  const head = { from: tag.from + 1 + tag.name.length, to: tag.innerFrom - (tag.isSelfClosing ? 2 : 1) };
  const declaring = mayDeclare(xml, head) ? readAttributes(xml, head.from, head.to) : null;
  const outer = stack.at(-1);
  let scope = outer?.scope ?? NO_NAMESPACES;
  if (declaring !== null) scope = declareNamespaces(scope, declaring, entities);
  if (outer === undefined) scope = adoptRootNamespace(scope, tag.name);
  const name = toFeedName(scope, tag.name);
  const role = toRole(outer, name);
  if (role === 'entry') {
    if (outer?.role === 'entry') popTo(reading, outer.depth, tag.from);
    if (reading.entries.length >= reading.entryCountMax) {
      reading.hasEnough = true;
      return;
    }
  }
  const parent = stack.at(-1);
  const outerBase = parent?.baseUrl ?? null;
  let element: MutableElement | null = null;
  let baseUrl = outerBase;
  if (role === 'other') {
    const declared = declaring?.find(({ name: written }) => written === 'xml:base')?.rawValue;
    if (declared !== undefined) baseUrl = toBase(reading, declared, outerBase);
  } else {
    if (role === 'root') reading.root = ROOTS[toLocalName(tag.name)] ?? 'rss';
    const attributes = toAttributes(scope, declaring ?? readAttributes(xml, head.from, head.to), entities);
    const declared = attributes.get('xml:base') ?? (reading.root === 'cdf' ? attributes.get('base') : undefined);
    if (declared !== undefined) baseUrl = toBase(reading, declared, outerBase);
    element = makeElement(name ?? '', attributes, baseUrl, tag.innerFrom);
    keep(reading, element, role, parent);
  }
  if (tag.isSelfClosing) {
    reading.isRootClosed = role === 'root';
    return;
  }
  const depth = stack.length;
  const isLeaf = role === 'kept' && !CONTAINERS.has(name ?? '');
  stack.push({
    written: tag.name.toLowerCase(),
    role,
    element,
    depth,
    leafDepth: isLeaf ? depth : -1,
    isInEntry: role === 'entry' || (parent?.isInEntry ?? false),
    scope,
    baseUrl,
  });
}

function toBase(reading: Reading, declared: string, outerBase: string | null): string | null {
  return toWebUrl(decodeReferences(declared, reading.entities), outerBase ?? reading.feedUrl) ?? outerBase;
}

function keep(reading: Reading, element: MutableElement, role: Frame['role'], parent: Frame | undefined): void {
  if (role === 'root') reading.feed = element;
  else if (role === 'entry') reading.entries.push(element);
  else if (role === 'channel') {
    for (const [key, value] of element.attributes) reading.feed.attributes.set(key, value);
    reading.feed.baseUrl = element.baseUrl;
  } else {
    const owner = parent?.role === 'channel' ? reading.feed : parent?.element;
    if (owner && owner.children.length < CHILDREN_MAX) owner.children.push(element);
  }
}

function followClosing(reading: Reading, name: string, from: number): void {
  const { stack } = reading;
  const lower = name.toLowerCase();
  for (let depth = stack.length - 1; depth >= 0; depth -= 1) {
    if (stack[depth]?.written !== lower) continue;
    popTo(reading, depth, from);
    reading.isRootClosed = depth === 0;
    return;
  }
}

function popTo({ stack }: Reading, depth: number, innerTo: number): void {
  while (stack.length > depth) {
    const frame = stack.pop();
    if (frame?.element) frame.element.innerTo = innerTo;
  }
}

/** What the end of the text cut says half of what it should: only an entry whose own link or id came before stays. */
function dropCutElements({ stack, feed, entries }: Reading): void {
  for (const { role, depth } of stack) {
    if (role !== 'kept') continue;
    const parent = stack[depth - 1];
    (parent?.role === 'channel' ? feed : parent?.element)?.children.pop();
    break;
  }
  const cut = stack.find((frame) => frame.role === 'entry')?.element;
  if (cut && !cut.children.some((child) => /^(?:link|guid|id)$/.test(child.name))) entries.pop();
}

function makeElement(
  name: string,
  attributes: Map<string, string>,
  baseUrl: string | null,
  innerFrom: number,
): MutableElement {
  return { name, attributes, baseUrl, innerFrom, innerTo: innerFrom, hasTags: false, children: [] };
}

function isEntryName(name: string | null): boolean {
  return name === 'item' || name === 'entry';
}

function toRole(outer: Frame | undefined, name: string | null): Frame['role'] {
  if (outer === undefined) return 'root';
  if (isEntryName(name) && !(outer.role === 'other' && outer.isInEntry)) return 'entry';
  if (name === null || outer.role === 'other') return 'other';
  if (name === 'channel' && outer.role === 'root') return 'channel';
  return KEPT.has(name) ? 'kept' : 'other';
}

/** Most tags declare no namespace and no base: a look for three letters is cheaper than reading their attributes. */
function mayDeclare(xml: string, { from, to }: Readonly<{ from: number; to: number }>): boolean {
  return to > from + 1 && xml.slice(from, to).includes('xml');
}

function declareNamespaces(
  scope: NamespaceScope,
  attributes: readonly XmlAttribute[],
  entities: DeclaredEntities,
): NamespaceScope {
  const declared = attributes
    .filter(({ name }) => name === 'xmlns' || name.startsWith('xmlns:'))
    .map(({ name, rawValue }) => ({ prefix: name.slice(6), uri: decodeReferences(rawValue, entities) }));
  return declared.length === 0 ? scope : enterNamespaces(scope, declared);
}

function toAttributes(
  scope: NamespaceScope,
  attributes: readonly XmlAttribute[],
  entities: DeclaredEntities,
): Map<string, string> {
  const read = new Map<string, string>();
  for (const { name, rawValue } of attributes) {
    const lower = name.toLowerCase();
    const known = lower.includes(':') ? (lower.startsWith('xml:') ? lower : toFeedName(scope, name)) : lower;
    if (known !== null && !read.has(known)) read.set(known, decodeReferences(rawValue, entities));
  }
  return read;
}

function toLocalName(written: string): string {
  return written.slice(written.indexOf(':') + 1).toLowerCase();
}

function findEntities(xml: string, rootAt: number): DeclaredEntities {
  const doctypeAt = xml.slice(0, rootAt).indexOf('<!DOCTYPE');
  return doctypeAt < 0 ? NO_ENTITIES : readDoctype(xml, doctypeAt).entities;
}
