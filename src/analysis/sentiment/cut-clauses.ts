/** A text cut where another brand may be spoken of: at sentences, at contrast, at commas. */

/** A part of a text: offsets, end exclusive. joint: what stands before it. */
export type Clause = Readonly<{ start: number; end: number; joint: 'sentence' | 'contrast' | 'pause' }>;

/** What contrasts what follows with what was said; it is part of what follows. By language, as written without care too. */
const CONTRASTS = [
  'mais, alors que, alors qu, tandis que, tandis qu, par contre, en revanche, pendant que, pendant qu, contrairement, à l inverse, a l inverse, au contraire, heureusement que, quant à, quant a, là où, sauf que',
  'but, whereas, while, although, though, however, unlike, on the other hand, meanwhile, yet, as for',
  'pero, mientras que, en cambio, a diferencia',
  'mentre, invece, a differenza, però',
  'aber, während, hingegen, dagegen, jedoch, im gegensatz',
  'enquanto, ao contrário, porém',
].flatMap((list) => list.split(', '));

/** The longest first. */
const CONTRAST_PATTERN = CONTRASTS.map((words) => words.replaceAll(' ', "[\\s'’]+"))
  .toSorted((one, other) => other.length - one.length)
  .join('|');

/** Groups: an end of a sentence, a contrast (the place before it), a pause. */
const CUT_PATTERN = new RegExp(
  `(?<sentence>[.!?…]+["»”)\\]]*(?=\\s|$)|\\s*\\n\\s*|(?:\\s?\\p{Extended_Pictographic}[\\u{1f3fb}-\\u{1f3ff}\\ufe0f\\u200d]*)+)|(?<![\\p{L}\\p{N}])(?<contrast>${CONTRAST_PATTERN})(?![\\p{L}\\p{N}])|(?<pause>,(?=\\s)|[;|(]|\\s[-–—/]+\\s|:(?=\\s))`,
  'giu',
);

/**
 * The clauses of a text, in order and without what separates them.
 *
 * Errors:  none: total. Time grows with the text.
 *
 * @example cutClauses('Free est top, Orange non').map(({ start, end }) => [start, end])  // [[0, 12], [13, 24]]
 */
export function cutClauses(text: string): readonly Clause[] {
  const clauses: Clause[] = [];
  let start = 0;
  let joint: Clause['joint'] = 'sentence';
  const close = (end: number): void => {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}\ue000\ue001]/u.test(text.slice(start, end)))
      clauses.push({ start, end, joint });
  };
  for (const { index, 0: cut, groups = {} } of text.matchAll(CUT_PATTERN)) {
    const end = index + cut.length;
    if (groups.contrast !== undefined) {
      if (clauses.at(-1)?.end !== index) close(index);
      start = index;
      joint = 'contrast';
      continue;
    }
    close(groups.sentence === undefined ? index : end);
    start = end;
    joint = groups.sentence === undefined ? 'pause' : 'sentence';
  }
  close(text.length);
  return clauses;
}
