/** The link of an alert: what its reader answers, without signing in, in the language of the person it was sent to. */
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { type Html, html } from '../base/html.ts';
import { ANSWERS, type Answer, isAnswerToAll, isInHand, listOffers } from '../domain/answer.ts';
import { type AnswerLink, answerByLink, readAnswerLink } from '../intents/answer-buzz.ts';
import { getAgency } from '../store/agencies.ts';
import { renderLevel, renderMonogram } from './badges.ts';
import { readAccents } from './brand-accent.ts';
import { renderPage } from './layout.ts';
import { readForm } from './read-form.ts';
import { forGuests, type Answer as PageAnswer, showPage, toWords, type Visit } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

export const acknowledgePages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  // opening changes nothing: mail scanners and previews open every link
  app.get(
    '/a/:token',
    forGuests(deps, async (visit, request) => {
      const link = await readAnswerLink(deps, readToken(request));
      return await renderLink(deps, visit, request, link, (words) => renderOffers(words, link, deps.clock.now()));
    }),
  );

  app.post(
    '/a/:token',
    forGuests(deps, async (visit, request) => {
      const answer = readForm(request.body).oneOf('answer', ANSWERS);
      const asked = await readAnswerLink(deps, readToken(request));
      // some scanners post, too: without a button's answer there is none
      if (answer === undefined || (asked.others.length > 0 && !isAnswerToAll(answer))) {
        return await renderLink(deps, visit, request, asked, (words) => renderOffers(words, asked, deps.clock.now()));
      }
      const link = await answerByLink(deps, readToken(request), answer);
      return await renderLink(deps, visit, request, link, (words) =>
        link.outcome === 'taken' ? sayTaken(words, link, answer) : renderOffers(words, link, deps.clock.now()),
      );
    }),
  );
};

function readToken(request: FastifyRequest): string {
  return readForm(request.params).text('token');
}

async function renderLink(
  deps: WebDeps,
  visit: Visit,
  request: FastifyRequest,
  link: AnswerLink,
  renderState: (words: Words) => Html,
): Promise<PageAnswer> {
  const { timeZone } = await getAgency(deps.db, link.delivery.agencyId);
  const accent = (await readAccents(deps.db, link.delivery.agencyId))(link.brand.id);
  const words = toWords(request, { language: link.delivery.language, timeZone });
  if (link.others.length > 0) return renderAll(words, visit, link, renderState(words));
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

/** What a message told of several: each with how it stands, and one answer for all. */
function renderAll(words: Words, visit: Visit, link: AnswerLink, state: Html): PageAnswer {
  const { all, seeDashboard } = words.messages.acknowledge;
  const asked = [link, ...link.others];
  const title = all.title(asked.length);
  const body = html`<div class="narrow card"><h1>${title}</h1>
${state}
<ul class="plain">${asked.map(
    ({ buzz, brand }) =>
      html`<li><p><a href="/buzzes/${buzz.id}"><strong>${brand.name}</strong></a> ${renderLevel(words, buzz.level)}</p>
<p class="soft">${sayStanding(words, buzz)}</p></li>`,
  )}</ul>
<p><a href="/">${seeDashboard}</a></p></div>`;
  return showPage(renderPage({ words, room: null, path: visit.path }, { title, body }));
}

function sayStanding(words: Words, buzz: AnswerLink['buzz']): string {
  const { all } = words.messages.acknowledge;
  if (buzz.status === 'resolved') return all.over;
  return buzz.acknowledgedBy !== null && isInHand(buzz) ? all.inHand(buzz.acknowledgedBy) : all.waiting;
}

function renderOffersToAll(words: Words, link: AnswerLink): Html {
  const { all, forPerson, spent } = words.messages.acknowledge;
  if (link.isSpent) return html`<p class="notice" role="status">${spent}</p>`;
  const isLeft = [link, ...link.others].some(({ buzz }) => buzz.status !== 'resolved' && !isInHand(buzz));
  if (!isLeft) return html`<p class="notice" role="status">${all.nothingLeft}</p>`;
  return html`<p>${forPerson(link.delivery.contactName)} ${all.explain}</p>
<form method="post" class="answers"><button name="answer" value="acknowledge" class="strong">${all.acknowledge}</button><button name="answer" value="snooze" class="quiet">${all.snooze}</button></form>`;
}

/** How it stands, and the buttons that would still change something; none on a link that was used. */
function renderOffers(words: Words, link: AnswerLink, now: Date): Html {
  if (link.others.length > 0) return renderOffersToAll(words, link);
  const messages = words.messages.acknowledge;
  const { buzz, delivery, isSpent } = link;
  const state = sayState(words, link, now);
  const notice = state === null ? null : html`<p class="notice" role="status">${state}</p>`;
  const offers = listOffers(buzz);
  if (isSpent || offers.length === 0) return notice ?? html``;
  return html`${notice}
<p>${messages.forPerson(delivery.contactName)} ${messages.explain}</p>
<form method="post" class="answers">${offers.map(
    (answer) =>
      html`<button name="answer" value="${answer}" class="${answer === 'acknowledge' ? 'strong' : 'quiet'}">${messages.answers[answer]}</button>`,
  )}</form>`;
}

/** What was said of it so far, by whomever; null while it waits for somebody. */
function sayState(words: Words, { buzz, isSpent }: AnswerLink, now: Date): string | null {
  const messages = words.messages.acknowledge;
  if (buzz.status === 'resolved') return messages.resolved(buzz.resolvedAt, buzz.resolvedBy);
  if (buzz.acknowledgedBy !== null) {
    const already = messages.already(buzz.acknowledgedBy, buzz.acknowledgedAt);
    return isInHand(buzz) ? already : `${already} ${messages.gotWorse(buzz.level)}`;
  }
  if (buzz.snoozedUntil !== null && buzz.snoozedUntil > now) return messages.snoozed(buzz.snoozedUntil);
  return isSpent ? messages.spent : null;
}

/** The answer was taken; who was quicker to say "I have it" keeps it. */
function sayTaken(words: Words, { buzz, others, delivery }: AnswerLink, answer: Answer): Html {
  if (others.length > 0) {
    const { all } = words.messages.acknowledge;
    const name = delivery.contactName;
    const own = [buzz, ...others.map((other) => other.buzz)].filter(({ acknowledgedBy }) => acknowledgedBy === name);
    const said = answer === 'snooze' ? all.putOff : all.done(name, own.length);
    return html`<p class="notice" role="status">${said}</p>`;
  }
  return html`<p class="notice" role="status">${sayAnswer(words, { buzz, name: delivery.contactName }, answer)}</p>`;
}

function sayAnswer(
  words: Words,
  { buzz, name }: Readonly<{ buzz: AnswerLink['buzz']; name: string }>,
  answer: Answer,
): string {
  const messages = words.messages.acknowledge;
  const { acknowledgedBy, acknowledgedAt, snoozedUntil } = buzz;
  switch (answer) {
    case 'acknowledge':
      return acknowledgedBy === name
        ? messages.done(name, acknowledgedAt)
        : messages.already(acknowledgedBy ?? name, acknowledgedAt);
    case 'snooze':
      return snoozedUntil === null || isInHand(buzz)
        ? messages.already(acknowledgedBy ?? name, acknowledgedAt)
        : messages.putOff(snoozedUntil);
    case 'false-alarm':
      return messages.falseAlarm;
    case 'resolve':
      return messages.closed;
  }
}
