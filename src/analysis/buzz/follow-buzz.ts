/** The life of a buzz: what a new verdict means for the one that is open, or for none. */
import { HOUR_MS } from '../../base/clock.ts';
import type { Buzz, BuzzFigures, BuzzLevel, BuzzReason, BuzzVerdict } from '../../domain/buzz.ts';

/** Level 3 for longer than this, and still growing, is a crisis. */
export const CRISIS_AFTER_MS = 2 * HOUR_MS;
/** A buzz ends after this long without an abnormal verdict. Talk comes in waves: ending sooner would tell people twice. */
export const CALM_MS = 2 * HOUR_MS;

/** What is known of the buzz that is open. */
export type OpenBuzz = Pick<Buzz, 'level' | 'levelSince' | 'lastAbnormalAt' | 'openedAt'>;

type Judgement = Readonly<{ level: BuzzLevel; reasons: readonly BuzzReason[]; figures: BuzzFigures }>;

/** What is to be done. nothing: no buzz and no need of one. continue: still abnormal. calm: not, but not long enough. */
export type BuzzStep =
  | Readonly<{ kind: 'nothing' }>
  | (Readonly<{ kind: 'open' }> & Judgement)
  | (Readonly<{ kind: 'escalate' }> & Judgement)
  | Readonly<{ kind: 'continue' }>
  | Readonly<{ kind: 'calm' }>
  | Readonly<{ kind: 'resolve' }>;

/**
 * The next step of a brand's buzz.
 *
 * A buzz opens once and its level only rises: a wave that ebbs for an hour is the same buzz, and people who were told
 * "3" are not told "2" and "3" again. It ends after two hours of calm, counted from the last abnormal verdict.
 *
 * Shape:   open: the brand's buzz that is not resolved, or null. Escalation to 4 comes from time at level 3, never from
 *          a verdict alone.
 * Errors:  none: total.
 */
export function followBuzz(input: Readonly<{ verdict: BuzzVerdict; open: OpenBuzz | null; now: Date }>): BuzzStep {
  const { verdict, open, now } = input;
  if (verdict.level === 0) {
    if (open === null) return { kind: 'nothing' };
    return now.getTime() - open.lastAbnormalAt.getTime() >= CALM_MS ? { kind: 'resolve' } : { kind: 'calm' };
  }
  const { level, reasons, figures } = verdict;
  if (open === null) return { kind: 'open', level, reasons, figures };
  if (level > open.level) return { kind: 'escalate', level, reasons, figures };
  const isLong = open.level === 3 && now.getTime() - open.levelSince.getTime() > CRISIS_AFTER_MS;
  if (isLong && level === 3 && verdict.isGrowing) {
    return { kind: 'escalate', level: 4, reasons: [...reasons, 'long-and-growing'], figures };
  }
  return { kind: 'continue' };
}
