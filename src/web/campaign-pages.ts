/** The planned operations of a brand: those of now, the coming and the past ones; added, changed and deleted. */
import type { FastifyPluginAsync } from 'fastify';
import { AppError } from '../base/errors.ts';
import { type Html, html } from '../base/html.ts';
import { readWallTime, toWallTime } from '../base/zoned-time.ts';
import type { Brand } from '../domain/brand.ts';
import { type Campaign, type CampaignTimeProblem, findTimeProblem } from '../domain/campaign.ts';
import { addCampaign, CAMPAIGNS_PER_BRAND_MAX, changeCampaign, removeCampaign } from '../intents/campaigns.ts';
import { getBrand } from '../store/brands.ts';
import { getCampaign, listCampaigns } from '../store/campaigns.ts';
import { renderMonogram } from './badges.ts';
import { readAccents } from './brand-accent.ts';
import { EMPTY_FORM, type FieldKit, type FormState, makeFields, renderAction } from './fields.ts';
import { findTextProblems, type Problems, toProblems } from './form-problems.ts';
import { renderPage } from './layout.ts';
import type { Messages } from './messages-fr.ts';
import { type Form, readForm, readId } from './read-form.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

const FIELD_OF_CODE = { LIMIT_REACHED: 'name' } as const;
const FIELD_OF_TIME_PROBLEM = {
  'no-such-year': 'startsAt',
  'ends-before-start': 'endsAt',
  'too-long': 'endsAt',
} as const satisfies Record<CampaignTimeProblem, string>;

export const campaignPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/brands/:brandId/campaigns',
    forMembers(deps, async (visit, request) => {
      const brand = await findBrand(deps, visit, request.params);
      return await renderCampaigns(deps, visit, brand, EMPTY_FORM);
    }),
  );

  app.post(
    '/brands/:brandId/campaigns',
    forMembers(deps, async (visit, request) => {
      const brand = await findBrand(deps, visit, request.params);
      const { values, times, problems } = readCampaign(visit, readForm(request.body), null);
      const refuse = (found: Problems): Promise<Answer> =>
        renderCampaigns(deps, visit, brand, { values, problems: found });
      if (times === null) return await refuse(problems);
      const { agency, member } = visit.room;
      const input = { brandId: brand.id, name: values.name, ...times, createdBy: member.name };
      try {
        await addCampaign(deps, agency.id, input);
        return moveTo(`${toPath(brand.id)}?done=campaign-added`);
      } catch (error) {
        return await refuse(toProblems(visit.words.messages, error, FIELD_OF_CODE));
      }
    }),
  );

  app.get(
    '/brands/:brandId/campaigns/:campaignId',
    forMembers(deps, async (visit, request) => {
      const { brand, campaign } = await findCampaign(deps, visit, request.params);
      const values = toValues(campaign, visit.room.agency.timeZone);
      return await renderCampaign(deps, visit, { brand, campaign }, { values, problems: {} });
    }),
  );

  app.post(
    '/brands/:brandId/campaigns/:campaignId',
    forMembers(deps, async (visit, request) => {
      const { brand, campaign } = await findCampaign(deps, visit, request.params);
      const { values, times, problems } = readCampaign(visit, readForm(request.body), campaign);
      if (times === null) return await renderCampaign(deps, visit, { brand, campaign }, { values, problems });
      const key = { agencyId: campaign.agencyId, campaignId: campaign.id };
      await changeCampaign(deps, key, { name: values.name, ...times }, visit.room.member.name);
      return moveTo(`${toPath(brand.id)}?done=campaign-changed`);
    }),
  );

  app.post(
    '/brands/:brandId/campaigns/:campaignId/delete',
    forMembers(deps, async (visit, request) => {
      const { brand, campaign } = await findCampaign(deps, visit, request.params);
      const key = { agencyId: campaign.agencyId, campaignId: campaign.id };
      await removeCampaign(deps, key, visit.room.member.name);
      return moveTo(`${toPath(brand.id)}?done=campaign-removed`);
    }),
  );
};

function toPath(brandId: string): string {
  return `/brands/${brandId}/campaigns`;
}

async function findBrand(deps: WebDeps, visit: RoomVisit, params: unknown): Promise<Brand> {
  return await getBrand(deps.db, { agencyId: visit.room.agency.id, brandId: readId(params, 'brandId') });
}

type Place = Readonly<{ brand: Brand; campaign: Campaign }>;

async function findCampaign(deps: WebDeps, visit: RoomVisit, params: unknown): Promise<Place> {
  const brand = await findBrand(deps, visit, params);
  const campaign = await getCampaign(deps.db, { agencyId: brand.agencyId, campaignId: readId(params, 'campaignId') });
  if (campaign.brandId !== brand.id) throw new AppError('NOT_FOUND', 'There is no such campaign of this brand.');
  return { brand, campaign };
}

type Values = Readonly<Record<'name' | 'startsAt' | 'endsAt', string>>;

type Times = Pick<Campaign, 'startsAt' | 'endsAt'>;

function toValues(campaign: Campaign, timeZone: string): Values {
  const { name, startsAt, endsAt } = campaign;
  return { name, startsAt: toWallTime(startsAt, timeZone), endsAt: toWallTime(endsAt, timeZone) };
}

/**
 * What was typed; times is null where something is wrong. A time that was left as it was shown stays what it was: the
 * form knows neither seconds nor which of two equal hours is meant.
 */
function readCampaign(
  visit: RoomVisit,
  form: Form,
  before: Campaign | null,
): Readonly<{ values: Values; times: Times | null; problems: Problems }> {
  const { messages } = visit.words;
  const { timeZone } = visit.room.agency;
  const shown = before === null ? null : toValues(before, timeZone);
  const values = { name: form.text('name'), startsAt: form.text('startsAt'), endsAt: form.text('endsAt') };
  const read = (name: 'startsAt' | 'endsAt'): Date | null =>
    before !== null && values[name] === shown?.[name] ? before[name] : readWallTime(values[name], timeZone);
  const startsAt = read('startsAt');
  const endsAt = read('endsAt');
  const texts = findTextProblems(messages, form, ['name', 'startsAt', 'endsAt']);
  const problems = {
    ...(startsAt === null ? { startsAt: messages.problems.wallTime } : {}),
    ...(endsAt === null ? { endsAt: messages.problems.wallTime } : {}),
    ...(startsAt === null || endsAt === null ? {} : toTimeProblems(messages, { startsAt, endsAt }, timeZone)),
    ...texts,
  };
  const isWrong = startsAt === null || endsAt === null || Object.keys(problems).length > 0;
  return { values, times: isWrong ? null : { startsAt, endsAt }, problems };
}

function toTimeProblems(messages: Messages, times: Times, timeZone: string): Problems {
  const problem = findTimeProblem(times, timeZone);
  return problem === null ? {} : { [FIELD_OF_TIME_PROBLEM[problem]]: messages.campaigns.timeProblems[problem] };
}

async function renderCampaigns(deps: WebDeps, visit: RoomVisit, brand: Brand, state: FormState): Promise<Answer> {
  const { words } = visit;
  const messages = words.messages.campaigns;
  const key = { agencyId: brand.agencyId, brandId: brand.id };
  const campaigns = await listCampaigns(deps.db, key, { after: null, limit: CAMPAIGNS_PER_BRAND_MAX });
  const now = deps.clock.now();
  const fields = makeFields(words, state);
  // the nearest first, to either side
  const coming = campaigns.filter(({ startsAt }) => startsAt > now).toReversed();
  const sections: readonly (readonly [string, readonly Campaign[]])[] = [
    [messages.present, campaigns.filter(({ startsAt, endsAt }) => startsAt <= now && endsAt > now)],
    [messages.coming, coming],
    [messages.past, campaigns.filter(({ endsAt }) => endsAt <= now)],
  ];
  const body = html`<p class="lead">${messages.intro}</p>
${campaigns.length === 0 ? html`<p class="card">${messages.none}</p>` : null}
${sections.map(([title, listed]) => (listed.length === 0 ? null : html`<section><h2>${title}</h2>${renderTable(words, listed)}</section>`))}
<section class="card narrow" id="add"><h2>${messages.addTitle}</h2>
${fields.summary()}
<form method="post" action="${toPath(brand.id)}" class="fields">
${renderFields(visit, fields)}
<p><button>${messages.submit}</button></p></form></section>`;
  const back = html`<a href="/brands/${brand.id}">${words.messages.buzz.backToBrand(brand.name)}</a>`;
  return await showRoom(deps, visit, brand, { title: messages.title, back, body, state });
}

async function renderCampaign(deps: WebDeps, visit: RoomVisit, place: Place, state: FormState): Promise<Answer> {
  const { brand, campaign } = place;
  const { messages } = visit.words;
  const path = toPath(brand.id);
  const fields = makeFields(visit.words, state);
  const body = html`<section class="card narrow">
${fields.summary()}
<form method="post" class="fields">
${renderFields(visit, fields)}
<p class="buttons"><button>${messages.save}</button> <a href="${path}">${messages.cancel}</a></p></form>
<p class="soft">${messages.campaigns.createdBy(campaign.createdBy, campaign.createdAt)}</p></section>`;
  const back = html`<a href="${path}">${messages.campaigns.backToAll(brand.name)}</a>`;
  return await showRoom(deps, visit, brand, { title: campaign.name, back, body, state });
}

/** A page in the brand's room, so that nobody plans for the wrong one. */
async function showRoom(
  deps: WebDeps,
  visit: RoomVisit,
  brand: Brand,
  content: Readonly<{ title: string; back: Html; body: Html; state: FormState }>,
): Promise<Answer> {
  const accent = (await readAccents(deps.db, brand.agencyId))(brand.id);
  const body = html`<div class="title">${renderMonogram(brand.name, accent)}<div><p class="over">${content.back}</p><h1>${content.title}</h1></div></div>
${content.body}`;
  const page = renderPage(visit, { title: `${content.title} · ${brand.name}`, body, place: 'brands', accent });
  return showPage(page, Object.keys(content.state.problems).length > 0 ? 422 : 200);
}

function renderTable(words: Words, campaigns: readonly Campaign[]): Html {
  const { messages, formats } = words;
  const { name, startsAt, endsAt, removeLabel } = messages.campaigns;
  return html`<table class="rows campaigns"><thead><tr><th scope="col">${name}</th><th scope="col">${startsAt}</th><th scope="col">${endsAt}</th><td></td></tr></thead>
<tbody>${campaigns.map((campaign) => {
    const path = `${toPath(campaign.brandId)}/${campaign.id}`;
    return html`<tr><th scope="row"><a href="${path}">${campaign.name}</a></th>
<td data-label="${startsAt}">${formats.datedInstant(campaign.startsAt)}</td>
<td data-label="${endsAt}">${formats.datedInstant(campaign.endsAt)}</td>
<td>${renderAction({ path: `${path}/delete`, label: messages.remove, title: removeLabel(campaign.name), className: 'quiet small' })}</td></tr>`;
  })}</tbody></table>`;
}

function renderFields(visit: RoomVisit, fields: FieldKit): Html {
  const messages = visit.words.messages.campaigns;
  return html`${fields.input({ name: 'name', label: messages.name, hint: messages.nameHint })}
<div class="pair">
${fields.input({ name: 'startsAt', label: messages.startsAt, type: 'datetime-local' })}
${fields.input({ name: 'endsAt', label: messages.endsAt, type: 'datetime-local' })}
</div>
<p class="hint">${messages.clock(visit.room.agency.timeZone)}</p>`;
}
