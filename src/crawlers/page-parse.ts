/** What a parser is given and what it makes of it, whatever it parses: a feed, a forum's page, a search answer. */
import type { ParsedDocument, ParsedSource } from '../domain/document.ts';
import type { SourceWishes } from '../domain/source.ts';

export type FetchedBody = Readonly<{
  body: Uint8Array;
  /** The header as received. */
  contentType: string | null;
  /** Where it came from, after redirects. */
  url: string;
}>;

export type PageParse =
  | Readonly<{
      kind: 'parsed';
      source: ParsedSource;
      documents: readonly ParsedDocument[];
      wishes: SourceWishes;
      /** Where the documents go on (page 2, `rel="next"`), absolute; null on the last page and where nothing says it. */
      nextUrl: string | null;
    }>
  | Readonly<{ kind: 'refused'; reason: 'not-a-feed' | 'unreadable' | 'settings-invalid'; message: string }>;
