/** What the guard answers, and what of it may be told to a client, who must learn of no other. */
import type { Language } from '../../domain/agency.ts';
import { toHiddenMessage } from './messages.ts';

export const VERDICTS = ['pass', 'warn', 'stop'] as const;
export type VerdictKind = (typeof VERDICTS)[number];

export const REASON_KINDS = [
  'other-brand-name',
  'other-brand-product',
  'other-brand-hashtag',
  'other-brand-handle',
  'other-brand-competitor',
  'other-sector-vocabulary',
  'other-language',
  'other-register',
  /** What a client is told in place of all that would name another. */
  'other-account-vocabulary',
  'claim-during-buzz',
  'account-unknown',
  'draft-empty',
] as const;
export type ReasonKind = (typeof REASON_KINDS)[number];

export type Reason = Readonly<{
  kind: ReasonKind;
  /** Whether it is one of those for which the draft is stopped. */
  severity: 'warn' | 'stop';
  /** How much it counts; about 2.4 for one other brand stops, less what speaks for the account. */
  weight: number;
  /** As the draft writes it; null: it is the whole that tells. */
  term: string | null;
  /** UTF-16 offsets in the draft, end exclusive; null with the term. */
  start: number | null;
  end: number | null;
  /** The brand that it points to; null: none by itself. */
  brand: string | null;
  brandId: string | null;
  /** One sentence in the reader's language. */
  message: string;
}>;

export type Verdict = Readonly<{ verdict: VerdictKind; reasons: readonly Reason[] }>;

const NAMES_NOBODY: ReadonlySet<ReasonKind> = new Set(['claim-during-buzz', 'account-unknown', 'draft-empty']);

/**
 * The answer for a client: that something of another account stands in his draft, and not what. Not even the terms: a draft
 * that lists names would be answered with those that are the agency's clients.
 */
export function hideOthers({ verdict, reasons }: Verdict, language: Language): Verdict {
  const own = reasons.filter(({ kind }) => NAMES_NOBODY.has(kind));
  const foreign = reasons.filter(({ kind }) => !NAMES_NOBODY.has(kind));
  if (foreign.length === 0) return { verdict, reasons };
  const hidden: Reason = {
    kind: 'other-account-vocabulary',
    severity: foreign.some(({ severity }) => severity === 'stop') ? 'stop' : 'warn',
    weight: Math.max(...foreign.map(({ weight }) => weight)),
    term: null,
    start: null,
    end: null,
    brand: null,
    brandId: null,
    message: toHiddenMessage(language),
  };
  return { verdict, reasons: [hidden, ...own] };
}
