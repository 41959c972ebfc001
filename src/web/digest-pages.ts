/** Digests as pages: those that were made, and each with its words, pictures and tables. */
import type { FastifyPluginAsync } from 'fastify';
import { type Html, html } from '../base/html.ts';
import { isUuid } from '../base/ids.ts';
import type { Digest } from '../domain/digest.ts';
import type { DigestReport, FigureTable, ReportBody, ReportQuote, ReportSection } from '../domain/digest-report.ts';
import type { SummaryDraft } from '../domain/summary-draft.ts';
import { wantSummaryDraft } from '../intents/summary-drafts.ts';
import { readLook } from '../store/agency-looks.ts';
import { listBrands } from '../store/brands.ts';
import { getDigest, listDigests } from '../store/digests.ts';
import { renderAction } from './fields.ts';
import { renderPage, renderTitle } from './layout.ts';
import { readForm, readId } from './read-form.ts';
import { forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

const DIGESTS_PER_PAGE = 60;
const BRANDS_MAX = 10_000;

export const digestPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/digests',
    forMembers(deps, async (visit, request) => {
      const { words, room } = visit;
      const messages = words.messages.digests;
      const asked = readForm(request.query).text('brand').toLowerCase();
      const filter = { agencyId: room.agency.id, ...(isUuid(asked) ? { brandId: asked } : {}) };
      const digests = await listDigests(deps.db, filter, { after: null, limit: DIGESTS_PER_PAGE });
      const brands = await listBrands(deps.db, room.agency.id, { after: null, limit: BRANDS_MAX });
      const names = new Map(brands.map(({ id, name }) => [id, name]));
      const nameOf = (digest: Digest): string =>
        digest.brandId === null ? messages.ofAgency : (names.get(digest.brandId) ?? '');
      const body = html`${renderTitle(messages.title)}
<section class="card"><p class="hint">${messages.intro}</p>${
        digests.length === 0
          ? html`<p class="soft">${messages.none}</p>`
          : html`<table class="rows"><thead><tr><th scope="col">${messages.of}</th><th scope="col">${messages.period}</th><th scope="col">${messages.mentions}</th></tr></thead><tbody>${digests.map((digest) => renderRow(visit, digest, nameOf(digest)))}</tbody></table>`
      }</section>`;
      return showPage(renderPage(visit, { title: messages.title, body, place: 'brands' }));
    }),
  );

  app.get(
    '/digests/:digestId',
    forMembers(deps, async (visit, request) => {
      const digest = await readDigest(deps, visit, request.params);
      const report = deps.digestWriter.toReport(digest.content, visit.words.language);
      const body = renderDigest(deps, visit, { digest, report });
      return showPage(renderPage(visit, { title: report.subject, body, place: 'brands' }));
    }),
  );

  app.get(
    '/digests/:digestId/pdf',
    forMembers(deps, async (visit, request) => {
      const digest = await readDigest(deps, visit, request.params);
      const report = deps.digestWriter.toReport(digest.content, visit.words.language);
      const look = await readLook(deps.db, visit.room.agency.id);
      const content = await deps.digestWriter.toPdf(report, { madeAt: digest.createdAt, look });
      return { kind: 'file', name: toFileName(digest), mediaType: 'application/pdf', content };
    }),
  );

  app.post(
    '/digests/:digestId/summary-draft',
    forMembers(deps, async (visit, request) => {
      const { id } = await readDigest(deps, visit, request.params);
      const key = { agencyId: visit.room.agency.id, digestId: id };
      await wantSummaryDraft(deps, key, visit.words.language);
      return moveTo(`/digests/${id}#summary`);
    }),
  );
};

async function readDigest(deps: WebDeps, { room }: RoomVisit, params: unknown): Promise<Digest> {
  return await getDigest(deps.db, { agencyId: room.agency.id, digestId: readId(params, 'digestId') });
}

function renderRow({ words }: RoomVisit, digest: Digest, name: string): Html {
  const { formats, messages } = words;
  const { period, periodFrom, counts } = digest.content;
  const from = new Date(periodFrom);
  const when = { day: formats.longDay(from), week: messages.digests.weekOf(from), month: formats.month(from) }[period];
  return html`<tr><th scope="row"><a href="/digests/${digest.id}">${name}</a></th>
<td data-label="${messages.digests.period}">${when}</td>
<td data-label="${messages.digests.mentions}">${formats.number(counts.mentionCount)}</td></tr>\n`;
}

function renderDigest(
  deps: WebDeps,
  { words }: RoomVisit,
  { digest, report }: Readonly<{ digest: Digest; report: DigestReport }>,
): Html {
  const messages = words.messages.digests;
  const [path, label] =
    digest.brandId === null ? ['/', messages.openAgency] : [`/brands/${digest.brandId}`, messages.openBrand];
  return html`${renderTitle(report.heading, html`<a class="button" href="/digests/${digest.id}/pdf">${messages.pdf}</a>`)}
<section class="card"><p class="over">${report.period} · <a href="${path}">${label}</a></p>
${report.lead.map((line) => html`<p>${line}</p>\n`)}</section>
${renderDraft(deps, words, digest)}
${report.sections.map((section) => renderSection(deps, section))}
<p class="soft">${report.footer}</p>`;
}

/** Marked as what it is, beside the digest and never in it. */
function renderDraft(deps: WebDeps, words: Words, { id, summaryDraft }: Digest): Html | null {
  const messages = words.messages.digests;
  if (deps.config.summaryModel === null && summaryDraft === null) return null;
  const isWanted = summaryDraft?.state === 'wanted';
  return html`<section class="card" id="summary"><h2>${messages.draft}</h2><p class="hint">${messages.draftIntro}</p>
${summaryDraft !== null && renderDraftState(words, summaryDraft)}
${deps.config.summaryModel !== null && !isWanted && renderAction({ path: `/digests/${id}/summary-draft`, label: summaryDraft === null ? messages.wantDraft : messages.wantAnotherDraft, className: 'quiet small' })}</section>`;
}

function renderDraftState(words: Words, draft: SummaryDraft): Html {
  const messages = words.messages.digests;
  switch (draft.state) {
    case 'wanted':
      return html`<p class="soft">${messages.draftWanted}</p>`;
    case 'failed':
      return html`<p class="notice wrong">${messages.draftFailed}<span class="soft url" lang="en">${draft.message}</span></p>`;
    case 'proposed':
      return html`<ul lang="${draft.language}">${draft.sentences.map((sentence) => html`<li>${sentence}</li>`)}</ul><p class="soft">${messages.draftBy(draft.model, draft.droppedCount)}</p>`;
  }
}

function renderSection(deps: WebDeps, { title, chart, body, notes }: ReportSection): Html {
  return html`<section class="card"><h2>${title}</h2>
${chart !== null && html`<p><img class="chart-picture" alt="${chart.alt}" src="${toPicture(deps.digestWriter.toSvg(chart))}"></p>`}
${renderBody(body)}${notes.map((note) => html`<p class="soft">${note}</p>`)}</section>\n`;
}

function toPicture(svg: string): string {
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

function renderBody(body: ReportBody): Html {
  switch (body.kind) {
    case 'figures':
      return renderTable(body.table);
    case 'bullets':
      return html`<ul class="lines">${body.items.map(({ text, url }) => html`<li>${url === null ? text : html`<a href="${url}" rel="noopener noreferrer">${text}</a>`}</li>\n`)}</ul>`;
    case 'quotes':
      return html`${body.quotes.map(renderQuote)}`;
  }
}

function renderTable({ head, rows }: FigureTable): Html {
  return html`<table class="numbers"><thead><tr>${head.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
<tbody>${rows.map(([name = '', ...cells]) => html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>\n`)}</tbody></table>`;
}

function renderQuote({ headline, excerpt, origin, url, reason }: ReportQuote): Html {
  return html`<blockquote><p dir="auto"><b>${url === null ? headline : html`<a href="${url}" rel="noopener noreferrer">${headline}</a>`}</b></p>
${excerpt !== null && html`<p dir="auto">${excerpt}</p>`}<p class="soft">${origin}</p>${reason !== null && html`<p class="soft">${reason}</p>`}</blockquote>\n`;
}

/** Of ASCII alone: a header takes no other letters. */
function toFileName({ period, periodStartsOn, id }: Digest): string {
  return `vigie-${period}-${periodStartsOn}-${id.slice(0, 8)}.pdf`;
}
