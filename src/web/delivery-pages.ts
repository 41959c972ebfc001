/** The messages that did not reach anybody: about what, to whom, and why. */
import type { FastifyPluginAsync } from 'fastify';
import { instantCursors } from '../api/keyset-page.ts';
import { addMs, DAY_MS } from '../base/clock.ts';
import { type Html, html } from '../base/html.ts';
import type { ListedDelivery } from '../domain/alert.ts';
import { countDead, listDeliveries } from '../store/deliveries.ts';
import { renderPage, renderTitle } from './layout.ts';
import { readForm } from './read-form.ts';
import { type Answer, forMembers, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

const DELIVERIES_PER_PAGE = 50;
const NOTICE_DAYS = 7;

const cursors = instantCursors('undelivered');

export const deliveryPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/deliveries',
    forMembers(deps, async (visit, request) => renderDead(deps, visit, readForm(request.query).text('after'))),
  );
};

/** What of the last days was given up; null where there is nothing. */
export async function renderUndeliveredNotice(deps: WebDeps, { words, room }: RoomVisit): Promise<Html | null> {
  const since = addMs(deps.clock.now(), -NOTICE_DAYS * DAY_MS);
  const count = await countDead(deps.db, room.agency.id, since);
  if (count === 0) return null;
  const { unset } = words.messages;
  return html`<p class="notice unset undelivered">${unset.undelivered(count)} <a href="/deliveries">${unset.undeliveredLink}</a></p>`;
}

async function renderDead(deps: WebDeps, visit: RoomVisit, after: string): Promise<Answer> {
  const { words, room } = visit;
  const messages = words.messages.deliveries;
  const filter = { agencyId: room.agency.id, status: 'dead' } as const;
  const position = cursors.read(after === '' ? undefined : after);
  const found = await listDeliveries(deps.db, filter, {
    after: position && { createdAt: position.at, id: position.id },
    limit: DELIVERIES_PER_PAGE + 1,
  });
  const shown = found.slice(0, DELIVERIES_PER_PAGE);
  const last = found.length > DELIVERIES_PER_PAGE ? shown.at(-1) : undefined;
  const body = html`<p class="over"><a href="/contacts">${words.messages.contacts.title}</a></p>${renderTitle(messages.title)}
<p class="lead">${messages.intro}</p>
${shown.length === 0 ? html`<p class="card">${messages.none}</p>` : renderTable(words, shown)}
${last === undefined ? null : html`<p><a class="button" rel="next" href="/deliveries?after=${cursors.write({ at: last.createdAt, id: last.id })}">${messages.more}</a></p>`}`;
  return showPage(renderPage(visit, { title: messages.title, body, place: 'contacts' }));
}

function renderTable(words: Words, deliveries: readonly ListedDelivery[]): Html {
  const messages = words.messages.deliveries;
  const heads = [messages.about, messages.recipient, messages.why];
  return html`<table class="rows"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
<tbody>${deliveries.map(
    (
      delivery,
    ) => html`<tr><th scope="row">${renderSubject(words, delivery)}<span class="soft url">${words.formats.instant(delivery.createdAt)}</span></th>
<td data-label="${messages.recipient}">${delivery.contactName}<span class="soft url">${words.messages.channelKinds[delivery.channelKind]} ${delivery.address}</span></td>
<td data-label="${messages.why}">${renderWhy(words, delivery)}</td></tr>`,
  )}</tbody></table>`;
}

/** The alert, the digest or the test; the first two with a link to what they tell of. */
function renderSubject(words: Words, delivery: ListedDelivery): Html {
  const messages = words.messages.deliveries;
  const { brandId, brandName, buzzId, level, alertReason } = delivery;
  if (brandId === null || brandName === null) return html`${messages.test}`;
  if (buzzId === null || level === null) return html`<a href="/brands/${brandId}">${messages.digest(brandName)}</a>`;
  const text = alertReason === 'resolved' ? messages.end(brandName) : messages.alert(brandName, level);
  return html`<a href="/buzzes/${buzzId}">${text}</a>`;
}

/** In the reader's words first, then in those of the provider, which are English. */
function renderWhy(words: Words, { lastErrorReason, lastErrorMessage }: ListedDelivery): Html {
  const reason = lastErrorReason === null ? null : words.messages.deliveryFailures[lastErrorReason];
  return html`${reason}${lastErrorMessage === null ? null : html`<span class="soft url" lang="en">${lastErrorMessage}</span>`}`;
}
