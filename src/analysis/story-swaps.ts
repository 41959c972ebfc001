/** What was exchanged between two texts of one wording: another brand, another number. */
import { SHINGLE_WORD_COUNT } from './story-shingles.ts';

/**
 * Whether a word is one that a template exchanges: a name or a number. An opening is capitalised because it opens a
 * sentence: it may be a name or not.
 */
export type WordKind = 'word' | 'name' | 'opening' | 'number';

export type ShingledWords = Readonly<{
  /** Folded. */
  words: readonly string[];
  /** By position, see toShingles. */
  shingles: readonly number[];
  /** Asked for only where two texts are nearly the same: telling it costs more than the words did. */
  kindAt: (position: number) => WordKind;
}>;

/** Longer gaps are no exchange of a name: a sentence was put in, left out or written anew. */
const GAP_WORDS_MAX = 12;
const EDGE_GAP_WORDS_MAX = 4;
const OPENING_GAP_WORDS_MAX = 2;

/**
 * How many names or numbers of one text stand as others in the same place of the other.
 *
 * This is what tells a template from a copy. A copy is cut, introduced, set in other type; the names and numbers that
 * are left stay. A bulletin, a promotion or a service notice keeps its wording and exchanges them.
 *
 * Shape:   withEdges: also what stands before the first and after the last run of words that both have: there, copies
 *          differ by the agency's place and name, and short templates by their brand.
 * Errors:  none: total. Time grows with the texts' length.
 */
export function countSwaps(one: ShingledWords, other: ShingledWords, edges: 'with-edges' | 'inner-only'): number {
  let swapCount = 0;
  for (const gap of findGaps(one, other)) {
    if (gap.isEdge && edges === 'inner-only') continue;
    const wordsMax = gap.isEdge ? EDGE_GAP_WORDS_MAX : GAP_WORDS_MAX;
    if (gap.oneEnd - gap.oneStart > wordsMax || gap.otherEnd - gap.otherStart > wordsMax) continue;
    swapCount += countSwapsIn(wordsOf(one, gap.oneStart, gap.oneEnd), wordsOf(other, gap.otherStart, gap.otherEnd));
  }
  return swapCount;
}

type StoryWord = Readonly<{ text: string; kind: WordKind }>;

function wordsOf(text: ShingledWords, start: number, end: number): readonly StoryWord[] {
  return text.words.slice(start, end).map((word, offset) => ({ text: word, kind: text.kindAt(start + offset) }));
}

type Gap = Readonly<{ oneStart: number; oneEnd: number; otherStart: number; otherEnd: number; isEdge: boolean }>;

/** What lies between the runs of words that both texts have, in the order of both. */
function findGaps(one: ShingledWords, other: ShingledWords): readonly Gap[] {
  const places = new Map<number, number>();
  for (const [place, shingle] of other.shingles.entries()) if (!places.has(shingle)) places.set(shingle, place);
  const gaps: Gap[] = [];
  let [oneEnd, otherEnd] = [0, 0];
  let isFirst = true;
  for (const [place, shingle] of one.shingles.entries()) {
    const otherPlace = places.get(shingle);
    if (otherPlace === undefined) continue;
    // within the same run both go on word by word
    const isNext = !isFirst && place + SHINGLE_WORD_COUNT - oneEnd === otherPlace + SHINGLE_WORD_COUNT - otherEnd;
    const isRunning = isNext && place < oneEnd;
    if (!isRunning) {
      if (place < oneEnd || otherPlace < otherEnd) continue;
      gaps.push({ oneStart: oneEnd, oneEnd: place, otherStart: otherEnd, otherEnd: otherPlace, isEdge: isFirst });
    }
    isFirst = false;
    oneEnd = place + SHINGLE_WORD_COUNT;
    otherEnd = otherPlace + SHINGLE_WORD_COUNT;
  }
  const [oneLength, otherLength] = [one.words.length, other.words.length];
  gaps.push({ oneStart: oneEnd, oneEnd: oneLength, otherStart: otherEnd, otherEnd: otherLength, isEdge: true });
  return gaps;
}

function countSwapsIn(one: readonly StoryWord[], other: readonly StoryWord[]): number {
  const numbers = joinNumbers(one) === joinNumbers(other) ? 0 : countExchanged(one, other, ['number']);
  // word for word, an opening that stands for another is a name for a name
  const isWordForWord = one.length === other.length && one.length <= OPENING_GAP_WORDS_MAX;
  return numbers + countExchanged(one, other, isWordForWord ? ['name', 'opening'] : ['name']);
}

/** "12 000", "12.000" and "12000" are one number. */
function joinNumbers(words: readonly StoryWord[]): string {
  return words.flatMap(({ kind, text }) => (kind === 'number' ? [text] : [])).join('');
}

function countExchanged(one: readonly StoryWord[], other: readonly StoryWord[], kinds: readonly WordKind[]): number {
  const oneTexts = new Set(one.map(({ text }) => text));
  const otherTexts = new Set(other.map(({ text }) => text));
  const onlyOne = one.filter((word) => kinds.includes(word.kind) && !otherTexts.has(word.text)).length;
  const onlyOther = other.filter((word) => kinds.includes(word.kind) && !oneTexts.has(word.text)).length;
  return Math.min(onlyOne, onlyOther);
}
