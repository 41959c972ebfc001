/** What a decision on a buzz rested on besides its figures, frozen with it. Instants are ISO 8601: it is stored as JSON. */
import type { QuotedMention } from './alert.ts';
import type { EmergingTerm } from './emerging-term.ts';
import type { OutletWeight } from './outlet.ts';
import type { BlindSource } from './source.ts';
import type { Theme } from './theme.ts';

/** Somebody who passed a story on: after its first document, at another place or under another name. */
export type Amplifier = Readonly<{
  author: string | null;
  site: string;
  outletWeight: OutletWeight;
  mentionCount: number;
  /** When they first did. */
  firstAt: string;
}>;

export type BuzzEvidence = Readonly<{
  /** The window that was looked at. */
  from: string;
  until: string;
  /** The first document of the story that was told most; null where nothing negative was said. */
  firstMention: QuotedMention | null;
  /** The weightiest and loudest first, at most ten. */
  amplifiers: readonly Amplifier[];
  /** Sites that publish articles, the weightiest first, at most ten. */
  outlets: readonly Readonly<{ site: string; outletWeight: OutletWeight; mentionCount: number; firstAt: string }>[];
  /** One per story, those told most often first, at most ten. */
  documents: readonly (QuotedMention & Readonly<{ copyCount: number }>)[];
  /** The most telling first, at most five. */
  terms: readonly EmergingTerm[];
  /** The most negative first, at most five. */
  themes: readonly Readonly<{ theme: Theme; mentionCount: number; negativeCount: number }>[];
  /** Sources that could not be read meanwhile. */
  blindSources: readonly BlindSource[];
}>;
