/** The first page: every brand at one glance, what is abnormal, and what cannot be heard. */
import type { FastifyPluginAsync } from 'fastify';
import { type Html, html } from '../base/html.ts';
import { localDays, startOfDay, weeksEarlier } from '../base/zoned-time.ts';
import type { Agency } from '../domain/agency.ts';
import type { Brand } from '../domain/brand.ts';
import type { Buzz } from '../domain/buzz.ts';
import type { PeriodCounts } from '../domain/digest.ts';
import { listBrandsWithoutChannel } from '../intents/channels.ts';
import { listBrands } from '../store/brands.ts';
import { listUnresolvedBuzzes } from '../store/buzzes.ts';
import { countBlindSources } from '../store/coverage.ts';
import { listDaysByBrand, sumVolumesByBrand } from '../store/volumes.ts';
import { renderBuzzStatus, renderLevel, renderMonogram } from './badges.ts';
import { type Accents, assignAccents } from './brand-accent.ts';
import { type DayCounts, renderSparkline } from './charts.ts';
import { renderUndeliveredNotice } from './delivery-pages.ts';
import { renderPage, renderTitle } from './layout.ts';
import { renderMailNotice, renderUnheardNotice } from './unset-notices.ts';
import { forMembers, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

/** The largest agency that is planned for; one query brings them all. */
const BRANDS_MAX = 1_000;
const REFRESH_SECONDS = 60;
const SPARKLINE_DAYS = 7;

export const brandsPage: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/',
    forMembers(deps, async (visit) => {
      const { words, room } = visit;
      const messages = words.messages.brands;
      const now = deps.clock.now();
      const { rows, blindCount } = await readSituation(deps, room.agency, now);
      const accents = assignAccents(rows.map((row) => row.brand.id));
      const clients = rows.filter((row) => row.brand.kind === 'client');
      const competitors = rows.filter((row) => row.brand.kind === 'competitor');
      const buzzCount = rows.filter((row) => row.buzz !== undefined).length;
      const body = html`${renderTitle(messages.title, html`<a class="button" href="/brands/new">${messages.add}</a>`)}
<div class="summary">
<p class="${buzzCount === 0 ? 'calm' : 'alarm'}">${buzzCount === 0 ? messages.allCalm : messages.openBuzzes(buzzCount)}</p>
${
  blindCount === 0
    ? null
    : html`<p class="blind"><strong>${messages.blind(blindCount)}.</strong> ${messages.blindNote} <a href="/sources">${messages.blindLink}</a></p>`
}
</div>
${renderMailNotice(words, deps.config)}
${renderUnheardNotice(words, await listBrandsWithoutChannel(deps, room.agency.id), 'with-link')}
${await renderUndeliveredNotice(deps, visit)}
${rows.length === 0 ? html`<p class="card">${messages.none}</p>` : null}
${renderGroup(words, { title: messages.clients, rows: clients, accents })}
${renderGroup(words, { title: messages.competitors, rows: competitors, accents })}
<p class="soft">${messages.updatedAt(now)}</p>`;
      return showPage(
        renderPage(visit, { title: messages.title, body, place: 'brands', refreshSeconds: REFRESH_SECONDS }),
      );
    }),
  );
};

type Row = Readonly<{
  brand: Brand;
  today: PeriodCounts;
  lastWeek: PeriodCounts;
  days: readonly DayCounts[];
  buzz: Buzz | undefined;
}>;

const NOTHING: PeriodCounts = { mentionCount: 0, negativeCount: 0, positiveCount: 0 };

async function readSituation(
  deps: WebDeps,
  agency: Agency,
  now: Date,
): Promise<Readonly<{ rows: readonly Row[]; blindCount: number }>> {
  const { db } = deps;
  const { id: agencyId, timeZone } = agency;
  const today = { from: startOfDay(now, timeZone), until: now };
  const week = { from: weeksEarlier(today, timeZone, 1).from, until: now };
  const brands = await listBrands(db, agencyId, { after: null, limit: BRANDS_MAX });
  const buzzes = new Map((await listUnresolvedBuzzes(db, agencyId)).map((buzz) => [buzz.brandId, buzz]));
  const todayByBrand = await sumVolumesByBrand(db, agencyId, today);
  const lastWeekByBrand = await sumVolumesByBrand(db, agencyId, weeksEarlier(today, timeZone, 1));
  const volumes = new Map(
    (await listDaysByBrand(db, agencyId, { ...week, timeZone })).map((day) => [
      `${day.brandId} ${day.bucketAt.getTime()}`,
      day,
    ]),
  );
  const days = localDays(week, timeZone).slice(-SPARKLINE_DAYS);
  const rows = brands.map(
    (brand): Row => ({
      brand,
      today: todayByBrand.get(brand.id) ?? NOTHING,
      lastWeek: lastWeekByBrand.get(brand.id) ?? NOTHING,
      days: days.map(({ from }) => ({
        from,
        mentionCount: 0,
        negativeCount: 0,
        ...volumes.get(`${brand.id} ${from.getTime()}`),
      })),
      buzz: buzzes.get(brand.id),
    }),
  );
  return { rows, blindCount: await countBlindSources(db, agencyId, now) };
}

function renderGroup(
  words: Words,
  group: Readonly<{ title: string; rows: readonly Row[]; accents: Accents }>,
): Html | null {
  if (group.rows.length === 0) return null;
  const messages = words.messages.brands;
  const heads = [
    messages.name,
    messages.mentionsToday,
    messages.sameTimeLastWeek,
    messages.negativeShare,
    messages.buzz,
    messages.lastSevenDays,
  ];
  return html`<section><h2>${group.title}</h2>
<table class="rows brands"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${group.rows.map((row) => renderRow(words, row, group.accents(row.brand.id)))}</tbody></table></section>`;
}

function renderRow(words: Words, row: Row, accent: string): Html {
  const { formats } = words;
  const messages = words.messages.brands;
  const { brand, today, buzz } = row;
  return html`<tr class="${accent}${buzz === undefined ? '' : ` buzzing level-${buzz.level}`}">
<th scope="row"><a href="/brands/${brand.id}">${renderMonogram(brand.name, accent)}<span>${brand.name}</span></a></th>
<td class="number strong" data-label="${messages.mentionsToday}">${formats.number(today.mentionCount)}</td>
<td class="number" data-label="${messages.sameTimeLastWeek}">${formats.number(row.lastWeek.mentionCount)}</td>
<td class="number" data-label="${messages.negativeShare}">${today.mentionCount === 0 ? '–' : formats.percent(today.negativeCount / today.mentionCount)}</td>
<td data-label="${messages.buzz}">${
    buzz === undefined
      ? html`<span class="soft">${messages.noBuzz}</span>`
      : html`<a class="plain" href="/buzzes/${buzz.id}">${renderLevel(words, buzz.level)}</a> ${renderBuzzStatus(words, buzz)}`
  }</td>
<td data-label="${messages.lastSevenDays}">${renderSparkline(words, row.days)}</td>
</tr>`;
}
