/** What `vigie backtest --brand` shows: the rules beside each other, and beside what was recorded and said of it. */
import { expect, test } from 'vitest';
import type { BacktestedBuzz } from '../../src/analysis/buzz/backtest.ts';
import { type ShownPast, showPast, toPastLines } from '../../src/commands/show-past.ts';
import type { BuzzLevel } from '../../src/domain/buzz.ts';

function makeBuzz(at: string, hours: number, level: BuzzLevel, minutesBeforePeak: number | null): BacktestedBuzz {
  const openedAt = new Date(at);
  const resolvedAt = new Date(openedAt.getTime() + hours * 3_600_000);
  const toldAt = minutesBeforePeak === null ? null : openedAt;
  const peakAt = new Date(openedAt.getTime() + (minutesBeforePeak ?? 0) * 60_000);
  return {
    ...{ startsAt: openedAt, openedAt, resolvedAt, highestLevel: level, steps: [{ at: openedAt, level }] },
    ...{ toldAt, peakAt, minutesBeforePeak, mentionCount: 2_000, negativeCount: 1_084 },
  };
}

const SHOWN: ShownPast = {
  ...{ from: new Date('2026-03-03T07:00:00Z'), until: new Date('2026-06-01T07:00:00Z'), timeZone: 'Europe/Paris' },
  ...{ mentionCount: 45_012, negativeCount: 6_210 },
  rules: [
    {
      ...{ role: 'tried', name: 'more' },
      buzzes: [makeBuzz('2026-03-10T08:05:00Z', 5, 3, 100), makeBuzz('2026-04-20T10:00:00Z', 2, 1, null)],
    },
    { role: 'present', name: 'balanced', buzzes: [makeBuzz('2026-03-10T10:05:00Z', 3, 2, -20)] },
  ],
  past: {
    recorded: [
      {
        ...{ id: 'r1', openedAt: new Date('2026-03-10T10:30:00Z'), resolvedAt: new Date('2026-03-10T14:00:00Z') },
        ...{ level: 3, mark: 'confirmed' },
      },
      {
        ...{ id: 'r2', openedAt: new Date('2026-05-02T10:00:00Z'), resolvedAt: new Date('2026-05-02T12:00:00Z') },
        ...{ level: 2, mark: 'false-alarm' },
      },
    ],
    missed: [{ id: 'm1', startedAt: new Date('2026-04-20T09:00:00Z') }],
  },
  notes: ['Mentions of these days were heard 12 min (median) after they were published.'],
};

test('a summary by level, then an episode a line, on the agency’s clock', () => {
  expect(showPast(SHOWN)).toEqual([
    '2026-03-03 08:00 to 2026-06-01 09:00 (Europe/Paris): 90 days, 45,012 mentions, 6,210 of them negative',
    '',
    'bad buzzes                     tried: more  present: balanced',
    '4 crisis                                 0                  0',
    '3 bad buzz                               1                  0',
    '2 to watch                               0                  1',
    '1 weak signal, nobody is told            1                  0',
    'false alarms avoided                1 of 1             1 of 1',
    'true alerts lost                    0 of 1             0 of 1',
    'missed ones found                   0 of 1             0 of 1',
    '',
    'opened            tried: more                    present: balanced         recorded         negative  peak',
    '2026-03-10 09:05  3, 1 h 40 min before the peak  2, 20 min after the peak  3 (true)         1,084     2026-03-10 10:45',
    '2026-04-20 12:00  1                              -                         -                1,084     2026-04-20 12:00',
    '2026-05-02 12:00  -                              -                         2 (false alarm)  -         -',
    '',
    'Mentions of these days were heard 12 min (median) after they were published.',
  ]);
});

test('NDJSON tells the same a line each, with what each buzz overlaps', () => {
  const lines = toPastLines(SHOWN).map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  expect(lines.map(({ rule }) => rule)).toEqual(['tried', 'tried', 'present', 'recorded', 'recorded', 'missed']);
  expect(lines[0]).toMatchObject({ name: 'more', highestLevel: 3, recorded: [{ id: 'r1', mark: 'confirmed' }] });
  expect(lines[1]).toMatchObject({ toldAt: null, recorded: [] });
  expect(lines[5]).toEqual({ rule: 'missed', id: 'm1', startedAt: '2026-04-20T09:00:00.000Z' });
});

test('a past in which nothing happened says so', () => {
  const lines = showPast({
    ...SHOWN,
    rules: [{ role: 'present', name: 'balanced', buzzes: [] }],
    past: null,
    notes: [],
  });
  expect(lines.at(-1)).toBe('Nothing would have been told.');
});
