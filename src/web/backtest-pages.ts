/** A brand's last ninety days at each sensitivity: who would have been told, and when, beside what was recorded. */
import type { FastifyPluginAsync } from 'fastify';
import {
  type BacktestedBuzz,
  listEpisodes,
  type PastEpisode,
  TOLD_LEVEL_MIN,
  weighBacktest,
} from '../analysis/buzz/backtest.ts';
import { MINUTE_MS } from '../base/clock.ts';
import { type Html, html } from '../base/html.ts';
import { type Brand, SENSITIVITIES, type Sensitivity } from '../domain/brand.ts';
import { BUZZ_LEVELS, type Buzz } from '../domain/buzz.ts';
import { BACKTEST_DAYS, type BrandBacktest, backtestBrand } from '../intents/backtest.ts';
import { getBrand } from '../store/brands.ts';
import { renderLevel, renderMonogram } from './badges.ts';
import { readAccents } from './brand-accent.ts';
import { renderPage } from './layout.ts';
import { readId } from './read-form.ts';
import { type Answer, forMembers, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

/** More is read by API. */
const EPISODES_SHOWN = 100;

export const backtestPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/brands/:brandId/backtest',
    forMembers(deps, async (visit, request) => {
      const key = { agencyId: visit.room.agency.id, brandId: readId(request.params, 'brandId') };
      return await renderBacktest(deps, visit, await getBrand(deps.db, key));
    }),
  );
};

/** A sensitivity's column. */
type Column = Readonly<{ sensitivity: Sensitivity; buzzes: readonly BacktestedBuzz[] }>;

async function renderBacktest(deps: WebDeps, visit: RoomVisit, brand: Brand): Promise<Answer> {
  const { words } = visit;
  const messages = words.messages.backtest;
  const asked = SENSITIVITIES.map((sensitivity) => ({ sensitivity, rule: null }));
  const past = await backtestBrand(deps, { agencyId: brand.agencyId, brandId: brand.id }, { range: {}, asked });
  const columns = SENSITIVITIES.map((sensitivity, index) => ({ sensitivity, buzzes: past.tried[index]?.buzzes ?? [] }));
  const accent = (await readAccents(deps.db, brand.agencyId))(brand.id);
  const title = messages.title(brand.name);
  const body = html`<div class="title">${renderMonogram(brand.name, accent)}<div><p class="over"><a href="/brands/${brand.id}">${words.messages.buzz.backToBrand(brand.name)}</a></p><h1>${title}</h1></div></div>
<p class="lead">${messages.intro(BACKTEST_DAYS)}</p>
<section class="card">${renderCounts(words, { brand, past, columns })}
<p class="soft">${messages.since(past.from, past.mentionCount, past.negativeCount)} ${messages.asIfHeardAtOnce(past.heardAfterMinutes)}${past.leftOutRules.length === 0 ? null : html` ${messages.leftOut(words.formats.list(past.leftOutRules))}`}</p></section>
${renderEpisodes(words, { brand, past, columns })}`;
  return showPage(renderPage(visit, { title, body, place: 'brands', accent }));
}

type Shown = Readonly<{ brand: Brand; past: BrandBacktest; columns: readonly Column[] }>;

function renderCounts(words: Words, { brand, past, columns }: Shown): Html {
  const { messages, formats } = words;
  const said = messages.backtest;
  const gains = columns.map(({ buzzes }) => weighBacktest(buzzes, past));
  const alarms = past.recorded.filter(({ level }) => level >= TOLD_LEVEL_MIN);
  const falseCount = alarms.filter(({ mark }) => mark === 'false-alarm').length;
  const confirmedCount = alarms.filter(({ mark }) => mark === 'confirmed').length;
  const rows: readonly (Readonly<{ label: Html | string; cells: readonly string[] }> | null)[] = [
    { label: said.alerts, cells: columns.map(({ buzzes }) => formats.number(countTold(buzzes))) },
    ...[...BUZZ_LEVELS].reverse().map((level) => ({
      label: renderLevel(words, level),
      cells: columns.map(({ buzzes }) =>
        formats.number(buzzes.filter(({ highestLevel }) => highestLevel === level).length),
      ),
    })),
    falseCount === 0
      ? null
      : {
          label: said.falseAlarmsAvoided,
          cells: gains.map(({ falseAlarmsAvoided }) => said.outOf(falseAlarmsAvoided.length, falseCount)),
        },
    confirmedCount === 0
      ? null
      : {
          label: said.confirmedLost,
          cells: gains.map(({ confirmedLost }) => said.outOf(confirmedLost.length, confirmedCount)),
        },
    past.missed.length === 0
      ? null
      : {
          label: said.missesFound,
          cells: gains.map(({ missesFound }) => said.outOf(missesFound.length, past.missed.length)),
        },
  ];
  return html`<table class="rows backtest"><thead><tr><td></td>${columns.map(({ sensitivity }) => html`<th scope="col">${nameOf(words, brand, sensitivity)}</th>`)}</tr></thead>
<tbody>${rows.map((row) => (row === null ? null : html`<tr><th scope="row">${row.label}</th>${row.cells.map((cell, index) => html`<td class="number" data-label="${labelOf(words, columns[index])}">${cell}</td>`)}</tr>`))}</tbody></table>`;
}

function labelOf({ messages }: Words, column: Column | undefined): string {
  return column === undefined ? '' : messages.brand.sensitivities[column.sensitivity];
}

function nameOf(words: Words, brand: Brand, sensitivity: Sensitivity): Html {
  const name = words.messages.brand.sensitivities[sensitivity];
  return sensitivity === brand.sensitivity
    ? html`<strong>${name}</strong> <span class="soft">${words.messages.backtest.present}</span>`
    : html`${name}`;
}

function countTold(buzzes: readonly BacktestedBuzz[]): number {
  return buzzes.filter(({ toldAt }) => toldAt !== null).length;
}

function renderEpisodes(words: Words, { brand, past, columns }: Shown): Html {
  const { formats } = words;
  const said = words.messages.backtest;
  const episodes = listEpisodes(
    columns.map(({ buzzes }) => buzzes),
    past.recorded,
  ).toReversed();
  if (episodes.length === 0) return html`<p class="card">${said.nothing}</p>`;
  const shown = episodes.slice(0, EPISODES_SHOWN);
  return html`<section><h2>${said.episodes}</h2>
<table class="rows backtest"><thead><tr><th scope="col">${said.openedAt}</th>${columns.map(({ sensitivity }) => html`<th scope="col">${nameOf(words, brand, sensitivity)}</th>`)}<th scope="col">${said.recorded}</th></tr></thead>
<tbody>${shown.map(
    (episode) => html`<tr><th scope="row">${formats.datedInstant(episode.from)}${renderNegatives(words, episode)}</th>
${columns.map((column, index) => html`<td data-label="${labelOf(words, column)}">${renderBuzzes(words, episode.byRule[index] ?? [])}</td>`)}
<td data-label="${said.recorded}">${renderRecorded(words, past, episode)}</td></tr>`,
  )}</tbody></table>
${shown.length < episodes.length ? html`<p class="soft">${said.more(episodes.length - shown.length)}</p>` : null}</section>`;
}

function renderNegatives(words: Words, { byRule }: PastEpisode): Html | null {
  const count = Math.max(0, ...byRule.flat().map(({ negativeCount }) => negativeCount ?? 0));
  return count === 0 ? null : html`<br><span class="soft">${words.messages.backtest.negatives(count)}</span>`;
}

function renderBuzzes(words: Words, buzzes: readonly BacktestedBuzz[]): Html {
  const said = words.messages.backtest;
  if (buzzes.length === 0) return html`<span class="soft">${said.notTold}</span>`;
  return html`${buzzes.map(
    ({ highestLevel, minutesBeforePeak }) =>
      html`<div>${renderLevel(words, highestLevel)}${minutesBeforePeak === null ? null : html`<br><span class="soft">${sayPeak(words, minutesBeforePeak)}</span>`}</div>`,
  )}`;
}

function sayPeak({ messages, formats }: Words, minutesBeforePeak: number): string {
  if (minutesBeforePeak === 0) return messages.backtest.atPeak;
  const duration = formats.duration(Math.abs(minutesBeforePeak) * MINUTE_MS);
  return minutesBeforePeak > 0 ? messages.backtest.beforePeak(duration) : messages.backtest.afterPeak(duration);
}

function renderRecorded(words: Words, past: BrandBacktest, episode: PastEpisode): Html {
  const ids = new Set(episode.recorded.map(({ id }) => id));
  const buzzes = past.recorded.filter(({ id }) => ids.has(id));
  if (buzzes.length === 0) return html`<span class="soft">${words.messages.backtest.notTold}</span>`;
  return html`${buzzes.map((buzz) => html`<div><a href="/buzzes/${buzz.id}">${renderLevel(words, buzz.level)}</a>${renderMark(words, buzz)}</div>`)}`;
}

function renderMark(words: Words, { mark }: Buzz): Html | null {
  return mark === null ? null : html`<br><span class="soft">${words.messages.backtest.marks[mark]}</span>`;
}
