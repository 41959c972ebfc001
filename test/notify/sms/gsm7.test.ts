/** The alphabet of a plain SMS and what fits in one. */
import { describe, expect, test } from 'vitest';
import { countSegments, countSeptets, cutToSeptets, toGsm7 } from '../../../src/notify/sms/gsm7.ts';

describe('toGsm7', () => {
  const cases: readonly (readonly [text: string, expected: string])[] = [
    ['é è à ù É Ç ò ì ü ñ ß', 'é è à ù É Ç ò ì ü ñ ß'],
    ['ê ë â ç î ï ô û ÿ À È Ê Ô Û', 'e e a c i i o u y A E E O U'],
    ['cœur, Œuvre, æ, Æ', 'coeur, OEuvre, æ, Æ'],
    ['l’été d‘hier', "l'été d'hier"],
    ['« Ça coûte »', '"Ça coute"'],
    ['«\u00a0déjà vu\u00a0»\u202f!', '"déjà vu" !'],
    ['“cher” – trop — vraiment…', '"cher" - trop - vraiment...'],
    ['1\u202f240\u00a0€', '1 240 €'],
    ['n° 3 • Box™ © ®', 'no 3 - BoxTM (c) (r)'],
    ['e\u0301te\u0301', 'été'],
    ['panne 😡👍🏽 box 1️⃣', 'panne  box 1'],
    ['Łódź, Dvořák', 'Lodz, Dvorak'],
    ['トヨタ', '???'],
    ['a\u200b\u202eb', 'ab'],
    ['', ''],
  ];
  test.each(cases)('%j is written %j', (text, expected) => {
    expect(toGsm7(text)).toBe(expected);
  });

  test('everything it writes can be counted as it stands', () => {
    const text = toGsm7('« Œuvre » ê Ω € [a] {b} ~ | \\ ^ ` \t 漢 😡');
    expect(toGsm7(text)).toBe(text);
  });
});

describe('countSeptets and countSegments', () => {
  const cases: readonly (readonly [text: string, septets: number, segments: number])[] = [
    ['', 0, 0],
    ['[ORANGE]', 10, 1],
    ['€', 2, 1],
    ['é'.repeat(160), 160, 1],
    ['a'.repeat(161), 161, 2],
    ['a'.repeat(306), 306, 2],
    ['a'.repeat(307), 307, 3],
    ['€'.repeat(80), 160, 1],
    // 76 euros fill 152 of the first segment's 153 septets, the next does not fit
    ['€'.repeat(153), 306, 3],
  ];
  test.each(cases)('%# is counted and cut as the standard says', (text, septets, segments) => {
    expect([countSeptets(text), countSegments(text)]).toEqual([septets, segments]);
  });
});

describe('cutToSeptets', () => {
  test('what fits is left whole', () => {
    expect(cutToSeptets('abcdef', 6)).toBe('abcdef');
  });
  test('what does not fit ends in dots within the limit', () => {
    expect(cutToSeptets('abcdefgh', 6)).toBe('abc...');
  });
  test('an escape pair is not cut in two', () => {
    expect(countSeptets(cutToSeptets('€€€€€€', 8))).toBeLessThanOrEqual(8);
  });
});
