/** Visits as the store is told of them, with what a test does not care about filled in. */
import { UNKNOWN_RHYTHM } from '../../src/crawlers/learn-rhythm.ts';
import { NO_WISHES } from '../../src/domain/source.ts';
import type { NewSource, SourceVisit } from '../../src/store/sources.ts';

type VisitBasics = Pick<SourceVisit, 'sourceId' | 'visitedAt' | 'nextCheckAt'> & Readonly<{ intervalSeconds?: number }>;
type ReadVisit = Extract<SourceVisit, { kind: 'read' }>;
type FailedVisit = Extract<SourceVisit, { kind: 'failed' }>;

export function makeReadVisit(given: VisitBasics & Partial<ReadVisit>): SourceVisit {
  return {
    intervalSeconds: 900,
    nextCheckIfUrgentAt: given.nextCheckAt,
    askedAt: given.visitedAt,
    isPolled: true,
    title: null,
    siteUrl: null,
    etag: null,
    lastModified: null,
    wishes: NO_WISHES,
    movedTo: null,
    rhythm: UNKNOWN_RHYTHM,
    newDocumentCount: 0,
    isWhole: true,
    mayHaveMissed: false,
    ...given,
    kind: 'read',
  };
}

export function makeUnchangedVisit(given: VisitBasics): SourceVisit {
  return {
    intervalSeconds: 900,
    nextCheckIfUrgentAt: given.nextCheckAt,
    askedAt: given.visitedAt,
    isPolled: true,
    etag: null,
    lastModified: null,
    ...given,
    kind: 'unchanged',
  };
}

export function makeFailedVisit(given: VisitBasics & Pick<FailedVisit, 'reason'> & Partial<FailedVisit>): SourceVisit {
  return {
    intervalSeconds: 900,
    nextCheckIfUrgentAt: given.nextCheckAt,
    askedAt: given.visitedAt,
    isPolled: true,
    message: given.reason,
    proposals: [],
    ...given,
    kind: 'failed',
  };
}

export function makePublicFeed(url: string): NewSource {
  return { url, kind: 'feed', reader: 'feed', owner: null };
}
