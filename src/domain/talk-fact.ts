/** What the detector looks at in single mentions. */
import type { SentimentLabel } from './mention.ts';
import type { OutletWeight } from './outlet.ts';
import type { SourceKind } from './source.ts';

/** Of one day no more negative mentions are looked at, the newest: they tell who speaks as well as all. */
export const FACTS_PER_DAY_MAX = 10_000;

/** A mention, without its words. Instants in milliseconds since the epoch. */
export type TalkFact = Readonly<{
  publishedAt: number;
  /** When it was fetched. */
  heardAt: number;
  label: SentimentLabel;
  /** Unique per person and site; where nobody is named the site speaks for itself. */
  author: string;
  /** The author had never spoken of the brand before. */
  isNewcomer: boolean;
  site: string;
  sourceKind: SourceKind;
  /** Copies of one text share it. */
  storyId: string;
  /** Of the gravest word of crisis in it; 0: none. */
  crisisWeight: 0 | 1 | 2 | 3;
  outletWeight: OutletWeight;
}>;
