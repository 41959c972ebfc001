/** The benchmark's rule, on files small enough to reckon by hand. */
import { expect, test } from 'vitest';
import { NAB_PROFILES, probationRowsOf, scoreNab } from '../../bench/nab-score.ts';

const [standard, lowFalse, lowMissed] = NAB_PROFILES;
const ROW_COUNT = 1_000; // 150 of them are probation
const WINDOWS = [{ from: 400, to: 499 }];

function scoreRows(rows: readonly number[], profile = standard) {
  if (profile === undefined) throw new Error('no profile');
  return scoreNab(
    [{ isTold: Array.from({ length: ROW_COUNT }, (_, row) => rows.includes(row)), windows: WINDOWS }],
    profile,
  );
}

test.each([
  ['the first row of a window is worth all', [400], 100],
  ['nothing said is worth nothing', [], 0],
  ['a row in the probation is not seen', [400, 100], 100],
  ['only the first row of a window counts', [400, 450, 499], 100],
  ['the middle of a window is worth less: 1 + S(-0.5) / S(-1), halved', [450], 93],
  ['a false row before any window costs its whole weight', [400, 300], 100 - 5.5],
  ['just after a window it costs next to nothing', [400, 500], 100 - 0.14],
  ['long after it costs its whole weight', [400, 900], 100 - 5.5],
])('%s', (_promise, rows, score) => {
  expect(scoreRows(rows).score).toBeCloseTo(score, 1);
});

test('a profile weighs false rows and misses', () => {
  expect(scoreRows([400, 300], lowFalse).score).toBeCloseTo(100 - 11, 1);
  expect(scoreRows([300], lowMissed).score).toBeCloseTo(-11 / 3, 1);
  expect(scoreRows([410, 300])).toMatchObject({ windowCount: 1, foundCount: 1, falseCount: 1, meanDelayRows: 10 });
});

test('probation is a sixth of a short file, and never more than 750 rows', () => {
  expect([100, 5_000, 16_000].map(probationRowsOf)).toEqual([15, 750, 750]);
});
