/** Who is told, and who next when nobody answers: the agency's order and each brand's own, said in words. */
import type { FastifyPluginAsync } from 'fastify';
import { AppError } from '../base/errors.ts';
import { type Html, html } from '../base/html.ts';
import type { Contact } from '../domain/alert.ts';
import type { Brand } from '../domain/brand.ts';
import { BUZZ_LEVELS } from '../domain/buzz.ts';
import {
  CHAIN_STEPS_MAX,
  DEFAULT_STEPS,
  type EscalationStep,
  type EscalationTarget,
  type Rota,
  STEP_TARGETS_MAX,
  STEP_WAIT_MINUTES_MAX,
} from '../domain/escalation.ts';
import { findOnCall } from '../domain/on-call.ts';
import { addStep, removeChain, removeStep } from '../intents/escalation-chains.ts';
import { getBrand, listBrands } from '../store/brands.ts';
import { listContacts } from '../store/contacts.ts';
import { type ChainKey, listChains } from '../store/escalation-chains.ts';
import { listRotas, listRotasAt } from '../store/rotas.ts';
import { renderMonogram } from './badges.ts';
import { readAccents } from './brand-accent.ts';
import { type FormState, makeFields, renderAction, renderCheckbox } from './fields.ts';
import type { Problems } from './form-problems.ts';
import { renderPage, renderTitle } from './layout.ts';
import { type Form, readForm, readId } from './read-form.ts';
import { isManager, requireManager } from './roles.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

const BRANDS_MAX = 1_000;
const EVERYBODY = 'everybody';
const NEW_STEP: FormState = { values: { wait: '15', level: '1' }, problems: {} };

/** For all brands, or one's room. */
type Place = Readonly<{ key: ChainKey; brand: Brand | null; path: string }>;

/** The step form as it was filled. */
type StepForm = Readonly<{ state: FormState; ticked: readonly string[] }>;

const EMPTY_STEP: StepForm = { state: NEW_STEP, ticked: [] };

export const escalationPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  for (const path of ['/escalation', '/escalation/:brandId']) {
    app.get(
      path,
      forMembers(deps, async (visit, request) =>
        renderPlace(deps, visit, await findPlace(deps, visit, request.params), EMPTY_STEP),
      ),
    );
  }

  for (const path of ['/escalation/steps', '/escalation/:brandId/steps']) {
    app.post(
      path,
      forMembers(deps, async (visit, request) => {
        requireManager(visit);
        const place = await findPlace(deps, visit, request.params);
        const form = readForm(request.body);
        const people = await readPeople(deps, visit);
        const { step, values, problems } = readStep(visit, form, people);
        const refuse = async (found: Problems): Promise<Answer> =>
          await renderPlace(deps, visit, place, { state: { values, problems: found }, ticked: form.all('targets') });
        if (Object.keys(problems).length > 0) return await refuse(problems);
        try {
          await addStep(deps, place.key, step);
          return moveTo(`${place.path}?done=step-added`);
        } catch (error) {
          if (!(error instanceof AppError && error.code === 'LIMIT_REACHED')) throw error;
          return await refuse({ targets: visit.words.messages.escalation.tooManySteps(CHAIN_STEPS_MAX) });
        }
      }),
    );
  }

  for (const path of ['/escalation/steps/delete', '/escalation/:brandId/steps/delete']) {
    app.post(
      path,
      forMembers(deps, async (visit, request) => {
        requireManager(visit);
        const place = await findPlace(deps, visit, request.params);
        const text = readForm(request.body).text('position');
        await removeStep(deps, place.key, /^\d{1,2}$/.test(text) ? Number(text) : -1);
        return moveTo(`${place.path}?done=step-removed`);
      }),
    );
  }

  for (const path of ['/escalation/delete', '/escalation/:brandId/delete']) {
    app.post(
      path,
      forMembers(deps, async (visit, request) => {
        requireManager(visit);
        const place = await findPlace(deps, visit, request.params);
        await removeChain(deps, place.key);
        return moveTo(`${place.path}?done=chain-removed`);
      }),
    );
  }
};

async function findPlace(deps: WebDeps, visit: RoomVisit, params: unknown): Promise<Place> {
  const agencyId = visit.room.agency.id;
  const isBrand = readForm(params).text('brandId') !== '';
  if (!isBrand) return { key: { agencyId, brandId: null }, brand: null, path: '/escalation' };
  const brand = await getBrand(deps.db, { agencyId, brandId: readId(params, 'brandId') });
  return { key: { agencyId, brandId: brand.id }, brand, path: `/escalation/${brand.id}` };
}

/** onCall: by rota, the name of whoever is on call now; null: nobody. */
type People = Readonly<{
  contacts: readonly Contact[];
  rotas: readonly Rota[];
  onCall: ReadonlyMap<string, string | null>;
}>;

async function readPeople(deps: WebDeps, visit: RoomVisit): Promise<People> {
  const agencyId = visit.room.agency.id;
  const now = deps.clock.now();
  const contacts = await listContacts(deps.db, agencyId);
  const rotas = await listRotas(deps.db, agencyId);
  const withOverrides = await listRotasAt(deps.db, { agencyId, rotaIds: rotas.map(({ id }) => id) }, now);
  const toName = (contactId: string | null) => contacts.find(({ id }) => id === contactId)?.name ?? null;
  const onCall = new Map(
    withOverrides.map(({ rota, overrides }) => [rota.id, toName(findOnCall(rota, overrides, now))]),
  );
  return { contacts, rotas, onCall };
}

/** What was typed: as it can be written, as it can be shown again, and what is wrong with it. */
function readStep({ words }: RoomVisit, form: Form, people: People) {
  const { messages } = words;
  const [waitText, levelText] = [form.text('wait'), form.text('level')];
  const ticked = form.all('targets');
  const targets: readonly EscalationTarget[] = [
    ...(ticked.includes(EVERYBODY) ? [{ kind: 'everybody' } as const] : []),
    ...people.contacts
      .filter(({ id }) => ticked.includes(id))
      .map(({ id }) => ({ kind: 'contact', contactId: id }) as const),
    ...people.rotas.filter(({ id }) => ticked.includes(id)).map(({ id }) => ({ kind: 'rota', rotaId: id }) as const),
  ];
  // the form of a first step asks for neither
  const wait = waitText === '' ? 0 : /^\d{1,4}$/.test(waitText) ? Number(waitText) : -1;
  const minLevel = BUZZ_LEVELS.find((level) => String(level) === levelText) ?? 1;
  const problems: Problems = {
    ...(targets.length === 0 ? { targets: messages.escalation.pickSomebody } : {}),
    ...(targets.length > STEP_TARGETS_MAX ? { targets: messages.escalation.tooManyTargets(STEP_TARGETS_MAX) } : {}),
    ...(wait < 0 || wait > STEP_WAIT_MINUTES_MAX
      ? { wait: messages.problems.wholeNumber(0, STEP_WAIT_MINUTES_MAX) }
      : {}),
  };
  return { step: { waitMinutes: wait, minLevel, targets }, values: { wait: waitText, level: levelText }, problems };
}

async function renderPlace(deps: WebDeps, visit: RoomVisit, place: Place, form: StepForm): Promise<Answer> {
  const { words, room } = visit;
  const messages = words.messages.escalation;
  const people = await readPeople(deps, visit);
  const chains = await listChains(deps.db, room.agency.id);
  const stepsOf = (brandId: string | null) => chains.find((chain) => chain.brandId === brandId)?.steps;
  const agencySteps = stepsOf(null) ?? DEFAULT_STEPS;
  const own = stepsOf(place.key.brandId);
  const shown = { place, people, own, steps: own ?? agencySteps, form };
  const status = Object.keys(form.state.problems).length > 0 ? 422 : 200;
  const { brand } = place;
  if (brand !== null) {
    const accent = (await readAccents(deps.db, brand.agencyId))(brand.id);
    const title = messages.brandTitle(brand.name);
    const body = html`<div class="title">${renderMonogram(brand.name, accent)}<div><p class="over"><a href="/brands/${brand.id}">${words.messages.buzz.backToBrand(brand.name)}</a> · <a href="/escalation">${messages.title}</a></p><h1>${title}</h1></div></div>
${own === undefined ? html`<p class="lead">${messages.brandIsAsAgency}</p>` : null}
${renderChain(visit, shown)}`;
    return showPage(renderPage(visit, { title, body, place: 'brands', accent }), status);
  }
  const brands = await listBrands(deps.db, room.agency.id, { after: null, limit: BRANDS_MAX });
  const accents = await readAccents(deps.db, room.agency.id);
  const body = html`${renderTitle(messages.title)}
<p class="lead">${messages.intro}</p>
<h2>${messages.agency}</h2>
<p class="soft">${messages.agencyHint}</p>
${renderChain(visit, shown)}
${brands.length === 0 ? null : html`<h2>${messages.byBrand}</h2>${renderBrands(visit, { brands, accents, people, stepsOf })}`}
<p class="buttons"><a href="/contacts">${words.messages.contacts.title}</a> <a href="/rotas">${words.messages.rotas.title}</a></p>`;
  return showPage(renderPage(visit, { title: messages.title, body, place: 'contacts' }), status);
}

type Shown = Readonly<{
  place: Place;
  people: People;
  /** Undefined: none of its own. */
  own: readonly EscalationStep[] | undefined;
  /** What holds. */
  steps: readonly EscalationStep[];
  form: StepForm;
}>;

function renderChain(visit: RoomVisit, shown: Shown): Html {
  const { words } = visit;
  const { messages } = words;
  const { place, people, own, steps } = shown;
  const said = messages.escalation;
  const mayChange = isManager(visit);
  const rotaIds = steps.flatMap(({ targets }) =>
    targets.flatMap((each) => (each.kind === 'rota' ? [each.rotaId] : [])),
  );
  const isUnmanned = rotaIds.some((rotaId) => (people.onCall.get(rotaId) ?? null) === null);
  return html`<section class="card">
${isUnmanned ? html`<p class="notice wrong">${said.nobodyOnCall}</p>` : null}
<ol class="steps">${steps.map(
    (step, index) =>
      html`<li><span>${sayStep(words, people, { step, index })}</span>${mayChange && own !== undefined ? html` ${renderAction({ path: `${place.path}/steps/delete`, label: messages.remove, title: said.removeLabel(index + 1), className: 'quiet small', fields: { position: String(index) } })}` : null}</li>`,
  )}</ol>
<p class="soft">${said.afterwards} ${said.asleep} ${said.clients}</p>
${mayChange && own !== undefined ? renderAction({ path: `${place.path}/delete`, label: place.brand === null ? said.dropAgency : said.dropBrand, className: 'quiet' }) : null}</section>
${mayChange ? renderAdd(words, shown) : html`<p class="soft">${messages.managersOnly}</p>`}`;
}

/** « Sans réponse après 15 min : l’astreinte « Nuits ». À partir du niveau 3. » */
function sayStep(
  words: Words,
  people: People,
  { step, index }: Readonly<{ step: EscalationStep; index: number }>,
): string {
  const said = words.messages.escalation;
  const names = step.targets.map((target) => sayTarget(words, people, target));
  const who = names.length === 0 ? said.nobody : words.formats.list(names);
  const what = index === 0 ? said.atOnce(who) : said.after(step.waitMinutes, who);
  // a weak signal is told to nobody: level 2 leaves nothing out
  return step.minLevel <= 2 ? what : `${what} ${said.fromLevel(step.minLevel)}`;
}

function sayTarget(words: Words, { contacts, rotas, onCall }: People, target: EscalationTarget): string {
  const said = words.messages.escalation;
  switch (target.kind) {
    case 'everybody':
      return said.everybody;
    case 'contact':
      return contacts.find(({ id }) => id === target.contactId)?.name ?? said.nobody;
    case 'rota':
      return said.rota(rotas.find(({ id }) => id === target.rotaId)?.name ?? '', onCall.get(target.rotaId) ?? null);
  }
}

function renderAdd(words: Words, { place, people, own, form }: Shown): Html {
  const { messages } = words;
  const said = messages.escalation;
  const fields = makeFields(words, form.state);
  const { brand } = place;
  // whoever is a client needs no step, and whoever does not hear of the brand is told nothing of it
  const contacts = people.contacts.filter(
    ({ isClient, brandIds }) => !isClient && (brand === null || brandIds.length === 0 || brandIds.includes(brand.id)),
  );
  const options: readonly (readonly [string, string])[] = [
    [EVERYBODY, said.pickEverybody],
    ...contacts.map(({ id, name }) => [id, name] as const),
    ...people.rotas.map(({ id, name }) => [id, said.pickRota(name)] as const),
  ];
  const levels = BUZZ_LEVELS.filter((level) => level !== 2).map((level) => ({
    value: String(level),
    label: level === 1 ? said.everyLevel : messages.levelOutOfFour(level),
  }));
  const problem = form.state.problems.targets;
  return html`<section class="card narrow" id="add"><h2>${own === undefined ? said.addFirst : said.addTitle}</h2>
${fields.summary()}
<form method="post" action="${place.path}/steps" class="fields">
<fieldset class="inner"><legend>${said.whom}</legend>
${problem === undefined ? null : html`<p class="problem" id="targets-problem">${problem}</p>`}
${options.map(([value, label]) => renderCheckbox({ name: 'targets', value, label, isChecked: form.ticked.includes(value) }))}</fieldset>
${
  own === undefined
    ? null
    : html`<div class="pair">
${fields.input({ name: 'wait', label: said.wait, type: 'number', charsMax: 4 })}
${fields.select({ name: 'level', label: said.level, options: levels })}
</div>`
}
<p><button>${said.submit}</button></p></form></section>`;
}

function renderBrands(
  visit: RoomVisit,
  shown: Readonly<{
    brands: readonly Brand[];
    accents: (brandId: string) => string;
    people: People;
    stepsOf: (brandId: string) => readonly EscalationStep[] | undefined;
  }>,
): Html {
  const { words } = visit;
  const said = words.messages.escalation;
  return html`<table class="rows"><thead><tr><th scope="col">${words.messages.contacts.brands}</th><th scope="col">${said.order}</th><td></td></tr></thead>
<tbody>${shown.brands.map((brand) => {
    const steps = shown.stepsOf(brand.id);
    return html`<tr><th scope="row">${renderMonogram(brand.name, shown.accents(brand.id))} ${brand.name}</th>
<td data-label="${said.order}">${steps === undefined ? html`<span class="soft">${said.asAgency}</span>` : html`<ol class="steps">${steps.map((step, index) => html`<li>${sayStep(words, shown.people, { step, index })}</li>`)}</ol>`}</td>
<td><a href="/escalation/${brand.id}" aria-label="${said.changeLabel(brand.name)}">${said.change}</a></td></tr>`;
  })}</tbody></table>`;
}
