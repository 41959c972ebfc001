/** The stories of a batch of documents: looked up, compared, and those that are new to be recorded with the mentions. */

import { fingerprintOf } from '../analysis/stories.ts';
import { assignStories } from '../analysis/story-assign.ts';
import { addMs, DAY_MS } from '../base/clock.ts';
import type { Document } from '../domain/document.ts';
import type { Db } from '../store/database.ts';
import { type FoundedStory, findStoryCandidates } from '../store/stories.ts';

/** A dispatch goes round in hours; what is alike after a week is another occasion. */
export const STORY_WINDOW_MS = 7 * DAY_MS;

export type HeardDocument = Readonly<{
  document: Pick<Document, 'id' | 'arrivedAt' | 'title' | 'text'>;
  /** What its words alone say, see storyIdOf. */
  storyId: string;
}>;

/**
 * The story of each document, and the stories that begin with one of them.
 *
 * Two workers that read two copies at the same instant see neither the other's: both begin a story, and the dispatch
 * counts as two until its next copy, which joins the one that shares more (else the earlier). No lock is worth that.
 *
 * Shape:   storyIds: by document id. Time counts from the documents' own arrival, so that an analysis that is ordered
 *          again says the same while the bands last.
 */
export async function tellStories(
  db: Db,
  heard: readonly HeardDocument[],
): Promise<Readonly<{ storyIds: ReadonlyMap<string, string>; founded: readonly FoundedStory[] }>> {
  const told = heard
    .map(({ document: { id, arrivedAt, title, text }, storyId }) => {
      return { documentId: id, arrivedAt, fingerprint: fingerprintOf({ title, text }, storyId) };
    })
    .sort(compareArrivals);
  const [first, last] = [told.at(0), told.at(-1)];
  if (first === undefined || last === undefined) return { storyIds: new Map(), founded: [] };
  const candidates = await findStoryCandidates(db, {
    bands: [...new Set(told.flatMap(({ fingerprint }) => fingerprint.bands))],
    from: addMs(first.arrivedAt, -STORY_WINDOW_MS),
    until: addMs(last.arrivedAt, STORY_WINDOW_MS),
  });
  const known = candidates
    .map((candidate) => ({ ...candidate, fingerprint: fingerprintOf(candidate, candidate.storyId) }))
    .sort(compareArrivals);
  const assigned = assignStories({ documents: told, known });
  const storyIds = new Map<string, string>();
  const founded: FoundedStory[] = [];
  for (const [index, { documentId, arrivedAt, fingerprint }] of told.entries()) {
    const { storyId = fingerprint.exact, isFounded = false } = assigned[index] ?? {};
    storyIds.set(documentId, storyId);
    if (isFounded) founded.push({ storyId, documentId, arrivedAt, bands: fingerprint.bands });
  }
  return { storyIds, founded };
}

type Arrived = Readonly<{ documentId: string; arrivedAt: Date }>;

function compareArrivals(one: Arrived, other: Arrived): number {
  return one.arrivedAt.getTime() - other.arrivedAt.getTime() || (one.documentId < other.documentId ? -1 : 1);
}
