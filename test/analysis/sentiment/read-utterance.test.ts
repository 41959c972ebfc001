/** What a text says, piece by piece. */
import { describe, expect, test } from 'vitest';
import { readUtterance } from '../../../src/analysis/sentiment/read-utterance.ts';

const read = (text: string, language = 'fr') =>
  readUtterance(text, language).pieces.map(
    ({ kind, text: piece, isNegated }) => `${kind}:${piece}${isNegated ? '!' : ''}`,
  );

describe('readUtterance', () => {
  test.each<[string, string, string[]]>([
    ['fr', 'Pas mal !', ['word:pas', 'word:mal!', 'end:!']],
    ['fr', 'L’Œuvre d’Orange', ['word:l', 'word:oeuvre', 'word:d', 'word:orange']],
    ['en', 'I don’t like it', ['word:i', "word:don't", 'word:like', 'word:it']],
    [
      'fr',
      'on ne les rappellera plus jamais',
      ['word:on', 'word:ne', 'word:les', 'word:rappellera', 'word:plus', 'word:jamais!'],
    ],
    ['fr', 'plus vite', ['word:plus', 'word:vite']],
    ['fr', 'pas cher mais nul', ['word:pas', 'word:cher!', 'word:mais', 'word:nul']],
    ['fr', 'jamais. Super', ['word:jamais', 'end:.', 'word:super']],
    ['fr', 'NUUUUL', ['word:nuul']],
    ['fr', '#PlusJamais', ['word:plus', 'word:jamais', 'hashtag:#plusjamais']],
    ['fr', '👍🏽 ❤️ :-) :(', ['emoji:👍', 'emoji:❤', 'smile::)', 'frown::(']],
    ['fr', '@orange https://a.example/b?c', ['user:@', 'address:http']],
    ['fr', '', []],
  ])('%s: %s', (language, text, pieces) => {
    expect(read(text, language)).toEqual(pieces);
  });

  test('the shape counts what is shouted, stretched, asked and pointed at', () => {
    const { shape, turnIndex } = readUtterance('POURQUOI ?! Trooop lent… mais @orange répond #Enfin', 'fr');
    expect(shape).toMatchObject({
      capitalCount: 1,
      stretchedCount: 1,
      exclamationCount: 1,
      questionCount: 1,
      ellipsisCount: 1,
      userCount: 1,
      hashtagCount: 1,
    });
    expect(turnIndex).toBe(5);
  });
});
