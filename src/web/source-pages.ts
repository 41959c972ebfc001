/** The sources that the agency listens to: which can be read, which cannot, since when and why. */
import type { FastifyPluginAsync } from 'fastify';
import { AppError } from '../base/errors.ts';
import { type Html, html } from '../base/html.ts';
import type { Brand } from '../domain/brand.ts';
import { toSourceState } from '../domain/source.ts';
import { checkSource } from '../intents/check-source.ts';
import { changeSourceSecret, listSecretNames } from '../intents/source-secrets.ts';
import { addSubscription, removeSubscription } from '../intents/subscriptions.ts';
import { listBrands } from '../store/brands.ts';
import {
  getHeardSource,
  type HeardSource,
  type HeardSubscription,
  listHeardSources,
  toSourcePosition,
} from '../store/sources.ts';
import { EMPTY_FORM, type FormState, makeFields, renderAction } from './fields.ts';
import { type Problems, toInputProblems } from './form-problems.ts';
import { renderPage, renderTitle } from './layout.ts';
import { toProposalTitle } from './proposal-titles.ts';
import { readForm, readId } from './read-form.ts';
import { readSecret, renderSecretFields, toSecretField } from './secret-fields.ts';
import { NEW_SOURCE, readSourceForm, renderSourceForm } from './source-form.ts';
import { renderHealth } from './source-health.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import { webLink } from './web-link.ts';
import type { Words } from './words.ts';

const SOURCES_PER_PAGE = 100;
const BRANDS_MAX = 1_000;

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
      const { messages } = visit.words;
      const typed = readSourceForm({ readers: deps.readers, messages }, request.body, readForm(request.body));
      const refuse = (problems: Problems): Promise<Answer> =>
        renderSources(deps, visit, { values: typed.values, problems }, null);
      if (Object.keys(typed.problems).length > 0) return await refuse(typed.problems);
      try {
        await addSubscription(deps, visit.room.agency.id, typed.input);
        await stopReplaced(deps, visit, request.body);
        return moveTo('/sources?done=source-added');
      } catch (error) {
        const isHeard = error instanceof AppError && error.code === 'SUBSCRIPTION_EXISTS';
        if (isHeard && (await stopReplaced(deps, visit, request.body))) return moveTo('/sources?done=source-added');
        const fieldNames = { SUBSCRIPTION_EXISTS: 'url', settings: 'settings', secret: toSecretField([], null) };
        return await refuse(toInputProblems(messages, error, { ...fieldNames, reader: 'reader' }));
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

  app.get(
    '/sources/:sourceId/secret',
    forMembers(deps, async (visit, request) => {
      const source = await findSource(deps, visit, request.params);
      return renderSecretPage(deps, visit, source, {});
    }),
  );

  app.post(
    '/sources/:sourceId/secret',
    forMembers(deps, async (visit, request) => {
      const source = await findSource(deps, visit, request.params);
      const { messages } = visit.words;
      const names = listSecretNames(deps, source);
      const secret = readSecret(readForm(request.body), names);
      const field = toSecretField(names, null);
      if (secret === null) return renderSecretPage(deps, visit, source, { [field]: messages.problems.missing });
      if (secret === 'unreadable') return renderSecretPage(deps, visit, source, { [field]: messages.problems.keys });
      try {
        await changeSourceSecret(deps, { agencyId: visit.room.agency.id, sourceId: source.id }, secret);
        return moveTo(`/sources?done=secret-saved#source-${source.id}`);
      } catch (error) {
        return renderSecretPage(deps, visit, source, toInputProblems(messages, error, { secret: field }));
      }
    }),
  );

  app.post(
    '/subscriptions/:subscriptionId/delete',
    forMembers(deps, async ({ room }, request) => {
      const subscriptionId = readId(request.params, 'subscriptionId');
      await removeSubscription(deps, { agencyId: room.agency.id, subscriptionId });
      return moveTo('/sources?done=source-stopped');
    }),
  );
};

/** The address that was only the page of what is listened to now. Returns whether there was one. */
async function stopReplaced(deps: WebDeps, visit: RoomVisit, body: unknown): Promise<boolean> {
  if (readForm(body).text('replaces') === '') return false;
  const agencyId = visit.room.agency.id;
  const replaced = await getHeardSource(deps.db, { agencyId, sourceId: readId(body, 'replaces') });
  for (const { id, searchId } of replaced.subscriptions) {
    if (searchId === null) await removeSubscription(deps, { agencyId, subscriptionId: id });
  }
  return true;
}

async function findSource(deps: WebDeps, visit: RoomVisit, params: unknown): Promise<HeardSource> {
  return await getHeardSource(deps.db, { agencyId: visit.room.agency.id, sourceId: readId(params, 'sourceId') });
}

async function renderSources(deps: WebDeps, visit: RoomVisit, state: FormState, after: string | null): Promise<Answer> {
  const { words, room } = visit;
  const messages = words.messages.sources;
  const found = await listHeardSources(deps.db, room.agency.id, { after, limit: SOURCES_PER_PAGE + 1 });
  const sources = found.slice(0, SOURCES_PER_PAGE);
  const last = found.length > SOURCES_PER_PAGE ? sources.at(-1) : undefined;
  const brands = await listBrands(deps.db, room.agency.id, { after: null, limit: BRANDS_MAX });
  const body = html`${renderTitle(messages.title, html`<a class="button" href="#add">${messages.addTitle}</a>`)}
${sources.length === 0 ? html`<p class="card">${messages.none}</p>` : renderTable(words, sources, { brands, now: deps.clock.now() })}
${last === undefined ? null : html`<p><a class="button" href="/sources?after=${encodeURIComponent(toSourcePosition(last))}">${messages.more}</a></p>`}
${renderSourceForm(words, state, brands)}`;
  const status = Object.keys(state.problems).length > 0 ? 422 : 200;
  return showPage(renderPage(visit, { title: messages.title, body, place: 'sources' }), status);
}

function renderSecretPage(deps: WebDeps, visit: RoomVisit, source: HeardSource, problems: Problems): Answer {
  const { messages } = visit.words;
  const fields = makeFields(visit.words, { ...EMPTY_FORM, problems });
  const title = messages.secrets.title;
  const body = html`<div class="narrow card">${renderTitle(title)}
<p>${toTitle(source)} <span class="soft url">${source.url}</span></p>
<p>${messages.secrets.intro}</p>
${fields.summary()}
<form method="post" class="fields">
${renderSecretFields(visit.words, fields, listSecretNames(deps, source))}
<p class="buttons"><button>${messages.save}</button> <a href="/sources#source-${source.id}">${messages.cancel}</a></p>
</form></div>`;
  const status = Object.keys(problems).length > 0 ? 422 : 200;
  return showPage(renderPage(visit, { title, body, place: 'sources' }), status);
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
  return html`<tr id="source-${source.id}"${toSourceState(source, seen.now).blindSince === null ? null : html` class="failing"`}>
<th scope="row">${webLink(source.siteUrl ?? source.url, title)}<span class="soft url">${source.url}</span><span class="badge">${words.messages.sourceKinds[source.kind]}</span>${source.hasSecret ? html` <span class="badge">${words.messages.secrets.kept}</span> <a class="badge" href="/sources/${source.id}/secret">${words.messages.secrets.change}</a>` : null}</th>
<td data-label="${messages.health}">${renderHealth(words, source, seen.now)}${renderProposals(words, source)}</td>
<td data-label="${messages.lastSuccess}">${instantOrNever(source.lastSuccessAt)}</td>
<td data-label="${messages.lastDocument}">${instantOrNever(source.lastDocumentAt)}</td>
<td data-label="${messages.nextCheck}">${source.nextCheckAt <= seen.now ? messages.soon : words.formats.shortInstant(source.nextCheckAt)} ${renderAction({ path: `/sources/${source.id}/check`, label: messages.checkNow, title: messages.checkNowLabel(title), className: 'quiet small' })}</td>
<td data-label="${messages.for}"><ul class="plain">${source.subscriptions.map((each) => renderSubscription(words, each, { title, brands: seen.brands }))}</ul></td>
</tr>`;
}

/** What the page of a wrong address names: one press listens to it for whom the wrong one was meant. */
function renderProposals(words: Words, source: HeardSource): Html | null {
  const messages = words.messages.sources;
  const brandIds = source.subscriptions.map(({ brandId }) => brandId);
  const brand = brandIds.includes(null) ? '' : (brandIds[0] ?? '');
  if (source.proposals.length === 0) return null;
  return html`<p class="hint">${messages.found}</p><ul class="plain">${source.proposals.map(
    ({ url, reader, title: said }) => {
      const fields = { url, reader, brand, replaces: source.id };
      const title = toProposalTitle(said, words.language);
      return html`<li>${title} ${renderAction({ path: '/sources', label: messages.listen, title: messages.listenLabel(title), className: 'quiet small', fields })}</li>`;
    },
  )}</ul>`;
}

function renderSubscription(
  words: Words,
  subscription: HeardSubscription,
  of: Readonly<{ title: string; brands: readonly Brand[] }>,
): Html {
  const messages = words.messages.sources;
  const brandName = toBrandName(words, of.brands, subscription.brandId);
  const tags = subscription.tags.map((tag) => html` <span class="badge">${tag}</span>`);
  // what a search brought goes with the search
  const way =
    subscription.searchId === null
      ? renderAction({
          path: `/subscriptions/${subscription.id}/delete`,
          label: messages.stop,
          title: messages.stopLabel(of.title, brandName),
          className: 'quiet small',
        })
      : html`<a href="/brands/${subscription.brandId ?? ''}/searches">${messages.bySearch}</a>`;
  return html`<li>${brandName}${tags} ${way}</li>`;
}

function toTitle(source: HeardSource): string {
  return source.title ?? new URL(source.url).host;
}

function toBrandName(words: Words, brands: readonly Brand[], brandId: string | null): string {
  if (brandId === null) return words.messages.sources.allBrands;
  return brands.find((brand) => brand.id === brandId)?.name ?? '';
}
