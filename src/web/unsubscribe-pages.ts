/** The link of a mail's List-Unsubscribe header: no more messages to this address, without signing in. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { html } from '../base/html.ts';
import { readUnsubscribeLink, type UnsubscribeLink, unsubscribeByLink } from '../intents/channels.ts';
import { renderPage, renderTitle } from './layout.ts';
import { readForm } from './read-form.ts';
import { type Answer, forGuests, showPage, toWords, type Visit } from './visits.ts';
import type { PageOptions } from './web-deps.ts';

/** `List-Unsubscribe=One-Click` and the frame of a form around it. */
const BODY_BYTES_MAX = 4_096;

/**
 * A mailbox's own button posts here from anywhere, without a page of ours before it (RFC 8058 section 3.2): what lets
 * it in is the signature in the address, and what it sends is not looked at.
 */
export const unsubscribePages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_BYTES_MAX }, (_request, _body, done) =>
    done(null),
  );

  // opening changes nothing: mail scanners and previews open every link
  app.get(
    '/u/:token',
    forGuests(deps, async (visit, request) =>
      renderLink(visit, request, await readUnsubscribeLink(deps, readToken(request))),
    ),
  );

  app.post(
    '/u/:token',
    { config: { isOpenToAll: true } },
    forGuests(deps, async (visit, request) =>
      renderLink(visit, request, await unsubscribeByLink(deps, readToken(request))),
    ),
  );
};

function readToken(request: FastifyRequest): string {
  return readForm(request.params).text('token');
}

/** In the language of the person the mail was sent to, and without the room of who is signed in on this browser. */
function renderLink(visit: Visit, request: FastifyRequest, link: UnsubscribeLink): Answer {
  const { agency, contact, channel } = link;
  const words = toWords(request, { language: contact.language, timeZone: agency.timeZone });
  const messages = words.messages.unsubscribe;
  const title = messages.title(channel.address);
  const body = html`<div class="narrow card">${renderTitle(title)}
${
  channel.isReachable
    ? html`<p>${messages.explain(agency.name)}</p>
<form method="post"><button class="strong">${messages.submit}</button></form>`
    : html`<p class="notice" role="status">${messages.done(agency.name)}</p><p>${messages.back}</p>`
}</div>`;
  return showPage(renderPage({ words, room: null, path: visit.path }, { title, body }));
}
