/** Words that crises are made of, and how much each weighs. */
import type { Sector } from './sector.ts';

/**
 * 1 anger: a complaint, outrage, a refund asked for. 2 an accusation or a call to act: scam, scandal, boycott, class
 * action. 3 harm or the law: a death, an injury, a recall, a data leak, a criminal inquiry.
 */
export type CrisisWeight = 1 | 2 | 3;

export const CRISIS_WEIGHTS = [1, 2, 3] as const satisfies readonly CrisisWeight[];

/** What a mention holds of it. */
export type Crisis = Readonly<{
  /** The highest that was found; 0: none. */
  weight: 0 | CrisisWeight;
  /** The words as they were written, the gravest first; at most CRISIS_WORDS_MAX. */
  terms: readonly string[];
}>;

export const NO_CRISIS: Crisis = { weight: 0, terms: [] };

export const CRISIS_WORDS_MAX = 5;

/** An entry of an agency's own, beside the general vocabulary. */
export type CrisisTerm = Readonly<{
  agencyId: string;
  id: string;
  /** Null: it counts for all brands of the agency. */
  sector: Sector | null;
  /** In Vigie's query language; it is looked for in the passages about the brand. */
  query: string;
  weight: CrisisWeight;
  createdAt: Date;
}>;
