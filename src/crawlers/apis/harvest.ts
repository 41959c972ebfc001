/** What a visit of several requests brings home, each document once, and how it becomes a reading. */
import type { ParsedDocument, ParsedSource } from '../../domain/document.ts';
import { NO_WISHES } from '../../domain/source.ts';
import type { AskedJson } from '../ask-json.ts';
import type { AskedRequest } from '../ask-source.ts';
import type { SourceFailure, SourceReading, SourceToRead } from '../reader.ts';

export const DOCUMENTS_PER_VISIT_MAX = 1_000;
/** Services index late and clocks differ: what is a little older than the last visit is looked at once more. */
const OVERLAP_MS = 10 * 60_000;

/** How a reader asks its service: with its headers, its token, its words for a refusal. */
export type Ask = (request: Pick<AskedRequest, 'url' | 'etag' | 'lastModified'>) => Promise<AskedJson>;

export type JsonPage = Readonly<{
  json: unknown;
  /** Where it came from, after redirects. */
  url: string;
  headers: Readonly<Record<string, string>>;
}>;

export type Harvest = Readonly<{
  /** Takes what is new and returns how many that were. */
  add: (documents: readonly ParsedDocument[]) => number;
  documents: readonly ParsedDocument[];
  isFull: () => boolean;
  /** Whether something new found no room. */
  hasDropped: () => boolean;
}>;

export const NO_DESCRIPTION: ParsedSource = {
  title: null,
  link: null,
  description: null,
  author: null,
  updatedAt: null,
};

export function makeHarvest(): Harvest {
  const documents: ParsedDocument[] = [];
  const known = new Set<string>();
  let hasDropped = false;
  return {
    documents,
    isFull: () => documents.length >= DOCUMENTS_PER_VISIT_MAX,
    hasDropped: () => hasDropped,
    add: (found) => {
      const countBefore = documents.length;
      for (const document of found) {
        const name = document.guid ?? document.url ?? `${document.title ?? ''}\n${document.text}`;
        if (known.has(name)) continue;
        if (documents.length >= DOCUMENTS_PER_VISIT_MAX) {
          hasDropped = true;
          break;
        }
        known.add(name);
        documents.push(document);
      }
      return documents.length - countBefore;
    },
  };
}

/** Until when everything is known; null at the first visit. */
export function toKnownUntil(source: Pick<SourceToRead, 'readUntil'>, overlapMs = OVERLAP_MS): Date | null {
  return source.readUntil === null ? null : new Date(source.readUntil.getTime() - overlapMs);
}

/** Whether a page, newest first, ends with what was known at the last visit. */
export function isMet(documents: readonly ParsedDocument[], knownUntil: Date | null): boolean {
  const oldest = documents.findLast((each) => each.publishedAt !== null)?.publishedAt ?? null;
  return knownUntil !== null && oldest !== null && oldest <= knownUntil;
}

export type VisitEnd = Readonly<{
  source: SourceToRead;
  described: ParsedSource;
  documents: readonly ParsedDocument[];
  /** The first answer: validators and the address are its. */
  first: AskedJson & Readonly<{ kind: 'answered' }>;
  isWhole: boolean;
  /** How long the service asks to be left alone; null where it does not. */
  pauseSeconds: number | null;
}>;

/**
 * The reading of a visit that got at least one answer.
 *
 * A visit that did not come to its end keeps no validators: 304 to the next one would leave what is missing for good.
 */
export function toReading(end: VisitEnd): SourceReading {
  const { first, source, isWhole } = end;
  return {
    kind: 'read',
    source: end.described,
    documents: end.documents,
    wishes: NO_WISHES,
    retryAfterSeconds: end.pauseSeconds,
    etag: isWhole ? first.etag : null,
    lastModified: isWhole ? first.lastModified : null,
    movedTo: toMovedTo(first.answer.movedTo, source.url),
    isWhole,
  };
}

/** A failure on a later page takes nothing from the pages before it, but what it asks for is granted. */
export function toPauseSeconds(end: SourceFailure | Readonly<{ kind: 'unchanged' }>): number | null {
  return end.kind === 'failed' ? end.retryAfterSeconds : null;
}

/** The new place of the source: with the parameters that it was added with, not with those that the reader adds. */
function toMovedTo(movedTo: string | null, sourceUrl: string): string | null {
  const moved = movedTo === null ? null : URL.parse(movedTo);
  if (moved === null) return null;
  moved.search = URL.parse(sourceUrl)?.search ?? '';
  return moved.href;
}
