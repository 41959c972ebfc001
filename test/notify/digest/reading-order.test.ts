/** Lines with Arabic or Hebrew in them. */
import { describe, expect, test } from 'vitest';
import { hasRightToLeft, isRightToLeft, toVisualRuns } from '../../../src/notify/digest/reading-order.ts';

/** From left to right on paper; ← before what is read the other way. */
function show(line: string): readonly string[] {
  return toVisualRuns(line).map((run) => `${run.isRightToLeft ? '←' : ''}${run.text}`);
}

describe('on paper', () => {
  test.each([
    ['a name within a French sentence', 'Bilan de شركة أورنج pour mai.', ['Bilan de ', '←شركة أورنج', ' pour mai.']],
    ['two names beside a comma', 'Entre أورنج, שלום et nous tous', ['Entre ', '←أورنج, שלום', ' et nous tous']],
    ['a foreign name within an Arabic sentence', 'خدمة Orange سيئة', ['← سيئة', 'Orange', '←خدمة ']],
    ['a number within an Arabic sentence', 'منذ الساعة 6، صباحا', ['←، صباحا', '6', '←منذ الساعة ']],
    ['a foreign word at the end of an Arabic name', 'مجموعة زين 5G', ['5G', '←مجموعة زين ']],
    ['brackets, which face the other way', 'أورنج (فرنسا)', ['←أورنج )فرنسا(']],
    ['letters outside the basic plane', '𝒜 أورنج (א) 𝒜 et la suite', ['𝒜 ', '←أورنج )א(', ' 𝒜 et la suite']],
    ['nothing', '', []],
    ['French alone', 'Bilan (mai)', ['Bilan (mai)']],
  ])('%s stands as it is read', (_, line, runs) => {
    expect(show(line)).toEqual(runs);
  });

  test('no letter is lost, whatever the text', () => {
    const text = 'a أورنج (b) 12 שלום, ?!\ud800 🍊 \u202e c';
    const all = toVisualRuns(text).map((run) => run.text);
    expect([...all.join('')].sort().join('').replace(/[()]/g, '')).toBe([...text].sort().join('').replace(/[()]/g, ''));
  });
});

test('which way a text is read is told by what most of its letters are', () => {
  expect(['de أورنج pour mai', 'خدمة Orange سيئة جدا', '12 %', ''].map(isRightToLeft)).toEqual([
    false,
    true,
    false,
    false,
  ]);
  expect(['de أورنج', 'שלום', 'Ελλάδα', '12 %'].map(hasRightToLeft)).toEqual([true, true, false, false]);
});
