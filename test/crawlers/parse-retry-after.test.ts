/** The header that says when to come back. */
import { expect, test } from 'vitest';
import { parseRetryAfter } from '../../src/crawlers/parse-retry-after.ts';

test.each([
  ['120', 120],
  [' 0 ', 0],
  ['1.2', 2],
  ['99999999', 86_400],
  ['Mon, 02 Jun 2025 10:02:00 GMT', 120],
  ['Mon, 02 Jun 2025 09:00:00 GMT', 0],
  ['Mon, 02 Jun 2035 09:00:00 GMT', 86_400],
  ['soon', null],
  ['-5', null],
  ['', null],
  [undefined, null],
])('%s', (header, seconds) => {
  expect(parseRetryAfter({ header, now: new Date('2025-06-02T10:00:00Z') })).toBe(seconds);
});
