/** The link of an alert: "I have it", without signing in, in the language of the person it was sent to. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { AppError } from '../base/errors.ts';
import { type Html, html } from '../base/html.ts';
import { type AcknowledgeLink, acknowledgeByLink, readAcknowledgeLink } from '../intents/acknowledge.ts';
import { getAgency } from '../store/agencies.ts';
import { renderLevel, renderMonogram } from './badges.ts';
import { readAccents } from './brand-accent.ts';
import { renderPage } from './layout.ts';
import { readForm } from './read-form.ts';
import { type Answer, forGuests, showPage, toWords, type Visit } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

export const acknowledgePages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  // opening changes nothing: mail scanners and previews open every link
  app.get(
    '/a/:token',
    forGuests(deps, async (visit, request) => {
      const link = await readAcknowledgeLink(deps, readToken(request));
      return await renderLink(
        deps,
        visit,
        request,
        link,
        (words) => sayState(words, link) ?? renderButton(words, link),
      );
    }),
  );

  app.post(
    '/a/:token',
    forGuests(deps, async (visit, request) => {
      const before = await readAcknowledgeLink(deps, readToken(request));
      const link = before.buzz.status === 'resolved' ? before : await acknowledgeOrRead(deps, readToken(request));
      const isFirst = before.buzz.status === 'open' && link.buzz.acknowledgedBy === link.delivery.contactName;
      return await renderLink(deps, visit, request, link, (words) =>
        isFirst ? sayDone(words, link) : (sayState(words, link) ?? sayDone(words, link)),
      );
    }),
  );
};

function readToken(request: FastifyRequest): string {
  return readForm(request.params).text('token');
}

/** The buzz may end between the page and the button. */
async function acknowledgeOrRead(deps: WebDeps, token: string): Promise<AcknowledgeLink> {
  try {
    return await acknowledgeByLink(deps, token);
  } catch (error) {
    if (error instanceof AppError && error.code === 'BUZZ_RESOLVED') return await readAcknowledgeLink(deps, token);
    throw error;
  }
}

async function renderLink(
  deps: WebDeps,
  visit: Visit,
  request: FastifyRequest,
  link: AcknowledgeLink,
  renderState: (words: Words) => Html,
): Promise<Answer> {
  const { timeZone } = await getAgency(deps.db, link.delivery.agencyId);
  const accent = (await readAccents(deps.db, link.delivery.agencyId))(link.brand.id);
  const words = toWords(request, { language: link.delivery.language, timeZone });
  const messages = words.messages.acknowledge;
  const { brand, buzz } = link;
  const body = html`<div class="narrow card">
<div class="title">${renderMonogram(brand.name, accent)}<h1>${brand.name}</h1></div>
<p class="large">${renderLevel(words, buzz.level)}</p>
<p>${words.messages.buzz.since(buzz.openedAt)}</p>
<p>${words.buzz.sentence({ ...buzz, at: buzz.levelSince, since: null, terms: [] })}</p>
${renderState(words)}
<p><a href="/buzzes/${buzz.id}">${messages.seeDashboard}</a></p></div>`;
  // shown without the room: the holder of the link need not be who is signed in on this browser
  const page = { words, room: null, path: visit.path };
  return showPage(renderPage(page, { title: messages.title(brand.name), body, accent }));
}

function renderButton(words: Words, link: AcknowledgeLink): Html {
  const messages = words.messages.acknowledge;
  return html`<p>${messages.forPerson(link.delivery.contactName)} ${messages.explain}</p>
<form method="post"><button class="strong">${messages.submit}</button></form>`;
}

/** What there is to say when there is nothing left to press; null while the buzz waits for somebody. */
function sayState(words: Words, link: AcknowledgeLink): Html | null {
  const { buzz } = link;
  const messages = words.messages.acknowledge;
  if (buzz.status === 'resolved')
    return html`<p class="notice" role="status">${messages.resolved(buzz.resolvedAt)}</p>`;
  if (buzz.acknowledgedBy === null) return null;
  return html`<p class="notice" role="status">${messages.already(buzz.acknowledgedBy, buzz.acknowledgedAt)}</p>`;
}

function sayDone(words: Words, link: AcknowledgeLink): Html {
  const { buzz, delivery } = link;
  const name = buzz.acknowledgedBy ?? delivery.contactName;
  return html`<p class="notice" role="status">${words.messages.acknowledge.done(name, buzz.acknowledgedAt)}</p>`;
}
