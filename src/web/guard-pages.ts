/** The guard: an account, a draft, and whether it speaks of another brand. Nothing that is typed here is stored. */
import type { FastifyPluginAsync } from 'fastify';
import type { Reason, Verdict } from '../analysis/guard/verdict.ts';
import { AppError } from '../base/errors.ts';
import { type Html, html } from '../base/html.ts';
import type { Brand } from '../domain/brand.ts';
import type { Span } from '../domain/mention.ts';
import { listBrands } from '../store/brands.ts';
import { makeFields } from './fields.ts';
import { highlight } from './highlight.ts';
import { renderPage, renderTitle } from './layout.ts';
import { type Form, readForm } from './read-form.ts';
import { type Answer, forMembers, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';

/** The largest agency that is planned for. */
const BRANDS_MAX = 1_000;
const DRAFT_ROWS = 8;

export const guardPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/guard',
    forMembers(deps, async (visit, request) => {
      const account = readForm(request.query).text('account');
      return await renderGuard(deps, visit, { account, draft: '', problems: {}, verdict: null });
    }),
  );

  app.post(
    '/guard',
    forMembers(deps, async (visit, request) => await judge(deps, visit, readForm(request.body))),
  );
};

async function judge(deps: WebDeps, visit: RoomVisit, form: Form): Promise<Answer> {
  const { problems } = visit.words.messages;
  const account = form.text('account').toLowerCase();
  // browsers send each line break as two characters
  const draft = form.text('draft').replaceAll('\r\n', '\n');
  if (draft === '') {
    return await renderGuard(deps, visit, { account, draft, problems: { draft: problems.missing }, verdict: null });
  }
  try {
    const { id: agencyId } = visit.room.agency;
    const { language } = visit.words;
    const question = { agencyId, account: { brandId: account }, draft, language, reader: 'agency' } as const;
    const verdict = await deps.guard.judge(deps.db, question);
    return await renderGuard(deps, visit, { account, draft, problems: {}, verdict });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'INPUT_INVALID') throw error;
    const { tooLong } = visit.words.messages.guard;
    return await renderGuard(deps, visit, { account, draft, problems: { draft: tooLong }, verdict: null });
  }
}

type Shown = Readonly<{
  account: string;
  draft: string;
  problems: Readonly<Record<string, string>>;
  verdict: Verdict | null;
}>;

async function renderGuard(deps: WebDeps, visit: RoomVisit, shown: Shown): Promise<Answer> {
  const { words, room } = visit;
  const messages = words.messages.guard;
  const brands = await listBrands(deps.db, room.agency.id, { after: null, limit: BRANDS_MAX });
  const body = html`<div class="narrow">${renderTitle(messages.title)}
<p class="lead">${messages.intro}</p>
${brands.length === 0 ? html`<p class="card">${messages.noBrand}</p>` : renderForm(visit, brands, shown)}
${shown.verdict === null ? null : renderVerdict(visit, shown.draft, shown.verdict)}</div>`;
  const isRefused = Object.keys(shown.problems).length > 0;
  return showPage(renderPage(visit, { title: messages.title, body, place: 'brands' }), isRefused ? 422 : 200);
}

function renderForm({ words }: RoomVisit, brands: readonly Brand[], { account, draft, problems }: Shown): Html {
  const messages = words.messages.guard;
  const fields = makeFields(words, { values: { account, draft }, problems });
  // first the clients: nobody writes in a competitor's name
  const ordered = brands.toSorted(
    (one, other) => Number(one.kind === 'competitor') - Number(other.kind === 'competitor'),
  );
  return html`<form method="post" action="/guard" class="fields">
${fields.select({ name: 'account', label: messages.account, options: ordered.map(({ id, name }) => ({ value: id, label: name })) })}
${fields.area({ name: 'draft', label: messages.draft, hint: messages.draftHint, rowCount: DRAFT_ROWS })}
<p><button>${messages.submit}</button></p></form>`;
}

function renderVerdict({ words }: RoomVisit, draft: string, { verdict, reasons }: Verdict): Html {
  const messages = words.messages.guard;
  const spans = reasons.flatMap(({ start, end }): Span[] =>
    start === null || end === null ? [] : [{ field: 'text', start, end }],
  );
  return html`<section class="card" id="verdict"><h2 role="status">${messages.verdicts[verdict]}</h2>
<p>${messages.verdictMeanings[verdict]}</p>
${reasons.length === 0 ? null : html`<ul>${reasons.map(renderReason)}</ul>`}
<p class="draft">${draft.split('\n').length > 1 ? renderLines(draft, spans) : highlight(draft, spans, 'text')}</p></section>`;
}

function renderReason({ severity, message }: Reason): Html {
  return severity === 'stop' ? html`<li><strong>${message}</strong></li>` : html`<li>${message}</li>`;
}

/** Line by line, each with its own marks. */
function renderLines(draft: string, spans: readonly Span[]): Html {
  let from = 0;
  return html`${draft.split('\n').map((line, index) => {
    const start = from;
    from += line.length + 1;
    const own = spans
      .filter((span) => span.end > start && span.start < start + line.length)
      .map((span) => ({ ...span, start: Math.max(0, span.start - start), end: span.end - start }));
    return html`${index === 0 ? null : html`<br>`}${highlight(line, own, 'text')}`;
  })}`;
}
