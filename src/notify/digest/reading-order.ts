/** Which way a text is read, where the words of some run from right to left (Arabic, Hebrew). */
import bidiModule, { type Bidi } from 'bidi-js';

/** The package is CommonJS whose only export is this function; its types are those of an ES module. */
const bidi = (bidiModule as unknown as () => Bidi)();
const RIGHT_TO_LEFT = /[\p{Script=Arabic}\p{Script=Hebrew}]/gu;
const BRACKETS = /\p{Bidi_Mirrored}/gu;
const LETTERS = /\p{L}/gu;

export function hasRightToLeft(text: string): boolean {
  return text.search(RIGHT_TO_LEFT) !== -1;
}

/** As most of its letters are: a French sentence about an Arabic name is French. */
export function isRightToLeft(text: string): boolean {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return count(RIGHT_TO_LEFT) * 2 > count(LETTERS);
}

/** A piece of a line that is read in one direction. */
export type TextRun = Readonly<{ text: string; isRightToLeft: boolean }>;

/**
 * A line in its pieces, in the order in which they stand on paper from left to right, each in that of its letters; brackets are
 * those that stand there.
 *
 * @example toVisualRuns('marque أورنج.')  // 'marque ', 'أورنج' from right to left, '.'
 */
export function toVisualRuns(line: string): readonly TextRun[] {
  const levels = bidi.getEmbeddingLevels(line, isRightToLeft(line) ? 'rtl' : 'ltr');
  const mirrored = bidi.getMirroredCharactersMap(line, levels.levels);
  const runs: { first: number; last: number; level: number }[] = [];
  for (const index of bidi.getReorderedIndices(line, levels)) {
    const level = levels.levels[index] ?? 0;
    const run = runs.at(-1);
    const isNext = run !== undefined && run.level === level && (index === run.last + 1 || index === run.first - 1);
    if (!isNext) runs.push({ first: index, last: index, level });
    else if (index > run.last) run.last = index;
    else run.first = index;
  }
  return runs.map(({ first, last, level }) => ({
    text: line
      .slice(first, last + 1)
      .replace(BRACKETS, (bracket, index: number) => mirrored.get(first + index) ?? bracket),
    isRightToLeft: level % 2 === 1,
  }));
}
