/** Where a brand is searched for: the services that are asked, what they say of it, and the form that asks one more. */
import type { FastifyPluginAsync } from 'fastify';
import { type Html, html } from '../base/html.ts';
import type { Brand } from '../domain/brand.ts';
import { toEdition } from '../domain/edition.ts';
import { SEARCH_SERVICE_NAMES, type SearchService, type SearchServiceName } from '../domain/search-service.ts';
import { addSearch, removeSearch } from '../intents/searches.ts';
import { getBrand } from '../store/brands.ts';
import { listSearches, type SearchWithSources } from '../store/searches.ts';
import { renderMonogram } from './badges.ts';
import { readAccents } from './brand-accent.ts';
import { type FormState, makeFields, renderAction } from './fields.ts';
import { type Problems, readSources, toInputProblems } from './form-problems.ts';
import { renderPage } from './layout.ts';
import { type Form, readForm, readId } from './read-form.ts';
import { readSecret, renderSecretFields, toSecretField } from './secret-fields.ts';
import { renderHealth } from './source-health.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

/** More than a brand may have. */
const SEARCHES_MAX = 100;
const FIRST_SERVICE: SearchServiceName = SEARCH_SERVICE_NAMES[0];
const CODE = /^[a-z]{2}$/i;
const INSTANCE_EXAMPLES: Readonly<Partial<Record<SearchServiceName, string>>> = {
  'mastodon-tags': 'https://mastodon.social',
  'mastodon-search': 'https://mastodon.social',
  'stack-exchange': 'https://stackoverflow.com',
  searxng: 'https://searx.example',
};

export const searchPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/brands/:brandId/searches',
    forMembers(deps, async (visit, request) => {
      const brand = await findBrand(deps, visit, request.params);
      const { language, country } = toEdition(visit.room.agency);
      const state = { values: { language, country }, problems: {} };
      return await renderSearches(deps, visit, brand, { service: readService(request.query), state });
    }),
  );

  app.post(
    '/brands/:brandId/searches',
    forMembers(deps, async (visit, request) => {
      const brand = await findBrand(deps, visit, request.params);
      const form = readForm(request.body);
      const { messages } = visit.words;
      const service = readService(request.body);
      const { secretNames, isInstanceNeeded } = deps.searchServices[service];
      const values = {
        language: form.text('language'),
        country: form.text('country'),
        instance: form.text('instance'),
      };
      const refuse = async (problems: Problems): Promise<Answer> =>
        await renderSearches(deps, visit, brand, { service, state: { values, problems } });
      const problems = {
        ...findCodeProblems(visit.words, values),
        ...readSources(messages, form, { instance: 'search' }).problems,
        ...(isInstanceNeeded && values.instance === '' ? { instance: messages.problems.missing } : {}),
      };
      if (Object.keys(problems).length > 0) return await refuse(problems);
      try {
        const { language, country } = values;
        const secret = secretNames.length === 0 ? null : readGivenSecret(form, secretNames);
        const input = { service, language, country, secret, instanceUrl: values.instance || null };
        await addSearch(deps, { agencyId: brand.agencyId, brandId: brand.id }, input);
        return moveTo(`/brands/${brand.id}/searches?done=search-added`);
      } catch (error) {
        const fieldNames = { SEARCH_EXISTS: 'service', service: 'service', instanceUrl: 'instance' };
        const secret = (missing: unknown): string => toSecretField(secretNames, missing);
        return await refuse(toInputProblems(messages, error, { ...fieldNames, secret }));
      }
    }),
  );

  app.post(
    '/brands/:brandId/searches/:searchId/delete',
    forMembers(deps, async ({ room }, request) => {
      const brandId = readId(request.params, 'brandId');
      const searchId = readId(request.params, 'searchId');
      await removeSearch(deps, { agencyId: room.agency.id, brandId, searchId });
      return moveTo(`/brands/${brandId}/searches?done=search-stopped`);
    }),
  );
};

async function findBrand(deps: WebDeps, visit: RoomVisit, params: unknown): Promise<Brand> {
  return await getBrand(deps.db, { agencyId: visit.room.agency.id, brandId: readId(params, 'brandId') });
}

function readService(source: unknown): SearchServiceName {
  return readForm(source).oneOf('service', SEARCH_SERVICE_NAMES) ?? FIRST_SERVICE;
}

function readGivenSecret(form: Form, secretNames: readonly string[]) {
  const secret = readSecret(form, secretNames);
  return secret === 'unreadable' ? null : secret;
}

function findCodeProblems(words: Words, values: Readonly<Record<'language' | 'country', string>>): Problems {
  const names = (['language', 'country'] as const).filter((name) => !CODE.test(values[name]));
  return Object.fromEntries(names.map((name) => [name, words.messages.problems.code]));
}

type Asking = Readonly<{ service: SearchServiceName; state: FormState }>;

async function renderSearches(deps: WebDeps, visit: RoomVisit, brand: Brand, asking: Asking): Promise<Answer> {
  const { words } = visit;
  const messages = words.messages.searches;
  const key = { agencyId: brand.agencyId, brandId: brand.id };
  const accent = (await readAccents(deps.db, brand.agencyId))(brand.id);
  const searches = await listSearches(deps.db, key, { after: null, limit: SEARCHES_MAX });
  const now = deps.clock.now();
  const body = html`<div class="title">${renderMonogram(brand.name, accent)}<div><p class="over"><a href="/brands/${brand.id}">${words.messages.buzz.backToBrand(brand.name)}</a></p><h1>${messages.title(brand.name)}</h1></div></div>
<p>${messages.intro}</p>
${searches.length === 0 ? html`<p class="card">${messages.none}</p>` : searches.map((search) => renderSearch(words, search, { service: deps.searchServices[search.service], now }))}
${renderAdd(deps, words, brand, asking)}`;
  const status = Object.keys(asking.state.problems).length > 0 ? 422 : 200;
  const page = renderPage(visit, { title: messages.title(brand.name), body, place: 'brands', accent });
  return showPage(page, status);
}

function renderSearch(
  words: Words,
  search: SearchWithSources,
  of: Readonly<{ service: SearchService; now: Date }>,
): Html {
  const messages = words.messages.searches;
  const { title } = of.service;
  const notes = [
    ...(search.sources.length === 0 ? [messages.impossible] : []),
    ...(search.sources.length > 0 && !search.isWhole ? [messages.partial] : []),
    ...(search.sources.length > 0 && !search.isExact ? [messages.widened] : []),
  ];
  const path = `/brands/${search.brandId}/searches/${search.id}/delete`;
  return html`<section class="card" id="search-${search.id}"><h2>${title} <small>${search.language}-${search.country}${search.instanceUrl === null ? null : ` · ${URL.parse(search.instanceUrl)?.host ?? ''}`}</small>${search.hasSecret ? html` <span class="badge">${words.messages.secrets.kept}</span>` : null}</h2>
${notes.map((note) => html`<p class="soft">${note}</p>`)}
<ul class="lines">${search.sources.map((source) => html`<li><span class="url">${source.url}</span> ${renderHealth(words, source, of.now)}${source.hasSecret ? html` <a href="/sources/${source.id}/secret">${words.messages.secrets.change}</a>` : null}</li>`)}</ul>
<p>${renderAction({ path, label: messages.stop, title: messages.stopLabel(title), className: 'quiet small' })}</p></section>`;
}

function renderAdd(deps: WebDeps, words: Words, brand: Brand, asking: Asking): Html {
  const messages = words.messages.searches;
  const { state } = asking;
  const service = deps.searchServices[asking.service];
  const fields = makeFields(words, state);
  const path = `/brands/${brand.id}/searches`;
  const hint = service.secretNames.length === 0 ? null : messages.secretHints[service.name];
  return html`<section class="card narrow" id="add"><h2>${messages.where}</h2>
<nav aria-label="${messages.where}"><ul class="filters">${SEARCH_SERVICE_NAMES.map(
    (name) =>
      html`<li><a href="${path}?service=${name}#add"${name === service.name ? html` aria-current="true"` : null}>${deps.searchServices[name].title}</a></li>`,
  )}</ul></nav>
${fields.summary()}
${state.problems.service === undefined ? null : html`<p class="problem">${state.problems.service}</p>`}
<form method="post" action="${path}" class="fields">
<input type="hidden" name="service" value="${service.name}">
<div class="pair">
${fields.input({ name: 'language', label: messages.language, hint: messages.languageHint })}
${fields.input({ name: 'country', label: messages.country, hint: messages.countryHint })}
</div>
${service.isInstanceNeeded ? fields.input({ name: 'instance', label: messages.instance, type: 'url', hint: `${messages.instanceHint} ${INSTANCE_EXAMPLES[service.name] ?? ''}` }) : null}
${service.secretNames.length === 0 ? null : renderSecretFields(words, fields, service.secretNames)}
${hint === null || hint === undefined ? null : html`<p class="hint">${hint}</p>`}
<p><button>${messages.addSubmit(service.title)}</button></p></form></section>`;
}
