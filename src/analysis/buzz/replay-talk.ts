/** What a recorded talk would have rung: the detector's words for facts in and episodes out. */
import type { BuzzLevel } from '../../domain/buzz.ts';
import type { Crisis } from '../../domain/crisis.ts';
import type { SourceKind } from '../../domain/source.ts';

/** One mention as the detector sees it. */
export type TalkFact = Readonly<{
  /** Milliseconds since the epoch. */
  publishedAt: number;
  /** When it was fetched: never before it was published. */
  heardAt: number;
  label: 'negative' | 'neutral' | 'positive';
  /** Unique per person and site. */
  author: string;
  site: string;
  sourceKind: SourceKind;
  /** Copies of one text share it. */
  storyId: string;
  /** Of the gravest word of crisis in it; 0: none. */
  crisisWeight: Crisis['weight'];
  /** 3 national press, 2 regional or trade press, 1 any other outlet, 0 people. */
  outletWeight: 0 | 1 | 2 | 3;
}>;

export type Sensitivity = 'fewer' | 'balanced' | 'more';

export type ReplayInput = Readonly<{
  /** In the order in which they were heard. */
  facts: Iterable<TalkFact>;
  /** Milliseconds, whole buckets of 5 minutes. */
  from: number;
  until: number;
  sensitivity: Sensitivity;
  /** Those that were declared. */
  campaigns: readonly Readonly<{ from: number; until: number }>[];
}>;

export type ReplayedBuzz = Readonly<{
  kind: 'negative' | 'positive' | 'silence';
  openedAt: number;
  /** Null: still open at the end. */
  resolvedAt: number | null;
  /** Rises and falls, oldest first; the first is the opening. */
  steps: readonly Readonly<{ at: number; level: BuzzLevel }>[];
  highestLevel: BuzzLevel;
}>;

export type ReplayTalk = (input: ReplayInput) => readonly ReplayedBuzz[];
