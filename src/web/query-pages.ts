/** A query tried before it is taken: what it would find among what was heard, why, and what would keep out the rest. */
import type { FastifyPluginAsync } from 'fastify';
import { type Html, html } from '../base/html.ts';
import { isUuid } from '../base/ids.ts';
import type { Brand } from '../domain/brand.ts';
import { type Preview, type PreviewExample, previewQuery } from '../intents/preview-query.ts';
import { getBrand } from '../store/brands.ts';
import { renderMonogram } from './badges.ts';
import { readAccents } from './brand-accent.ts';
import { type FormState, makeFields } from './fields.ts';
import { toProblems } from './form-problems.ts';
import { highlight } from './highlight.ts';
import { renderPage } from './layout.ts';
import { type Form, readForm, readId } from './read-form.ts';
import { type Answer, forMembers, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import { webLink } from './web-link.ts';
import type { Words } from './words.ts';

export const queryPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/brands/:brandId/query',
    forMembers(deps, async (visit, request) => {
      const key = { agencyId: visit.room.agency.id, brandId: readId(request.params, 'brandId') };
      const brand = await getBrand(deps.db, key);
      const form = readForm(request.query);
      const query = form.text('query') || brand.query;
      try {
        const preview = await previewQuery(deps, brand.agencyId, { query, marks: readMarks(form) });
        return await renderQuery(deps, visit, brand, { state: { values: { query }, problems: {} }, preview, form });
      } catch (error) {
        const problems = toProblems(visit.words.messages, error, { QUERY_INVALID: 'query' });
        return await renderQuery(deps, visit, brand, { state: { values: { query }, problems }, preview: null, form });
      }
    }),
  );
};

type Shown = Readonly<{ state: FormState; preview: Preview | null; form: Form }>;

/** What was ticked beside the examples: `right` and `wrong` hold documents. */
function readMarks(form: Form): readonly Readonly<{ documentId: string; isAbout: boolean }>[] {
  const ids = (name: string): readonly string[] =>
    form
      .all(name)
      .map((id) => id.toLowerCase())
      .filter(isUuid);
  return [
    ...ids('right').map((documentId) => ({ documentId, isAbout: true })),
    ...ids('wrong').map((documentId) => ({ documentId, isAbout: false })),
  ].slice(0, MARKS_MAX);
}

const MARKS_MAX = 100;

async function renderQuery(deps: WebDeps, visit: RoomVisit, brand: Brand, shown: Shown): Promise<Answer> {
  const { words } = visit;
  const messages = words.messages.query;
  const accent = (await readAccents(deps.db, brand.agencyId))(brand.id);
  const fields = makeFields(words, shown.state);
  const query = shown.state.values.query ?? '';
  const body = html`<div class="title">${renderMonogram(brand.name, accent)}<div><p class="over"><a href="/brands/${brand.id}">${words.messages.buzz.backToBrand(brand.name)}</a></p><h1>${messages.title}</h1></div></div>
<form method="get" class="fields">
${fields.summary()}
<section class="card">${fields.area({ name: 'query', label: words.messages.brand.query, hint: messages.hint, rowCount: 3 })}
<p class="buttons"><button>${messages.submit}</button></p></section>
${shown.preview === null ? null : renderPreview(words, shown.preview, shown.form)}
</form>
${shown.preview === null || query === brand.query ? null : renderTake(words, brand, query)}`;
  const status = shown.preview === null ? 422 : 200;
  return showPage(renderPage(visit, { title: messages.title, body, place: 'brands', accent }), status);
}

function renderPreview(words: Words, preview: Preview, form: Form): Html {
  const messages = words.messages.query;
  const { formats } = words;
  return html`<section class="card"><h2>${messages.found(preview.matchCount, preview.documentCount)}</h2>
<p class="soft">${preview.isWhole ? messages.since(preview.since) : messages.sinceCut(preview.since)}</p>
${
  preview.days.length === 0
    ? null
    : html`<details><summary>${messages.byDay}</summary><table class="numbers"><thead><tr><th scope="col">${words.messages.brand.day}</th><th scope="col">${messages.matches}</th></tr></thead><tbody>${preview.days.map(
        (day) =>
          html`<tr><th scope="row">${formats.day(day.bucketAt)}</th><td>${formats.number(day.matchCount)}</td></tr>`,
      )}</tbody></table></details>`
}
</section>
${renderExclusions(words, preview)}
<section class="card"><h2>${messages.examples}</h2>
${preview.examples.length === 0 ? html`<p class="soft">${messages.noExample}</p>` : html`<ol class="mentions">${preview.examples.map((example) => renderExample(words, example, form))}</ol><p class="buttons"><button>${messages.compare}</button></p>`}</section>`;
}

function renderExclusions(words: Words, preview: Preview): Html | null {
  const messages = words.messages.query;
  if (preview.exclusions.length === 0) return null;
  return html`<section class="card"><h2>${messages.exclusions}</h2><ul class="lines">${preview.exclusions.map(
    ({ term, wrongCount, rightCount }) =>
      html`<li><code>NOT ${term}</code> <span class="soft">${messages.exclusion(wrongCount, rightCount)}</span></li>`,
  )}</ul></section>`;
}

function renderExample(words: Words, example: PreviewExample, form: Form): Html {
  const messages = words.messages.query;
  const { formats } = words;
  const choice = (name: 'right' | 'wrong', label: string): Html =>
    html`<label><input type="checkbox" name="${name}" value="${example.documentId}"${form.all(name).includes(example.documentId) ? html` checked` : null}> ${label}</label>`;
  return html`<li class="mention${example.isMatch ? '' : ' irrelevant'}">
<div class="about"><span class="badge${example.isMatch ? ' positive' : ''}">${example.isMatch ? messages.match : messages.miss}</span>
<p class="origin"><span>${example.site}</span><span>${example.author ?? words.messages.brand.unknownAuthor}</span><time datetime="${example.publishedAt.toISOString()}">${formats.shortInstant(example.publishedAt)}</time></p>
${choice('right', messages.right)} ${choice('wrong', messages.wrong)}</div>
<div>${example.title === null ? null : html`<h3>${webLink(example.url, highlight(example.title, example.spans, 'title'))}</h3>`}
<p>${highlight(example.excerpt, example.spans, 'text')}</p>
<p class="soft">${example.clauses.map(({ text, isHeld, isExcluded }) => html`<span class="badge${isHeld === isExcluded ? ' negative' : ' positive'}">${isExcluded ? 'NOT ' : ''}${text} ${isHeld ? messages.held : messages.missing}</span> `)}</p></div>
</li>`;
}

/** Takes what was tried as the brand's query. */
function renderTake(words: Words, brand: Brand, query: string): Html {
  return html`<form method="post" action="/brands/${brand.id}" class="card">
<input type="hidden" name="name" value="${brand.name}"><input type="hidden" name="kind" value="${brand.kind}"><input type="hidden" name="query" value="${query}">
<p>${words.messages.query.takeHint}</p><p class="buttons"><button>${words.messages.query.take(brand.name)}</button></p></form>`;
}
