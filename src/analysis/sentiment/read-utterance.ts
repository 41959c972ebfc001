/** What a text says, piece by piece, as opinions are told: words with what negates them, emoji, smileys, signs. */
import { foldEmoji, foldWord } from '../query/fold-word.ts';
import { stemWord } from '../stem-word.ts';
import { findOwnLexicon, NEGATION_WORD_COUNT, negates } from './own-lexicons.ts';

/** One piece of a text. */
export type Piece = Readonly<{
  kind: 'word' | 'hashtag' | 'emoji' | 'smile' | 'frown' | 'sign' | 'end' | 'user' | 'address';
  /** Folded; of words and hashtags also stretched letters shortened to two. */
  text: string;
  /** Of a word; the text itself of everything else. */
  stem: string;
  isNegated: boolean;
}>;

/** How a text is written. */
export type Shape = {
  wordCount: number;
  capitalCount: number;
  stretchedCount: number;
  exclamationCount: number;
  questionCount: number;
  ellipsisCount: number;
  hashtagCount: number;
  userCount: number;
  addressCount: number;
};

export type Utterance = Readonly<{
  pieces: readonly Piece[];
  shape: Readonly<Shape>;
  /** The piece behind the last "but": what counts in the end; 0 where there is none. */
  turnIndex: number;
}>;

/** Languages that elide: an apostrophe ends a word. */
const ELIDING = new Set(['fr', 'it']);

const PIECE_PATTERN =
  /(?<address>https?:\/\/\S+|\bhttp\b)|(?<user>@[\p{L}\p{N}_]+)|(?<hashtag>#[\p{L}\p{N}_]+)|(?<smile>(?:[<>]?[:;=8xX][-o*']?[)\]dDpP3*]+|[([]+[-o*']?[:;=])(?!\p{L})|<3)|(?<frown>(?:[<>]?[:;=8xX][-o*']?[([/\\|{@]+|[)\]]+[-o*']?[:;=])(?!\p{L}))|(?<emoji>\p{Extended_Pictographic}(?:[\u{1f3fb}-\u{1f3ff}\ufe0f]|\u200d\p{Extended_Pictographic})*)|(?<word>[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['-][\p{L}\p{M}\p{N}]+)*)|(?<end>[!?.…]+)|(?<sign>[^\s\p{L}\p{N}\p{M}])/gu;
const APOSTROPHES_PATTERN = /[’‘`´ʼ]/g;
const STRETCHED_PATTERN = /(\p{L})\1{2,}/gu;
const HASHTAG_WORD_PATTERN = /(?<=\p{Ll})(?=\p{Lu})|_/u;

/**
 * Reads a text in a language.
 *
 * Shape:   any string; language: ISO 639-1, of which only negation, elision and stems depend. Time and memory grow with
 *          the text.
 * Errors:  none: total.
 *
 * @example readUtterance('Pas mal !', 'fr').pieces[1]  // { kind: 'word', text: 'mal', stem: 'mal', isNegated: true }
 */
export function readUtterance(text: string, language: string): Utterance {
  const reader = makeReader(language);
  const plain = text.normalize('NFC').replace(APOSTROPHES_PATTERN, "'");
  for (const { groups = {} } of plain.matchAll(PIECE_PATTERN)) {
    const { word, hashtag, end, emoji, smile, frown, sign, user } = groups;
    if (word !== undefined) reader.addWords(word);
    else if (hashtag !== undefined) reader.addHashtag(hashtag);
    else if (end !== undefined) reader.addEnd(end);
    else if (emoji !== undefined) reader.add('emoji', foldEmoji(emoji));
    else if (smile !== undefined) reader.add('smile', ':)');
    else if (frown !== undefined) reader.add('frown', ':(');
    else if (sign !== undefined) reader.add('sign', sign);
    else if (user !== undefined) reader.add('user', '@');
    else reader.add('address', 'http');
  }
  return reader.finish();
}

function makeReader(language: string) {
  const own = findOwnLexicon(language);
  const pieces: Piece[] = [];
  const shape: Shape = {
    wordCount: 0,
    capitalCount: 0,
    stretchedCount: 0,
    exclamationCount: 0,
    questionCount: 0,
    ellipsisCount: 0,
    hashtagCount: 0,
    userCount: 0,
    addressCount: 0,
  };
  /** How many words a negator still reaches. */
  let scope = 0;
  let turnIndex = 0;

  const add = (kind: Piece['kind'], piece: string): void => {
    if (kind === 'user') shape.userCount += 1;
    if (kind === 'address') shape.addressCount += 1;
    pieces.push({ kind, text: piece, stem: piece, isNegated: false });
  };

  const addWord = (written: string): void => {
    const lower = written.toLowerCase();
    const shortened = lower.replace(STRETCHED_PATTERN, '$1$1');
    if (shortened !== lower) shape.stretchedCount += 1;
    if (written.length > 2 && written === written.toUpperCase() && written !== lower) shape.capitalCount += 1;
    shape.wordCount += 1;
    const text = foldWord(shortened);
    if (own.turns.has(text)) {
      turnIndex = pieces.length;
      scope = 0;
    }
    const isNegator = negates(text, pieces, pieces.length, own);
    pieces.push({ kind: 'word', text, stem: stemWord(shortened, language), isNegated: scope > 0 });
    if (isNegator) scope = NEGATION_WORD_COUNT;
    else if (scope > 0) scope -= 1;
  };

  return {
    add,
    addWords: (written: string): void => {
      if (!ELIDING.has(language) || !written.includes("'")) {
        addWord(written);
        return;
      }
      for (const part of written.split("'")) if (part !== '') addWord(part);
    },
    addHashtag: (written: string): void => {
      shape.hashtagCount += 1;
      for (const part of written.slice(1).split(HASHTAG_WORD_PATTERN)) if (part !== '') addWord(part);
      add('hashtag', foldWord(written));
    },
    addEnd: (written: string): void => {
      for (const sign of written) {
        if (sign === '!') shape.exclamationCount += 1;
        if (sign === '?') shape.questionCount += 1;
      }
      if (/\.\.|…/.test(written)) shape.ellipsisCount += 1;
      scope = 0;
      add('end', written.slice(0, 3));
    },
    finish: (): Utterance => ({ pieces, shape, turnIndex }),
  };
}
