/** A visit to a service that lists documents newest first, page by page. */
import type { ParsedDocument, ParsedSource } from '../../domain/document.ts';
import type { ReaderDeps, SourceFailure, SourceReading, SourceToRead } from '../reader.ts';
import {
  type Ask,
  isMet,
  type JsonPage,
  makeHarvest,
  NO_DESCRIPTION,
  toKnownUntil,
  toPauseSeconds,
  toReading,
} from './harvest.ts';

/** At the first visit nothing is known and so nothing can be missed: some history is enough. */
const PAGES_MAX = { first: 3, later: 10 };
const NO_VALIDATORS = { etag: null, lastModified: null };

export type ReadPage = Readonly<{
  kind: 'page';
  /** Newest first. */
  documents: readonly ParsedDocument[];
  /** Null on the last page. */
  nextUrl: string | null;
  /** The service asks not to be asked again for so long; null where it does not. Ends the visit. */
  pauseSeconds?: number | null;
  /** Until when the page is without gaps, where its last document does not say that (several lists in one). */
  completeUntil?: Date;
  /** Where the service itself says that something is missing. */
  isPartial?: boolean;
  described?: ParsedSource;
}>;

export type ApiPage = ReadPage | SourceFailure;

export type ApiPages = Readonly<{
  /** Of the first page as it is asked for, with the parameters that the reader adds. */
  url: string;
  ask: Ask;
  /** askedUrl: what pages are counted from, as a redirect may lose its parameters; page.url is where links lead from. */
  parse: (page: JsonPage, askedUrl: string) => ApiPage;
  /** Where no page describes the source itself. */
  described?: ParsedSource;
  /**
   * What ends the visit where the known begins: the documents' dates, or the address, which asks for nothing older.
   * Such an address is a new one at each visit, so nothing that is said of it is kept: no validators, no move.
   */
  knownBy?: 'dates' | 'address';
  /** How late a service lists what it found; ten minutes where nothing is said. */
  overlapMs?: number;
  pagesMax?: Readonly<{ first: number; later: number }>;
}>;

/**
 * Reads page after page until what was known comes, the pages end, or a limit is met.
 *
 * Between two pages the host's gap is kept. A failure on the first page is the visit's; one on a later page ends it
 * with what came before, marked as not whole, so that the next visit reads from the top again. A page that repeats what
 * came before ends the visit, as it would be followed by itself for ever: it is the list's end, but where the address
 * bounds the time the service has just said that there is more.
 *
 * Shape:   at most 10 pages (3 at the first visit) where the reader says nothing else, and 1,000 documents, each once.
 * Errors:  none for what the other side does.
 */
export async function readPages(
  deps: Pick<ReaderDeps, 'waitGap'>,
  source: SourceToRead,
  how: ApiPages,
): Promise<SourceReading> {
  const harvest = makeHarvest();
  const isFirstVisit = source.readUntil === null;
  const isBounded = how.knownBy === 'address';
  const knownUntil = isBounded ? null : toKnownUntil(source, how.overlapMs);
  const pagesMax = (how.pagesMax ?? PAGES_MAX)[isFirstVisit ? 'first' : 'later'];

  const validators = isBounded ? NO_VALIDATORS : { etag: source.etag, lastModified: source.lastModified };
  const first = await how.ask({ url: how.url, ...validators });
  if (first.kind !== 'answered') return first;
  let page = how.parse(toPage(first), how.url);
  if (page.kind === 'failed') return page;
  const described = page.described ?? how.described ?? NO_DESCRIPTION;
  let isPartial = false;
  const end = (isWhole: boolean, pauseSeconds: number | null): SourceReading => {
    const { documents } = harvest;
    const visit = { source, described, documents, first, isWhole: isWhole && !isPartial, pauseSeconds };
    const reading = toReading(visit);
    return isBounded && reading.kind === 'read' ? { ...reading, ...NO_VALIDATORS, movedTo: null } : reading;
  };

  for (let pageCount = 1; ; pageCount += 1) {
    const { documents, nextUrl, pauseSeconds = null } = page;
    const isRepeat = harvest.add(documents) === 0 && documents.length > 0;
    if (page.isPartial === true) isPartial = true;
    const isEnd = nextUrl === null || isPageMet(page, knownUntil) || (isRepeat && !isBounded);
    const isCut = isRepeat || pageCount >= pagesMax || harvest.isFull() || pauseSeconds !== null;
    if (isEnd || isCut) return end(isFirstVisit || (isEnd && !harvest.hasDropped()), pauseSeconds);
    await deps.waitGap();
    const asked = await how.ask({ url: nextUrl, ...NO_VALIDATORS });
    if (asked.kind !== 'answered') return end(false, toPauseSeconds(asked));
    page = how.parse(toPage(asked), nextUrl);
    if (page.kind === 'failed') return end(false, toPauseSeconds(page));
  }
}

function isPageMet(page: ReadPage, knownUntil: Date | null): boolean {
  if (page.completeUntil === undefined) return isMet(page.documents, knownUntil);
  return knownUntil !== null && page.completeUntil <= knownUntil;
}

export function toPage(asked: Awaited<ReturnType<Ask>> & Readonly<{ kind: 'answered' }>): JsonPage {
  return { json: asked.json, url: asked.answer.url, headers: asked.answer.headers };
}
