/** Text on a PDF's page. pdfkit sets every line from left to right; lines with Arabic or Hebrew in them are set here. */
import type PDFDocument from 'pdfkit';
import { hasRightToLeft, type ReadingOrder, readOrder, type TextRun, withoutIsolates } from './reading-order.ts';

export type Pdf = InstanceType<typeof PDFDocument>;

/** x, y and width in points. */
export type TextPlace = Readonly<{
  x: number;
  y: number;
  width: number;
  color: string;
  align?: 'left' | 'right';
  link?: string | null;
}>;

const LINE_GAP = 2;

/** In the font and size that are chosen, over as many lines and pages as it takes; leaves the pen below the last line. */
export function drawText(pdf: Pdf, text: string, place: TextPlace): void {
  const { x, y, width, color, align = 'left', link = null } = place;
  pdf.fillColor(color);
  if (!hasRightToLeft(text)) {
    pdf.text(text, x, y, { width, align, lineGap: LINE_GAP, ...(link === null ? {} : { link }) });
    return;
  }
  const order = readOrder(toOneParagraph(text));
  const height = lineHeight(pdf);
  let lineY = y;
  for (const line of breakLines(pdf, order.text, width)) {
    if (lineY + height > pdf.page.maxY()) {
      pdf.addPage().fillColor(color);
      lineY = pdf.y;
    }
    drawRuns(pdf, { order, ...line }, { ...place, y: lineY });
    lineY += height;
  }
  pdf.x = x;
  pdf.y = lineY;
}

/** On one line, cut where there is no more room; below the margin that text keeps too. */
export function drawLine(pdf: Pdf, text: string, place: TextPlace): void {
  pdf.fillColor(place.color);
  const order = readOrder(cutToWidth(pdf, toOneParagraph(text), place.width));
  drawRuns(pdf, { order, start: 0, end: order.text.length }, place);
}

/** What drawText would take, in points. */
export function heightOf(pdf: Pdf, text: string, width: number): number {
  if (!hasRightToLeft(text)) return pdf.heightOfString(text, { width, lineGap: LINE_GAP });
  return breakLines(pdf, toOneParagraph(text), width).length * lineHeight(pdf);
}

function lineHeight(pdf: Pdf): number {
  return pdf.currentLineHeight(true) + LINE_GAP;
}

/** Names are isolated where their order is read; the font has no sign for it. */
function toOneParagraph(text: string): string {
  return withoutIsolates(text).trim().replace(/\s+/gu, ' ');
}

/** Places in the paragraph, the end excluded. */
type Line = Readonly<{ start: number; end: number }>;

function drawRuns(pdf: Pdf, { order, start, end }: Line & Readonly<{ order: ReadingOrder }>, place: TextPlace): void {
  const { x, y, width, align = 'left', link = null } = place;
  const runs = order.toVisualRuns(start, end).map((run) => ({ ...run, width: widthOf(pdf, run) }));
  let runX = align === 'left' ? x : x + width - runs.reduce((sum, run) => sum + run.width, 0);
  for (const run of runs) {
    pdf.text(run.text, runX, y, { lineBreak: false, ...toFeatures(run), ...(link === null ? {} : { link }) });
    runX += run.width;
  }
}

/** At spaces; a word that is wider than the line, within it. */
function breakLines(pdf: Pdf, paragraph: string, width: number): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  let end = 0;
  const fits = (until: number): boolean => pdf.widthOfString(paragraph.slice(start, until)) <= width;
  for (const word of paragraph.matchAll(/\S+/gu)) {
    const wordEnd = word.index + word[0].length;
    if (end > start && !fits(wordEnd)) {
      lines.push({ start, end });
      start = word.index;
      end = start;
    }
    if (fits(wordEnd)) {
      end = wordEnd;
      continue;
    }
    for (const character of word[0]) {
      if (end > start && !fits(end + character.length)) {
        lines.push({ start, end });
        start = end;
      }
      end += character.length;
    }
  }
  return end > start ? [...lines, { start, end }] : lines;
}

function cutToWidth(pdf: Pdf, line: string, width: number): string {
  if (pdf.widthOfString(line) <= width) return line;
  const characters = [...line];
  while (characters.length > 0 && pdf.widthOfString(`${characters.join('')}…`) > width) characters.pop();
  return `${characters.join('').trimEnd()}…`;
}

function widthOf(pdf: Pdf, run: TextRun): number {
  return pdf.widthOfString(run.text, toFeatures(run));
}

/** With features, be they none, pdfkit lays a text out as a whole and not word after word. */
function toFeatures({ isRightToLeft }: TextRun): { features?: [] } {
  return isRightToLeft ? { features: [] } : {};
}
