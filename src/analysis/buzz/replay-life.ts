/** The life of the buzzes of one kind, played again: what is kept of each is what would have been told of it. */
import { assertNever } from '../../base/errors.ts';
import type { BuzzKind, BuzzLevel, BuzzVerdict } from '../../domain/buzz.ts';
import { followLevel, type OpenBuzz, SILENCE_CALM_MS, toPresent } from './follow-buzz.ts';

/** Instants in milliseconds since the epoch. */
export type ToldBuzz = Readonly<{
  kind: BuzzKind;
  openedAt: number;
  /** Null: it is not over at the end. */
  resolvedAt: number | null;
  /** How far back that reaches what it was opened by. */
  windowMinutes: number;
  /** Its openings, rises and falls, the oldest first. */
  steps: readonly Readonly<{ at: number; level: BuzzLevel }>[];
  highestLevel: BuzzLevel;
}>;

/** What is judged at an instant. windowMinutes: of the window that spoke loudest. */
export type LevelVerdict = Readonly<{ level: 0 | BuzzLevel; isGrowing: boolean; windowMinutes: number }>;

/** A signal is heard in six hours and in a day together; of what is graver one width spoke loudest. */
export const SIGNAL: LevelVerdict = { level: 1, isGrowing: false, windowMinutes: 360 };

export function toLevelVerdict({ level, isGrowing, figures }: BuzzVerdict): LevelVerdict {
  return { level, isGrowing, windowMinutes: level > 1 ? figures.windowMinutes : SIGNAL.windowMinutes };
}

export type ReplayLife = Readonly<{
  kind: BuzzKind;
  /** The oldest first. */
  told: readonly ToldBuzz[];
  open: OpenBuzz | null;
  /** When the last one ended; null where none has. */
  endedAt: Date | null;
  follow: (verdict: LevelVerdict, at: Readonly<{ now: Date; calmMs: number }>) => void;
}>;

type Told = { -readonly [Key in keyof ToldBuzz]: ToldBuzz[Key] } & {
  steps: { at: number; level: BuzzLevel }[];
};

/** No buzz yet. follow: verdicts in order of time. */
export function makeReplayLife(kind: BuzzKind): ReplayLife {
  const told: Told[] = [];
  const life = {
    kind,
    told,
    open: null as OpenBuzz | null,
    endedAt: null as Date | null,
    follow: (verdict: LevelVerdict, at: Readonly<{ now: Date; calmMs: number }>) => {
      const { level, isGrowing, windowMinutes } = verdict;
      const { now } = at;
      const step = followLevel({
        ...{ level, isGrowing, open: life.open, endedAt: life.endedAt, now },
        calmMs: kind === 'silence' ? SILENCE_CALM_MS : at.calmMs,
      });
      switch (step.kind) {
        case 'nothing':
        case 'calm':
          return;
        case 'open':
          told.push({
            ...{ kind, openedAt: now.getTime(), resolvedAt: null, windowMinutes },
            ...{ steps: [], highestLevel: step.level },
          });
          break;
        case 'resolve': {
          const last = told.at(-1);
          if (last) last.resolvedAt = now.getTime();
          life.open = null;
          life.endedAt = now;
          return;
        }
        case 'continue':
          if (life.open) life.open = { ...life.open, lastAbnormalAt: now, ...toPresent(life.open, level, now) };
          return;
        case 'reopen':
        case 'escalate':
        case 'fall':
          break;
        default:
          return assertNever(step);
      }
      const last = told.at(-1);
      if (last === undefined) throw new Error(`a buzz that never opened cannot ${step.kind}`);
      last.resolvedAt = null;
      last.steps.push({ at: now.getTime(), level: step.level });
      if (step.level > last.highestLevel) last.highestLevel = step.level;
      const isRise = step.kind !== 'fall';
      life.open = {
        openedAt: life.open?.openedAt ?? now,
        level: isRise ? step.level : (life.open?.level ?? step.level),
        levelSince: isRise ? now : (life.open?.levelSince ?? now),
        presentLevel: step.level,
        presentLevelAt: now,
        lastAbnormalAt: now,
      };
    },
  };
  return life;
}
