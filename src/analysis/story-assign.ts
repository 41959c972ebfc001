/** Which story each document of a batch belongs to: one that is known, one of the batch, or its own. */
import { type Fingerprint, isSameStory } from './stories.ts';

/** A story that is known, as its first document tells it. */
export type KnownStory = Readonly<{ storyId: string; documentId: string; fingerprint: Fingerprint }>;

export type AssignedStory = Readonly<{
  storyId: string;
  /** Nothing told it before: what comes later is to be compared with this document. */
  isFounded: boolean;
}>;

/**
 * The story of each document, in their order.
 *
 * A document is compared with the first documents of stories only, never with their copies: a chain of small edits must not
 * lead from one story to another. Of several, the one that shares most bands is tried first, then the one given first.
 *
 * Shape:   documents: the earliest first. known: the earliest first. A document that is known as the first of its
 *          story stays it.
 * Errors:  none: total.
 */
export function assignStories(
  input: Readonly<{
    documents: readonly Readonly<{ documentId: string; fingerprint: Fingerprint }>[];
    known: readonly KnownStory[];
  }>,
): readonly AssignedStory[] {
  const index = makeIndex();
  for (const story of input.known) index.add(story);
  return input.documents.map(({ documentId, fingerprint }) => {
    const found = index.candidatesOf(fingerprint).find((story) => {
      return story.documentId === documentId || isSameStory(story.fingerprint, fingerprint);
    });
    if (found !== undefined) return { storyId: found.storyId, isFounded: false };
    index.add({ storyId: fingerprint.exact, documentId, fingerprint });
    return { storyId: fingerprint.exact, isFounded: fingerprint.bands.length > 0 };
  });
}

/** A phrase that so many stories have says nothing. */
const STORIES_PER_BAND_MAX = 200;

function makeIndex() {
  const byBand = new Map<number, KnownStory[]>();
  return {
    add: (story: KnownStory): void => {
      for (const band of story.fingerprint.bands) {
        const stories = byBand.get(band) ?? [];
        byBand.set(band, stories);
        if (stories.length < STORIES_PER_BAND_MAX) stories.push(story);
      }
    },
    candidatesOf: (fingerprint: Fingerprint): readonly KnownStory[] => {
      const sharedCounts = new Map<KnownStory, number>();
      for (const band of fingerprint.bands) {
        for (const story of byBand.get(band) ?? []) sharedCounts.set(story, (sharedCounts.get(story) ?? 0) + 1);
      }
      return [...sharedCounts].sort(([, one], [, other]) => other - one).map(([story]) => story);
    },
  };
}
