/** The sources that the agency listens to: which can be read, which cannot, since when and why. */
import type { FastifyPluginAsync } from 'fastify';
import { type Html, html } from '../base/html.ts';
import type { Brand } from '../domain/brand.ts';
import { SOURCE_KINDS } from '../domain/source.ts';
import { checkSource } from '../intents/check-source.ts';
import { addSubscription } from '../intents/subscriptions.ts';
import { listBrands } from '../store/brands.ts';
import { type HeardSource, listHeardSources } from '../store/sources.ts';
import { deleteSubscription } from '../store/subscriptions.ts';
import { type FormState, makeFields, renderAction } from './fields.ts';
import { type Problems, readSources, toProblems } from './form-problems.ts';
import { renderPage, renderTitle } from './layout.ts';
import { readForm, readId } from './read-form.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import { webLink } from './web-link.ts';
import type { Words } from './words.ts';

const SOURCES_PER_PAGE = 100;
const BRANDS_MAX = 1_000;
const ALL_BRANDS = '';
const NEW_SOURCE: FormState = { values: { sourceKind: 'feed', brand: ALL_BRANDS }, problems: {} };

export const sourcePages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/sources',
    forMembers(deps, async (visit, request) =>
      renderSources(deps, visit, NEW_SOURCE, readForm(request.query).text('after') || null),
    ),
  );

  app.post(
    '/sources',
    forMembers(deps, async (visit, request) => {
      const form = readForm(request.body);
      const { messages } = visit.words;
      const kind = form.oneOf('sourceKind', SOURCE_KINDS) ?? 'feed';
      const brandId = form.text('brand') === ALL_BRANDS ? null : readId(request.body, 'brand');
      const url = form.text('url');
      const refuse = (problems: Problems): Promise<Answer> =>
        renderSources(deps, visit, { values: { url, sourceKind: kind, brand: brandId ?? ALL_BRANDS }, problems }, null);
      if (url === '') return await refuse({ url: messages.problems.missing });
      const { problems } = readSources(messages, form, { url: kind });
      if (Object.keys(problems).length > 0) return await refuse(problems);
      try {
        await addSubscription(deps, visit.room.agency.id, { url, kind, brandId });
        return moveTo('/sources?done=source-added');
      } catch (error) {
        return await refuse(toProblems(messages, error, { SUBSCRIPTION_EXISTS: 'url' }));
      }
    }),
  );

  app.post(
    '/sources/:sourceId/check',
    forMembers(deps, async ({ room }, request) => {
      const key = { agencyId: room.agency.id, sourceId: readId(request.params, 'sourceId') };
      await checkSource(deps, key);
      return moveTo(`/sources?done=source-checked#source-${key.sourceId}`);
    }),
  );

  app.post(
    '/subscriptions/:subscriptionId/delete',
    forMembers(deps, async ({ room }, request) => {
      const subscriptionId = readId(request.params, 'subscriptionId');
      await deleteSubscription(deps.db, { agencyId: room.agency.id, subscriptionId });
      return moveTo('/sources?done=source-stopped');
    }),
  );
};

async function renderSources(deps: WebDeps, visit: RoomVisit, state: FormState, after: string | null): Promise<Answer> {
  const { words, room } = visit;
  const messages = words.messages.sources;
  const found = await listHeardSources(deps.db, room.agency.id, { after, limit: SOURCES_PER_PAGE + 1 });
  const sources = found.slice(0, SOURCES_PER_PAGE);
  const last = found.length > SOURCES_PER_PAGE ? sources.at(-1) : undefined;
  const brands = await listBrands(deps.db, room.agency.id, { after: null, limit: BRANDS_MAX });
  const body = html`${renderTitle(messages.title, html`<a class="button" href="#add">${messages.addTitle}</a>`)}
${sources.length === 0 ? html`<p class="card">${messages.none}</p>` : renderTable(words, sources, { brands, now: deps.clock.now() })}
${last === undefined ? null : html`<p><a class="button" href="/sources?after=${encodeURIComponent(last.url)}">${messages.more}</a></p>`}
${renderAdd(words, state, brands)}`;
  const status = Object.keys(state.problems).length > 0 ? 422 : 200;
  return showPage(renderPage(visit, { title: messages.title, body, place: 'sources' }), status);
}

type Seen = Readonly<{ brands: readonly Brand[]; now: Date }>;

function renderTable(words: Words, sources: readonly HeardSource[], seen: Seen): Html {
  const messages = words.messages.sources;
  const heads = [
    messages.source,
    messages.health,
    messages.lastSuccess,
    messages.lastDocument,
    messages.nextCheck,
    messages.for,
  ];
  return html`<table class="rows sources"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${sources.map((source) => renderSource(words, source, seen))}</tbody></table>`;
}

function renderSource(words: Words, source: HeardSource, seen: Seen): Html {
  const messages = words.messages.sources;
  const title = toTitle(source);
  const instantOrNever = (at: Date | null): string => (at === null ? messages.never : words.formats.shortInstant(at));
  return html`<tr id="source-${source.id}"${source.failingSince === null ? null : html` class="failing"`}>
<th scope="row">${webLink(source.siteUrl ?? source.url, title)}<span class="soft url">${source.url}</span><span class="badge">${words.messages.sourceKinds[source.kind]}</span></th>
<td data-label="${messages.health}">${renderHealth(words, source)}</td>
<td data-label="${messages.lastSuccess}">${instantOrNever(source.lastSuccessAt)}</td>
<td data-label="${messages.lastDocument}">${instantOrNever(source.lastDocumentAt)}</td>
<td data-label="${messages.nextCheck}">${source.nextCheckAt <= seen.now ? messages.soon : words.formats.shortInstant(source.nextCheckAt)} ${renderAction({ path: `/sources/${source.id}/check`, label: messages.checkNow, title: messages.checkNowLabel(title), className: 'quiet small' })}</td>
<td data-label="${messages.for}"><ul class="plain">${source.subscriptions.map((subscription) => {
    const brandName = toBrandName(words, seen.brands, subscription.brandId);
    return html`<li>${brandName} ${renderAction({ path: `/subscriptions/${subscription.id}/delete`, label: messages.stop, title: messages.stopLabel(title, brandName), className: 'quiet small' })}</li>`;
  })}</ul></td>
</tr>`;
}

function renderHealth(words: Words, source: HeardSource): Html {
  const messages = words.messages.sources;
  if (source.failingSince !== null) {
    const reason = source.lastErrorReason === null ? null : words.messages.fetchFailures[source.lastErrorReason];
    return html`<strong class="bad">${messages.failing}</strong> ${messages.failingSince(source.failingSince)}${reason === null ? null : html`<br>${reason}`}`;
  }
  if (source.lastSuccessAt === null) return html`<span class="soft">${messages.waiting}</span>`;
  return html`<span class="good">${messages.well}</span>`;
}

function toTitle(source: HeardSource): string {
  return source.title ?? new URL(source.url).host;
}

function toBrandName(words: Words, brands: readonly Brand[], brandId: string | null): string {
  if (brandId === null) return words.messages.sources.allBrands;
  return brands.find((brand) => brand.id === brandId)?.name ?? '';
}

function renderAdd(words: Words, state: FormState, brands: readonly Brand[]): Html {
  const { messages } = words;
  const fields = makeFields(words, state);
  return html`<section class="card narrow" id="add"><h2>${messages.sources.addTitle}</h2>
${fields.summary()}
<form method="post" action="/sources" class="fields">
${fields.input({ name: 'url', label: messages.sources.url, type: 'url', hint: messages.sources.urlHint })}
<div class="pair">
${fields.select({ name: 'sourceKind', label: messages.sources.kind, options: SOURCE_KINDS.map((kind) => ({ value: kind, label: messages.sourceKinds[kind] })) })}
${fields.select({ name: 'brand', label: messages.sources.brand, options: [{ value: ALL_BRANDS, label: messages.sources.allBrands }, ...brands.map((brand) => ({ value: brand.id, label: brand.name }))] })}
</div>
<p><button>${messages.sources.submit}</button></p></form></section>`;
}
