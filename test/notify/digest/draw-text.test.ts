/** Text on a PDF's page, where it is. */
import PDFDocument from 'pdfkit';
import { describe, expect, test, vi } from 'vitest';
import { FONT_FILES } from '../../../src/notify/digest/draw-chart.ts';
import { drawLine, drawText, heightOf, type Pdf, type TextPlace } from '../../../src/notify/digest/draw-text.ts';

const PLACE = { x: 50, y: 60, width: 300, color: '#1a56b0' } as const;
const ARABIC = 'شركة أورنج للاتصالات (فرنسا) 2026 ';

type Drawn = Readonly<{ text: string; x: number; y: number; width: number; color: unknown; page: object }>;

/** What is drawn piece by piece, each with the colour and the page of its moment. */
function record(work: (pdf: Pdf) => void): readonly Drawn[] {
  const pdf = new PDFDocument({ size: 'A4', margin: 50 });
  pdf.font(FONT_FILES.regular).fontSize(10);
  const drawn: Drawn[] = [];
  let color: unknown;
  const fill = pdf.fillColor.bind(pdf);
  vi.spyOn(pdf, 'fillColor').mockImplementation((given, opacity) => {
    color = given;
    return fill(given, opacity);
  });
  const text = pdf.text.bind(pdf) as (...given: unknown[]) => Pdf;
  vi.spyOn(pdf, 'text').mockImplementation(((piece: string, x: number, y: number, options: { features?: [] }) => {
    drawn.push({ text: piece, x, y, width: pdf.widthOfString(piece, options), color, page: pdf.page });
    return text(piece, x, y, options);
  }) as never);
  const add = pdf.addPage.bind(pdf);
  vi.spyOn(pdf, 'addPage').mockImplementation((...given) => {
    color = 'none'; // as on every new page
    return add(...given);
  });
  work(pdf);
  pdf.end();
  return drawn;
}

function listOutside(drawn: readonly Drawn[], place: TextPlace): readonly Drawn[] {
  return drawn.filter(({ x, width }) => x < place.x - 0.01 || x + width > place.x + place.width + 0.01);
}

describe('right to left', () => {
  test.each([
    ['words', ARABIC.repeat(300)],
    ['one word', 'ا'.repeat(9_000)],
  ])('%s stay within their width and the page, in their colour on every page', (_, text) => {
    const drawn = record((pdf) => drawText(pdf, text, PLACE));
    expect(listOutside(drawn, PLACE)).toEqual([]);
    expect(drawn.filter(({ y }) => y + 10 > 841.89 - 50)).toEqual([]);
    expect(new Set(drawn.map(({ page }) => page)).size).toBeGreaterThan(1);
    expect(new Set(drawn.map(({ color }) => color))).toEqual(new Set([PLACE.color]));
  });

  test('every letter is drawn, and the pen is left below', () => {
    let penY = 0;
    let height = 0;
    const text = ARABIC.repeat(20);
    const drawn = record((pdf) => {
      height = heightOf(pdf, text, PLACE.width);
      drawText(pdf, text, PLACE);
      penY = pdf.y;
    });
    const count = (letters: string): number => letters.match(/\p{L}/gu)?.length ?? 0;
    expect(count(drawn.map((piece) => piece.text).join(''))).toBe(count(text));
    expect(penY).toBeCloseTo(PLACE.y + height, 5);
    expect(height).toBeGreaterThan(40);
  });

  test('a cell of numbers ends where its column ends', () => {
    const drawn = record((pdf) => drawText(pdf, '12 خدمة', { ...PLACE, align: 'right' }));
    expect(Math.max(...drawn.map(({ x, width }) => x + width))).toBeCloseTo(PLACE.x + PLACE.width, 5);
  });
});

describe('a line', () => {
  test.each([
    ['French', 'Bilan hebdomadaire préparé par l’agence du quai de la Fosse à Nantes '.repeat(4)],
    ['Arabic', `Bilan hebdomadaire préparé par ${ARABIC.repeat(8)}`],
  ])('(%s) is cut where there is no more room', (_, text) => {
    const drawn = record((pdf) => drawLine(pdf, text, PLACE));
    expect(listOutside(drawn, PLACE)).toEqual([]);
    expect(new Set(drawn.map(({ y }) => y))).toEqual(new Set([PLACE.y]));
    expect(drawn.map((piece) => piece.text).join('')).toContain('…');
  });

  test('that has room is whole', () => {
    expect(record((pdf) => drawLine(pdf, 'Bilan', PLACE)).map(({ text }) => text)).toEqual(['Bilan']);
  });
});
