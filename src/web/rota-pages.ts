/** Who is on call, week by week, and who stands in. */
import type { FastifyPluginAsync } from 'fastify';
import { AppError } from '../base/errors.ts';
import { type Html, html } from '../base/html.ts';
import { isDay, isTimeZone, localDayOf, readWallTime, type Weekday } from '../base/zoned-time.ts';
import type { Contact } from '../domain/alert.ts';
import { findBoundedTimeProblem } from '../domain/bounded-time.ts';
import {
  OVERRIDE_DAYS_MAX,
  ROTA_MEMBERS_MAX,
  ROTA_OVERRIDES_MAX,
  ROTAS_PER_AGENCY_MAX,
  type Rota,
} from '../domain/escalation.ts';
import {
  addRota,
  addRotaOverride,
  changeRota,
  type OnCallNow,
  readOnCall,
  removeRota,
  removeRotaOverride,
} from '../intents/rotas.ts';
import { listContacts } from '../store/contacts.ts';
import { getRota, listRotas } from '../store/rotas.ts';
import { EMPTY_FORM, type FieldKit, type FormState, makeFields, renderAction } from './fields.ts';
import { findTextProblems, type Problems, toProblems } from './form-problems.ts';
import { renderPage, renderTitle } from './layout.ts';
import { type Form, readForm, readId } from './read-form.ts';
import { isManager, requireManager } from './roles.ts';
import { renderTimeZones } from './time-zones.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const satisfies readonly Weekday[];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
/** Lines for people, filled or not: there is always room for two more. */
const MEMBER_LINES_MIN = 4;
const MEMBER_LINES_SPARE = 2;
const FIELD_OF_CODE = { ROTA_NAME_TAKEN: 'name', LIMIT_REACHED: 'name' } as const;

/** The rota form as it was filled. */
type RotaForm = Readonly<{ state: FormState; members: readonly string[] }>;

export const rotaPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/rotas',
    forMembers(deps, async (visit) => {
      const { timeZone } = visit.room.agency;
      const startsOn = localDayOf(deps.clock.now(), timeZone).date;
      const values = { name: '', timeZone, handOverWeekday: '1', handOverHour: '9', startsOn };
      return await renderRotas(deps, visit, { state: { values, problems: {} }, members: [] });
    }),
  );

  app.post(
    '/rotas',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      const { rota, form, problems } = await readRota(deps, visit, readForm(request.body));
      const refuse = async (found: Problems): Promise<Answer> =>
        await renderRotas(deps, visit, { ...form, state: { values: form.state.values, problems: found } });
      if (Object.keys(problems).length > 0) return await refuse(problems);
      try {
        const { id } = await addRota(deps, visit.room.agency.id, rota);
        return moveTo(`/rotas/${id}?done=rota-added`);
      } catch (error) {
        return await refuse(sayRefusal(visit, error));
      }
    }),
  );

  app.get(
    '/rotas/:rotaId',
    forMembers(deps, async (visit, request) => {
      const rota = await findRota(deps, visit, request.params);
      return await renderRota(deps, visit, rota, { form: toForm(rota), override: EMPTY_FORM });
    }),
  );

  app.post(
    '/rotas/:rotaId',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      const before = await findRota(deps, visit, request.params);
      const { rota, form, problems } = await readRota(deps, visit, readForm(request.body));
      const refuse = async (found: Problems): Promise<Answer> =>
        await renderRota(deps, visit, before, {
          form: { ...form, state: { values: form.state.values, problems: found } },
          override: EMPTY_FORM,
        });
      if (Object.keys(problems).length > 0) return await refuse(problems);
      try {
        await changeRota(deps, toKey(before), rota);
        return moveTo(`/rotas/${before.id}?done=rota-changed`);
      } catch (error) {
        return await refuse(sayRefusal(visit, error));
      }
    }),
  );

  app.post(
    '/rotas/:rotaId/delete',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      await removeRota(deps, { agencyId: visit.room.agency.id, rotaId: readId(request.params, 'rotaId') });
      return moveTo('/rotas?done=rota-removed');
    }),
  );

  app.post(
    '/rotas/:rotaId/overrides',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      const rota = await findRota(deps, visit, request.params);
      const { override, values, problems } = await readOverride(deps, visit, { rota, form: readForm(request.body) });
      const refuse = async (found: Problems): Promise<Answer> =>
        await renderRota(deps, visit, rota, { form: toForm(rota), override: { values, problems: found } });
      if (override === null) return await refuse(problems);
      try {
        await addRotaOverride(deps, rota.agencyId, override);
        return moveTo(`/rotas/${rota.id}?done=override-added#overrides`);
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'LIMIT_REACHED')) throw error;
        return await refuse({ contact: visit.words.messages.rotas.tooMany(ROTA_OVERRIDES_MAX) });
      }
    }),
  );

  app.post(
    '/rotas/:rotaId/overrides/:overrideId/delete',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      const rota = await findRota(deps, visit, request.params);
      await removeRotaOverride(deps, { ...toKey(rota), overrideId: readId(request.params, 'overrideId') });
      return moveTo(`/rotas/${rota.id}?done=override-removed#overrides`);
    }),
  );
};

async function findRota(deps: WebDeps, visit: RoomVisit, params: unknown): Promise<Rota> {
  return await getRota(deps.db, { agencyId: visit.room.agency.id, rotaId: readId(params, 'rotaId') });
}

function toKey(rota: Rota) {
  return { agencyId: rota.agencyId, rotaId: rota.id };
}

function sayRefusal({ words: { messages } }: RoomVisit, error: unknown): Problems {
  if (error instanceof AppError && error.code === 'LIMIT_REACHED') {
    return { name: messages.rotas.tooMany(ROTAS_PER_AGENCY_MAX) };
  }
  return toProblems(messages, error, FIELD_OF_CODE);
}

/** What was typed: as it can be written, as it can be shown again, and what is wrong with it. */
async function readRota(deps: WebDeps, visit: RoomVisit, form: Form) {
  const { messages } = visit.words;
  const known = new Set((await listContacts(deps.db, visit.room.agency.id)).map(({ id }) => id));
  const members = form.all('members').filter((id) => known.has(id));
  const names = ['name', 'timeZone', 'handOverWeekday', 'handOverHour', 'startsOn'];
  const values = Object.fromEntries(names.map((name) => [name, form.text(name)]));
  const rota = {
    name: form.text('name'),
    timeZone: form.text('timeZone'),
    handOverWeekday: WEEKDAYS.find((day) => String(day) === form.text('handOverWeekday')) ?? 1,
    handOverHour: HOURS.find((hour) => String(hour) === form.text('handOverHour')) ?? 9,
    startsOn: form.text('startsOn'),
    contactIds: members.slice(0, ROTA_MEMBERS_MAX),
  };
  const problems: Problems = {
    ...(isDay(rota.startsOn) ? {} : { startsOn: messages.problems.day }),
    ...(isTimeZone(rota.timeZone) ? {} : { timeZone: messages.problems.timeZone }),
    ...(members.length === 0 ? { members: messages.rotas.needsMember } : {}),
    ...findTextProblems(messages, form, ['name']),
  };
  return { rota, form: { state: { values, problems }, members }, problems };
}

function toForm(rota: Rota): RotaForm {
  const { name, timeZone, startsOn } = rota;
  const slot = { handOverWeekday: String(rota.handOverWeekday), handOverHour: String(rota.handOverHour) };
  return { state: { values: { name, timeZone, startsOn, ...slot }, problems: {} }, members: rota.contactIds };
}

/** override: null where something is wrong. */
async function readOverride(deps: WebDeps, visit: RoomVisit, { rota, form }: Readonly<{ rota: Rota; form: Form }>) {
  const { messages } = visit.words;
  const { agency, member } = visit.room;
  const names = ['contact', 'startsAt', 'endsAt'];
  const values = Object.fromEntries(names.map((name) => [name, form.text(name)]));
  const contact = (await listContacts(deps.db, agency.id)).find(({ id }) => id === form.text('contact'));
  const startsAt = readWallTime(form.text('startsAt'), agency.timeZone);
  const endsAt = readWallTime(form.text('endsAt'), agency.timeZone);
  const problems: Problems = {
    ...(contact === undefined ? { contact: messages.problems.missing } : {}),
    ...(startsAt === null ? { startsAt: messages.problems.wallTime } : {}),
    ...(endsAt === null ? { endsAt: messages.problems.wallTime } : {}),
  };
  if (contact === undefined || startsAt === null || endsAt === null) return { override: null, values, problems };
  const rule = { now: deps.clock.now(), daysMax: OVERRIDE_DAYS_MAX, timeZone: rota.timeZone };
  const problem = findBoundedTimeProblem({ from: startsAt, until: endsAt }, rule);
  if (problem !== null) {
    const field = problem === 'too-far' ? 'startsAt' : 'endsAt';
    return { override: null, values, problems: { [field]: messages.rotas.timeProblems[problem] } };
  }
  const override = { rotaId: rota.id, contactId: contact.id, startsAt, endsAt, createdBy: member.name };
  return { override, values, problems };
}

async function renderRotas(deps: WebDeps, visit: RoomVisit, form: RotaForm): Promise<Answer> {
  const { words, room } = visit;
  const messages = words.messages.rotas;
  const contacts = await listContacts(deps.db, room.agency.id);
  const now = deps.clock.now();
  const rows: Html[] = [];
  for (const rota of await listRotas(deps.db, room.agency.id)) {
    rows.push(renderRow(visit, { rota, contacts, now: await readOnCall(deps.db, rota, now) }));
  }
  const fields = makeFields(words, form.state);
  const body = html`${renderTitle(messages.title)}
<p class="lead">${messages.intro} <a href="/escalation">${words.messages.escalation.title}</a></p>
${
  rows.length === 0
    ? html`<p class="card">${messages.none}</p>`
    : html`<table class="rows"><thead><tr><th scope="col">${messages.name}</th><th scope="col">${messages.now}</th><th scope="col">${messages.handOver}</th><td></td></tr></thead>
<tbody>${rows}</tbody></table>`
}
${
  isManager(visit)
    ? html`<section class="card narrow" id="add"><h2>${messages.addTitle}</h2>
${contacts.length === 0 ? html`<p class="notice unset">${messages.noContact} <a href="/contacts#add">${words.messages.contacts.addTitle}</a></p>` : null}
${fields.summary()}
<form method="post" action="/rotas" class="fields">
${renderFields(visit, { fields, form, contacts })}
<p><button>${messages.submit}</button></p></form></section>`
    : html`<p class="soft">${words.messages.managersOnly}</p>`
}`;
  return showPage(renderPage(visit, { title: messages.title, body, place: 'contacts' }), statusOf(form.state));
}

type Row = Readonly<{ rota: Rota; contacts: readonly Contact[]; now: OnCallNow }>;

function renderRow(visit: RoomVisit, { rota, contacts, now }: Row): Html {
  const { messages } = visit.words;
  const said = messages.rotas;
  return html`<tr><th scope="row"><a href="/rotas/${rota.id}">${rota.name}</a></th>
<td data-label="${said.now}">${sayOnCall(visit.words, contacts, now)}</td>
<td data-label="${said.handOver}">${said.handsOver(rota.handOverWeekday, rota.handOverHour, rota.timeZone)}</td>
<td>${isManager(visit) ? renderAction({ path: `/rotas/${rota.id}/delete`, label: messages.remove, title: said.removeLabel(rota.name), className: 'quiet small' }) : null}</td></tr>`;
}

function sayOnCall(words: Words, contacts: readonly Contact[], now: OnCallNow): Html {
  const messages = words.messages.rotas;
  const name = contacts.find(({ id }) => id === now.contactId)?.name;
  return name === undefined
    ? html`<span class="problem">${messages.nobody}</span>`
    : html`${messages.onCall(name, now.until)}`;
}

async function renderRota(
  deps: WebDeps,
  visit: RoomVisit,
  rota: Rota,
  { form, override }: Readonly<{ form: RotaForm; override: FormState }>,
): Promise<Answer> {
  const { words } = visit;
  const { messages, formats } = words;
  const said = messages.rotas;
  const contacts = await listContacts(deps.db, rota.agencyId);
  const toName = (contactId: string | null) =>
    contacts.find(({ id }) => id === contactId)?.name ?? messages.escalation.nobody;
  const now = await readOnCall(deps.db, rota, deps.clock.now());
  const fields = makeFields(words, form.state);
  const mayChange = isManager(visit);
  const body = html`<p class="over"><a href="/rotas">${said.title}</a></p>${renderTitle(rota.name)}
<section class="card"><h2>${said.now}</h2><p class="large">${sayOnCall(words, contacts, now)}</p>
${
  now.handOvers.length === 0
    ? null
    : html`<h2>${said.next}</h2><ol class="timeline">${now.handOvers.map(({ at, contactId }) => html`<li><time datetime="${at.toISOString()}">${formats.instant(at)}</time> <span>${toName(contactId)}</span></li>`)}</ol>`
}</section>
<section class="card" id="overrides"><h2>${said.overrides}</h2><p>${said.overridesIntro}</p>
${
  now.overrides.length === 0
    ? html`<p class="soft">${said.noOverride}</p>`
    : html`<ul class="lines">${now.overrides.map((each) => {
        const name = toName(each.contactId);
        const path = `/rotas/${rota.id}/overrides/${each.id}/delete`;
        return html`<li><strong>${name}</strong> ${said.overrideTime(each.startsAt, each.endsAt)} <span class="soft">${said.addedBy(each.createdBy)}</span> ${mayChange ? renderAction({ path, label: messages.remove, title: said.overrideRemoveLabel(name), className: 'quiet small' }) : null}</li>`;
      })}</ul>`
}
${mayChange ? renderOverrideForm(visit, { rota, contacts, state: override }) : null}</section>
<section class="card narrow"><h2>${words.messages.settings.title}</h2>
${fields.summary()}
<form method="post" action="/rotas/${rota.id}" class="fields">
${renderFields(visit, { fields, form, contacts })}
${mayChange ? html`<p><button>${messages.save}</button></p>` : html`<p class="soft">${messages.managersOnly}</p>`}</form></section>`;
  const status = Math.max(statusOf(form.state), statusOf(override));
  return showPage(renderPage(visit, { title: rota.name, body, place: 'contacts' }), status);
}

function renderOverrideForm(
  visit: RoomVisit,
  { rota, contacts, state }: Readonly<{ rota: Rota; contacts: readonly Contact[]; state: FormState }>,
): Html {
  const { messages } = visit.words;
  const said = messages.rotas;
  const fields = makeFields(visit.words, state);
  return html`${fields.summary()}
<form method="post" action="/rotas/${rota.id}/overrides" class="fields narrow">
${fields.select({ name: 'contact', label: said.contact, options: contacts.map(({ id, name }) => ({ value: id, label: name })) })}
<div class="pair">
${fields.input({ name: 'startsAt', label: said.startsAt, type: 'datetime-local' })}
${fields.input({ name: 'endsAt', label: said.endsAt, type: 'datetime-local' })}
</div>
<p class="hint">${messages.campaigns.clock(visit.room.agency.timeZone)}</p>
<p><button>${said.overrideSubmit}</button></p></form>`;
}

function renderFields(
  { words }: RoomVisit,
  { fields, form, contacts }: Readonly<{ fields: FieldKit; form: RotaForm; contacts: readonly Contact[] }>,
): Html {
  const { formats } = words;
  const messages = words.messages.rotas;
  const problem = form.state.problems.members;
  const lineCount = Math.min(ROTA_MEMBERS_MAX, Math.max(MEMBER_LINES_MIN, form.members.length + MEMBER_LINES_SPARE));
  return html`${fields.input({ name: 'name', label: messages.name, hint: messages.nameHint, autocomplete: 'off' })}
<fieldset class="inner"><legend>${messages.members}</legend><p class="hint">${messages.membersHint}</p>
${problem === undefined ? null : html`<p class="problem" id="members-problem">${problem}</p>`}
<div class="pair">${Array.from({ length: lineCount }, (_, index) => renderMember(words, { index, chosen: form.members[index], contacts }))}</div></fieldset>
<div class="pair">
${fields.select({ name: 'handOverWeekday', label: messages.handOverWeekday, options: WEEKDAYS.map((day) => ({ value: String(day), label: formats.weekdayName(day) })) })}
${fields.select({ name: 'handOverHour', label: messages.handOverHour, options: HOURS.map((hour) => ({ value: String(hour), label: formats.hour(hour) })) })}
${fields.input({ name: 'startsOn', label: messages.startsOn, type: 'date' })}
${fields.input({ name: 'timeZone', label: messages.timeZone, list: 'time-zones', autocomplete: 'off' })}
</div>
${renderTimeZones()}`;
}

/** One line of the turn; several fields of one name, which the kit has not. */
function renderMember(
  words: Words,
  line: Readonly<{ index: number; chosen: string | undefined; contacts: readonly Contact[] }>,
): Html {
  const messages = words.messages.rotas;
  const id = `member-${line.index + 1}`;
  return html`<div class="field"><label for="${id}">${messages.member(line.index + 1)}</label>
<select id="${id}" name="members"><option value="">${messages.noMember}</option>${line.contacts.map(
    (contact) =>
      html`<option value="${contact.id}"${contact.id === line.chosen ? html` selected` : null}>${contact.name}</option>`,
  )}</select></div>`;
}

function statusOf(state: FormState): number {
  return Object.keys(state.problems).length > 0 ? 422 : 200;
}
