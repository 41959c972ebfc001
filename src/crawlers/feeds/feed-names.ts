/** What the elements of feeds are called, whichever prefix or case their publisher chose. */

/** Namespaces whose elements need no prefix here: the feed formats', whichever is mixed with which. In lower case. */
const CORE: ReadonlySet<string> = new Set([
  '',
  'http://www.w3.org/2005/atom',
  'http://purl.org/atom/ns',
  'http://purl.org/rss/1.0',
  'http://purl.org/rss/1.0/modules/rss091',
  'http://purl.org/net/rss1.1',
  'http://my.netscape.com/rdf/simple/0.9',
  'http://channel.netscape.com/rdf/simple/0.9',
  'http://backend.userland.com/rss',
  'http://backend.userland.com/rss2',
  'http://blogs.law.harvard.edu/tech/rss',
  'http://www.rssboard.org/rss-specification',
]);

/** URI in lower case, without trailing slash or "#", to the prefix that everybody uses. */
const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['http://purl.org/dc/elements/1.1', 'dc'],
  ['http://purl.org/dc/elements/1.0', 'dc'],
  ['http://purl.org/metadata/dublin_core', 'dc'],
  ['http://purl.org/dc/terms', 'dcterms'],
  ['http://purl.org/rss/1.0/modules/content', 'content'],
  ['http://purl.org/rss/1.0/modules/syndication', 'sy'],
  ['http://search.yahoo.com/mrss', 'media'],
  ['http://search.yahoo.com/rss', 'media'],
  ['http://video.search.yahoo.com/mrss', 'media'],
  ['http://tools.search.yahoo.com/mrss', 'media'],
  ['http://www.itunes.com/dtds/podcast-1.0.dtd', 'itunes'],
  ['http://rssnamespace.org/feedburner/ext/1.0', 'feedburner'],
  ['http://www.w3.org/1999/xhtml', 'xhtml'],
  ['http://www.w3.org/1999/02/22-rdf-syntax-ns', 'rdf'],
  ['http://www.w3.org/xml/1998/namespace', 'xml'],
]);

const USUAL_PREFIXES: ReadonlySet<string> = new Set(PREFIXES.values());

/** Prefixes in force, each with what its elements are called here: '' for a feed's own, null for what is not read. */
export type NamespaceScope = Readonly<{
  prefixes: ReadonlyMap<string, string | null>;
  /** Names that were asked for, as written. */
  names: Map<string, string | null>;
}>;

export const NO_NAMESPACES: NamespaceScope = { prefixes: new Map(), names: new Map() };

const NAMES_REMEMBERED_MAX = 1_000;
const URI_CHARS_MAX = 500;

/** The scope inside an element that declares namespaces; declared: prefix ('' for the default one) and URI. */
export function enterNamespaces(
  scope: NamespaceScope,
  declared: readonly Readonly<{ prefix: string; uri: string }>[],
): NamespaceScope {
  const prefixes = new Map(scope.prefixes);
  for (const { prefix, uri } of declared) prefixes.set(prefix.toLowerCase(), toUsualPrefix(uri));
  return { prefixes, names: new Map() };
}

/** The scope of a feed whose root is in a namespace that nobody else uses: what is in it is the feed's own. */
export function adoptRootNamespace(scope: NamespaceScope, rootName: string): NamespaceScope {
  const lower = rootName.toLowerCase();
  const prefix = lower.slice(0, Math.max(0, lower.indexOf(':')));
  if (scope.prefixes.get(prefix) !== null) return scope;
  return { prefixes: new Map(scope.prefixes).set(prefix, ''), names: new Map() };
}

function toUsualPrefix(uri: string): string | null {
  const bare = uri
    .slice(0, URI_CHARS_MAX)
    .trim()
    .toLowerCase()
    .replace(/[/#]{1,3}$/, '');
  return CORE.has(bare) ? '' : (PREFIXES.get(bare) ?? null);
}

/**
 * What an element or attribute is called here: lower case, a feed's own without prefix, others with the usual one.
 *
 * The namespace decides, not the prefix: a feed may call Dublin Core "d" or write Atom as "a:feed". A prefix that
 * nobody declared counts as what it usually stands for. Null for what belongs to a namespace that says nothing here.
 *
 * @example with xmlns:d="http://purl.org/dc/elements/1.1/": toFeedName(scope, 'd:Creator')  // 'dc:creator'
 */
export function toFeedName(scope: NamespaceScope, written: string): string | null {
  const known = scope.names.get(written);
  if (known !== undefined) return known;
  const name = resolveName(scope, written.toLowerCase());
  if (scope.names.size < NAMES_REMEMBERED_MAX) scope.names.set(written, name);
  return name;
}

function resolveName(scope: NamespaceScope, lower: string): string | null {
  const colon = lower.indexOf(':');
  const prefix = colon < 0 ? '' : lower.slice(0, colon);
  const local = lower.slice(colon + 1);
  const declared = scope.prefixes.get(prefix);
  if (declared === null) return null;
  if (declared !== undefined) return declared === '' ? local : `${declared}:${local}`;
  if (prefix === '' || /^(?:atom\d*|rss\d*)$/.test(prefix)) return local;
  return USUAL_PREFIXES.has(prefix) ? lower : null;
}
