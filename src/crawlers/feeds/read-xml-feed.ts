/** rss-parser, and what has to be arranged around it so that a feed it would trip over is still read. */
import RssParser from 'rss-parser';
import { toErrorMessage } from '../../base/errors.ts';
import { parseDate } from '../parse-date.ts';
import { cutEntries, escapeInlineMarkup, repairXml } from './repair-xml.ts';

/** One element as xml2js leaves it: text, or an object with `_` (text), `$` (attributes) and children. */
export type XmlValue = unknown;

/** Elements by their name as written, each with all its occurrences; absent where there was none. */
export type RawFields = Readonly<Record<string, readonly XmlValue[] | undefined>>;

export type RawFeed = Readonly<{ fields: RawFields; items: readonly RawFields[] }>;

const FEED_FIELDS = [
  '$',
  'title',
  'link',
  'atom:link',
  'description',
  'subtitle',
  'tagline',
  'author',
  'managingEditor',
  'dc:creator',
  'updated',
  'modified',
  'lastBuildDate',
  'pubDate',
  'dc:date',
] as const;

const ITEM_FIELDS = [
  '$',
  'title',
  'dc:title',
  'link',
  'atom:link',
  'feedburner:origLink',
  'guid',
  'id',
  'content:encoded',
  'content',
  'description',
  'summary',
  'media:group',
  'media:description',
  'itunes:summary',
  'author',
  'dc:creator',
  'itunes:author',
  'pubDate',
  'published',
  'issued',
  'created',
  'dc:date',
  'dcterms:issued',
  'dcterms:created',
  'updated',
  'modified',
  'atom:updated',
  'dcterms:modified',
] as const;

const DEPTH_MAX = 200;

/** rss-parser's own reading would throw on a bad date in Atom: what it can't read it must not see. */
const DATES_OF_ATOM: ReadonlySet<string> = new Set(['published', 'updated']);

/**
 * The elements of a feed, read by rss-parser, or the message of what went wrong in both tries.
 *
 * Each field is taken raw and with all its occurrences, because rss-parser's own choice drops what matters here: the
 * attributes of `guid`, the base of relative links, every author but the first. The second try mends the text and
 * lets the XML parser be tolerant: unclosed and upper-case tags, attributes without quotes, prefixed roots.
 */
export async function readXmlFeed(
  input: Readonly<{ xml: string; entryCountMax: number }>,
): Promise<Readonly<{ kind: 'read'; feed: RawFeed } | { kind: 'broken'; detail: string }>> {
  const xml = cutEntries(input.xml, input.entryCountMax);
  try {
    return { kind: 'read', feed: await parseStrictly(escapeInlineMarkup(xml)) };
  } catch {
    return await readDamaged(xml); // a fault of the feed: the tolerant try decides, and its error is the one told
  }
}

async function readDamaged(xml: string): ReturnType<typeof readXmlFeed> {
  try {
    return { kind: 'read', feed: await parseTolerantly(escapeInlineMarkup(repairXml(xml))) };
  } catch (error) {
    return { kind: 'broken', detail: toErrorMessage(error).split('\n')[0] ?? '' };
  }
}

function parseStrictly(xml: string): Promise<RawFeed> {
  return parse(xml, limitDepth({ mendTagName: (name) => name, mendElement: (_path, value) => value }));
}

function parseTolerantly(xml: string): Promise<RawFeed> {
  return parse(xml, {
    ...limitDepth({ mendTagName: makeTagNameMender(), mendElement }),
    strict: false,
    attrNameProcessors: [(name: string) => KNOWN_NAMES.get(name.toLowerCase()) ?? name.toLowerCase()],
  });
}

/**
 * Ends the reading of what is nested too deep: five million open tags fit into what a feed may weigh and take two
 * gigabytes, and in the tolerant mode each of them makes each wrong closing tag dearer.
 */
function limitDepth(
  menders: Readonly<{
    mendTagName: (name: string) => string;
    mendElement: (path: string, value: unknown) => unknown;
  }>,
): Xml2jsOptions {
  let depth = 0;
  return {
    tagNameProcessors: [
      (name: string) => {
        depth += 1;
        if (depth > DEPTH_MAX) throw new Error(`its tags are nested more than ${DEPTH_MAX} deep`);
        return menders.mendTagName(name);
      },
    ],
    validator: (path: string, _current: unknown, value: unknown) => {
      depth -= 1;
      return menders.mendElement(path, value);
    },
  };
}

type Xml2jsOptions = NonNullable<RssParser.ParserOptions<RawFields, RawFields>['xml2js']>;

async function parse(xml: string, xml2js: Xml2jsOptions): Promise<RawFeed> {
  const parser = new RssParser<Record<string, readonly XmlValue[]>, Record<string, readonly XmlValue[]>>({
    defaultRSS: 2,
    customFields: { feed: FEED_FIELDS.map(toRawField), item: ITEM_FIELDS.map(toRawField) },
    xml2js: { ...xml2js, valueProcessors: [toReadableDate] },
  });
  const output: unknown = await parser.parseString(xml);
  const feed = output as RawFields & Readonly<{ items: readonly RawFields[] }>;
  return { fields: toRawFields(feed), items: feed.items.map(toRawFields) };
}

const RAW_PREFIX = 'raw ';

/** The type of rss-parser wants names here, but a rename with options is what it documents. */
function toRawField(name: string): string {
  return [name, `${RAW_PREFIX}${name}`, { keepArray: true }] as unknown as string;
}

function toRawFields(read: RawFields): RawFields {
  const raw: Record<string, readonly XmlValue[]> = {};
  for (const [key, value] of Object.entries(read)) {
    if (!key.startsWith(RAW_PREFIX)) continue;
    raw[key.slice(RAW_PREFIX.length)] = Array.isArray(value) ? value : [value];
  }
  return raw;
}

function toReadableDate(value: string, name: string): string {
  return DATES_OF_ATOM.has(name) ? (parseDate(value)?.toISOString() ?? '') : value;
}

const KNOWN_NAMES: ReadonlyMap<string, string> = new Map(
  [...FEED_FIELDS, ...ITEM_FIELDS, 'rdf:RDF', 'rdf:about', 'isPermaLink'].map((name) => [name.toLowerCase(), name]),
);

/** Lower case, then as it should be written; the prefix that the root carries is taken from every element. */
function makeTagNameMender(): (name: string) => string {
  let rootPrefix: string | null = null;
  return (name) => {
    let lower = name.toLowerCase();
    if (rootPrefix === null) rootPrefix = /^(\w+:)(?:feed|rss)$/.exec(lower)?.[1] ?? '';
    if (rootPrefix !== '' && lower.startsWith(rootPrefix)) lower = lower.slice(rootPrefix.length);
    return KNOWN_NAMES.get(lower) ?? lower;
  };
}

/** What rss-parser takes for granted: RSS has a channel, an Atom link has attributes, an entry is not empty. */
function mendElement(path: string, value: unknown): unknown {
  if (path === '/rss' || path === '/rdf:RDF') {
    return typeof value === 'object' ? { channel: [''], ...value } : { channel: [''] };
  }
  if (typeof value !== 'string') return value;
  if (path.endsWith('/entry/link') || path === '/feed/link') return { $: { href: value } };
  return path.endsWith('/entry') || path.endsWith('/item') ? {} : value;
}
