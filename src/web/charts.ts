/** Pictures of volumes, drawn by the server: bars that stretch, with words around them that do not. */
import { type Html, html } from '../base/html.ts';
import type { Words } from './words.ts';

export type DayCounts = Readonly<{ from: Date; mentionCount: number; negativeCount: number }>;

const HEIGHT = 100;
const DAYS_PER_WEEK = 7;

/** Seven small bars, the negative part at the bottom. */
export function renderSparkline(words: Words, days: readonly DayCounts[]): Html {
  const highest = Math.max(1, ...days.map((day) => day.mentionCount));
  return html`<svg class="sparkline" viewBox="0 0 ${days.length} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${words.messages.brands.sparkline(days.map((day) => day.mentionCount))}">${days.map(
    (day, index) => renderBar({ day, index, highest, title: null }),
  )}</svg>`;
}

/** The days as stacked bars with axes, a text for those who hear the page, and the same numbers as a table. */
export function renderDayChart(words: Words, days: readonly DayCounts[]): Html {
  const { formats } = words;
  const messages = words.messages.brand;
  const top = toRoundTop(Math.max(...days.map((day) => day.mentionCount), 1));
  const sum = (pick: (day: DayCounts) => number): number => days.reduce((total, day) => total + pick(day), 0);
  return html`<figure class="chart">
<figcaption><h2>${messages.chartTitle}</h2>
<span class="legend"><span class="key other"></span>${messages.chartOther} <span class="key negative"></span>${messages.chartNegative}</span></figcaption>
<div class="plot">
<div class="axis-y" aria-hidden="true"><span>${formats.number(top)}</span><span>${formats.number(top / 2)}</span><span>0</span></div>
<svg viewBox="0 0 ${days.length} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-labelledby="chart-title chart-text">
<title id="chart-title">${messages.chartTitle}</title>
<desc id="chart-text">${messages.chartSummary(
    sum((day) => day.mentionCount),
    sum((day) => day.negativeCount),
  )}</desc>
${[0, HEIGHT / 2, HEIGHT].map((y) => html`<line class="grid" x1="0" x2="${days.length}" y1="${y}" y2="${y}"/>`)}
${days.map((day, index) =>
  renderBar({
    day,
    index,
    highest: top,
    title: messages.chartDay(day.from, day.mentionCount, day.negativeCount),
  }),
)}
</svg>
<div class="axis-x" aria-hidden="true">${days
    .filter((_, index) => index % DAYS_PER_WEEK === 0)
    .map((day) => html`<span>${formats.shortDay(day.from)}</span>`)}</div>
</div>
<details><summary>${messages.chartTable}</summary>
<table class="numbers"><thead><tr><th scope="col">${messages.day}</th><th scope="col">${messages.total}</th><th scope="col">${messages.chartNegative}</th></tr></thead>
<tbody>${days
    .toReversed()
    .map(
      (day) =>
        html`<tr><th scope="row">${formats.weekday(day.from)}</th><td>${formats.number(day.mentionCount)}</td><td>${formats.number(day.negativeCount)}</td></tr>`,
    )}</tbody></table></details>
</figure>`;
}

/** The next of 2, 4, 6, 8, 10, 20, 40… 100, 200…: its half is a whole number too. */
export function toRoundTop(highest: number): number {
  const magnitude = 10 ** Math.floor(Math.log10(Math.max(1, highest)));
  const step = [1, 2, 4, 6, 8, 10].find((each) => each * magnitude >= highest && (each * magnitude) % 2 === 0) ?? 10;
  return step * magnitude;
}

function renderBar(bar: Readonly<{ day: DayCounts; index: number; highest: number; title: string | null }>): Html {
  const toHeight = (count: number): number => Math.round((count / bar.highest) * HEIGHT * 100) / 100;
  const total = toHeight(bar.day.mentionCount);
  const negative = toHeight(bar.day.negativeCount);
  const x = bar.index + 0.14;
  return html`<g>${bar.title === null ? null : html`<title>${bar.title}</title><rect class="hit" x="${bar.index}" y="0" width="1" height="${HEIGHT}"/>`}<rect class="other" x="${x}" y="${HEIGHT - total}" width="0.72" height="${total - negative}"/><rect class="negative" x="${x}" y="${HEIGHT - negative}" width="0.72" height="${negative}"/></g>`;
}
