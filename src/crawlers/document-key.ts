/** What makes two documents one: the key under which a document is stored once. */
import { createHash } from 'node:crypto';
import type { ParsedDocument } from '../domain/document.ts';
import { canonicalUrl, toPageIdentity } from './canonical-url.ts';

export type KeyedFields = Pick<ParsedDocument, 'guid' | 'url' | 'title' | 'text'>;

/**
 * The natural key of a document, the same whenever and through whichever source it is read again.
 *
 * 1. The identity of its page, so that an article that five feeds carry is one document, and its AMP and mobile twins
 *    are it too. A fragment that numbers a post (`#p123`, `#post-123`, `#comment-9`) belongs to the key, because a forum
 *    page is many documents with one URL; every other fragment (`#xtor=RSS-3`, `#comments`) does not.
 * 2. Not where that URL says nothing of the document: the source's own URL, or a bare home page, which careless feeds
 *    give for all their entries. Then, and where there is no URL, the source's URL with the entry's guid.
 * 3. Where there is no guid either: the source's URL with title and text. Such an entry that is edited is a new one.
 *
 * Shape:   sourceUrl: where the document was read. Returns 32 bytes (SHA-256).
 * Errors:  none: total.
 *
 * @example documentKey({ sourceUrl: 'https://a.example/rss', document })  // same key with ?utm_source=b in its URL
 */
export function documentKey(input: Readonly<{ sourceUrl: string; document: KeyedFields }>): Uint8Array {
  const { document } = input;
  const page = toIdentity(document.url, toPageIdentity(input.sourceUrl));
  return page === null ? toEntryKey(input.sourceUrl, document) : hash(['url', page]);
}

/**
 * The keys of one reading's documents, in their order.
 *
 * As documentKey, and one thing that only the whole reading shows: entries that share a page though they are different
 * (a ticker, a bulletin board, releases on one page). They are told apart by their guids. Entries of one page with one
 * title are taken for versions of one article, because some feeds give each edit a new guid.
 *
 * What this cannot know: when all but one of such entries have left the feed, the last one looks like the page itself, and
 * is stored once more under the page's key.
 *
 * Errors:  none: total.
 */
export function documentKeys(
  input: Readonly<{ sourceUrl: string; documents: readonly KeyedFields[] }>,
): readonly Uint8Array[] {
  const { sourceUrl, documents } = input;
  const sourcePage = toPageIdentity(sourceUrl);
  const pages = documents.map((document) => toIdentity(document.url, sourcePage));
  const sharedPages = findSharedPages(documents, pages);
  return documents.map((document, index) => {
    const page = pages[index] ?? null;
    const isApart = page === null || (document.guid !== null && sharedPages.has(page));
    return isApart ? toEntryKey(sourceUrl, document) : hash(['url', page]);
  });
}

/** The pages that carry at least two entries with guids and titles of their own. */
function findSharedPages(
  documents: readonly KeyedFields[],
  pages: readonly (string | null)[],
): ReadonlySet<string | null> {
  const first = new Map<string, KeyedFields>();
  const shared = new Set<string | null>();
  for (const [index, document] of documents.entries()) {
    const page = pages[index] ?? null;
    if (page === null || document.guid === null) continue;
    const other = first.get(page);
    if (other === undefined) first.set(page, document);
    else if (other.guid !== document.guid && toName(other) !== toName(document)) shared.add(page);
  }
  return shared;
}

function toName({ title, text }: KeyedFields): string {
  return title ?? text;
}

function toEntryKey(sourceUrl: string, document: KeyedFields): Uint8Array {
  const source = canonicalUrl(sourceUrl) ?? sourceUrl;
  if (document.guid !== null) return hash(['guid', source, document.guid]);
  return hash(['text', source, document.title ?? '', document.text]);
}

function toIdentity(url: string | null, sourcePage: string | null): string | null {
  const page = url === null ? null : toPageIdentity(url);
  if (url === null || page === null) return null;
  const fragment = /#([a-z_-]*\d+)$/i.exec(url)?.[1];
  if (fragment !== undefined) return `${page}#${fragment}`;
  const isHomePage = /^[^/]+\/$/.test(page);
  return isHomePage || page === sourcePage ? null : page;
}

/** Parts are told apart by length, so that no two lists of parts give one key. */
function hash(parts: readonly string[]): Uint8Array {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(`${Buffer.byteLength(part)}:${part}`);
  return digest.digest();
}
