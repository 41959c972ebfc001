/** A digest as a PDF, to be shown to a client or printed: the same words, pictures and tables as the mail, on A4. */
import { type AgencyLook, BAND_COLOR, inkOn, type Logo } from '../../domain/agency-look.ts';
import type {
  DigestReport,
  FigureTable,
  ReportBody,
  ReportChart,
  ReportQuote,
  ReportSection,
} from '../../domain/digest-report.ts';
import { CHART_WIDTH_PX, drawChart, FONT_FILES, toChartHeightPx } from './draw-chart.ts';
import { drawLine, drawText, heightOf, type Pdf } from './draw-text.ts';

/** In points: 72 of them are an inch. */
const MARGIN = 48;
const FOOT_HEIGHT = 34;
const PAGE_NUMBER_WIDTH = 48;
const ROW_GAP = 5;
const LOGO_WIDTH = 180;
const LOGO_HEIGHT = 60;
const LOGO_GAP = 16;
/** Above and below the heading, the period's line among it. */
const BAND_ROOM = 62;
const COLORS = { ink: '#1c2430', soft: '#59636f', line: '#d5dbe2', link: '#1a56b0' };
const SIZES = { heading: 20, section: 13, text: 10, small: 8.5 };
/** What a column of numbers takes at least; the rest is for the names. */
const NUMBER_COLUMN_WIDTH = 68;
/** A title never stands alone at the foot of a page. */
const SECTION_ROOM = 64;
const CHART_WIDTH = 400;

/**
 * Shape:   A4 pages with numbers. madeAt is written into the file; the same input gives the same bytes.
 * Errors:  none that a report could cause. Letters that the font lacks (CJK) show as boxes, pictographs are left out.
 */
export async function writeDigestPdf(
  report: DigestReport,
  { madeAt, look }: Readonly<{ madeAt: Date; look: AgencyLook }>,
): Promise<Buffer> {
  // loaded at the first PDF: it takes longer than most of the service
  const { default: Document } = await import('pdfkit');
  const pdf = new Document({
    size: 'A4',
    margins: { top: MARGIN, left: MARGIN, right: MARGIN, bottom: MARGIN + FOOT_HEIGHT },
    bufferPages: true,
    lang: report.language,
    displayTitle: true,
    font: FONT_FILES.regular,
    info: { Title: report.subject, Creator: 'Vigie', Producer: 'Vigie', CreationDate: madeAt, ModDate: madeAt },
  });
  pdf.registerFont('regular', FONT_FILES.regular).registerFont('bold', FONT_FILES.bold);
  const written = collect(pdf);
  drawHead(pdf, report, look);
  for (const section of report.sections) drawSection(pdf, section);
  drawFeet(pdf, report.footer);
  pdf.end();
  return await written;
}

function collect(pdf: Pdf): Promise<Buffer> {
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', () => resolve(Buffer.concat(chunks)));
    pdf.on('error', reject);
  });
}

function widthOf(pdf: Pdf): number {
  return pdf.page.width - 2 * MARGIN;
}

/** A font of letters has no faces. */
function withoutPictographs(text: string): string {
  return text.replace(/\p{Extended_Pictographic}|\u{fe0f}|\u{200d}/gu, '').trim();
}

function write(
  pdf: Pdf,
  text: string,
  style: Readonly<{ size?: number; color?: string; font?: 'regular' | 'bold'; link?: string | null }> = {},
): void {
  const { size = SIZES.text, color = COLORS.ink, font = 'regular', link = null } = style;
  pdf.font(font).fontSize(size);
  drawText(pdf, withoutPictographs(text), { x: MARGIN, y: pdf.y, width: widthOf(pdf), color, link });
}

/** As large as it fits, without a side stretched. */
function toLogoHeight({ widthPx, heightPx }: Logo): number {
  return Math.min(LOGO_HEIGHT, (heightPx / widthPx) * LOGO_WIDTH);
}

/** The band, and the logo above it on white. */
function drawHead(pdf: Pdf, report: DigestReport, { color, logo }: AgencyLook): void {
  const bandY = logo === null ? 0 : toLogoHeight(logo) + 2 * LOGO_GAP;
  const bandColor = color ?? BAND_COLOR;
  const ink = inkOn(bandColor);
  if (logo !== null) pdf.image(logo.png, MARGIN, LOGO_GAP, { fit: [LOGO_WIDTH, LOGO_HEIGHT] });
  pdf.font('bold').fontSize(SIZES.heading);
  const heading = withoutPictographs(report.heading);
  const headingHeight = heightOf(pdf, heading, widthOf(pdf));
  const bandHeight = headingHeight + BAND_ROOM;
  pdf.rect(0, bandY, pdf.page.width, bandHeight).fill(bandColor);
  pdf.y = bandY + 24;
  write(pdf, heading, { size: SIZES.heading, color: ink, font: 'bold' });
  write(pdf, report.period, { size: 11, color: ink });
  pdf.y = bandY + bandHeight + 18;
  for (const line of report.lead) {
    write(pdf, line, { size: 11 });
    pdf.moveDown(0.35);
  }
}

/** Starts a new page where less than this is left. */
function need(pdf: Pdf, height: number): void {
  if (pdf.y + height > pdf.page.height - MARGIN - FOOT_HEIGHT) pdf.addPage();
}

function drawSection(pdf: Pdf, { title, chart, body, notes }: ReportSection): void {
  pdf.moveDown(0.8);
  need(pdf, SECTION_ROOM + (chart === null ? 0 : toChartHeight(chart)));
  write(pdf, title, { size: SIZES.section, font: 'bold', color: BAND_COLOR });
  pdf.moveDown(0.4);
  if (chart !== null) drawPicture(pdf, chart);
  drawBody(pdf, body);
  for (const note of notes) {
    pdf.moveDown(0.3);
    need(pdf, 2 * SIZES.text);
    write(pdf, note, { size: SIZES.small, color: COLORS.soft });
  }
}

function toChartHeight(chart: ReportChart): number {
  return (toChartHeightPx(chart) / CHART_WIDTH_PX) * CHART_WIDTH;
}

function drawPicture(pdf: Pdf, chart: ReportChart): void {
  const y = pdf.y;
  pdf.image(drawChart(chart), MARGIN, y, { width: CHART_WIDTH });
  pdf.y = y + toChartHeight(chart) + 6;
}

function drawBody(pdf: Pdf, body: ReportBody): void {
  switch (body.kind) {
    case 'figures':
      drawTable(pdf, body.table);
      return;
    case 'bullets':
      for (const { text, url } of body.items) {
        need(pdf, 2 * SIZES.text);
        write(pdf, `• ${text}`, { link: url, ...(url === null ? {} : { color: COLORS.link }) });
        pdf.moveDown(0.2);
      }
      return;
    case 'quotes':
      for (const quote of body.quotes) drawQuote(pdf, quote);
  }
}

/** Names to the left, numbers to the right, a line below each row. */
function drawTable(pdf: Pdf, { head, rows }: FigureTable): void {
  const numberCount = Math.max(0, head.length - 1);
  const numberWidth = Math.min(NUMBER_COLUMN_WIDTH + 20, (widthOf(pdf) * 0.62) / Math.max(1, numberCount));
  const nameWidth = widthOf(pdf) - numberCount * numberWidth;
  const drawRow = (cells: readonly string[], style: Readonly<{ color: string; size: number }>): void => {
    pdf.font('regular').fontSize(style.size);
    const texts = cells.map(withoutPictographs);
    const widths = texts.map((_, index) => (index === 0 ? nameWidth : numberWidth) - 6);
    const height = Math.max(...texts.map((text, index) => heightOf(pdf, text, widths[index] ?? 0)));
    need(pdf, height + ROW_GAP);
    const y = pdf.y;
    for (const [index, text] of texts.entries()) {
      const x = index === 0 ? MARGIN : MARGIN + nameWidth + (index - 1) * numberWidth + 6;
      drawText(pdf, text, {
        x,
        y,
        width: widths[index] ?? 0,
        color: style.color,
        align: index === 0 ? 'left' : 'right',
      });
    }
    pdf.y = y + height + ROW_GAP;
    const lineY = pdf.y - ROW_GAP / 2;
    pdf
      .moveTo(MARGIN, lineY)
      .lineTo(MARGIN + widthOf(pdf), lineY)
      .lineWidth(0.5)
      .stroke(COLORS.line);
  };
  if (head.some((title) => title !== '')) drawRow(head, { color: COLORS.soft, size: SIZES.small });
  for (const row of rows) drawRow(row, { color: COLORS.ink, size: SIZES.text });
}

function drawQuote(pdf: Pdf, { headline, excerpt, origin, url, reason }: ReportQuote): void {
  need(pdf, 4 * SIZES.text);
  write(pdf, headline, { font: 'bold', link: url, color: url === null ? COLORS.ink : COLORS.link });
  if (excerpt !== null) write(pdf, excerpt);
  write(pdf, origin, { size: SIZES.small, color: COLORS.soft });
  if (reason !== null) write(pdf, reason, { size: SIZES.small, color: COLORS.soft });
  pdf.moveDown(0.5);
}

/** Below the margin that text keeps; without it, writing there would begin another page. */
function drawFeet(pdf: Pdf, footer: string): void {
  const { start, count } = pdf.bufferedPageRange();
  for (let index = start; index < start + count; index += 1) {
    pdf.switchToPage(index);
    pdf.page.margins.bottom = 0;
    pdf.font('regular').fontSize(SIZES.small);
    const y = pdf.page.height - MARGIN;
    const place = { x: MARGIN, y, width: widthOf(pdf), color: COLORS.soft };
    drawLine(pdf, withoutPictographs(footer), { ...place, width: place.width - PAGE_NUMBER_WIDTH });
    drawLine(pdf, `${index - start + 1} / ${count}`, { ...place, align: 'right' });
  }
}
