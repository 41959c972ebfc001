/** What a brand's talk is suddenly about: a term that more stories hold than the four weeks before let expect. */
import type { Mention } from './mention.ts';

/** What terms are looked for in. */
export type TalkText = Pick<Mention, 'id' | 'storyId' | 'language' | 'title' | 'excerpt' | 'passages'>;

/** Frozen in alerts and digests as it stands here. */
export type EmergingTerm = Readonly<{
  /** As most people write it: « panne box ». */
  term: string;
  /** Stories of the period that hold it. */
  storyCount: number;
  /** Stories of the period that would hold it if people spoke as in the four weeks before. */
  expectedCount: number;
  /** Dunning's log-likelihood ratio: the larger, the less it is chance. */
  llr: number;
  /** Some mentions that hold it, one per story, the newest first. */
  mentionIds: readonly string[];
}>;

/** storyCount, referenceStoryCount: how many stories were read of the period and of the weeks before it. */
export type EmergingTerms = Readonly<{
  /** The most telling first. */
  terms: readonly EmergingTerm[];
  storyCount: number;
  referenceStoryCount: number;
}>;
