/** The life of a buzz: opened once, only rising, resolved after calm. */
import { describe, expect, test } from 'vitest';
import {
  type BuzzStep,
  calmMsOf,
  followBuzz,
  type OpenBuzz,
  toPresent,
} from '../../../src/analysis/buzz/follow-buzz.ts';
import { addMs, HOUR_MS, MINUTE_MS } from '../../../src/base/clock.ts';
import type { BuzzLevel, BuzzVerdict } from '../../../src/domain/buzz.ts';
import { makeFigures } from '../../support/buzz-figures.ts';

const START = new Date('2025-06-02T20:00:00Z');

const FIGURES = makeFigures({
  windowMinutes: 60,
  mentionCount: 14,
  negativeCount: 12,
  expectedMentionCount: 1,
  expectedNegativeCount: 0.2,
  negativeRatio: 12 / 14,
  usualNegativeRatio: 0.2,
  authorCount: 10,
  siteCount: 3,
  sourceKindCount: 1,
  storyCount: 11,
  score: 5.5,
  baselineWeekCount: 6,
});

function makeVerdict(level: 0 | BuzzLevel, isGrowing: 'growing' | 'steady' = 'steady'): BuzzVerdict {
  return {
    level,
    reasons: level === 0 ? [] : ['negative-volume'],
    figures: FIGURES,
    isGrowing: isGrowing === 'growing',
  };
}

/** The steps of verdicts that follow each other every 15 minutes, recorded as the pipeline records them. */
function play(verdicts: readonly BuzzVerdict[], calmMs = 2 * HOUR_MS): readonly string[] {
  let open: OpenBuzz | null = null;
  let endedAt: Date | null = null;
  return verdicts.map((verdict, index) => {
    const now = addMs(START, index * 15 * MINUTE_MS);
    const step: BuzzStep = followBuzz({ verdict, open, endedAt, calmMs, now });
    const before: OpenBuzz = open ?? makeOpen({ level: 1, at: now });
    switch (step.kind) {
      case 'open':
      case 'reopen':
      case 'escalate':
        open = { ...makeOpen({ level: step.level, at: now }), openedAt: before.openedAt };
        break;
      case 'continue':
        open = { ...before, lastAbnormalAt: now, ...toPresent(before, verdict.level, now) };
        break;
      case 'fall':
        open = { ...before, lastAbnormalAt: now, presentLevel: step.level, presentLevelAt: now };
        break;
      case 'resolve':
        open = null;
        endedAt = now;
        break;
      case 'nothing':
      case 'calm':
        break;
    }
    return 'level' in step ? `${step.kind} ${step.level}` : step.kind;
  });
}

function makeOpen({ level, at }: Readonly<{ level: BuzzLevel; at: Date }>): OpenBuzz {
  return { level, presentLevel: level, presentLevelAt: at, levelSince: at, lastAbnormalAt: at, openedAt: at };
}

const times = (count: number, verdict: BuzzVerdict): readonly BuzzVerdict[] =>
  Array.from({ length: count }, () => verdict);

describe('followBuzz', () => {
  test('nothing abnormal and nothing open is nothing', () => {
    expect(play([makeVerdict(0)])).toEqual(['nothing']);
  });

  test('a buzz opens once and only rises', () => {
    expect(play([makeVerdict(1), makeVerdict(3), makeVerdict(2), makeVerdict(3)])).toEqual([
      'open 1',
      'escalate 3',
      'continue',
      'continue',
    ]);
  });

  test('it is resolved after two hours of calm, not at the first quiet quarter', () => {
    const steps = play([makeVerdict(2), ...times(8, makeVerdict(0)), makeVerdict(0)]);
    expect(steps).toEqual(['open 2', ...new Array<string>(7).fill('calm'), 'resolve', 'nothing']);
  });

  test('a wave that comes back within the calm is the same buzz', () => {
    const steps = play([makeVerdict(3), ...times(7, makeVerdict(0)), makeVerdict(3), ...times(7, makeVerdict(0))]);
    expect(steps.filter((step) => step.startsWith('open'))).toHaveLength(1);
    expect(steps).not.toContain('resolve');
  });

  test('level 3 for more than two hours and still growing is a crisis, once', () => {
    const steps = play(times(12, makeVerdict(3, 'growing')));
    expect(steps.indexOf('escalate 4')).toBe(9);
    expect(steps.filter((step) => step === 'escalate 4')).toHaveLength(1);
    expect(steps.at(-1)).toBe('continue');
  });

  test('level 3 that lasts without growing stays level 3', () => {
    expect(play(times(20, makeVerdict(3)))).not.toContain('escalate 4');
  });

  test('the crisis says why', () => {
    const open = makeOpen({ level: 3, at: START });
    const now = addMs(START, 121 * MINUTE_MS);
    const step = followBuzz({ verdict: makeVerdict(3, 'growing'), open, endedAt: null, calmMs: 2 * HOUR_MS, now });
    expect(step).toMatchObject({ kind: 'escalate', level: 4, reasons: ['negative-volume', 'long-and-growing'] });
  });

  test('what returns within a day of its end is the same buzz; later it is another', () => {
    const end = [makeVerdict(2), ...times(8, makeVerdict(0))];
    expect(play([...end, makeVerdict(2)]).at(-1)).toBe('reopen 2');
    expect(play([...end, ...times(94, makeVerdict(0)), makeVerdict(2)]).at(-1)).toBe('reopen 2');
    expect(play([...end, ...times(96, makeVerdict(0)), makeVerdict(2)]).at(-1)).toBe('open 2');
  });

  test('what a person closed stays closed for a day, unless it is worse than what was closed', () => {
    const kindOf = (level: BuzzLevel, hours: number): string => {
      const closed = { open: null, endedAt: START, closedLevel: 2, calmMs: 2 * HOUR_MS } as const;
      return followBuzz({ verdict: makeVerdict(level), ...closed, now: addMs(START, hours * HOUR_MS) }).kind;
    };
    expect([kindOf(1, 1), kindOf(2, 1), kindOf(3, 1)]).toEqual(['nothing', 'nothing', 'reopen']);
    expect([kindOf(2, 23), kindOf(2, 24), kindOf(3, 24)]).toEqual(['nothing', 'open', 'open']);
  });

  test('it falls after an hour at less, and not for a quarter’s ebb', () => {
    expect(play([makeVerdict(3), makeVerdict(2), makeVerdict(3), makeVerdict(3)]).slice(1)).toEqual(
      new Array<string>(3).fill('continue'),
    );
    expect(play([makeVerdict(3), ...times(5, makeVerdict(2))]).slice(1)).toEqual([
      'continue',
      'continue',
      'continue',
      'fall 2',
      'continue',
    ]);
  });

  test('a brand of which little is said must be calm for longer, between two hours and six', () => {
    expect(calmMsOf(200)).toBe(2 * HOUR_MS);
    expect(calmMsOf(0.5)).toBe(4 * HOUR_MS);
    expect(calmMsOf(0.02)).toBe(6 * HOUR_MS);
    expect(calmMsOf(0)).toBe(6 * HOUR_MS);
  });
});
