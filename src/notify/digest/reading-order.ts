/** Which way a text is read, where the words of some run from right to left (Arabic, Hebrew). */
import bidiModule, { type Bidi, type EmbeddingLevels } from 'bidi-js';

/** The package is CommonJS whose only export is this function; its types are those of an ES module. */
const bidi = (bidiModule as unknown as () => Bidi)();

const LETTER = /\p{L}/gu;
const RIGHT_TO_LEFT_LETTER = /(?=\p{L})[\p{Script=Arabic}\p{Script=Hebrew}]/gu;
const HEBREW_LETTER = /(?=\p{L})\p{Script=Hebrew}/u;
/** Letters, signs and digits: a font sets any run that begins with one of them from right to left. */
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}\u0660-\u0669]/u;
const BRACKET = /\p{Bidi_Mirrored}/gu;

/** Whether it holds anything that is not simply set from left to right. */
export function hasRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

/** As most of its letters are: a French sentence about an Arabic name is French. */
export function isRightToLeft(text: string): boolean {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return count(RIGHT_TO_LEFT_LETTER) * 2 > count(LETTER);
}

/** A piece of a line. isRightToLeft: its letters are still in the order in which they are read, for a font to set. */
export type TextRun = Readonly<{ text: string; isRightToLeft: boolean }>;

/** A paragraph whose lines can be laid out: a line is read in the direction of the whole. */
export type ReadingOrder = Readonly<{
  text: string;
  /** The runs between two places of the text, in the order in which they stand on paper from left to right. */
  toVisualRuns: (start: number, end: number) => readonly TextRun[];
}>;

/**
 * The reading order of a paragraph, by the Unicode Bidirectional Algorithm (UAX 9). Brackets in its runs are those that stand
 * on paper.
 *
 * @example readOrder('marque أورنج.').toVisualRuns(0, 13)  // 'marque ', 'أورنج' from right to left, '.'
 */
export function readOrder(text: string): ReadingOrder {
  const levels = isRightToLeft(text) ? bidi.getEmbeddingLevels(text, 'rtl') : readIsolated(text);
  const mirrored = bidi.getMirroredCharactersMap(text, levels.levels);
  const read = (first: number, last: number): string =>
    text.slice(first, last + 1).replace(BRACKET, (bracket, index: number) => mirrored.get(first + index) ?? bracket);
  return {
    text,
    toVisualRuns: (start, end) => {
      if (end <= start) return [];
      // places within the line
      const indices = bidi.getReorderedIndices(text, levels, start, end - 1).slice(start, end);
      return groupByLevel(indices, levels.levels).flatMap(({ first, last, isOdd }) =>
        isOdd ? splitScripts(read(first, last)) : splitDigits(read(first, last)),
      );
    },
  };
}

/** The text so that a number or a quotation mark beside it, in any reader's program, stays that of the sentence. */
export function isolate(text: string): string {
  return hasRightToLeft(text) ? `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}` : text;
}

export function withoutIsolates(text: string): string {
  return text.replace(/[\u2066-\u2069]/g, '');
}

/** A name, with what is in brackets behind it. */
const NAME =
  /[\p{Script=Arabic}\p{Script=Hebrew}](?:[\p{Script=Arabic}\p{Script=Hebrew}\p{M}\s'’.-]*[\p{Script=Arabic}\p{Script=Hebrew}\p{M}])?(?:\s?\([\p{Script=Arabic}\p{Script=Hebrew}\p{M}\s]+\))?/gu;
const [FIRST_STRONG_ISOLATE, POP_ISOLATE] = ['\u2068', '\u2069'];

/** As if every name were isolated: the number behind it and the quotation marks around it are those of the sentence. */
function readIsolated(text: string): EmbeddingLevels {
  let isolated = '';
  /** Of each character of the text, its place among the isolated ones. */
  const places: number[] = [];
  let from = 0;
  const append = (until: number): void => {
    for (; from < until; from += 1) {
      places.push(isolated.length);
      isolated += text[from];
    }
  };
  for (const name of text.matchAll(NAME)) {
    append(name.index);
    isolated += FIRST_STRONG_ISOLATE;
    append(name.index + name[0].length);
    isolated += POP_ISOLATE;
  }
  append(text.length);
  const { levels } = bidi.getEmbeddingLevels(isolated, 'ltr');
  return {
    levels: Uint8Array.from(places, (place) => levels[place] ?? 0),
    paragraphs: [{ start: 0, end: Math.max(0, text.length - 1), level: 0 }],
  };
}

function groupByLevel(indices: readonly number[], levels: Uint8Array) {
  const groups: { first: number; last: number; isOdd: boolean; level: number }[] = [];
  for (const index of indices) {
    const level = levels[index] ?? 0;
    const group = groups.at(-1);
    const isNext =
      group !== undefined && group.level === level && (index === group.last + 1 || index === group.first - 1);
    if (!isNext) groups.push({ first: index, last: index, isOdd: level % 2 === 1, level });
    else if (index > group.last) group.last = index;
    else group.first = index;
  }
  return groups;
}

/** A font shapes the letters of one script at a time; without a letter it sets from left to right. */
function splitScripts(text: string): readonly TextRun[] {
  const pieces: { text: string; isHebrew: boolean | null }[] = [];
  for (const character of text) {
    const isHebrew = HEBREW_LETTER.test(character) ? true : RIGHT_TO_LEFT.test(character) ? false : null;
    const piece = pieces.at(-1);
    if (piece === undefined || (isHebrew !== null && piece.isHebrew !== null && piece.isHebrew !== isHebrew)) {
      pieces.push({ text: character, isHebrew });
    } else {
      piece.text += character;
      piece.isHebrew ??= isHebrew;
    }
  }
  return pieces
    .reverse()
    .map((piece) =>
      piece.isHebrew === null
        ? { text: [...piece.text].reverse().join(''), isRightToLeft: false }
        : { text: piece.text, isRightToLeft: true },
    );
}

/** Numbers of Arabic digits are written from left to right, which a font would not do of itself: one after the other. */
function splitDigits(text: string): readonly TextRun[] {
  if (!RIGHT_TO_LEFT.test(text)) return [{ text, isRightToLeft: false }];
  return [...text].map((character) => ({ text: character, isRightToLeft: false }));
}
