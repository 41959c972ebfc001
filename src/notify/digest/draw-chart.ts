/**
 * Figures as pictures that mail programs show: drawn as SVG, which few of them do, and turned into PNG here, with a font that
 * is shipped, so that it looks the same on any machine.
 */
import { createRequire } from 'node:module';
import { Resvg } from '@resvg/resvg-js';
import { type Html, html } from '../../base/html.ts';
import type { ReportChart } from '../../domain/digest-report.ts';
import { isRightToLeft } from './reading-order.ts';

/** The font of pictures and PDFs: it has Latin, Greek, Cyrillic, Arabic and Hebrew letters. */
export const FONT_FILES = {
  regular: createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: createRequire(import.meta.url).resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
};

/** As it is drawn: letters of 13 px are read on a telephone of 320 px too, where the picture is shown at two thirds. */
export const CHART_WIDTH_PX = 440;
/** For screens of twice as many pixels, and room to grow. */
const SCALE = 2.5;
const PAD_PX = 16;
/** It keeps its own paper, on which its colours are read in the dark too. */
const COLORS = { paper: '#f6f8fa', ink: '#1c2430', soft: '#59636f', line: '#d5dbe2', bad: '#c0392b', other: '#71869f' };
const OWN = '#23395b';

const DAYS_HEIGHT_PX = 210;
const LEGEND_HEIGHT_PX = 34;
const LABEL_HEIGHT_PX = 24;
/** More bars than this have no room for their number above them. */
const NUMBERED_BARS_MAX = 10;

const VOICE_HEIGHT_PX = 30;
const NAME_WIDTH_PX = 146;
const NAME_CHARS_MAX = 17;
const SHARE_WIDTH_PX = 56;
/** What stands between them is set from right to left as a whole: of itself, SVG begins every text at the left. */
const [RIGHT_TO_LEFT_ISOLATE, POP_ISOLATE] = ['\u2067', '\u2069'];

export function toChartHeightPx(chart: ReportChart): number {
  return chart.kind === 'days' ? DAYS_HEIGHT_PX : chart.bars.length * VOICE_HEIGHT_PX + 2 * PAD_PX - 8;
}

/** By their SVG, the oldest first: the readers of one digest are written to one after the other. */
const lately = new Map<string, Buffer>();
const LATELY_MAX = 32;

/**
 * The picture as PNG; nobody may write in it.
 *
 * Errors:  none that its figures could cause: names are escaped, and numbers are bounded by the highest.
 */
export function drawChart(chart: ReportChart): Buffer {
  const svg = toSvg(chart);
  const drawn = lately.get(svg) ?? drawSvg(svg);
  lately.delete(svg);
  lately.set(svg, drawn);
  const [oldest] = lately.keys();
  if (lately.size > LATELY_MAX && oldest !== undefined) lately.delete(oldest);
  return drawn;
}

function drawSvg(svg: string): Buffer {
  const drawn = new Resvg(svg, {
    fitTo: { mode: 'width', value: CHART_WIDTH_PX * SCALE },
    font: { fontFiles: Object.values(FONT_FILES), loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans' },
  });
  return drawn.render().asPng();
}

/** The picture as text; the same figures always give the same. */
export function toSvg(chart: ReportChart): string {
  const heightPx = toChartHeightPx(chart);
  const inside = chart.kind === 'days' ? drawDays(chart) : drawVoices(chart);
  return html`<svg xmlns="http://www.w3.org/2000/svg" width="${CHART_WIDTH_PX}" height="${heightPx}" viewBox="0 0 ${CHART_WIDTH_PX} ${heightPx}" font-family="DejaVu Sans" font-size="13">
<rect width="${CHART_WIDTH_PX}" height="${heightPx}" rx="8" fill="${COLORS.paper}"/>
${inside}
</svg>`.toString();
}

type DaysChart = Extract<ReportChart, Readonly<{ kind: 'days' }>>;
type VoicesChart = Extract<ReportChart, Readonly<{ kind: 'voices' }>>;

/** The negative part stands at the bottom, where heights can be compared. */
function drawDays({ bars, legend }: DaysChart): Html {
  const highest = Math.max(1, ...bars.map(({ count }) => count));
  const top = LEGEND_HEIGHT_PX + 18;
  const bottom = DAYS_HEIGHT_PX - LABEL_HEIGHT_PX - 8;
  const stepPx = (CHART_WIDTH_PX - 2 * PAD_PX) / Math.max(1, bars.length);
  const widthPx = Math.min(40, stepPx * 0.68);
  const toPx = (count: number): number => (count / highest) * (bottom - top);
  const otherX = PAD_PX + 24 + legend.negative.length * 8;
  return html`<rect x="${PAD_PX}" y="14" width="11" height="11" rx="2" fill="${COLORS.bad}"/><text x="${PAD_PX + 17}" y="24" fill="${COLORS.ink}">${legend.negative}</text>
<rect x="${round(otherX + 12)}" y="14" width="11" height="11" rx="2" fill="${COLORS.other}"/><text x="${round(otherX + 29)}" y="24" fill="${COLORS.ink}">${legend.other}</text>
<line x1="${PAD_PX}" y1="${bottom}" x2="${CHART_WIDTH_PX - PAD_PX}" y2="${bottom}" stroke="${COLORS.line}"/>
${bars.map(({ label, count, negativeCount }, index) => {
  const middle = PAD_PX + stepPx * (index + 0.5);
  const [allPx, badPx] = [toPx(count), toPx(negativeCount)];
  return html`<rect x="${round(middle - widthPx / 2)}" y="${round(bottom - allPx)}" width="${round(widthPx)}" height="${round(allPx - badPx)}" fill="${COLORS.other}"/><rect x="${round(middle - widthPx / 2)}" y="${round(bottom - badPx)}" width="${round(widthPx)}" height="${round(badPx)}" fill="${COLORS.bad}"/>${
    bars.length <= NUMBERED_BARS_MAX &&
    html`<text x="${round(middle)}" y="${round(bottom - allPx - 5)}" text-anchor="middle" fill="${COLORS.ink}">${count}</text>`
  }<text x="${round(middle)}" y="${bottom + 18}" text-anchor="middle" fill="${COLORS.soft}">${label}</text>\n`;
})}`;
}

function drawVoices({ bars }: VoicesChart): Html {
  const left = PAD_PX + NAME_WIDTH_PX;
  const roomPx = CHART_WIDTH_PX - left - PAD_PX - SHARE_WIDTH_PX;
  const highest = Math.max(0.01, ...bars.map(({ share }) => share));
  return html`${bars.map(({ label, share, shareText, isOwn }, index) => {
    const y = PAD_PX + index * VOICE_HEIGHT_PX;
    const widthPx = Math.max(2, (share / highest) * roomPx);
    return html`<text x="${left - 10}" y="${y + 15}" text-anchor="end" fill="${COLORS.ink}" font-weight="${isOwn ? 'bold' : 'normal'}">${cut(label)}</text><rect x="${left}" y="${y}" width="${round(widthPx)}" height="20" rx="3" fill="${isOwn ? OWN : COLORS.other}"/><text x="${round(left + widthPx + 8)}" y="${y + 15}" fill="${COLORS.ink}" font-weight="${isOwn ? 'bold' : 'normal'}">${shareText}</text>\n`;
  })}`;
}

function cut(label: string): string {
  const letters = [...label];
  const name = letters.length <= NAME_CHARS_MAX ? label : `${letters.slice(0, NAME_CHARS_MAX - 1).join('')}…`;
  return isRightToLeft(name) ? `${RIGHT_TO_LEFT_ISOLATE}${name}${POP_ISOLATE}` : name;
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}
