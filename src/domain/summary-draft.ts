/** A summary of a digest that a language model proposed, for a person to read and take. */
import type { Language } from './agency.ts';

/** Stored as JSON; instants are ISO 8601. */
export type SummaryDraft = Readonly<{ language: Language; askedAt: string }> &
  (
    | Readonly<{ state: 'wanted' }>
    | Readonly<{
        state: 'proposed';
        /** Each cites figures of the digest, and none that is not in it. */
        sentences: readonly string[];
        /** How many the model wrote that cite nothing, or what is not there. */
        droppedCount: number;
        model: string;
        madeAt: string;
      }>
    /** message names the thing and the way out. */
    | Readonly<{ state: 'failed'; message: string }>
  );
