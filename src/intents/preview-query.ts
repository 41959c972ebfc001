/** A query tried on what is stored, before anything depends on it. */
import { cutExcerpt } from '../analysis/cut-excerpt.ts';
import { type Clause, type Explanation, makeExplainer } from '../analysis/query/explain-match.ts';
import { type Exclusion, type MarkedText, suggestExclusions } from '../analysis/query/suggest-exclusions.ts';
import { toDocumentFacts } from '../analysis/to-document-facts.ts';
import { addMs, type Clock, DAY_MS, SECOND_MS } from '../base/clock.ts';
import { startOfDay } from '../base/zoned-time.ts';
import type { DocumentFacts } from '../domain/document-facts.ts';
import type { Span } from '../domain/mention.ts';
import { getAgency } from '../store/agencies.ts';
import type { Db } from '../store/database.ts';
import {
  type HeardCursor,
  type HeardText,
  listHeardDocuments,
  listHeardDocumentsById,
} from '../store/heard-documents.ts';
import { listListeners } from '../store/subscriptions.ts';
import { readAgencyQuery } from './queries.ts';

export type PreviewInput = Readonly<{
  query: string;
  /** How far back is looked, 30 where it is left out. */
  days?: number | undefined;
  /** What a reader said of examples, by document. */
  marks?: readonly Readonly<{ documentId: string; isAbout: boolean }>[] | undefined;
}>;

/** A document that matches, or that holds a word of the query and does not. */
export type PreviewExample = Readonly<{
  documentId: string;
  isMatch: boolean;
  publishedAt: Date;
  title: string | null;
  excerpt: string;
  spans: readonly Span[];
  url: string | null;
  site: string;
  author: string | null;
  /** Each with its words as they stand in the query. */
  clauses: readonly (Clause & Readonly<{ text: string }>)[];
}>;

export type Preview = Readonly<{
  since: Date;
  until: Date;
  /** Documents that were looked at, and those that match. */
  documentCount: number;
  matchCount: number;
  /** False where the range holds more than is looked at in one go: then `since` is where the look ended. */
  isWhole: boolean;
  /** Matches by local day of publication, oldest first; days without one are left out. */
  days: readonly Readonly<{ bucketAt: Date; matchCount: number }>[];
  /** The newest first. */
  examples: readonly PreviewExample[];
  /** Words that would keep out what was marked as wrong, the best first; empty without marks. */
  exclusions: readonly Exclusion[];
}>;

export const PREVIEW_DAYS_DEFAULT = 30;
const MATCHES_SHOWN = 20;
const MISSES_SHOWN = 10;
const DOCUMENTS_PER_READ = 500;
const DOCUMENTS_MAX = 20_000;
/** Well within the time in which a request must be answered. */
const LOOK_MS_MAX = 10 * SECOND_MS;

/**
 * Looks for the query in what the agency heard lately, the newest documents first.
 *
 * Errors:  QUERY_INVALID.
 */
export async function previewQuery(
  deps: Readonly<{ db: Db; clock: Clock }>,
  agencyId: string,
  input: PreviewInput,
): Promise<Preview> {
  const { db, clock } = deps;
  const explain = makeExplainer(await readAgencyQuery(db, agencyId, input.query));
  const { timeZone } = await getAgency(db, agencyId);
  const until = clock.now();
  const wantedSince = addMs(until, -(input.days ?? PREVIEW_DAYS_DEFAULT) * DAY_MS);
  const days = new Map<number, number>();
  const matches: PreviewExample[] = [];
  const misses: PreviewExample[] = [];
  let documentCount = 0;
  let matchCount = 0;
  let before: HeardCursor | null = null;
  let isWhole = false;
  do {
    const documents: readonly HeardText[] = await listHeardDocuments(db, agencyId, {
      since: wantedSince,
      before,
      limit: DOCUMENTS_PER_READ,
    });
    const factsOf = await readFacts(db, agencyId, documents);
    for (const document of documents) {
      const explanation = explain({ ...document, facts: factsOf(document) });
      if (explanation.isMatch) {
        matchCount += 1;
        const day = startOfDay(document.publishedAt, timeZone).getTime();
        days.set(day, (days.get(day) ?? 0) + 1);
      }
      const [shown, shownMax] = explanation.isMatch ? [matches, MATCHES_SHOWN] : [misses, MISSES_SHOWN];
      if (explanation.isNear && shown.length < shownMax) shown.push(toExample(input.query, document, explanation));
    }
    documentCount += documents.length;
    before = documents.at(-1) ?? null;
    isWhole = documents.length < DOCUMENTS_PER_READ;
  } while (!isWhole && documentCount < DOCUMENTS_MAX && clock.now().getTime() - until.getTime() < LOOK_MS_MAX);
  return {
    since: isWhole ? wantedSince : (before?.arrivedAt ?? wantedSince),
    until,
    documentCount,
    matchCount,
    isWhole,
    days: [...days]
      .sort(([one], [other]) => one - other)
      .map(([at, count]) => ({ bucketAt: new Date(at), matchCount: count })),
    examples: [...matches, ...misses].sort((one, other) => other.publishedAt.getTime() - one.publishedAt.getTime()),
    exclusions: suggestExclusions(await readMarked(db, agencyId, { explain, marks: input.marks ?? [] })),
  };
}

async function readFacts(
  db: Db,
  agencyId: string,
  documents: readonly HeardText[],
): Promise<(document: HeardText) => DocumentFacts> {
  const listeners = Map.groupBy(
    await listListeners(db, { documentIds: documents.map(({ id }) => id), agencyIds: [agencyId] }),
    ({ documentId }) => documentId,
  );
  return (document) => toDocumentFacts(document, listeners.get(document.id) ?? []);
}

function toExample(query: string, document: HeardText, explanation: Explanation): PreviewExample {
  const { id, publishedAt, title, url, site, author } = document;
  return {
    ...{ documentId: id, publishedAt, title, url, site, author, isMatch: explanation.isMatch },
    ...cutExcerpt({ text: document.text, spans: explanation.spans }),
    clauses: explanation.clauses.map((clause) => ({ ...clause, text: query.slice(clause.start, clause.end) })),
  };
}

/** Marks of documents that the agency does not hear say nothing. */
async function readMarked(
  db: Db,
  agencyId: string,
  input: Readonly<{
    explain: ReturnType<typeof makeExplainer>;
    marks: readonly Readonly<{ documentId: string; isAbout: boolean }>[];
  }>,
): Promise<readonly MarkedText[]> {
  const isAbout = new Map(input.marks.map((mark) => [mark.documentId, mark.isAbout]));
  const documents = await listHeardDocumentsById(db, agencyId, [...isAbout.keys()]);
  return documents.map((document) => ({
    title: document.title,
    text: document.text,
    spans: input.explain(document).spans,
    isAbout: isAbout.get(document.id) ?? true,
  }));
}
