/** A visit to a source whose documents are spread over pages of HTML. */
import type { ParsedDocument } from '../../domain/document.ts';
import type { FetchFailureReason } from '../../domain/source.ts';
import { type Asked, askSource, fail, toHost } from '../ask-source.ts';
import type { FetchedBody, PageParse } from '../page-parse.ts';
import { proposeSources } from '../propose-sources.ts';
import type { ReaderDeps, SourceReading, SourceToRead } from '../reader.ts';

export const PAGES_PER_VISIT_MAX = 5;
/** Nothing is known yet and so nothing can be missed: some history is enough. */
const FIRST_VISIT_PAGES_MAX = 3;
/** Clocks differ, and a post is written some time before it is sent. */
const OVERLAP_MS = 10 * 60_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** The zones of the earth that are west of Greenwich reach so far. */
const ZONE_MS_MAX = 12 * 60 * MINUTE_MS;
export const COOKIE_CHARS_MAX = 8_000;
const ACCEPT = 'application/atom+xml, application/rss+xml, text/html;q=0.9, application/xhtml+xml;q=0.9, */*;q=0.5';

/** A page read, with the pages around it that a visit may go on to; all null for a page of its own. */
export type PagedParse = Readonly<{
  parse: PageParse;
  previousUrl: string | null;
  lastUrl: string | null;
  /** Whether what is new stands on the last page, as in a thread, and not on the first, as on a board. */
  isOldestFirst: boolean;
}>;

/** How a visit came to a page: by the source's address or a numbered link, or by a link to what follows another page. */
export type ReachedBy = 'address' | 'next-link';

export type ParsePage = (input: FetchedBody, reachedBy: ReachedBy) => Promise<PagedParse>;

type Answered = Extract<Asked, { kind: 'answered' }>;
type Ending = Readonly<{ isWhole: boolean; retryAfterSeconds: number | null }>;

const WHOLE: Ending = { isWhole: true, retryAfterSeconds: null };
const NEVER_FOR_US: ReadonlySet<FetchFailureReason> = new Set(['address-refused', 'robots-refused', 'not-authorised']);

type Visit = {
  deps: ReaderDeps;
  source: SourceToRead;
  parse: ParsePage;
  documents: Map<string, ParsedDocument>;
  visited: Set<string>;
};

/**
 * Reads a page and the pages that go with it, until what was known comes, the pages end, or a limit is met.
 *
 * A board has its newest on the first page, and is followed forwards. A thread has it on the last: where the first page
 * links to that, it is read next and then the pages before it; where it only links to the next one, they are read in
 * order. A page is known when it has dated posts and all are older than the last whole visit; one without any date
 * says nothing of what is new, so the visit ends with it.
 *
 * Shape:   at most 5 pages (3 at the first visit), the host's gap between two. A secret {"cookie": …} is sent to the
 *          source's own origin and to no other. A visit of several pages keeps no validators: the first page may be
 *          unchanged while the last one grows.
 * Errors:  none for what the other side does. A failure on a later page ends the visit with what came before, marked
 *          as not whole.
 */
export async function followPages(deps: ReaderDeps, source: SourceToRead, parse: ParsePage): Promise<SourceReading> {
  const cookie = source.secret?.cookie ?? '';
  if (!isCookie(cookie)) {
    const message = `The cookie for ${toHost(source.url)} holds characters that no cookie may hold: copy it again, on one line.`;
    return fail('settings-invalid', message);
  }
  const visit: Visit = { deps, source, parse, documents: new Map(), visited: new Set([source.url]) };
  const asked = await askPage(visit, { url: source.url, etag: source.etag, lastModified: source.lastModified });
  if (asked.kind !== 'answered') return asked;
  const first = await readPage(visit, asked, 'address');
  if (first.parse.kind === 'refused') {
    const failure = fail(first.parse.reason, withCookieAdvice(first.parse.message, cookie));
    return first.parse.reason === 'not-a-feed' ? { ...failure, proposals: proposeSources(asked.answer) } : failure;
  }
  const { isWhole, retryAfterSeconds } = await readOthers(visit, first);
  const isAlone = visit.visited.size === 1;
  return {
    kind: 'read',
    source: first.parse.source,
    documents: [...visit.documents.values()],
    wishes: first.parse.wishes,
    etag: isAlone ? asked.etag : null,
    lastModified: isAlone ? asked.lastModified : null,
    movedTo: asked.answer.movedTo,
    isWhole,
    retryAfterSeconds,
  };
}

/**
 * Whether documents stand in the order in which they were written; what the dates do not say is as the caller knows it.
 */
export function isOldestFirst(parse: PageParse, whenUnknown: boolean): boolean {
  const documents = parse.kind === 'parsed' ? parse.documents : [];
  const dates = documents.flatMap((each) => (each.publishedAt === null ? [] : [each.publishedAt.getTime()]));
  const [first = 0] = dates;
  const last = dates.at(-1) ?? 0;
  return first === last ? whenUnknown : first < last;
}

/** Whether nothing that is new can be left, and when the forum wants to be asked again. */
async function readOthers(visit: Visit, first: PagedParse): Promise<Ending> {
  const knownUntil = visit.source.readUntil === null ? null : visit.source.readUntil.getTime() - OVERLAP_MS;
  const pagesMax = knownUntil === null ? FIRST_VISIT_PAGES_MAX : PAGES_PER_VISIT_MAX;
  const isBackwards = first.isOldestFirst && first.lastUrl !== null;
  if (!first.isOldestFirst && isKnown(first.parse, knownUntil)) return WHOLE;
  let page = first;
  let url = isBackwards ? first.lastUrl : toNextUrl(first.parse);
  while (url !== null && !visit.visited.has(url)) {
    if (visit.visited.size >= pagesMax) return { isWhole: knownUntil === null, retryAfterSeconds: null };
    visit.visited.add(url);
    await visit.deps.waitGap();
    const asked = await askPage(visit, { url, etag: null, lastModified: null });
    if (asked.kind !== 'answered') return toEnding(asked);
    const countBefore = visit.documents.size;
    page = await readPage(visit, asked, isBackwards ? 'address' : 'next-link');
    if (page.parse.kind === 'refused') return { isWhole: false, retryAfterSeconds: null };
    // a page that repeats what came before would be followed by itself for ever
    if (visit.documents.size === countBefore) return WHOLE;
    const isTowardsNew = first.isOldestFirst && !isBackwards;
    if (!isTowardsNew && isKnown(page.parse, knownUntil)) return WHOLE;
    url = isBackwards ? page.previousUrl : toNextUrl(page.parse);
  }
  return WHOLE;
}

/** Pages that nobody lets us read are not missing: there is no more for us than what was read. */
function toEnding(asked: Exclude<Asked, Readonly<{ kind: 'answered' }>>): Ending {
  if (asked.kind === 'unchanged') return WHOLE;
  return { isWhole: NEVER_FOR_US.has(asked.reason), retryAfterSeconds: asked.retryAfterSeconds };
}

async function askPage(
  visit: Visit,
  request: Readonly<{ url: string; etag: string | null; lastModified: string | null }>,
): Promise<Asked> {
  const cookie = visit.source.secret?.cookie ?? '';
  const isOwn = URL.parse(request.url)?.origin === URL.parse(visit.source.url)?.origin;
  return await askSource(visit.deps, {
    ...request,
    accept: ACCEPT,
    headers: cookie !== '' && isOwn ? { cookie } : {},
  });
}

async function readPage(visit: Visit, asked: Answered, reachedBy: ReachedBy): Promise<PagedParse> {
  const { answer } = asked;
  const contentType = answer.headers['content-type'] ?? null;
  const page = await visit.parse({ body: answer.body, contentType, url: answer.url }, reachedBy);
  if (page.parse.kind === 'parsed') {
    for (const document of page.parse.documents) {
      const name = document.guid ?? document.url ?? '';
      visit.documents.set(`${name}\n${name === '' ? document.text : ''}`, document);
    }
  }
  return page;
}

function toNextUrl(parse: PageParse): string | null {
  return parse.kind === 'parsed' ? parse.nextUrl : null;
}

/** At the first visit, a page without dates; later, one that has nothing younger than what is known. */
function isKnown(parse: PageParse, knownUntil: number | null): boolean {
  if (parse.kind !== 'parsed') return true;
  const dates = parse.documents.flatMap((each) => (each.publishedAt === null ? [] : [each.publishedAt.getTime()]));
  const uncertaintyMs = Math.max(0, ...dates.map(toUncertaintyMs));
  return dates.every((date) => knownUntil !== null && date + uncertaintyMs < knownUntil);
}

/** A day without a time is some time of that day, and a time without seconds was written for people, in their zone. */
export function toUncertaintyMs(date: number): number {
  if (date % DAY_MS === 0) return DAY_MS + ZONE_MS_MAX;
  return date % MINUTE_MS === 0 ? ZONE_MS_MAX : 0;
}

function isCookie(cookie: string): boolean {
  return cookie.length <= COOKIE_CHARS_MAX && /^[\x20-\x7e]*$/.test(cookie);
}

function withCookieAdvice(message: string, cookie: string): string {
  return cookie === ''
    ? message
    : `${message} If it opened before, its cookie has run out: log in again and copy the new one.`;
}
