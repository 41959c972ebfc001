/** A buzz's page: which brand, how bad, why, what was said, who was told, who is on it. */
import type { FastifyPluginAsync } from 'fastify';
import { findEmergingTerms } from '../analysis/terms/find-emerging-terms.ts';
import { addMs, MINUTE_MS } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { type Html, html } from '../base/html.ts';
import type { Alert, Delivery } from '../domain/alert.ts';
import { isInHand, listOffers } from '../domain/answer.ts';
import type { Brand } from '../domain/brand.ts';
import { BUZZ_MARKS, type Buzz, type BuzzEvent } from '../domain/buzz.ts';
import { isFromBefore } from '../domain/buzz-phrases.ts';
import type { DetectionQuality } from '../domain/detection-quality.ts';
import type { EmergingTerm } from '../domain/emerging-term.ts';
import type { QuotedMention } from '../domain/quoted-mention.ts';
import type { Reliability } from '../domain/reliability.ts';
import { answerByName } from '../intents/answer-buzz.ts';
import { markBuzzByName } from '../intents/mark-buzz.ts';
import { listAlerts } from '../store/alerts.ts';
import { getBrand } from '../store/brands.ts';
import { getBuzz, listBuzzEvents } from '../store/buzzes.ts';
import { readReliability } from '../store/corrections.ts';
import { listBuzzDeliveries } from '../store/deliveries.ts';
import { readDetectionQuality } from '../store/detection-quality.ts';
import { listExtremeMentions, listTalkTexts } from '../store/mentions.ts';
import { renderBuzzStatus, renderLevel, renderMonogram } from './badges.ts';
import { readAccents } from './brand-accent.ts';
import { renderEvidence } from './buzz-evidence.ts';
import { makeRenderResend } from './delivery-pages.ts';
import { renderEmergingTerms } from './emerging-terms.ts';
import { renderAction } from './fields.ts';
import { renderPage } from './layout.ts';
import { renderQuoted } from './mention-list.ts';
import { readForm, readId } from './read-form.ts';
import { readBrandSilences, renderSilenceNotices } from './silence-notice.ts';
import { forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

/** One per level and one for the end: all there can be. */
const ALERTS_MAX = 10;
const WORST_COUNT = 5;
const TERM_COUNT = 5;

export const buzzPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/buzzes/:buzzId',
    forMembers(deps, async (visit, request) => {
      const { words, room } = visit;
      const messages = words.messages.buzz;
      const key = { agencyId: room.agency.id, buzzId: readId(request.params, 'buzzId') };
      const buzz = await getBuzz(deps.db, key);
      const brand = await getBrand(deps.db, { agencyId: key.agencyId, brandId: buzz.brandId });
      const now = deps.clock.now();
      const measures = {
        reliability: await readReliability(deps.db, buzz, now),
        quality: await readDetectionQuality(deps.db, buzz, now),
      };
      const accent = (await readAccents(deps.db, key.agencyId))(brand.id);
      const events = await listBuzzEvents(deps.db, key);
      const evidence = events.findLast((event) => event.evidence !== null)?.evidence ?? null;
      const body = html`<div class="title">${renderMonogram(brand.name, accent)}<div><p class="over">${messages.kinds[buzz.kind]} · <a href="/brands/${brand.id}">${messages.backToBrand(brand.name)}</a></p><h1>${brand.name}</h1></div></div>
${renderSilenceNotices(visit, await readBrandSilences(deps, brand), { now, back: `/buzzes/${buzz.id}` })}
${renderState(words, { buzz, events, now })}
<div class="columns">${renderFigures(words, buzz, measures)}
${renderWhys(words, buzz)}</div>
${evidence === null ? await renderAsTold(deps, words, { buzz, brand }) : renderEvidence(words, evidence)}
${renderTimeline(words, buzz, events)}
${buzz.kind === 'negative' ? await renderDeliveries(deps, visit, { buzz, brand }) : null}`;
      const title = messages.title(brand.name);
      return showPage(renderPage(visit, { title, body, place: 'brands', accent }));
    }),
  );

  app.post(
    '/buzzes/:buzzId/acknowledge',
    forMembers(deps, async ({ room }, request) => {
      const buzzId = readId(request.params, 'buzzId');
      const said = { answer: 'acknowledge', by: room.member.name } as const;
      await answerByName(deps, { agencyId: room.agency.id, buzzId }, said);
      return moveTo(`/buzzes/${buzzId}?done=acknowledged`);
    }),
  );

  app.post(
    '/buzzes/:buzzId/snooze',
    forMembers(deps, async ({ room }, request) => {
      const buzzId = readId(request.params, 'buzzId');
      await answerByName(deps, { agencyId: room.agency.id, buzzId }, { answer: 'snooze', by: room.member.name });
      return moveTo(`/buzzes/${buzzId}?done=snoozed`);
    }),
  );

  app.post(
    '/buzzes/:buzzId/resolve',
    forMembers(deps, async ({ room }, request) => {
      const buzzId = readId(request.params, 'buzzId');
      await answerByName(deps, { agencyId: room.agency.id, buzzId }, { answer: 'resolve', by: room.member.name });
      return moveTo(`/buzzes/${buzzId}?done=closed`);
    }),
  );

  app.post(
    '/buzzes/:buzzId/mark',
    forMembers(deps, async ({ room }, request) => {
      const buzzId = readId(request.params, 'buzzId');
      const said = readForm(request.body).oneOf('mark', [...BUZZ_MARKS, 'none']);
      if (said === undefined) throw new AppError('INPUT_INVALID', 'There is no such mark of a buzz.');
      const key = { agencyId: room.agency.id, buzzId };
      const by = room.member.name;
      const mark = said === 'none' ? null : said;
      // nobody is to be reminded of what is none
      if (mark === 'false-alarm') await answerByName(deps, key, { answer: mark, by });
      else await markBuzzByName(deps, key, { mark, by });
      return moveTo(`/buzzes/${buzzId}?done=${mark === null ? 'mark-removed' : 'buzz-marked'}`);
    }),
  );
};

/** A buzz from before evidence was kept: what people were told of it. */
async function renderAsTold(
  deps: WebDeps,
  words: Words,
  { buzz, brand }: Readonly<{ buzz: Buzz; brand: Brand }>,
): Promise<Html | null> {
  if (buzz.kind !== 'negative') return null;
  const key = { agencyId: buzz.agencyId, buzzId: buzz.id };
  const alerts = await listAlerts(deps.db, key, { after: null, limit: ALERTS_MAX });
  const terms = await findTerms(deps, { buzz, brand, alerts });
  return html`${renderEmergingTerms(words, { title: words.messages.buzz.emergingTerms, terms })}
${renderWorst(words, await findWorstMentions(deps, buzz, alerts))}`;
}

/** What the last alert showed people; while nobody was told, the worst of the window that the level was judged by. */
async function findWorstMentions(
  deps: WebDeps,
  buzz: Buzz,
  alerts: readonly Alert[],
): Promise<readonly QuotedMention[]> {
  const told = alerts.find((alert) => alert.reason !== 'resolved');
  if (told !== undefined) return told.content.worstMentions;
  const mentions = await listExtremeMentions(deps.db, toWindow(buzz), { label: 'negative', limit: WORST_COUNT });
  return mentions.map((mention) => ({
    ...mention,
    publishedAt: mention.publishedAt.toISOString(),
    score: mention.sentiment.score,
  }));
}

/** As the last alert told it, even where it told nothing; an alert from before terms were told, and no alert, leave it to now. */
async function findTerms(
  deps: WebDeps,
  input: Readonly<{ buzz: Buzz; brand: Brand; alerts: readonly Alert[] }>,
): Promise<readonly EmergingTerm[]> {
  const told = input.alerts.find((alert) => alert.reason !== 'resolved')?.content.emergingTerms;
  if (told !== undefined) return told;
  const texts = await listTalkTexts(deps.db, toWindow(input.buzz));
  return findEmergingTerms({ ...texts, brand: input.brand }).terms.slice(0, TERM_COUNT);
}

/** What the level was judged by. */
function toWindow(buzz: Buzz) {
  return {
    agencyId: buzz.agencyId,
    brandId: buzz.brandId,
    from: addMs(buzz.levelSince, -buzz.figures.windowMinutes * MINUTE_MS),
    until: addMs(buzz.levelSince, 1),
  };
}

type Standing = Readonly<{ buzz: Buzz; events: readonly BuzzEvent[]; now: Date }>;

/** The sentence first. Of praise and silence nobody is told, and nobody has to take them in hand. */
function renderState(words: Words, { buzz, events, now }: Standing): Html {
  const messages = words.messages.buzz;
  const isBad = buzz.kind === 'negative';
  return html`<section class="card ${buzz.status === 'resolved' || !isBad ? '' : `alarm level-${buzz.level}`}">
<p class="large">${isBad ? renderLevel(words, buzz.level) : html`<span class="badge">${messages.kinds[buzz.kind]}</span>`} ${isBad || buzz.status === 'resolved' ? renderBuzzStatus(words, buzz) : null}</p>
<p class="sentence">${words.buzz.sentence({ ...buzz, at: buzz.levelSince, since: null, terms: [] })}</p>
<p>${messages.since(buzz.openedAt)}${buzz.resolvedAt === null ? null : html` · <span>${buzz.resolvedBy === null ? messages.resolvedAt(buzz.resolvedAt) : messages.closedBy(buzz.resolvedBy, buzz.resolvedAt)}</span>`}${buzz.status !== 'resolved' && buzz.presentLevel < buzz.level ? html` · <span>${messages.presentLevel(buzz.presentLevel)}</span>` : null}</p>
${isBad ? html`<p>${sayWhoIsOnIt(words, buzz)}</p>` : null}
${isBad ? saySnoozed(words, { buzz, events, now }) : null}
${isBad ? renderAnswers(words, buzz) : null}
${isBad ? renderMark(words, buzz) : null}</section>`;
}

/** Who put reminders off, and until when; nothing where they go on, or somebody has it in hand. */
function saySnoozed(words: Words, { buzz, events, now }: Standing): Html | null {
  const { snoozedUntil } = buzz;
  if (buzz.status === 'resolved' || snoozedUntil === null || snoozedUntil <= now) return null;
  const by = events.findLast(({ kind }) => kind === 'snoozed')?.by ?? null;
  return html`<p>${words.messages.buzz.snoozedUntil(by, snoozedUntil)}.</p>`;
}

/** What there is to answer; that it is a false alarm has buttons of its own. */
function renderAnswers(words: Words, buzz: Buzz): Html | null {
  const messages = words.messages.buzz;
  const offers = listOffers(buzz);
  if (offers.length === 0) return null;
  const path = `/buzzes/${buzz.id}`;
  return html`<div class="buttons">${
    offers.includes('acknowledge')
      ? renderAction({ path: `${path}/acknowledge`, label: messages.acknowledge, className: 'strong' })
      : null
  }
${offers.includes('snooze') ? renderAction({ path: `${path}/snooze`, label: messages.snooze }) : null}
${offers.includes('resolve') ? renderAction({ path: `${path}/resolve`, label: messages.close }) : null}</div>`;
}

/** What somebody said of it, and the buttons that say something else. */
function renderMark(words: Words, buzz: Buzz): Html {
  const messages = words.messages.buzz;
  const path = `/buzzes/${buzz.id}/mark`;
  const isMarked = buzz.mark !== null && buzz.markedBy !== null && buzz.markedAt !== null;
  return html`<div class="buttons">${isMarked ? html`<span>${messages.markedBy(messages.marks[buzz.mark], buzz.markedBy, buzz.markedAt)}</span>` : html`<span class="soft">${messages.markAsk}</span>`}
${BUZZ_MARKS.filter((mark) => mark !== buzz.mark).map((mark) => renderAction({ path, label: messages.marks[mark], className: 'quiet small', fields: { mark } }))}
${isMarked ? renderAction({ path, label: messages.markUndo, className: 'quiet small', fields: { mark: 'none' } }) : null}</div>`;
}

function renderWhys(words: Words, buzz: Buzz): Html {
  const messages = words.messages.buzz;
  const whyNotNext = words.buzz.whyNotNext(buzz);
  return html`<section class="card"><h2>${messages.reasons}</h2><ul>${buzz.reasons.map((reason) => html`<li>${words.buzz.reasons[reason](buzz.figures)}</li>`)}</ul>
<h2>${messages.whys}</h2><p>${words.buzz.whyLevel(buzz)}</p>${whyNotNext === null ? null : html`<p>${whyNotNext}</p>`}</section>`;
}

function sayWhoIsOnIt(words: Words, buzz: Buzz): string {
  const messages = words.messages.buzz;
  const { acknowledgedBy, acknowledgedAt } = buzz;
  if (buzz.status === 'resolved') {
    return acknowledgedBy === null ? messages.nobody : messages.wasAcknowledgedBy(acknowledgedBy, acknowledgedAt);
  }
  if (acknowledgedBy === null) return messages.nobodyYet;
  const who = messages.acknowledgedBy(acknowledgedBy, acknowledgedAt);
  const { acknowledgedLevel } = buzz;
  return isInHand(buzz) || acknowledgedLevel === null ? who : `${who}${messages.acknowledgedBelow(acknowledgedLevel)}`;
}

type Measures = Readonly<{ reliability: Reliability; quality: DetectionQuality }>;

/** Frozen when the level was reached: what people were told, with how sure and how rare it is. */
function renderFigures(words: Words, buzz: Buzz, { reliability, quality }: Measures): Html {
  const { figures } = buzz;
  const messages = words.messages.buzz;
  const isBad = buzz.kind === 'negative';
  const rarity = words.buzz.rarity(buzz);
  return html`<section class="card"><h2>${messages.figures} <small>${isBad ? messages.figuresWhen(buzz.level, buzz.levelSince) : messages.evidenceWhen(buzz.levelSince)}</small></h2>
<table class="numbers"><thead><tr><td></td><th scope="col">${messages.inWindow(figures.windowMinutes)}</th><th scope="col">${messages.usual}</th></tr></thead>
<tbody>${listFigures(words, buzz).map(([label, now, usual]) => html`<tr><th scope="row">${label}</th><td class="strong">${now}</td><td>${usual}</td></tr>`)}</tbody></table>
${rarity === null ? null : html`<p>${messages.rarity(rarity)}</p>`}${isBad && !isFromBefore(figures) ? html`<p>${messages.hours(figures.hourlyNegativeCounts)}</p>` : null}
<p class="soft">${words.buzz.basis(figures)}</p>
<p class="soft">${words.sayReliability(reliability)}</p>
${isBad ? html`<p class="soft">${words.sayDetection(quality)}</p>` : null}</section>`;
}

type FigureRow = readonly [label: string, now: string, usual: string];

function listFigures(words: Words, buzz: Buzz): readonly FigureRow[] {
  const { number, percent } = words.formats;
  const { kind, figures } = buzz;
  const messages = words.messages.buzz;
  const mentions: FigureRow = [messages.mentions, number(figures.mentionCount), number(figures.expectedMentionCount)];
  if (kind === 'silence') return [mentions];
  if (kind === 'positive') return [[messages.positives, number(figures.positiveCount), ''], mentions];
  const { usualNegatives, highestNegativeCount, negativeRatioMin } = figures;
  const rows: readonly (FigureRow | false)[] = [
    [messages.negatives, number(figures.negativeCount), number(figures.expectedNegativeCount)],
    usualNegatives.until > 0 && [messages.mostly, '', messages.between(usualNegatives.from, usualNegatives.until)],
    highestNegativeCount !== null && [messages.record(figures.baselineWeekCount), '', number(highestNegativeCount)],
    mentions,
    [messages.negativeShare, percent(figures.negativeRatio), percent(figures.usualNegativeRatio)],
    negativeRatioMin > 0 && [messages.shareMin, percent(negativeRatioMin), ''],
    [messages.authors, number(figures.authorCount), ''],
    [messages.voices, number(figures.voiceCount), ''],
    [messages.newcomers, number(figures.newcomerCount), number(figures.expectedNewcomerCount)],
    [messages.sites, number(figures.siteCount), ''],
    [messages.stories, number(figures.storyCount), ''],
  ];
  return rows.filter((row) => row !== false);
}

function renderWorst(words: Words, mentions: readonly QuotedMention[]): Html {
  const messages = words.messages.buzz;
  return html`<section class="card"><h2>${messages.worstMentions}</h2>${
    mentions.length === 0 ? html`<p class="soft">${messages.noWorstMention}</p>` : renderQuoted(words, mentions)
  }</section>`;
}

function renderTimeline(words: Words, buzz: Buzz, events: readonly BuzzEvent[]): Html {
  const messages = words.messages.buzz;
  const isBad = buzz.kind === 'negative';
  return html`<section class="card"><h2>${messages.timeline}</h2><ol class="timeline">${events.map(
    (event, index) =>
      html`<li><time datetime="${event.at.toISOString()}">${words.formats.instant(event.at)}</time> <span>${isBad ? sayEvent(words, event, isOver(events.slice(0, index))) : sayNotice(words, event)}${event.figures === null || !isBad ? null : html` <small>${messages.eventFigures(event.figures)}</small>`}</span></li>`,
  )}</ol></section>`;
}

/** Of praise and silence there is nothing but that they are there, again, or no more. */
function sayNotice(words: Words, event: BuzzEvent): string {
  const { events } = words.messages.buzz;
  if (event.kind === 'resolved') return events.resolved();
  return event.kind === 'reopened' ? events.noticedAgain() : events.noticed();
}

/** Whether it had ended, and not come back, after these events. */
function isOver(events: readonly BuzzEvent[]): boolean {
  return events.findLast(({ kind }) => kind === 'resolved' || kind === 'reopened')?.kind === 'resolved';
}

function sayEvent(words: Words, event: BuzzEvent, isAfterEnd: boolean): string {
  const { events } = words.messages.buzz;
  switch (event.kind) {
    case 'opened':
    case 'escalated':
    case 'fell':
    case 'reopened':
      return events[event.kind](event.level);
    case 'told':
      return (isAfterEnd ? events.toldOfEnd : events.told)(event.by ?? '');
    case 'withheld': {
      const { withheldReason } = event;
      if (withheldReason === null) return '';
      const say = withheldReason === 'throttled' ? events.postponed : events.withheld;
      return say(words.messages.quietReasons[withheldReason]);
    }
    case 'snoozed':
      return events.snoozed(event.by ?? '');
    case 'acknowledged':
      return events.acknowledged(event.by ?? '');
    case 'marked':
      return event.mark === null
        ? events.unmarked(event.by ?? '')
        : events.marked(words.messages.buzz.marks[event.mark], event.by ?? '');
    case 'resolved':
      return event.by === null ? events.resolved() : events.resolvedBy(event.by);
  }
}

async function renderDeliveries(
  deps: WebDeps,
  visit: RoomVisit,
  { buzz, brand }: Readonly<{ buzz: Buzz; brand: Brand }>,
): Promise<Html> {
  const { words } = visit;
  const messages = words.messages.buzz;
  const deliveries = await listBuzzDeliveries(deps.db, { agencyId: buzz.agencyId, buzzId: buzz.id });
  if (deliveries.length === 0) {
    return html`<section class="card"><h2>${messages.deliveries}</h2><p class="soft">${messages.noDelivery}</p></section>`;
  }
  const renderResend = await makeRenderResend(deps, visit, deliveries);
  return html`<section class="card"><h2>${messages.deliveries}</h2>
<table class="rows"><thead><tr><th scope="col">${messages.person}</th><th scope="col">${messages.channel}</th><th scope="col">${messages.outcome}</th></tr></thead>
<tbody>${deliveries.map(
    (delivery) =>
      html`<tr><th scope="row">${delivery.contactName}</th><td data-label="${messages.channel}">${words.messages.channelKinds[delivery.channelKind]} <span class="soft">${delivery.address}</span>${delivery.insteadOfId === null ? null : html` <span class="soft">(${messages.insteadOf})</span>`}</td><td data-label="${messages.outcome}">${renderOutcome(words, delivery)} ${renderResend(delivery, brand.name, buzz.id)}</td></tr>`,
  )}</tbody></table></section>`;
}

function renderOutcome(words: Words, delivery: Delivery): Html {
  const { messages } = words;
  const reason = delivery.lastErrorReason === null ? null : messages.deliveryFailures[delivery.lastErrorReason];
  switch (delivery.status) {
    case 'accepted':
      return html`<span class="good">${delivery.acceptedAt === null ? messages.deliveryStatuses.accepted : messages.buzz.acceptedAt(delivery.acceptedAt)}</span>`;
    case 'pending':
      return html`${messages.deliveryStatuses.pending}${reason === null ? null : html`, ${reason}, ${messages.buzz.nextTry(delivery.nextAttemptAt)}`}`;
    case 'dead':
      return html`<span class="bad">${messages.deliveryStatuses.dead}</span>${reason === null ? null : html`, ${reason}`}`;
  }
}
