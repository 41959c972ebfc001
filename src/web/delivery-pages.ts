/** The messages that did not reach anybody: about what, to whom, why, and the button that sends them again. */
import type { FastifyPluginAsync } from 'fastify';
import { instantCursors } from '../api/keyset-page.ts';
import { addMs, DAY_MS } from '../base/clock.ts';
import { type Html, html } from '../base/html.ts';
import { isUuid } from '../base/ids.ts';
import type { Delivery, ListedDelivery } from '../domain/alert.ts';
import { findResendRefusal } from '../domain/resend.ts';
import { resendDelivery } from '../intents/deliveries.ts';
import { listContacts } from '../store/contacts.ts';
import { countDead, listDeliveries } from '../store/deliveries.ts';
import { renderAction } from './fields.ts';
import { renderPage, renderTitle } from './layout.ts';
import { readForm, readId } from './read-form.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
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

  app.post(
    '/deliveries/:deliveryId/resend',
    forMembers(deps, async ({ room }, request) => {
      const deliveryId = readId(request.params, 'deliveryId');
      await resendDelivery(deps, { agencyId: room.agency.id, deliveryId });
      const buzzId = readForm(request.body).text('buzzId');
      return moveTo(`${isUuid(buzzId) ? `/buzzes/${buzzId}` : '/deliveries'}?done=resent`);
    }),
  );
};

/** The button that sends a message again, the way out where its channel takes nothing, or nothing. */
export type RenderResend = (delivery: Delivery, subject: string, buzzId?: string) => Html | null;

/** For these deliveries; contacts are read where one of them could be sent again. */
export async function makeRenderResend(
  deps: WebDeps,
  { words, room }: RoomVisit,
  deliveries: readonly Delivery[],
): Promise<RenderResend> {
  const isWanted = deliveries.some((delivery) => findResendRefusal(delivery, { isReachable: true }) === null);
  const contacts = isWanted ? await listContacts(deps.db, room.agency.id) : [];
  const channels = new Map(contacts.flatMap((contact) => contact.channels.map((channel) => [channel.id, channel])));
  const messages = words.messages.deliveries;
  return (delivery, subject, buzzId) => {
    const { id, contactId, channelId, contactName } = delivery;
    const refusal = findResendRefusal(delivery, channels.get(channelId));
    switch (refusal) {
      case null: {
        const title = messages.resendLabel(subject, contactName);
        const fields = buzzId === undefined ? {} : { buzzId };
        const path = `/deliveries/${id}/resend`;
        return renderAction({ path, label: messages.resend, title, className: 'quiet small', fields });
      }
      case 'channel-removed':
        return html`<span class="soft">${messages.channelRemoved}</span>`;
      case 'channel-unreachable':
        return html`<a href="/contacts/${contactId}/channels/${channelId}/reach">${messages.reach}</a>`;
      case 'arrived':
      case 'still-tried':
      case 'test':
        return null;
    }
  };
}

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
${shown.length === 0 ? html`<p class="card">${messages.none}</p>` : renderTable(words, shown, await makeRenderResend(deps, visit, shown))}
${last === undefined ? null : html`<p><a class="button" rel="next" href="/deliveries?after=${cursors.write({ at: last.createdAt, id: last.id })}">${messages.more}</a></p>`}`;
  return showPage(renderPage(visit, { title: messages.title, body, place: 'contacts' }));
}

function renderTable(words: Words, deliveries: readonly ListedDelivery[], renderResend: RenderResend): Html {
  const messages = words.messages.deliveries;
  const heads = [messages.about, messages.recipient, messages.why];
  return html`<table class="rows"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}<td></td></tr></thead>
<tbody>${deliveries.map((delivery) => {
    const { path, text } = toSubject(words, delivery);
    return html`<tr><th scope="row">${path === null ? text : html`<a href="${path}">${text}</a>`}<span class="soft url">${words.formats.instant(delivery.createdAt)}</span></th>
<td data-label="${messages.recipient}"><div class="whole">${delivery.contactName}<span class="soft url">${words.messages.channelKinds[delivery.channelKind]} ${delivery.address}</span></div></td>
<td data-label="${messages.why}"><div class="whole">${renderWhy(words, delivery)}</div></td>
<td>${renderResend(delivery, text)}</td></tr>`;
  })}</tbody></table>`;
}

/** The alert, the digest or the test; the first two with the page of what they tell of. */
function toSubject(words: Words, delivery: ListedDelivery): Readonly<{ path: string | null; text: string }> {
  const messages = words.messages.deliveries;
  const { digestId, brandName, buzzId, level, alertReason } = delivery;
  if (digestId !== null) return { path: `/digests/${digestId}`, text: messages.digest(brandName) };
  if (brandName === null || buzzId === null || level === null) return { path: null, text: messages.test };
  const text = alertReason === 'resolved' ? messages.end(brandName) : messages.alert(brandName, level);
  return { path: `/buzzes/${buzzId}`, text };
}

/** In the reader's words first, then in those of the provider, which are English. */
function renderWhy(words: Words, { lastErrorReason, lastErrorMessage }: ListedDelivery): Html {
  const reason = lastErrorReason === null ? null : words.messages.deliveryFailures[lastErrorReason];
  return html`${reason}${lastErrorMessage === null ? null : html`<span class="soft url" lang="en">${lastErrorMessage}</span>`}`;
}
