/** Lines for a terminal of 100 columns: cut, framed, in columns. */

export const COLUMN_COUNT = 100;

const FRAME_INDENT = '    ';

/** The text in one line of at most so many characters, with an ellipsis where it was cut. */
export function cutLine(text: string, lengthMax: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line.length <= lengthMax) return line;
  const lastSpace = line.lastIndexOf(' ', lengthMax - 1);
  return `${line.slice(0, lastSpace > lengthMax / 2 ? lastSpace : lengthMax - 1)}…`;
}

/** A message as it was received, apart from the story around it. Lines that are too long go on in the next. */
export function toFrame(title: string, text: string): readonly string[] {
  const width = COLUMN_COUNT - FRAME_INDENT.length - 2;
  const lines = text
    .trimEnd()
    .split('\n')
    .flatMap((line) => foldLine(line.trimEnd(), width));
  const rule = '─'.repeat(Math.max(0, width - title.length - 2));
  return [
    `${FRAME_INDENT}┌─ ${title} ${rule}`,
    ...lines.map((line) => `${FRAME_INDENT}│ ${line}`.trimEnd()),
    `${FRAME_INDENT}└${'─'.repeat(width + 1)}`,
  ];
}

/** Pairs as two columns, the first as wide as its widest. */
export function toColumns(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `  ${label.padEnd(width)}   ${value}`);
}

function foldLine(line: string, width: number): readonly string[] {
  const pieces: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const end = space > width / 2 ? space : width;
    pieces.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...pieces, rest];
}
