/** Where words, emoji, hashtags, handles and hyphenated words stand in a text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scanText } from '../../../src/analysis/query/scan-text.ts';

/** The words as written, and what is more than one of them together. */
function read(
  text: string,
): Readonly<{ words: readonly string[]; emoji: readonly string[]; together: readonly string[] }> {
  const { starts, ends, emoji, compounds } = scanText(text);
  const written = starts.map((start, index) => text.slice(start, ends[index]));
  return {
    words: written.filter((_, index) => !emoji.includes(index)),
    emoji: emoji.map((index) => written[index] ?? ''),
    together: compounds.map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`),
  };
}

test('a hashtag is cut at its capitals and stands over its words', () => {
  expect(scanText('#OrangeBank !')).toEqual({
    starts: [1, 7],
    ends: [7, 11],
    emoji: [],
    compounds: [{ kind: 'hashtag', from: 0, until: 2, start: 0, end: 11 }],
  });
});

describe('words that are together', () => {
  test.each([
    ['#SFRBox', ['SFR', 'Box'], ['hashtag #SFRBox']],
    ['#orange_bank2Go', ['orange', 'bank2', 'Go'], ['hashtag #orange_bank2Go']],
    ['#4G+', ['4G'], ['hashtag #4G']],
    ['#5GOrange', ['5G', 'Orange'], ['hashtag #5GOrange']],
    ['#Covid19 #France2Paris', ['Covid19', 'France2', 'Paris'], ['hashtag #Covid19', 'hashtag #France2Paris']],
    ['＃Orange', ['Orange'], ['hashtag ＃Orange']],
    ['C# x#y # orange ##', ['C', 'x', 'y', 'orange'], []],
    ['@orange_fr:', ['orange', 'fr'], ['handle @orange_fr']],
    [
      '@orange@mastodon.social.',
      ['orange', 'mastodon', 'social'],
      ['handle @orange', 'handle @orange@mastodon.social'],
    ],
    ['jean@orange.fr', ['jean', 'orange', 'fr'], []],
    ['Coca-Cola-Light, a - b', ['Coca', 'Cola', 'Light', 'a', 'b'], ['hyphenated Coca-Cola-Light']],
    ['coca‑cola coca‐cola', ['coca', 'cola', 'coca', 'cola'], ['hyphenated coca‑cola', 'hyphenated coca‐cola']],
    ['-a a--b', ['a', 'a', 'b'], []],
    ['l’Orange-Bank', ['l', 'Orange', 'Bank'], ['hyphenated Orange-Bank']],
    [`${'a'.repeat(100)}-${'b'.repeat(100)}`, ['a'.repeat(100), 'b'.repeat(100)], []],
  ])('%s', (text, words, together) => {
    expect(read(text)).toEqual({ words, emoji: [], together });
  });
});

describe('emoji', () => {
  test.each([
    ['😡😡', ['😡', '😡']],
    ['👍🏽 👩🏽‍💻', ['👍🏽', '👩🏽‍💻']],
    ['🇫🇷🇧🇪', ['🇫🇷', '🇧🇪']],
    ['❤️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿', ['❤️', '🏴󠁧󠁢󠁥󠁮󠁧󠁿']],
    ['Orange® © ™', []],
    ['😡\u200d', ['😡']],
  ])('%s', (text, emoji) => {
    expect(read(text).emoji).toEqual(emoji);
  });
});

describe('scripts without spaces', () => {
  test.each([
    ['私は東京に', ['私', 'は', '東', '京', 'に']],
    ['서울에서', ['서', '울', '에', '서']],
    ['กรุง', ['ก', 'รุ', 'ง']],
    ['東京Orange2', ['東', '京', 'Orange2']],
    ['が か\u3099', ['が', 'か\u3099']],
  ])('%s', (text, words) => {
    expect(read(text).words).toEqual(words);
  });
});

test('of any text, words stand one behind the other and what is together stands over whole words', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 4 }),
    fc.constantFrom(
      'a',
      'B',
      'é',
      '\u0301',
      '#',
      '@',
      '-',
      '_',
      '.',
      ' ',
      '😡',
      '\u200d',
      '🏽',
      '🇫',
      '東',
      '\ud83d',
      '\ude21',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const text = pieces.join('');
      const { starts, ends, emoji, compounds } = scanText(text);
      expect(ends).toHaveLength(starts.length);
      for (const [index, start] of starts.entries()) {
        expect(ends[index]).toBeGreaterThan(start);
        expect(start).toBeGreaterThanOrEqual(ends[index - 1] ?? 0);
      }
      expect(ends.at(-1) ?? 0).toBeLessThanOrEqual(text.length);
      for (const index of emoji) expect(index).toBeLessThan(starts.length);
      for (const { from, until, start, end } of compounds) {
        expect(until).toBeGreaterThan(from);
        expect(start).toBeLessThanOrEqual(starts[from] ?? -1);
        expect(end).toBeGreaterThanOrEqual(ends[until - 1] ?? text.length + 1);
      }
    }),
    { seed: 1, numRuns: 5_000 },
  );
});
