/** Where something begins in a list that is in order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findFirst } from '../../src/base/find-first.ts';

test('finds what looking at each would', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), fc.integer({ min: -1, max: 10 }), (values, bound) => {
      const sorted = [...values].sort((one, other) => one - other);
      expect(findFirst(sorted, (value) => value >= bound)).toBe(sorted.filter((value) => value < bound).length);
    }),
  );
});
