/** Words and their places: what every query, story and opinion word rests on. */
import { describe, expect, test } from 'vitest';
import { foldEmoji, foldWord } from '../../../src/analysis/query/fold-word.ts';
import { tokenize } from '../../../src/analysis/query/tokens.ts';

describe('tokenize', () => {
  test('an elision, a ligature and an accent do not hide a word', () => {
    expect(tokenize('L’Œuvre d’été')).toEqual([
      { text: 'l', start: 0, end: 1 },
      { text: 'oeuvre', start: 2, end: 7 },
      { text: 'd', start: 8, end: 9 },
      { text: 'ete', start: 10, end: 13 },
    ]);
  });

  test('an accent written as two code points stays within its word', () => {
    const text = 'un caf\u0065\u0301 noir';
    const word = tokenize(text)[1];
    expect(word).toEqual({ text: 'cafe', start: 3, end: 8 });
    expect(text.slice(word?.start, word?.end)).toBe('cafe\u0301');
  });

  test.each([
    ['', []],
    ['🙂 — !', []],
    ['panne 😡 chez 👩🏽‍💻 Orange', ['panne', 'chez', 'orange']],
    ['\ud83d panne \udc00', ['panne']],
    ['H&M, 4G+', ['h', 'm', '4g']],
    ['#OrangeBank @orange_fr', ['orange', 'bank', 'orange', 'fr']],
    ['Coca-Cola', ['coca', 'cola']],
    ['Straße ÆRØ Łódź', ['strasse', 'aero', 'lodz']],
    ['Ｏｒａｎｇｅ 𝐎𝐫𝐚𝐧𝐠𝐞', ['orange', 'orange']],
    ['МОСКВА', ['москва']],
    ['Oran\u00adge o\u200br', ['orange', 'or']],
    ['私は東京に', ['私', 'は', '東', '京', 'に']],
  ])('%j reads as %j', (text, words) => {
    expect(tokenize(text).map((token) => token.text)).toEqual(words);
  });

  test('a million characters give as many words as they hold', () => {
    expect(tokenize('né à '.repeat(200_000))).toHaveLength(400_000);
    expect(tokenize('é'.repeat(1_000_000))).toHaveLength(1);
  });
});

describe('foldWord', () => {
  test('a vowel sign of Hindi is a letter, not an accent', () => {
    expect(foldWord('की')).not.toBe(foldWord('का'));
  });

  test.each([
    ['Cœur', 'coeur'],
    ['ÉTÉ', 'ete'],
    ['ﬁbre', 'fibre'],
    ['ＬＧ', 'lg'],
    ['İstanbul', 'istanbul'],
    ['constructor', 'constructor'],
  ])('%s is compared as %s', (word, folded) => {
    expect(foldWord(word)).toBe(folded);
    expect(foldWord(folded)).toBe(folded);
  });
});

test.each([
  ['👍🏽', '👍'],
  ['❤️', '❤'],
  ['👩🏿‍💻', '👩‍💻'],
  ['🇫🇷', '🇫🇷'],
  ['🏽', '🏽'],
])('the emoji %s is compared as %s', (emoji, folded) => {
  expect(foldEmoji(emoji)).toBe(folded);
});
