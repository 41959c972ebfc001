/** Text on a PDF's page. pdfkit sets every line from left to right; lines with Arabic or Hebrew in them are set here. */
import type PDFDocument from 'pdfkit';
import { hasRightToLeft, type TextRun, toVisualRuns } from './reading-order.ts';

export type Pdf = InstanceType<typeof PDFDocument>;

/** x, y and width in points. */
export type TextPlace = Readonly<{
  x: number;
  y: number;
  width: number;
  align?: 'left' | 'right';
  link?: string | null;
  /** On one line, however wide. */
  isLine?: boolean;
}>;

const LINE_GAP = 2;

/** In the font, size and colour that are chosen; leaves the pen below the last line. */
export function drawText(pdf: Pdf, text: string, place: TextPlace): void {
  const { x, y, width, align = 'left', link = null, isLine = false } = place;
  const linked = link === null ? {} : { link };
  if (!hasRightToLeft(text)) {
    pdf.text(text, x, y, { width, align, lineGap: LINE_GAP, ...(isLine ? { lineBreak: false } : {}), ...linked });
    return;
  }
  const height = pdf.currentLineHeight(true) + LINE_GAP;
  let lineY = y;
  for (const line of isLine ? [text] : breakLines(pdf, text, width)) {
    if (!isLine && lineY + height > pdf.page.maxY()) {
      pdf.addPage();
      lineY = pdf.y;
    }
    const runs = toVisualRuns(line).map((run) => ({ ...run, width: widthOf(pdf, run) }));
    let runX = align === 'left' ? x : x + width - runs.reduce((sum, run) => sum + run.width, 0);
    for (const run of runs) {
      pdf.text(run.text, runX, lineY, { lineBreak: false, ...toFeatures(run), ...linked });
      runX += run.width;
    }
    lineY += height;
  }
  pdf.x = x;
  pdf.y = lineY;
}

/** What drawText would take, in points. */
export function heightOf(pdf: Pdf, text: string, width: number): number {
  if (!hasRightToLeft(text)) return pdf.heightOfString(text, { width, lineGap: LINE_GAP });
  return breakLines(pdf, text, width).length * (pdf.currentLineHeight(true) + LINE_GAP);
}

/** At spaces; a word that is wider than the line, within it. */
function breakLines(pdf: Pdf, text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/u).filter((each) => each !== '')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (pdf.widthOfString(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = '';
    for (const character of word) {
      if (line !== '' && pdf.widthOfString(line + character) > width) {
        lines.push(line);
        line = '';
      }
      line += character;
    }
  }
  return line === '' ? lines : [...lines, line];
}

function widthOf(pdf: Pdf, run: TextRun): number {
  return pdf.widthOfString(run.text, toFeatures(run));
}

/** With features, be they none, pdfkit lays a text out as a whole and not word after word. */
function toFeatures({ isRightToLeft }: TextRun): { features?: [] } {
  return isRightToLeft ? { features: [] } : {};
}
