/** The life of a buzz: what a new verdict means for the one that is open, for the one that just ended, or for none. */
import { DAY_MS, HOUR_MS } from '../../base/clock.ts';
import type { Buzz, BuzzFigures, BuzzLevel, BuzzReason, BuzzVerdict } from '../../domain/buzz.ts';

/** Level 3 for longer than this, and still growing, is a crisis. */
export const CRISIS_AFTER_MS = 2 * HOUR_MS;
/** What comes back sooner than this after its end is the same buzz. */
export const REOPEN_WITHIN_MS = DAY_MS;

/** It has fallen when it has been lower for this long: talk comes in waves. */
const FALL_AFTER_MS = HOUR_MS;

/**
 * A buzz ends after a calm time that depends on the brand: as long as its usual talk takes for this many mentions, and
 * between two hours and six. In two hours a brand of three mentions a week tells nothing of whether it is over.
 */
const CALM_MENTION_COUNT = 2;
const CALM_MS_MIN = 2 * HOUR_MS;
const CALM_MS_MAX = 6 * HOUR_MS;
/** A brand of which nobody speaks is judged this often: it may have fallen silent. */
export const SILENCE_STEP_MS = 6 * HOUR_MS;
/** Of a silence: one word ends it. */
export const SILENCE_CALM_MS = 0;

/** What is known of the buzz that is open. */
export type OpenBuzz = Pick<
  Buzz,
  'level' | 'presentLevel' | 'presentLevelAt' | 'levelSince' | 'lastAbnormalAt' | 'openedAt'
>;

type Judgement = Readonly<{ level: BuzzLevel; reasons: readonly BuzzReason[]; figures: BuzzFigures }>;

/**
 * What is to be done. nothing: no buzz and no need of one. continue: still abnormal, at its level. fall: at a lower one.
 * calm: not abnormal, but not long enough.
 */
export type BuzzStep =
  | Readonly<{ kind: 'nothing' }>
  | (Readonly<{ kind: 'open' }> & Judgement)
  | (Readonly<{ kind: 'reopen' }> & Judgement)
  | (Readonly<{ kind: 'escalate' }> & Judgement)
  | Readonly<{ kind: 'continue' }>
  | (Readonly<{ kind: 'fall' }> & Judgement)
  | Readonly<{ kind: 'calm' }>
  | Readonly<{ kind: 'resolve' }>;

/** What a new level means for a buzz, without its numbers. isLong: it has been grave for long and still grows. */
export type LevelStep =
  | Readonly<{ kind: 'nothing' | 'continue' | 'calm' | 'resolve' }>
  | Readonly<{ kind: 'open' | 'reopen' | 'escalate' | 'fall'; level: BuzzLevel; isLong: boolean }>;

/**
 * The next step of a brand's buzz.
 *
 * A buzz opens once. The level that people were told only rises: a wave that ebbs for an hour is the same buzz, and who
 * was told "3" is not told "2" and "3" again; what it amounts to by now falls and is shown. It ends after a calm time,
 * counted from the last abnormal verdict, and what returns within a day of its end is reopened. One that a person
 * ended is not, as long as it is no worse than what she ended: she knows that its talk goes on.
 *
 * Shape:   open: the brand's buzz of this kind that is not resolved, or null. endedAt: when its last one ended; null
 *          where there is none. closedLevel: the level of the last one where a person ended it. Escalation to 4 comes from the national press, or from time at level 3.
 * Errors:  none: total.
 */
export function followBuzz(
  input: Readonly<{
    verdict: BuzzVerdict;
    open: OpenBuzz | null;
    endedAt: Date | null;
    closedLevel?: BuzzLevel | null;
    calmMs: number;
    now: Date;
  }>,
): BuzzStep {
  const { level, isGrowing, reasons, figures } = input.verdict;
  const step = followLevel({ ...input, level, isGrowing });
  if (!('level' in step)) return step;
  return {
    kind: step.kind,
    level: step.level,
    reasons: step.isLong ? [...reasons, 'long-and-growing'] : reasons,
    figures,
  };
}

/** As followBuzz, for who keeps no numbers. */
export function followLevel(
  input: Readonly<{
    level: 0 | BuzzLevel;
    isGrowing: boolean;
    open: OpenBuzz | null;
    endedAt: Date | null;
    closedLevel?: BuzzLevel | null;
    calmMs: number;
    now: Date;
  }>,
): LevelStep {
  const { level, open, endedAt, closedLevel = null, now } = input;
  if (level === 0) {
    if (open === null) return { kind: 'nothing' };
    return { kind: now.getTime() - open.lastAbnormalAt.getTime() >= input.calmMs ? 'resolve' : 'calm' };
  }
  if (open === null) {
    const isBack = endedAt !== null && now.getTime() - endedAt.getTime() < REOPEN_WITHIN_MS;
    if (isBack && closedLevel !== null && level <= closedLevel) return { kind: 'nothing' };
    return { kind: isBack ? 'reopen' : 'open', level, isLong: false };
  }
  if (level > open.level) return { kind: 'escalate', level, isLong: false };
  const isLong = open.level === 3 && now.getTime() - open.levelSince.getTime() > CRISIS_AFTER_MS;
  if (isLong && level === 3 && input.isGrowing) return { kind: 'escalate', level: 4, isLong: true };
  const hasFallen = level < open.presentLevel && now.getTime() - open.presentLevelAt.getTime() >= FALL_AFTER_MS;
  return hasFallen ? { kind: 'fall', level, isLong: false } : { kind: 'continue' };
}

/** What the detector is to judge by: see TalkContext. endedAt: of the brand's last bad buzz. */
export function phaseOf(
  input: Readonly<{ isOpen: boolean; endedAt: Date | null; now: Date }>,
): 'calm' | 'buzz' | 'aftermath' {
  const { isOpen, endedAt, now } = input;
  if (isOpen) return 'buzz';
  return endedAt !== null && now.getTime() - endedAt.getTime() < REOPEN_WITHIN_MS ? 'aftermath' : 'calm';
}

/** How long a brand of so many mentions an hour must be calm before its buzz is over. */
export function calmMsOf(mentionsPerHour: number): number {
  const usualMs = (CALM_MENTION_COUNT / Math.max(mentionsPerHour, Number.MIN_VALUE)) * HOUR_MS;
  return Math.min(CALM_MS_MAX, Math.max(CALM_MS_MIN, usualMs));
}

/** What a buzz amounts to after a verdict at or above its present level, or below it for a moment. */
export function toPresent(
  open: Pick<Buzz, 'presentLevel' | 'presentLevelAt'>,
  level: 0 | BuzzLevel,
  now: Date,
): Pick<Buzz, 'presentLevel' | 'presentLevelAt'> {
  return level >= open.presentLevel && level > 0
    ? { presentLevel: level as BuzzLevel, presentLevelAt: now }
    : { presentLevel: open.presentLevel, presentLevelAt: open.presentLevelAt };
}
