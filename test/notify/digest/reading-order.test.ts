/** Lines with Arabic or Hebrew in them. */
import { describe, expect, test } from 'vitest';
import { hasRightToLeft, isRightToLeft, readOrder } from '../../../src/notify/digest/reading-order.ts';

/** From left to right on paper; ← before what a font sets the other way. */
function show(text: string, start = 0, end = text.length): readonly string[] {
  return readOrder(text)
    .toVisualRuns(start, end)
    .map((run) => `${run.isRightToLeft ? '←' : ''}${run.text}`);
}

describe('on paper', () => {
  test.each([
    ['a name within a French sentence', 'Bilan de شركة أورنج pour mai.', ['Bilan de ', '←شركة أورنج', ' pour mai.']],
    [
      'names of a French list, one after the other',
      'Entre أورنج, زين et nous',
      ['Entre ', '←أورنج', ', ', '←زين', ' et nous'],
    ],
    [
      'a name with brackets of its own',
      'Sujets de أورنج (فرنسا) (3) ce mois',
      ['Sujets de ', '←أورنج )فرنسا(', ' (3) ce mois'],
    ],
    ['Hebrew before Arabic', 'Entre שלום أورنج et nous tous', ['Entre ', '←أورنج', '←שלום ', ' et nous tous']],
    ['a foreign name within an Arabic sentence', 'خدمة Orange سيئة', ['← سيئة', 'Orange', '←خدمة ']],
    ['a number within an Arabic sentence', 'منذ الساعة 6، صباحا', ['←، صباحا', '6', '←منذ الساعة ']],
    [
      'numbers and brackets without a letter',
      'خدمة (أورنج) 12 (13) جيدة',
      ['←( جيدة', '13', ') ', '12', '←خدمة )أورنج( '],
    ],
    ['Arabic digits', 'سال ٢٠٢٦ خوب', ['← خوب', '٢', '٠', '٢', '٦', '←سال ']],
    ['Persian digits', 'سال ۲۰ خوب', ['← خوب', '۲', '۰', '←سال ']],
    ['a foreign word at the end of an Arabic name', 'مجموعة زين 5G', ['5G', '←مجموعة زين ']],
    ['brackets, which face the other way', 'أورنج (فرنسا)', ['←أورنج )فرنسا(']],
    ['letters outside the basic plane', '𝒜 أورنج (أ) 𝒜 et la suite', ['𝒜 ', '←أورنج )أ(', ' 𝒜 et la suite']],
    ['nothing', '', []],
    ['French alone', 'Bilan (mai)', ['Bilan (mai)']],
  ])('%s stands as it is read', (_, line, runs) => {
    expect(show(line)).toEqual(runs);
  });

  test('a line is read as its paragraph, though most of its own letters are of the other kind', () => {
    const text = 'Plus présents que les semaines d’avant : « أورنج للاتصالات » (3) et « خدمة » (2).';
    const start = text.indexOf('«');
    expect(show(text, start)).toEqual(['« ', '←أورنج للاتصالات', ' » (3) et « ', '←خدمة', ' » (2).']);
  });

  test('no letter is lost, whatever the text', () => {
    const text = 'a أورنج (b) 12 שלום, ٣ ?!\ud800 🍊 \u202e c';
    const sorted = (characters: string): string => [...characters.replace(/[()]/g, '')].sort().join('');
    expect(sorted(show(text).join('').replaceAll('←', ''))).toBe(sorted(text));
  });
});

test('which way a text is read is told by what most of its letters are', () => {
  const texts = ['de أورنج pour mai', 'خدمة Orange سيئة جدا', '۱۲۳۴ Orange', '12 %', ''];
  expect(texts.map(isRightToLeft)).toEqual([false, true, false, false, false]);
  expect(['de أورنج', 'שלום', '٣ fois', 'Ελλάδα', '12 %'].map(hasRightToLeft)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});
