/** The text part of a mail: made for a terminal of 76 columns, where no-break spaces hold and links stay whole. */
import type { FigureTable } from '../../domain/digest-report.ts';
import { toOneLine } from '../one-line.ts';

export const TEXT_COLUMNS = 76;
const COLUMN_GAP = '   ';

/**
 * The text in lines of at most 76 columns, broken at ordinary spaces alone.
 *
 * A word longer than a line, as a link is, stands alone and whole: cut, it would be of no use.
 *
 * Shape:   indent stands before every line, and first in its place before the first one.
 */
export function wrapText(text: string, margins: Readonly<{ first?: string; indent?: string }> = {}): string {
  const indent = margins.indent ?? '';
  const lines: string[] = [];
  let line = margins.first ?? indent;
  let isLineEmpty = true;
  for (const word of text.split(/[ \t\n]+/).filter((part) => part !== '')) {
    if (!isLineEmpty && line.length + 1 + word.length > TEXT_COLUMNS) {
      lines.push(line);
      line = indent;
      isLineEmpty = true;
    }
    line += isLineEmpty ? word : ` ${word}`;
    isLineEmpty = false;
  }
  return [...lines, line].join('\n');
}

/** A title in capitals with what belongs to it below. */
export function textSection(title: string, lines: readonly string[]): string {
  return [title.toLocaleUpperCase('fr'), ...lines].join('\n');
}

/** An address stands below its line, whole. */
export function textBullets(
  items: readonly (string | Readonly<{ text: string; url: string | null }>)[],
): readonly string[] {
  return items.map((item) => {
    const { text, url } = typeof item === 'string' ? { text: item, url: null } : item;
    return `${wrapText(text, { first: '- ', indent: '  ' })}${url === null ? '' : `\n  ${url}`}`;
  });
}

/** Columns padded to their widest cell: row headings to the left, cut where the line would be too long, numbers to the right. */
export function textFigures(table: FigureTable): readonly string[] {
  const rows = [table.head, ...table.rows];
  const widths = table.head.map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  const numberColumns = widths.slice(1).reduce((sum, width) => sum + COLUMN_GAP.length + width, 0);
  const headingWidth = Math.min(widths[0] ?? 0, TEXT_COLUMNS - numberColumns);
  return rows.map((row) =>
    row
      .map((cell, index) =>
        index === 0 ? cutCell(cell, headingWidth).padEnd(headingWidth) : cell.padStart(widths[index] ?? 0),
      )
      .join(COLUMN_GAP)
      .trimEnd(),
  );
}

/** Bars keep their spaces, so a cell that fits stays as it is. */
function cutCell(cell: string, width: number): string {
  return cell.length <= width ? cell : toOneLine(cell, width);
}

/** Parts with an empty line between them, and the line end that closes a text. */
export function joinParts(parts: readonly (string | null)[]): string {
  return `${parts.filter((part) => part !== null).join('\n\n')}\n`;
}

/** The rule under the head of a mail. */
export const TEXT_RULE = '='.repeat(TEXT_COLUMNS);
