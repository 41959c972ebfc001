/** What a decision on a buzz rested on besides its figures, frozen with it. Instants are ISO 8601: it is stored as JSON. */

import type { EmergingTerm } from './emerging-term.ts';
import type { OutletWeight } from './outlet.ts';
import type { QuotedMention } from './quoted-mention.ts';
import type { BlindSource } from './source.ts';
import type { Theme } from './theme.ts';

/** Somebody who carried it further: passed a story on after its first document, or spoke more than once. */
export type Amplifier = Readonly<{
  /** Null: nobody was named, the site speaks for itself. */
  author: string | null;
  site: string;
  outletWeight: OutletWeight;
  mentionCount: number;
  /** When they first did. */
  firstAt: string;
}>;

/** A site that publishes articles. */
export type Outlet = Readonly<{ site: string; outletWeight: OutletWeight; mentionCount: number; firstAt: string }>;

type Count = Readonly<{ mentionCount: number; negativeCount: number }>;

/** A bad buzz rests on what is negative, praise on what is positive, a silence on nothing but what could not be read. */
export type BuzzEvidence = Readonly<{
  /** The window that was judged. */
  from: string;
  until: string;
  /**
   * The first document of the story that was told most, which may have begun before the window; where nobody passed any on,
   * what was said first in the window; null where nothing was said.
   */
  firstMention: QuotedMention | null;
  /** The weightiest and loudest first, at most ten. */
  amplifiers: readonly Amplifier[];
  /** The weightiest first, at most twenty. */
  outlets: readonly Outlet[];
  /** One per story, those told most often first, at most ten. copyCount: documents that tell it, itself included. */
  documents: readonly (QuotedMention & Readonly<{ copyCount: number }>)[];
  /** The most telling first, at most five. */
  terms: readonly EmergingTerm[];
  /** The loudest first, at most five. */
  themes: readonly (Readonly<{ theme: Theme }> & Count)[];
  /** The agency's own, by the name that they had. */
  ownThemes: readonly (Readonly<{ name: string }> & Count)[];
  /** Sources that could not be read meanwhile. */
  blindSources: readonly BlindSource[];
}>;
