/** Words that set two names against each other. */
import { expect, test } from 'vitest';
import { findJoint } from '../../../src/analysis/sentiment/joints.ts';

test.each([
  ['mieux', 'better'],
  ['better', 'better'],
  ['besser', 'better'],
  ['que', 'than'],
  ['than', 'than'],
  ['quitte', 'leave'],
  ['ditched', 'leave'],
  ['contrairement', 'unlike'],
  ['box', undefined],
  ['', undefined],
  ['constructor', undefined],
])('%s: %s', (word, kind) => {
  expect(findJoint(word)).toBe(kind);
});
