/** What makes two documents one: the key under which a document is stored once. */
import { createHash } from 'node:crypto';
import type { ParsedDocument } from '../domain/document.ts';
import { canonicalUrl } from './canonical-url.ts';

/**
 * The natural key of a document, the same whenever and through whichever source it is read again.
 *
 * 1. Its canonical URL, so that an article that five feeds carry is one document. A fragment that numbers a post
 *    (`#p123`, `#post-123`, `#comment-9`) belongs to the key, because a forum page is many documents with one URL;
 *    every other fragment (`#xtor=RSS-3`, `#comments`) does not.
 * 2. Not where that URL says nothing of the document: the source's own URL, or a bare home page, which careless feeds
 *    give for all their entries. Then, and where there is no URL, the source's URL with the entry's guid.
 * 3. Where there is no guid either: the source's URL with title and text. Such an entry that is edited is a new one.
 *
 * Shape:   sourceUrl: where the document was read. Returns 32 bytes (SHA-256).
 * Errors:  none: total.
 *
 * @example documentKey({ sourceUrl: 'https://a.example/rss', document })  // same key with ?utm_source=b in its URL
 */
export function documentKey(
  input: Readonly<{ sourceUrl: string; document: Pick<ParsedDocument, 'guid' | 'url' | 'title' | 'text'> }>,
): Uint8Array {
  const { document } = input;
  const source = canonicalUrl(input.sourceUrl) ?? input.sourceUrl;
  const url = toIdentity(document.url, source);
  if (url !== null) return hash(['url', url]);
  if (document.guid !== null) return hash(['guid', source, document.guid]);
  return hash(['text', source, document.title ?? '', document.text]);
}

function toIdentity(url: string | null, source: string): string | null {
  const canonical = url === null ? null : canonicalUrl(url);
  if (url === null || canonical === null) return null;
  const fragment = /#([a-z_-]*\d+)$/i.exec(url)?.[1];
  if (fragment !== undefined) return `${canonical}#${fragment}`;
  const { pathname, search } = new URL(canonical);
  return canonical === source || (pathname === '/' && search === '') ? null : canonical;
}

/** Parts are told apart by length, so that no two lists of parts give one key. */
function hash(parts: readonly string[]): Uint8Array {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(`${Buffer.byteLength(part)}:${part}`);
  return digest.digest();
}
