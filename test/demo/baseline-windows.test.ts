/** The hours that the present one is compared with. */
import { describe, expect, test } from 'vitest';
import { baselineWindows } from '../../src/demo/baseline-windows.ts';

describe('baselineWindows', () => {
  test('the same hour of the wall clock in earlier weeks, newest first, across the end of summer time', () => {
    // 26 October 2025: Paris goes back from UTC+2 to UTC+1.
    const windows = baselineWindows({ now: new Date('2025-11-03T09:30:00Z'), timeZone: 'Europe/Paris', weekCount: 3 });
    expect(windows.map((window) => window.from.toISOString())).toEqual([
      '2025-10-27T08:30:00.000Z',
      '2025-10-20T07:30:00.000Z',
      '2025-10-13T07:30:00.000Z',
    ]);
  });

  test('a window is an hour long also where summer time began within it', () => {
    // 30 March 2025: 02:00 to 03:00 did not exist in Paris.
    const windows = baselineWindows({ now: new Date('2025-04-06T01:00:00Z'), timeZone: 'Europe/Paris', weekCount: 2 });
    for (const { from, until } of windows) expect(until.getTime() - from.getTime()).toBe(3_600_000);
  });

  test('no weeks, no windows', () => {
    expect(baselineWindows({ now: new Date('2025-04-06T01:00:00Z'), timeZone: 'UTC', weekCount: 0 })).toEqual([]);
  });
});
