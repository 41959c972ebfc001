/** The command: what it prints fits a terminal, is the same each time, and names what it was given wrongly. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { toGoals } from '../../bench/buzz-sim-report.ts';
import { scoreBrand } from '../../bench/score-buzzes.ts';
import { simulateBrand } from '../../bench/simulate-talk.ts';
import { BRAND_COUNT_MAX, listBrands, RATES, SETS } from '../../bench/simulated-brands.ts';
import type { ReplayedBuzz } from '../../src/analysis/buzz/replay-talk.ts';
import { HOUR_MS } from '../../src/base/clock.ts';

const BENCH = path.join(import.meta.dirname, '../../bench/buzz-sim.ts');
const PLAIN = ['--detector', path.join(import.meta.dirname, 'plain-detector.ts')];

function run(...args: readonly string[]): Promise<Readonly<{ code: number; stdout: string; stderr: string }>> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BENCH, ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe('npm run bench:buzz-sim', () => {
  test('prints a table of 120 columns, the goals as met or missed, and ends with 0', async () => {
    const { code, stdout } = await run('--brands', '1', '--rate', '0.2', '--rate', '10', ...PLAIN, '--list');
    expect(code).toBe(0);
    const lines = stdout.split('\n');
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(120);
    expect(lines.filter((line) => /^ +(0\.2|10|all) +\d+ +[\d.]+%/.test(line))).toHaveLength(6);
    expect(lines.filter((line) => /^goal: .*: (met|MISSED) \(/.test(line))).toHaveLength(4);
    expect(stdout).toContain('goal: above 100 a day, found within 30 min of being one: >= 95 %: not measured');
    expect(stdout).toMatch(/10 a day, seed 2\d+, day [\d.]+ \(20.*Z\): (false alarm|missed)/);
  });

  test.each([
    [['--brands', '0'], '--brands 0 is no whole number from 1 to 1000'],
    [['--brands', 'many'], '--brands many is no whole number from 1 to 1000'],
    [['--rate', '7'], '--rate 7 is none of 0.2, 1, 3, 10, 30, 100, 300, 1000, 5000'],
    [['--set', 'train'], '--set train is none of tune, test'],
    [['--sensitivity', 'high'], '--sensitivity high is none of fewer, balanced, more'],
    [['--seeds', '3'], "Unknown option '--seeds'"],
    [
      ['--detector', BENCH.replace('buzz-sim', 'draw')],
      'exports no replayTalk: give another module with --detector FILE',
    ],
    [['--detector', 'nowhere.ts'], 'nowhere.ts cannot be loaded'],
  ])('%j is refused, with the way out', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).toContain('npm run bench:buzz-sim -- [--brands N]');
  });
});

test('no two brands of the sets, rates and stories have one seed', () => {
  const seeds = SETS.flatMap((set) =>
    RATES.flatMap((rate) =>
      (['half-year', 'first-days'] as const).flatMap((story) =>
        listBrands({ set, rate, brandCount: BRAND_COUNT_MAX, story }).map(({ seed }) => seed),
      ),
    ),
  );
  expect(new Set(seeds).size).toBe(seeds.length);
});

test('who rings once, at the tenth mention of each bad buzz, meets every goal; who never rings misses recall', () => {
  const brands = [10, 300].map((mentionsPerDay) =>
    simulateBrand({ seed: 9, mentionsPerDay, days: 100, story: 'half-year' }),
  );
  const scoresOf = (ring: boolean) =>
    brands.map((brand) => {
      const alarms = brand.episodes.flatMap((episode): readonly ReplayedBuzz[] => {
        if (episode.kind !== 'bad-buzz' || !ring) return [];
        const at = episode.negatives[9]?.heardAt ?? 0;
        const steps = [{ at, level: 3 as const }];
        return [{ kind: 'negative', openedAt: at, resolvedAt: at + 48 * HOUR_MS, steps, highestLevel: 3 }];
      });
      return scoreBrand(brand, alarms);
    });
  expect(toGoals(scoresOf(true)).filter((line) => !line.includes(': met ('))).toEqual([]);
  expect(toGoals(scoresOf(false))).toContain('goal: recall: >= 95 %: MISSED (0.0 %)');
  expect(toGoals([])).toEqual(expect.arrayContaining([expect.stringContaining('not measured')]));
});
