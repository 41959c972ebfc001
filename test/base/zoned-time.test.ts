/** A time on the agency's wall. */
import { expect, test } from 'vitest';
import { readLocalTime } from '../../src/base/zoned-time.ts';

test.each([
  ['2026-06-01T09:05', '2026-06-01T07:05:00.000Z'],
  ['2026-12-01T09:05:30', '2026-12-01T08:05:00.000Z'],
  ['2026-03-29T02:30', '2026-03-29T01:30:00.000Z'], // skipped: half past three
  ['2026-10-25T02:30', '2026-10-25T00:30:00.000Z'], // comes twice: the first
])('%s in Paris is %s', (text, instant) => {
  expect(readLocalTime(text, 'Europe/Paris')?.toISOString()).toBe(instant);
});

test.each(['', 'hier', '2026-06-01', '2026-04-31T09:00', '2026-06-01T25:00', '2026-06-01T09:05Z', '99999-06-01T09:05'])(
  '%j is no time',
  (text) => {
    expect(readLocalTime(text, 'Europe/Paris')).toBeNull();
  },
);
