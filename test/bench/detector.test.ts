/** The command: it says what judging costs, of how many bytes, beside what, and names what it was given wrongly. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const BENCH = path.join(import.meta.dirname, '../../bench/detector.ts');

function run(...args: readonly string[]): Promise<Readonly<{ code: number; stdout: string; stderr: string }>> {
  return new Promise((resolve) => {
    execFile(process.execPath, [BENCH, ...args], (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe('npm run bench:detector', () => {
  test.each([
    [['--brands', '0'], '--brands 0 is no whole number from 1 to 200000'],
    [['--brands', '10', '--active', '11'], '--active 11 is no whole number from 1 to 10'],
    [['--rounds', 'many'], '--rounds many is no whole number from 1 to 100'],
    [['--seeds', '3'], "Unknown option '--seeds'"],
  ])('%j is refused, with the way out', async (args, message) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).toContain('npm run bench:detector -- [--brands N]');
  });
});
