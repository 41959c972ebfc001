/** What a rule would have told of the past: how long before the peak, and what it changes for who was woken. */
import { describe, expect, test } from 'vitest';
import {
  type BacktestedBuzz,
  backtestTalk,
  type RecordedBuzz,
  weighBacktest,
} from '../../../src/analysis/buzz/backtest.ts';
import { type CountedTalk, runReplay } from '../../../src/analysis/buzz/replay-counts.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../src/base/clock.ts';
import type { BuzzLevel } from '../../../src/domain/buzz.ts';
import { BUCKET_MS } from '../../../src/domain/volume.ts';

const START = Date.UTC(2026, 5, 1);

/** Negative mentions every ten minutes of three hours: 2, then 8, then 3 at a time. */
function makeTalk(kind: 'table' | 'volumes' = 'table'): CountedTalk {
  const rows = Array.from({ length: 18 }, (_, index) => {
    const negativeCount = index < 6 ? 2 : index < 12 ? 8 : 3;
    return {
      bucket: START / BUCKET_MS + 2 * index,
      mentionCount: 10,
      negativeCount,
      positiveCount: 0,
      newcomerCount: 0,
    };
  });
  const after = {
    bucket: (START + 2 * DAY_MS) / BUCKET_MS,
    mentionCount: 1,
    negativeCount: 0,
    positiveCount: 0,
    newcomerCount: 0,
  };
  return { kind, rows: [...rows, after], learnFrom: START, from: START, until: START + 3 * DAY_MS, campaigns: [] };
}

function backtest(talk: CountedTalk, level: BuzzLevel, countMin: number) {
  const thresholds = [{ level, countMin, windowMinutes: 60, counts: 'negatives' }] as const;
  const [buzzes = []] = runReplay(backtestTalk(talk, [{ sensitivity: null, thresholds }]), () => []);
  return buzzes;
}

const at = (minutes: number): Date => new Date(START + minutes * MINUTE_MS);

test('a buzz is told with its peak, the end of its worst hour, and how long before it people were told', () => {
  expect(backtest(makeTalk(), 2, 12)).toEqual([
    {
      startsAt: at(-5),
      openedAt: at(55),
      resolvedAt: at(175 + 120),
      highestLevel: 2,
      steps: [{ at: at(55), level: 2 }],
      toldAt: at(55),
      peakAt: at(115),
      minutesBeforePeak: 60,
      mentionCount: 180,
      negativeCount: 78,
    },
  ]);
});

test('what is told after the peak is negative, and a weak signal tells nobody', () => {
  expect(backtest({ ...makeTalk(), from: START + 2.5 * HOUR_MS }, 2, 12)).toMatchObject([
    { openedAt: at(155), peakAt: at(115), minutesBeforePeak: -40 },
  ]);
  expect(backtest(makeTalk(), 1, 12)).toMatchObject([{ toldAt: null, minutesBeforePeak: null }]);
});

test('where nobody says what is negative, the peak is that of the mentions', () => {
  const thresholds = [{ level: 2, countMin: 30, windowMinutes: 60, counts: 'mentions' }] as const;
  const [buzzes] = runReplay(backtestTalk(makeTalk('volumes'), [{ sensitivity: null, thresholds }]), () => []);
  expect(buzzes).toMatchObject([{ openedAt: at(25), peakAt: at(55), negativeCount: null, mentionCount: 180 }]);
});

describe('weighBacktest', () => {
  const buzzAt = (hour: number, toldLevel: BuzzLevel): BacktestedBuzz => ({
    startsAt: at(hour * 60 - 60),
    openedAt: at(hour * 60),
    resolvedAt: at(hour * 60 + 180),
    highestLevel: toldLevel,
    steps: [],
    toldAt: toldLevel >= 2 ? at(hour * 60) : null,
    peakAt: at(hour * 60 + 60),
    minutesBeforePeak: null,
    ...{ mentionCount: 0, negativeCount: 0 },
  });
  const recordedAt = (hour: number, mark: RecordedBuzz['mark'], level: BuzzLevel = 2): RecordedBuzz => ({
    ...{ id: `recorded at ${hour}`, openedAt: at(hour * 60), resolvedAt: at(hour * 60 + 120), level, mark },
  });

  test('false alarms that are not told are avoided, true ones are lost', () => {
    const recorded = [
      recordedAt(10, 'false-alarm'),
      recordedAt(50, 'false-alarm'),
      recordedAt(90, 'confirmed'),
      recordedAt(130, 'confirmed'),
      recordedAt(170, null),
      recordedAt(210, 'false-alarm', 1),
    ];
    const gain = weighBacktest([buzzAt(51, 3), buzzAt(91, 2), buzzAt(130, 1)], { recorded, missed: [] });
    expect(gain.falseAlarmsAvoided).toEqual([recorded[0]]);
    expect(gain.falseAlarmsKept).toEqual([recorded[1]]);
    expect(gain.confirmedLost).toEqual([recorded[3]]);
    expect(gain.overlaps).toEqual([[recorded[1]], [recorded[2]], [recorded[3]]]);
  });

  test('what was missed is found by who is told within a day of it', () => {
    const missed = [5, 40, 100].map((hour) => ({ id: `missed at ${hour}`, startedAt: at(hour * 60) }));
    const buzzes = [buzzAt(0, 2), buzzAt(41, 1), buzzAt(125, 4)];
    expect(weighBacktest(buzzes, { recorded: [], missed }).missesFound).toEqual([missed[0]]);
  });

  test('a buzz that goes on overlaps what comes after it', () => {
    const open = { ...buzzAt(0, 3), resolvedAt: null };
    expect(weighBacktest([open], { recorded: [recordedAt(400, null)], missed: [] }).overlaps[0]).toHaveLength(1);
  });
});
