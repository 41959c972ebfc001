/** A brand's own room: today's numbers, four weeks as a chart, its buzzes, its mentions, its settings. */
import type { FastifyPluginAsync } from 'fastify';
import { findEmergingTerms } from '../analysis/terms/find-emerging-terms.ts';
import { addMs, DAY_MS } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { type Html, html } from '../base/html.ts';
import { isUuid } from '../base/ids.ts';
import { localDays, startOfDay, weeksEarlier } from '../base/zoned-time.ts';
import { BRAND_KINDS, type Brand } from '../domain/brand.ts';
import { BUZZ_KINDS, type Buzz } from '../domain/buzz.ts';
import type { DetectionQuality } from '../domain/detection-quality.ts';
import type { PeriodCounts } from '../domain/digest.ts';
import { MENTION_STATUSES, type Mention, SENTIMENT_LABELS, type SentimentLabel } from '../domain/mention.ts';
import type { Reliability } from '../domain/reliability.ts';
import { SOURCE_KINDS } from '../domain/source.ts';
import { changeBrand, removeBrand } from '../intents/brands.ts';
import { changeMention } from '../intents/mentions.ts';
import { readThemeNames } from '../intents/themes.ts';
import { watchBrand } from '../intents/watch-brand.ts';
import { getBrand } from '../store/brands.ts';
import { listBuzzes } from '../store/buzzes.ts';
import { readReliability } from '../store/corrections.ts';
import { readDetectionQuality } from '../store/detection-quality.ts';
import { listMentions, listTalkTexts, type MentionCursor } from '../store/mentions.ts';
import { listHeardSources } from '../store/sources.ts';
import { listVolumeSums, sumVolumes } from '../store/volumes.ts';
import { renderBuzzStatus, renderLevel, renderMonogram } from './badges.ts';
import { readAccents } from './brand-accent.ts';
import {
  listKindOptions,
  NEW_BRAND_VALUES,
  readBrandBeginning,
  readTraits,
  renderBeginningFields,
  renderSensitivityField,
  renderTraitFields,
  toDefaultQuery,
  toTraitValues,
} from './brand-form.ts';
import { type DayCounts, renderDayChart } from './charts.ts';
import { renderEmergingTerms } from './emerging-terms.ts';
import { type FormState, makeFields } from './fields.ts';
import { findTextProblems, type Problems, toProblems } from './form-problems.ts';
import { renderPage, renderTitle } from './layout.ts';
import { renderMentions } from './mention-list.ts';
import { type Form, readForm, readId, toLocalPath } from './read-form.ts';
import { isManager } from './roles.ts';
import { NEW_SILENCE, readBrandSilences, renderSilenceForm, renderSilenceNotices } from './silence-notice.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import { findVoiceProblems, isVoiceSent, readVoice, renderVoiceFields, toVoiceValues } from './voice-form.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

const CHART_DAYS = 28;
const MENTIONS_PER_PAGE = 25;
const BUZZES_SHOWN = 10;
/** More than an agency is planned to listen to. */
const SOURCES_MAX = 1_000;
const FIELD_OF_CODE = { BRAND_NAME_TAKEN: 'name', QUERY_INVALID: 'query' } as const;

export const brandPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/brands/new',
    forMembers(deps, async (visit) => renderNew(visit, { values: NEW_BRAND_VALUES, problems: {} })),
  );

  app.post(
    '/brands/new',
    forMembers(deps, async (visit, request) => {
      const { messages } = visit.words;
      const beginning = readBrandBeginning(messages, readForm(request.body));
      const refuse = (problems: Problems): Answer => renderNew(visit, { values: beginning.values, problems }, 422);
      if (Object.keys(beginning.problems).length > 0) return refuse(beginning.problems);
      try {
        const { brand, sources } = beginning;
        const { id } = await watchBrand(deps, visit.room.agency.id, { brand, sources, contact: null });
        return moveTo(`/brands/${id}?done=brand-added`);
      } catch (error) {
        return refuse(toProblems(messages, error, FIELD_OF_CODE));
      }
    }),
  );

  app.get(
    '/brands/:brandId',
    forMembers(deps, async (visit, request) => {
      const brand = await findBrand(deps, visit, request.params);
      return await renderBrand(deps, visit, brand, readForm(request.query), {
        values: {
          name: brand.name,
          kind: brand.kind,
          query: brand.query,
          ...toTraitValues(brand),
          ...toVoiceValues(brand),
        },
        problems: {},
      });
    }),
  );

  app.post(
    '/brands/:brandId',
    forMembers(deps, async (visit, request) => {
      const brand = await findBrand(deps, visit, request.params);
      const form = readForm(request.body);
      const { messages } = visit.words;
      const name = form.text('name');
      const kind = form.oneOf('kind', BRAND_KINDS) ?? brand.kind;
      const query = form.text('query') || toDefaultQuery(name);
      const { sector, sensitivity, country } = { ...brand, ...readTraits(form) };
      const voice = isVoiceSent(form) ? readVoice(form) : null;
      const refuse = async (problems: Problems): Promise<Answer> =>
        await renderBrand(deps, visit, brand, readForm({}), {
          values: {
            name,
            kind,
            query,
            ...toTraitValues({ sector, sensitivity, country }),
            ...toVoiceValues(voice ?? brand),
          },
          problems,
        });
      const problems = {
        ...findTextProblems(messages, form, ['name']),
        ...(voice === null ? {} : findVoiceProblems(messages, voice)),
      };
      if (Object.keys(problems).length > 0) return await refuse(problems);
      try {
        const changes = {
          ...voice,
          ...{ name, kind, sensitivity, country },
          ...(query === brand.query ? {} : { query }),
          ...(sector === brand.sector ? {} : { sector }),
        };
        const key = { agencyId: brand.agencyId, brandId: brand.id };
        await changeBrand(deps, key, changes, visit.room.member.name);
        return moveTo(`/brands/${brand.id}?done=brand-changed`);
      } catch (error) {
        return await refuse(toProblems(messages, error, FIELD_OF_CODE));
      }
    }),
  );

  app.get(
    '/brands/:brandId/delete',
    forMembers(deps, async (visit, request) => renderDelete(deps, visit, await findBrand(deps, visit, request.params))),
  );

  app.post(
    '/brands/:brandId/delete',
    forMembers(deps, async (visit, request) => {
      const brandId = readId(request.params, 'brandId');
      await removeBrand(deps, { agencyId: visit.room.agency.id, brandId });
      return moveTo('/?done=brand-deleted');
    }),
  );

  app.post(
    '/mentions/:mentionId/correction',
    forMembers(deps, async ({ room }, request) => {
      const mentionId = readId(request.params, 'mentionId');
      const form = readForm(request.body);
      const label = form.oneOf('label', [...SENTIMENT_LABELS, 'none']);
      if (label === undefined) throw new AppError('INPUT_INVALID', 'There is no such sentiment.');
      const correction = { label: label === 'none' ? null : label, by: room.member.name };
      await changeMention(deps, { agencyId: room.agency.id, mentionId }, { correction });
      return moveTo(`${toLocalPath(form.text('back'))}#mention-${mentionId}`);
    }),
  );

  app.post(
    '/mentions/:mentionId/status',
    forMembers(deps, async (visit, request) => {
      const mentionId = readId(request.params, 'mentionId');
      const form = readForm(request.body);
      const status = form.oneOf('status', MENTION_STATUSES);
      const isAbout = form.oneOf('about', ['yes']) === undefined ? undefined : true;
      if (status === undefined && isAbout === undefined)
        throw new AppError('INPUT_INVALID', 'There is no such status of a mention.');
      const key = { agencyId: visit.room.agency.id, mentionId };
      await changeMention(deps, key, { status, isAbout, by: visit.room.member.name });
      return moveTo(`${toLocalPath(form.text('back'))}#mention-${mentionId}`);
    }),
  );
};

async function findBrand(deps: WebDeps, visit: RoomVisit, params: unknown): Promise<Brand> {
  return await getBrand(deps.db, { agencyId: visit.room.agency.id, brandId: readId(params, 'brandId') });
}

function renderNew(visit: RoomVisit, state: FormState, status = 200): Answer {
  const messages = visit.words.messages.brand;
  const fields = makeFields(visit.words, state);
  const body = html`<div class="narrow">${renderTitle(messages.newTitle)}
${fields.summary()}
<form method="post" class="fields">
${renderBeginningFields(visit.words, fields)}
<p class="buttons"><button>${messages.submit}</button> <a href="/">${visit.words.messages.cancel}</a></p>
</form></div>`;
  return showPage(renderPage(visit, { title: messages.newTitle, body, place: 'brands' }), status);
}

async function renderBrand(
  deps: WebDeps,
  visit: RoomVisit,
  brand: Brand,
  query: Form,
  settings: FormState,
): Promise<Answer> {
  const { words, room } = visit;
  const { timeZone } = room.agency;
  const key = { agencyId: brand.agencyId, brandId: brand.id };
  const now = deps.clock.now();
  const today = { from: startOfDay(now, timeZone), until: now };
  const range = { from: startOfDay(addMs(today.from, -(CHART_DAYS - 1.5) * DAY_MS), timeZone), until: now };
  const [todayCounts, lastWeekCounts] = await sumVolumes(deps.db, key, [today, weeksEarlier(today, timeZone, 1)]);
  const volumes = new Map(
    (await listVolumeSums(deps.db, key, { ...range, width: 'day', timeZone })).map((day) => [
      day.bucketAt.getTime(),
      day,
    ]),
  );
  const days = localDays(range, timeZone).map(
    ({ from }): DayCounts => ({ from, mentionCount: 0, negativeCount: 0, ...volumes.get(from.getTime()) }),
  );
  const reliability = await readReliability(deps.db, key, now);
  const quality = await readDetectionQuality(deps.db, key, now);
  const accent = (await readAccents(deps.db, brand.agencyId))(brand.id);
  const silences = await readBrandSilences(deps, brand);
  const buzzes = await listBuzzes(deps.db, key, { after: null, limit: BUZZES_SHOWN });
  const lastDay = { ...key, from: addMs(now, -DAY_MS), until: now };
  const { terms } = findEmergingTerms({ ...(await listTalkTexts(deps.db, lastDay)), brand });
  const themeNames = await readThemeNames(deps.db, brand.agencyId);
  const pick = readPick(query);
  const found = await listMentions(
    deps.db,
    { ...key, ...pick.filter, since: range.from },
    { after: pick.after, limit: MENTIONS_PER_PAGE + 1 },
  );
  const body = html`<div class="title">${renderMonogram(brand.name, accent)}<div><p class="over">${words.messages.brandKinds[brand.kind]}</p><h1>${brand.name}</h1></div></div>
${renderSilenceNotices(visit, silences, { now, back: `/brands/${brand.id}` })}
<p><a href="/guard?account=${brand.id}">${words.messages.guard.link}</a></p>
${renderToday(words, { today: todayCounts, lastWeek: lastWeekCounts, reliability })}
${renderCurrentBuzzes(words, buzzes)}
<section class="card">${renderDayChart(words, days)}</section>
${renderEmergingTerms(words, { title: words.messages.brand.emergingTerms, terms })}
${renderPastBuzzes(words, brand, { buzzes, quality })}
${renderMentionSection(words, brand, { pick, found, isDeaf: found.length === 0 && !(await isHeard(deps, brand)), themeNames })}
${isManager(visit) ? html`<details class="card narrow" id="silence"><summary>${words.messages.silences.title}</summary>${renderSilenceForm(visit, { brand, state: NEW_SILENCE, now })}</details>` : null}
${renderSettings(words, brand, settings)}`;
  const isRefused = Object.keys(settings.problems).length > 0;
  return showPage(renderPage(visit, { title: brand.name, body, place: 'brands', accent }), isRefused ? 422 : 200);
}

/** Whether any source is listened to for the brand, its own or one for every brand. */
async function isHeard(deps: WebDeps, brand: Brand): Promise<boolean> {
  const sources = await listHeardSources(deps.db, brand.agencyId, { after: null, limit: SOURCES_MAX });
  return sources.some(({ subscriptions }) =>
    subscriptions.some(({ brandId }) => brandId === null || brandId === brand.id),
  );
}

type Today = Readonly<{
  today: PeriodCounts | undefined;
  lastWeek: PeriodCounts | undefined;
  reliability: Reliability;
}>;

function renderToday(words: Words, { today, lastWeek, reliability }: Today): Html {
  const { formats } = words;
  const messages = words.messages.brand;
  const mentionCount = today?.mentionCount ?? 0;
  const negativeCount = today?.negativeCount ?? 0;
  const figures: readonly (readonly [string, string])[] = [
    [formats.number(mentionCount), messages.mentionsToday(mentionCount)],
    [formats.number(negativeCount), messages.negativesToday(negativeCount)],
    [mentionCount === 0 ? '–' : formats.percent(negativeCount / mentionCount), messages.shareToday],
    [formats.number(lastWeek?.mentionCount ?? 0), messages.lastWeekSameTime],
  ];
  return html`<section class="card" aria-label="${messages.today}"><dl class="figures">${figures.map(
    ([value, label]) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`,
  )}</dl><p class="soft">${words.sayReliability(reliability)}</p></section>`;
}

/** At most one of each kind, the bad one first. */
function renderCurrentBuzzes(words: Words, buzzes: readonly Buzz[]): readonly Html[] {
  const messages = words.messages.brand;
  return buzzes
    .filter((buzz) => buzz.status !== 'resolved')
    .toSorted((one, other) => BUZZ_KINDS.indexOf(one.kind) - BUZZ_KINDS.indexOf(other.kind))
    .map(
      (
        buzz,
      ) => html`<section class="card${buzz.kind === 'negative' ? ` alarm level-${buzz.level}` : ''}"><h2>${buzz.kind === 'negative' ? messages.currentBuzz : words.messages.buzz.kinds[buzz.kind]}</h2>
<p>${buzz.kind === 'negative' ? html`${renderLevel(words, buzz.level)} ${renderBuzzStatus(words, buzz)} ` : null}<span>${messages.since(buzz.openedAt)}</span></p>
<ul>${buzz.reasons.map((reason) => html`<li>${words.buzz.reasons[reason](buzz.figures)}</li>`)}</ul>
<p><a class="button" href="/buzzes/${buzz.id}">${messages.seeBuzz}</a></p></section>`,
    );
}

type Past = Readonly<{ buzzes: readonly Buzz[]; quality: DetectionQuality }>;

function renderPastBuzzes(words: Words, brand: Brand, { buzzes, quality }: Past): Html {
  const messages = words.messages.brand;
  const lines = buzzes.flatMap((buzz) =>
    buzz.resolvedAt === null
      ? []
      : [
          html`<li><a href="/buzzes/${buzz.id}">${words.formats.instant(buzz.openedAt)}</a> ${buzz.kind === 'negative' ? renderLevel(words, buzz.level) : html`<span class="badge">${words.messages.buzz.kinds[buzz.kind]}</span>`} <span class="soft">${messages.lasted(buzz.resolvedAt.getTime() - buzz.openedAt.getTime())}${buzz.mark === null ? null : `, ${words.messages.buzz.marks[buzz.mark].toLowerCase()}`}</span></li>`,
        ],
  );
  return html`<section class="card"><h2>${messages.pastBuzzes}</h2>${
    lines.length === 0 ? html`<p class="soft">${messages.noPastBuzz}</p>` : html`<ul class="lines">${lines}</ul>`
  }<p class="soft">${words.sayDetection(quality)} <a href="/brands/${brand.id}/rules#missed">${messages.reportMissed}</a> · <a href="/digests?brand=${brand.id}">${words.messages.digests.link}</a></p></section>`;
}

/** Which mentions are wanted: `?show=`, `?after=`. */
type Pick = Readonly<{
  show: SentimentLabel | 'aside' | 'all';
  filter: Readonly<{ sentiment?: SentimentLabel; status?: 'irrelevant' }>;
  after: MentionCursor | null;
}>;

function readPick(query: Form): Pick {
  const sentiment = query.oneOf('show', SENTIMENT_LABELS);
  const isAside = query.oneOf('show', ['aside']) !== undefined;
  return {
    show: sentiment ?? (isAside ? 'aside' : 'all'),
    filter: { ...(sentiment === undefined ? {} : { sentiment }), ...(isAside ? { status: 'irrelevant' } : {}) },
    after: readCursor(query.text('after')),
  };
}

/** As Date.toISOString writes it, within the four-digit years: PostgreSQL knows fewer than Date. */
const ISO_INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** `2026-06-01T08:00:00.000Z_id`: the last mention of the page before. Errors: CURSOR_INVALID. */
function readCursor(text: string): MentionCursor | null {
  if (text === '') return null;
  const [at = '', id = ''] = text.split('_');
  const publishedAt = new Date(at);
  if (!ISO_INSTANT.test(at) || Number.isNaN(publishedAt.getTime()) || !isUuid(id)) {
    throw new AppError('CURSOR_INVALID', 'This cursor is none of ours: begin with the first page.');
  }
  return { publishedAt, id };
}

function toMentionsPath(brand: Brand, pick: Pick, after: MentionCursor | null): string {
  const query = new URLSearchParams({
    ...(pick.show === 'all' ? {} : { show: pick.show }),
    ...(after === null ? {} : { after: `${after.publishedAt.toISOString()}_${after.id}` }),
  }).toString();
  return `/brands/${brand.id}${query === '' ? '' : `?${query}`}`;
}

type Shown = Readonly<{
  pick: Pick;
  found: readonly Mention[];
  isDeaf: boolean;
  themeNames: ReadonlyMap<string, string>;
}>;

function renderMentionSection(words: Words, brand: Brand, { pick, found, isDeaf, themeNames }: Shown): Html {
  const messages = words.messages.brand;
  const mentions = found.slice(0, MENTIONS_PER_PAGE);
  const last = found.length > MENTIONS_PER_PAGE ? mentions.at(-1) : undefined;
  const shows: readonly (readonly [Pick['show'], string])[] = [
    ['all', messages.all],
    ...SENTIMENT_LABELS.map((label) => [label, capitalise(words.messages.sentiments[label])] as const),
    ['aside', messages.setAsideFilter],
  ];
  return html`<section class="card" id="mentions"><h2>${messages.mentions} <small>${messages.mentionsRange}</small></h2>
<nav aria-label="${messages.filters}"><ul class="filters">${shows.map(
    ([show, label]) =>
      html`<li><a href="${toMentionsPath(brand, { ...pick, show }, null)}#mentions"${show === pick.show ? html` aria-current="true"` : null}>${label}</a></li>`,
  )}</ul></nav>
${isDeaf ? html`<p class="notice unset">${messages.noSource} <a href="/sources#add">${words.messages.sources.addTitle}</a> <a href="/brands/${brand.id}/searches">${words.messages.searches.link}</a></p>` : null}
${mentions.length === 0 ? html`<p class="soft">${messages.noMention}</p>` : renderMentions(words, mentions, { back: toMentionsPath(brand, pick, pick.after), themeNames })}
<p class="buttons">${pick.after === null ? null : html`<a href="${toMentionsPath(brand, pick, null)}#mentions">${messages.newest}</a>`}
${last === undefined ? null : html`<a class="button" href="${toMentionsPath(brand, pick, last)}#mentions">${messages.older}</a>`}</p></section>`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function renderSettings(words: Words, brand: Brand, state: FormState): Html {
  const { messages } = words;
  const fields = makeFields(words, state);
  const source = makeFields(words, { values: { kind: 'feed' }, problems: {} });
  const isRefused = Object.keys(state.problems).length > 0;
  return html`<details class="card"${isRefused ? html` open` : null}><summary>${messages.brand.settings}</summary>
${fields.summary()}
<form method="post" action="/brands/${brand.id}" class="fields">
<div class="pair">
${fields.input({ name: 'name', label: messages.brand.name })}
${fields.select({ name: 'kind', label: messages.brand.kind, options: listKindOptions(messages) })}
${renderTraitFields(words, fields)}
</div>
${renderSensitivityField(messages, fields)}
<p class="hint"><a href="/brands/${brand.id}/backtest">${messages.backtest.link}</a></p>
${fields.area({ name: 'query', label: messages.brand.query, hint: messages.brand.queryEditHint, rowCount: 3 })}
${renderVoiceFields(messages, fields)}
<p><button>${messages.save}</button></p></form>
<h3>${messages.brand.addSource}</h3>
<form method="post" action="/sources" class="fields">
<input type="hidden" name="brand" value="${brand.id}">
${source.input({ name: 'url', label: messages.sources.url, type: 'url', hint: messages.sources.urlHint })}
${source.select({ name: 'sourceKind', label: messages.sources.kind, options: SOURCE_KINDS.map((kind) => ({ value: kind, label: messages.sourceKinds[kind] })) })}
<p><button>${messages.sources.submit}</button></p></form>
<p class="buttons"><a class="button" href="/brands/${brand.id}/query">${messages.query.link}</a> <a class="button" href="/brands/${brand.id}/searches">${messages.searches.link}</a> <a class="button" href="/brands/${brand.id}/logbook">${messages.logbook.title}</a> <a class="button" href="/brands/${brand.id}/campaigns">${messages.campaigns.title}</a> <a class="button" href="/brands/${brand.id}/rules">${messages.alertRules.link}</a> <a class="button" href="/escalation/${brand.id}">${messages.escalation.title}</a> <a class="button" href="/brands/${brand.id}/silences">${messages.silences.link}</a></p>
<p><a class="danger" href="/brands/${brand.id}/delete">${messages.brand.delete}</a></p>
</details>`;
}

async function renderDelete(deps: WebDeps, visit: RoomVisit, brand: Brand): Promise<Answer> {
  const accent = (await readAccents(deps.db, brand.agencyId))(brand.id);
  const { messages } = visit.words;
  const body = html`<div class="narrow card">${renderTitle(messages.brand.deleteTitle(brand.name))}
<p>${messages.brand.deleteText}</p>
<form method="post" class="buttons"><button class="danger">${messages.brand.deleteSubmit(brand.name)}</button> <a href="/brands/${brand.id}">${messages.cancel}</a></form></div>`;
  return showPage(
    renderPage(visit, {
      title: messages.brand.deleteTitle(brand.name),
      body,
      place: 'brands',
      accent,
    }),
  );
}
